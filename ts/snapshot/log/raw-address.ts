/** Addresses that stand alone: in brackets, in registers, in dumps of the stack. */

import { hexValue, isHexCode, isWordCode } from "./characters.js";

/** Only what stands so far at the beginning of a message makes it a line of registers. */
const REGISTERS_BEGIN_WITHIN = 40;

/** A 64-bit number as two, since a `bigint` for each of a million registers is slow. */
export interface Words {
  readonly high: number;
  readonly low: number;
}

export function wordsOf(address: bigint): Words {
  return { high: Number(address >> 32n), low: Number(address & 0xffff_ffffn) };
}

/** Finds hex words of exactly as many digits as the kernel's addresses have. */
export class RawAddressFinder {
  readonly #digits: number;
  /** Value of the word that was found last. */
  high = 0;
  low = 0;

  constructor(addressBits: number) {
    this.#digits = addressBits / 4;
  }

  /** Whether the message from `from` to `to` may be one of registers or addresses, by its beginning. */
  isLikely(text: string, from: number, to: number): boolean {
    const at = this.next(text, from, Math.min(to, from + REGISTERS_BEGIN_WITHIN));
    return at >= 0 && !text.slice(from, at).includes("Code");
  }

  /** Where the next word begins, -1 where there is none. It ends {@link length} later. */
  next(text: string, from: number, to: number): number {
    const digits = this.#digits;
    for (let at = from; at + digits <= to; ) {
      // The last digit first: where it is none, no word lies across it.
      let back = at + digits - 1;
      while (back >= at && isHexCode(text.charCodeAt(back))) back--;
      if (back >= at) {
        at = back + 1;
        continue;
      }
      const end = at + digits;
      if (!isWordCode(text.charCodeAt(end)) && isBoundary(text, at)) {
        this.#read(text, at);
        return at;
      }
      at = end;
      while (at < to && isHexCode(text.charCodeAt(at))) at++;
    }
    return -1;
  }

  get length(): number {
    return this.#digits;
  }

  #read(text: string, start: number): void {
    const middle = start + this.#digits - 8;
    this.high = this.#digits === 8 ? 0 : value(text, start);
    this.low = value(text, middle);
  }
}

/** Eight digits. */
function value(text: string, start: number): number {
  let number = 0;
  for (let at = start; at < start + 8; at++) number = number * 16 + hexValue(text.charCodeAt(at));
  return number;
}

/** Nothing of a word stands before, but `0x` may. */
function isBoundary(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  if (!isWordCode(before)) return true;
  return before === 0x78 && text.charCodeAt(at - 2) === 0x30 && !isWordCode(text.charCodeAt(at - 3));
}
