/** The twin's answers looked up in plain maps, for as many questions as a walk through all lines would take hours for. */

import type { SymbolOrder } from "kallsyms";

import { isLocal, isResolvable, reaches, shown, sizeOf } from "./twin.js";
import type { Neighbours, TwinRow, TwinSymbol } from "./twin.js";

/** A text's rows with what can be asked of them. */
export class TwinIndex {
  readonly rows: readonly TwinRow[];
  readonly symbols: readonly TwinSymbol[];
  readonly #byName = new Map<string, TwinSymbol[]>();
  readonly #byAddress = new Map<bigint, TwinSymbol[]>();
  readonly #neighbours: readonly Neighbours[];
  /** Addresses to which others are resolved, ascending. */
  readonly #beginnings: readonly bigint[];
  /** The first resolvable row at each of them. */
  readonly #firsts = new Map<bigint, TwinRow>();

  constructor(rows: readonly TwinRow[]) {
    this.rows = rows;
    for (const row of rows) if (isResolvable(row) && !this.#firsts.has(row.address)) this.#firsts.set(row.address, row);
    this.#beginnings = ascending(this.#firsts.keys());
    this.#neighbours = this.#findNeighbours();
    this.symbols = rows.map((row, index) => {
      const { raw, address, type, owner } = row;
      return { index, raw, name: shown(raw), address, type, owner, size: sizeOf(row, this.#neighbours[index] as Neighbours) };
    });
    for (const symbol of this.symbols) {
      append(this.#byName, symbol.name, symbol);
      append(this.#byAddress, symbol.address, symbol);
    }
  }

  /** Every different name, in the order of the first of each. */
  names(): string[] {
    return [...this.#byName.keys()];
  }

  byName(name: string): readonly TwinSymbol[] {
    return this.#byName.get(name) ?? [];
  }

  byAddress(address: bigint): readonly TwinSymbol[] {
    return this.#byAddress.get(address) ?? [];
  }

  /** Symbols by their names' bytes: different ones may be shown alike. */
  groupsOfNames(): IterableIterator<TwinSymbol[]> {
    const groups = new Map<string, TwinSymbol[]>();
    for (const symbol of this.symbols) append(groups, symbol.raw, symbol);
    return groups.values();
  }

  /** Symbols by address. */
  groupsOfAddresses(): IterableIterator<TwinSymbol[]> {
    return this.#byAddress.values();
  }

  resolve(address: bigint): TwinSymbol[] {
    const start = this.#beginnings[countUpTo(this.#beginnings, address) - 1];
    if (start === undefined) return [];
    const aliases = this.byAddress(start).filter(({ index }) => isResolvable(this.rows[index] as TwinRow));
    const { index } = aliases[0] as TwinSymbol;
    return reaches(this.rows[index] as TwinRow, this.#neighbours[index] as Neighbours, address - start) ? aliases : [];
  }

  #findNeighbours(): Neighbours[] {
    const keyOf = ({ owner, isImage }: TwinRow) => (isImage ? "" : owner);
    const text = new Map<string, Map<bigint, boolean>>();
    for (const row of this.rows) {
      if (isLocal(row)) continue;
      const own = text.get(keyOf(row)) ?? new Map<bigint, boolean>();
      text.set(keyOf(row), own.set(row.address, /^[tTwW]$/.test(row.type) || own.get(row.address) === true));
    }
    const sorted = new Map(Array.from(text, ([owner, own]) => [owner, ascending(own.keys())]));
    return this.rows.map((row) => {
      const own = sorted.get(keyOf(row)) ?? [];
      const next = own[countUpTo(own, row.address)];
      const above = this.#beginnings[countUpTo(this.#beginnings, row.address)];
      return {
        next,
        nextIsText: next !== undefined && text.get(keyOf(row))?.get(next) === true,
        above: above === undefined ? undefined : this.#firsts.get(above),
      };
    });
  }
}

/** The indices of all symbols by a stable sort. */
export function inOrder({ rows, symbols }: TwinIndex, by: SymbolOrder): number[] {
  const key = ({ index, size, type, owner, raw, address }: TwinSymbol): bigint | string => {
    switch (by) {
      case "address":
        return address;
      case "name":
        return raw;
      case "size":
        return size ?? 2n ** 64n;
      case "type":
        return type;
      case "owner":
        // Characters that stand for bytes each compare as these do; a module can be called "system", too.
        return (rows[index] as TwinRow).isImage ? "" : Buffer.from(owner).toString("latin1");
    }
  };
  const keys = symbols.map(key) as bigint[];
  const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
  return symbols.map(({ index }) => index).sort((a, b) => compare(keys[a] as bigint, keys[b] as bigint));
}

function ascending(addresses: Iterable<bigint>): bigint[] {
  return Array.from(BigUint64Array.from(addresses).sort());
}

/** How many of the sorted addresses aren't above `address`. */
function countUpTo(sorted: readonly bigint[], address: bigint): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as bigint) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function append<K>(map: Map<K, TwinSymbol[]>, key: K, symbol: TwinSymbol): void {
  const group = map.get(key);
  if (group === undefined) map.set(key, [symbol]);
  else group.push(symbol);
}
