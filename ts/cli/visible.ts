/** Text from a file as a terminal may see it: what would act on the terminal, or hide, is shown as an escape. */

const encoder = new TextEncoder();

/** A name that is shown as it is: visible ASCII without the backslash, which begins escapes. */
const PLAIN = /^[!-[\]-~]+$/;

/** Control, format (bidi among them), unassigned and private characters, line separators, and the sign for lost bytes. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\u{fffd}]/gu;

/**
 * A name in which every byte but visible ASCII is written `\xNN`, blanks too, and `\` is written `\\`. So no field of a row
 * holds a blank, `.L0 ` can be told from `.L0`, no letter of another script passes for an ASCII one, and two names never look
 * the same.
 */
export function visibleName(name: string | Uint8Array): string {
  if (typeof name === "string" && PLAIN.test(name)) return name;
  const bytes = typeof name === "string" ? encoder.encode(name) : name;
  return bytes.length === 0 ? '""' : Array.from(bytes, visibleByte).join("");
}

function visibleByte(byte: number): string {
  if (byte === 0x5c) return "\\\\";
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** A sentence that may hold names or lines of a file: letters of any script stay, what can't be seen is shown. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => escaped(character.codePointAt(0) as number));
}

function escaped(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
