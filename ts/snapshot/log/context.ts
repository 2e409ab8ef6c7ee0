/** What stands before a symbol in its line: the address that belongs to it, the sign of doubt, a label. */

import { BLANK, TAB, isHexCode } from "./characters.js";
import { kindByLabel } from "./wrappers.js";
import type { MentionKind } from "./wrappers.js";

/** Longest thing in brackets: `[<(____ptrval____)>]`. */
const LONGEST_BRACKET = 24;

/** Shortest run of hex digits that is an address. */
const SHORTEST_ADDRESS = 8;

/** Reads what stands before symbols. One is made and used for all of a log: {@link read} overwrites it. */
export class SymbolContext {
  /** The address printed for the symbol: from `addressStart` to `addressEnd`, both -1 where there is none. */
  addressStart = -1;
  addressEnd = -1;
  unreliable = false;
  /** `undefined` where unknown words stand there. */
  kind: MentionKind | undefined;

  /** Reads backwards from a symbol at `at` in the message that begins at `from`. */
  read(text: string, from: number, at: number): void {
    this.addressStart = this.addressEnd = -1;
    this.unreliable = false;
    let left = blanksBefore(text, from, at);
    for (;;) {
      const next = this.#step(text, from, left);
      if (next === left) break;
      left = blanksBefore(text, from, next);
    }
    this.kind = left === from ? "frame" : kindByLabel(text, from, left);
  }

  /** Steps over one thing that belongs to the symbol. */
  #step(text: string, from: number, at: number): number {
    if (at === from) return at;
    switch (text.charCodeAt(at - 1)) {
      case 0x3f: // ?
        this.unreliable = true;
        return at - 1;
      case 0x28: // (: s390 doubts what it brackets with its address
        if (this.addressStart >= 0 && text.charCodeAt(at) === 0x5b) this.unreliable = true;
        return at - 1;
      case 0x7b: // {
        return at - 1;
      case 0x3c: // <, around a symbol
        return text.charCodeAt(at - 2) === BLANK ? at - 1 : at;
      case 0x3e: // >, after an address: machine checks
        return this.#angle(text, from, at);
      case 0x5d: // ]
        return this.#bracket(text, from, at);
      case 0x3a: // ]:
        return text.charCodeAt(at - 2) === 0x5d && this.addressStart < 0 ? this.#bracketOfAddress(text, from, at) : at;
      default:
        return this.addressStart < 0 ? this.#word(text, from, at) : at;
    }
  }

  /** `[<address>]`, `[address]`, also with what hides an address. */
  #bracket(text: string, from: number, at: number): number {
    const least = Math.max(from, at - LONGEST_BRACKET);
    let open = at - 2;
    while (open >= least && text.charCodeAt(open) !== 0x5b) open--;
    if (open < least) return at;
    const isAngled = text.charCodeAt(open + 1) === 0x3c;
    const [start, end] = isAngled ? [open + 2, at - 2] : [open + 1, at - 1];
    const isAddress = end - start >= SHORTEST_ADDRESS && isHex(text, start, end);
    if (isAddress && this.addressStart < 0) [this.addressStart, this.addressEnd] = [start, end];
    return isAddress || isAngled ? open : at;
  }

  /** `<address>`. */
  #angle(text: string, from: number, at: number): number {
    let start = at - 1;
    while (start > from && isHexCode(text.charCodeAt(start - 1))) start--;
    if (at - 1 - start < SHORTEST_ADDRESS || text.charCodeAt(start - 1) !== 0x3c) return at;
    [this.addressStart, this.addressEnd] = [start, at - 1];
    return start - 1;
  }

  /** `Caller[address]:`. */
  #bracketOfAddress(text: string, from: number, at: number): number {
    const before = this.#bracket(text, from, at - 1);
    return this.addressStart >= 0 ? before : at;
  }

  /** An address without brackets, also after `0x`. */
  #word(text: string, from: number, at: number): number {
    let start = at;
    while (start > from && isHexCode(text.charCodeAt(start - 1))) start--;
    if (at - start < SHORTEST_ADDRESS || at - start > 16) return at;
    const hasMark = text.charCodeAt(start - 1) === 0x78 && text.charCodeAt(start - 2) === 0x30;
    const before = hasMark ? start - 2 : start;
    if (before > from && !isBlank(text.charCodeAt(before - 1))) return at;
    [this.addressStart, this.addressEnd] = [start, at];
    return before;
  }
}

/** Where the blanks begin that end at `at`. */
export function blanksBefore(text: string, from: number, at: number): number {
  let left = at;
  while (left > from && isBlank(text.charCodeAt(left - 1))) left--;
  return left;
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}

function isHex(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isHexCode(text.charCodeAt(at))) return false;
  return true;
}
