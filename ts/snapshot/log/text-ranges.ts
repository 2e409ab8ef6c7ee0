/** Where a table's code lies, so that numbers in a log can be told from addresses of code. */

import type { KernelSymbol } from "../../table/symbol.js";
import type { KernelSymbolTable } from "../../table/table.js";
import { wordsOf } from "./raw-address.js";
import type { Words } from "./raw-address.js";

/** From `start` to before `end`, at the addresses that the log has. */
interface Bounds {
  readonly start: Words;
  readonly end: Words;
}

interface Range extends Bounds {
  readonly owner: string;
  readonly slide: bigint;
}

/** Code that was found at an address. */
export interface FoundCode {
  readonly symbol: KernelSymbol;
  /** The address as the table has it. */
  readonly address: bigint;
}

/** Addresses of an owner's code, from `start` to before `end`, as the table has them. */
interface Extent {
  readonly owner: string;
  readonly start: bigint;
  readonly end: bigint;
}

const IMAGE = "system";

/** An instruction pointer is looked for this far behind the beginning of an owner's last function, whose end may not be known. */
const LAST_FUNCTION = 0x1000n;

/** Ranges of code, wherever the slides have put them. */
export class TextRanges {
  readonly #table: KernelSymbolTable;
  readonly #extents: readonly Extent[];
  #ranges: readonly Range[] = [];
  #image: Bounds | undefined;
  #modules: Bounds | undefined;
  readonly #found = new Map<string, FoundCode | undefined>();

  constructor(table: KernelSymbolTable) {
    this.#table = table;
    this.#extents = table.restricted ? [] : extentsOf(table);
    this.slideTo(() => 0n);
  }

  /** Takes the slides: what is added to the addresses of an owner; an owner whose slide is `undefined` isn't looked at. */
  slideTo(slideOf: (owner: string) => bigint | undefined): void {
    this.#found.clear();
    this.#ranges = this.#extents.flatMap(({ owner, start, end }) => {
      const slide = slideOf(owner);
      if (slide === undefined) return [];
      const [low, high] = [BigInt.asUintN(64, start + slide), BigInt.asUintN(64, end + slide)];
      return low < high ? [{ owner, slide, start: wordsOf(low), end: wordsOf(high) }] : [];
    });
    this.#image = hull(this.#ranges.filter(({ owner }) => owner === IMAGE));
    this.#modules = hull(this.#ranges.filter(({ owner }) => owner !== IMAGE));
  }

  /** Whether a 64-bit number may be an address of code. */
  mayHold(high: number, low: number): boolean {
    return lies(this.#image, high, low) || lies(this.#modules, high, low);
  }

  /** The first symbol of the code at an address of the log, and that address as the table has it. */
  find(high: number, low: number): FoundCode | undefined {
    const key = `${high} ${low}`;
    if (this.#found.has(key)) return this.#found.get(key);
    const found = this.#resolve(high, low);
    if (this.#found.size >= 2 ** 16) this.#found.clear();
    this.#found.set(key, found);
    return found;
  }

  #resolve(high: number, low: number): FoundCode | undefined {
    for (const range of this.#ranges) {
      if (!lies(range, high, low)) continue;
      const address = BigInt.asUintN(64, (BigInt(high) << 32n) + BigInt(low) - range.slide);
      const symbol = this.#table.resolve(address)?.symbols.find(({ owner }) => owner === range.owner);
      if (symbol !== undefined && "tTwWiI".includes(symbol.type)) return { symbol, address };
    }
    return undefined;
  }
}

function lies(bounds: Bounds | undefined, high: number, low: number): boolean {
  if (bounds === undefined) return false;
  const { start, end } = bounds;
  const isAfterStart = high > start.high || (high === start.high && low >= start.low);
  return isAfterStart && (high < end.high || (high === end.high && low < end.low));
}

/** Extents by table: many logs may be decoded against one. */
const known = new WeakMap<KernelSymbolTable, readonly Extent[]>();

function extentsOf(table: KernelSymbolTable): readonly Extent[] {
  const found = known.get(table) ?? extents(table);
  known.set(table, found);
  return found;
}

/** The image's code by its markers where it has them, the others' by all of their symbols. */
function extents(table: KernelSymbolTable): Extent[] {
  const image = marked(table);
  return table.owners().flatMap(({ name, lowest, highest }) => {
    if (name === IMAGE && image !== undefined) return [image];
    return lowest === undefined || highest === undefined ? [] : [{ owner: name, start: lowest, end: highest + LAST_FUNCTION }];
  });
}

function marked(table: KernelSymbolTable): Extent | undefined {
  const [start] = table.getSymbolByOwnerAndName(IMAGE, "_stext");
  const [end] = table.getSymbolByOwnerAndName(IMAGE, "_etext");
  return start === undefined || end === undefined || end.address <= start.address ? undefined : { owner: IMAGE, start: start.address, end: end.address };
}

/** The smallest range that holds all of these. */
function hull(ranges: readonly Range[]): Bounds | undefined {
  const [first] = ranges;
  if (first === undefined) return undefined;
  const least = (a: Words, b: Words) => (a.high < b.high || (a.high === b.high && a.low < b.low) ? a : b);
  const most = (a: Words, b: Words) => (least(a, b) === a ? b : a);
  return ranges.reduce<Bounds>((all, { start, end }) => ({ start: least(all.start, start), end: most(all.end, end) }), first);
}
