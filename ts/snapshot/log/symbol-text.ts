/**
 * The one production that all kernels print symbols by: `name+0xOFFSET/0xSIZE [module build-id] (file.c:line)`, of which all
 * but name and offset may be missing (lib/vsprintf.c `symbol_string`, kernel/kallsyms.c `__sprint_symbol`).
 */

import { BLANK, isHexCode, isNameCode, isWordCode } from "./characters.js";

/** Longest name that is looked at: a demangled one may be longer than the kernel's own limit of 512. */
const LONGEST_NAME = 1024;
/** The kernel's limit is 64 - 8. */
const LONGEST_MODULE = 64;
const LONGEST_SOURCE = 256;

/** What stands around a name without being part of it, where it stands on both sides. */
const CLOSES: Readonly<Record<string, string>> = { "<": ">", "{": "}" };

/**
 * A symbol where it stands in a text. One is made and used for all symbols of a log, of which a second may bring a million:
 * {@link parse} overwrites it.
 */
export class SymbolText {
  /** Where its name begins. */
  start = 0;
  /** Where the name ends: at the plus sign. */
  nameEnd = 0;
  offsetEnd = 0;
  /** Size: from `sizeStart` to `sizeEnd`, both 0 where none is printed. */
  sizeStart = 0;
  sizeEnd = 0;
  moduleStart = 0;
  moduleEnd = 0;
  buildIdStart = 0;
  buildIdEnd = 0;
  /** Where `name+offset/size [module build-id]` ends. */
  symbolEnd = 0;
  sourceStart = 0;
  sourceEnd = 0;
  /** Where all of it ends. */
  end = 0;

  /**
   * Reads the symbol whose `+0x` stands at `plus`, within `from` and `to`.
   *
   * @returns Whether there is one.
   */
  parse(text: string, plus: number, from: number, to: number): boolean {
    this.nameEnd = plus;
    this.start = nameStart(text, plus, from);
    this.offsetEnd = hexEnd(text, plus + 3, to);
    if (this.start === plus || this.offsetEnd === plus + 3) return false;
    this.#readSize(text, to);
    this.#trimName(text);
    if (this.start === plus || isWordCode(text.charCodeAt(this.symbolEnd))) return false;
    this.#readModule(text, to);
    this.#readSource(text, to);
    return true;
  }

  #readSize(text: string, to: number): void {
    const start = this.offsetEnd + 3;
    const end = text.startsWith("/0x", this.offsetEnd) ? hexEnd(text, start, to) : start;
    const isThere = end > start;
    this.sizeStart = isThere ? start : 0;
    this.sizeEnd = isThere ? end : 0;
    this.symbolEnd = isThere ? end : this.offsetEnd;
  }

  /** Takes off `<`, `{`, `?` and what ends in a single colon, as the code segment in `RIP: 0010:name`. */
  #trimName(text: string): void {
    const closes = CLOSES[text[this.start] as string];
    if (closes !== undefined && text[this.symbolEnd] === closes) this.start++;
    if (text[this.start] === "?") this.start++;
    for (let at = this.nameEnd - 1; at >= this.start; at--) {
      if (text.charCodeAt(at) !== 0x3a) continue;
      if (text.charCodeAt(at - 1) === 0x3a) at--;
      else {
        this.start = at + 1;
        return;
      }
    }
  }

  #readModule(text: string, to: number): void {
    this.moduleStart = this.moduleEnd = this.buildIdStart = this.buildIdEnd = 0;
    const open = this.symbolEnd;
    if (text.charCodeAt(open) !== BLANK || text.charCodeAt(open + 1) !== 0x5b) return;
    const start = open + 2;
    let at = start;
    const most = Math.min(to, start + LONGEST_MODULE);
    while (at < most && isModuleCode(text.charCodeAt(at))) at++;
    if (at === start) return;
    const moduleEnd = at;
    if (text.charCodeAt(at) === BLANK) at = hexEnd(text, at + 1, to);
    if (text.charCodeAt(at) !== 0x5d || at >= to) return;
    this.moduleStart = start;
    this.moduleEnd = moduleEnd;
    if (at > moduleEnd) {
      this.buildIdStart = moduleEnd + 1;
      this.buildIdEnd = at;
    }
    this.symbolEnd = at + 1;
  }

  /** ` (file.c:12)`, as CONFIG_KALLSYMS_LINEINFO appends it. */
  #readSource(text: string, to: number): void {
    this.sourceStart = this.sourceEnd = 0;
    this.end = this.symbolEnd;
    const open = this.symbolEnd;
    if (text.charCodeAt(open) !== BLANK || text.charCodeAt(open + 1) !== 0x28) return;
    const most = Math.min(to, open + 2 + LONGEST_SOURCE);
    let at = open + 2;
    let colon = 0;
    for (; at < most && text.charCodeAt(at) !== 0x29; at++) if (text.charCodeAt(at) === 0x3a) colon = at;
    if (at === most || colon === 0 || !isNumber(text, colon + 1, at)) return;
    this.sourceStart = open + 2;
    this.sourceEnd = at;
    this.end = at + 1;
  }
}

function nameStart(text: string, plus: number, from: number): number {
  const least = Math.max(from, plus - LONGEST_NAME);
  let at = plus;
  while (at > least && isNameCode(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Where the hex digits from `start` on end; more than 16 are none. */
function hexEnd(text: string, start: number, to: number): number {
  let at = start;
  while (at < to && isHexCode(text.charCodeAt(at))) at++;
  return at - start > 40 ? start : at;
}

/** Letters, digits, `_` and `-`. */
function isModuleCode(code: number): boolean {
  return isWordCode(code) || code === 0x2d;
}

function isNumber(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) < 0x30 || text.charCodeAt(at) > 0x39) return false;
  return end > start;
}
