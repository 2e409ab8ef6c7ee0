/** What a character may be part of, by its code. */

const NAME = 1;
const HEX = 2;
const WORD = 4;

/** Codes below 128; those above belong to names. */
const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0x21; code < 0x7f; code++) {
    const character = String.fromCharCode(code);
    if (!"+[](),;=\"'`/".includes(character)) table[code]! |= NAME;
    if (/[0-9a-f]/.test(character)) table[code]! |= HEX;
    if (/\w/.test(character)) table[code]! |= WORD;
  }
  return table;
}

/** Whether a symbol's name may hold it: anything visible but what ends a name in a log. */
export function isNameCode(code: number): boolean {
  return code >= 128 || (CLASSES[code]! & NAME) !== 0;
}

/** Whether it is a digit as the kernel prints hex. */
export function isHexCode(code: number): boolean {
  return code < 128 && (CLASSES[code]! & HEX) !== 0;
}

/** Whether it is a letter, a digit or `_`. */
export function isWordCode(code: number): boolean {
  return code < 128 && (CLASSES[code]! & WORD) !== 0;
}

/** Value of a hex digit. */
export function hexValue(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

export const TAB = 0x09;
export const CARRIAGE_RETURN = 0x0d;
export const BLANK = 0x20;
