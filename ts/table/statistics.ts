/** Counts over a whole table and over each owner. */

import type { Columns } from "../core/columns.js";
import type { RawTable } from "../core/wasm/kallsyms.js";

/** Counts that tell what a table is like. Those about addresses are 0 where addresses are hidden. */
export interface TableStatistics {
  /** All symbols. */
  readonly symbols: number;
  /** Symbols of the kernel image. */
  readonly systemSymbols: number;
  /** Owners, the kernel image included. */
  readonly owners: number;
  /** Different names. */
  readonly names: number;
  /** Different addresses. */
  readonly addresses: number;
  /** Names at more than one address; where addresses are hidden: on more than one line. */
  readonly ambiguousNames: number;
  /** Symbols with such a name. */
  readonly ambiguousSymbols: number;
  /** Addresses with more than one symbol. */
  readonly sharedAddresses: number;
  /** Symbols at such an address. */
  readonly sharedSymbols: number;
  /** Most symbols at one address. */
  readonly mostAliases: number;
  /** Symbols at address 0. */
  readonly zeroAddresses: number;
  /** Mapping and local names inside modules, at which nothing begins. */
  readonly localSymbols: number;
  /** Names with a prefix or suffix that the compiler or the build gave them. */
  readonly variants: number;
  /** Those of them that hold only a part of a function (`.cold`). */
  readonly fragments: number;
  /** Longest name in bytes. */
  readonly longestName: number;
  /** Bytes of all names. */
  readonly nameBytes: number;
  /** Symbols by type letter. */
  readonly types: ReadonlyMap<string, number>;
}

/** An owner and what is its own. */
export interface OwnerSummary {
  /** `"system"`, or the name of a module or pseudo-module. */
  readonly name: string;
  /** Its symbols. */
  readonly symbols: number;
  /** Its lowest address; `undefined` where addresses are hidden. */
  readonly lowest: bigint | undefined;
  /** Its highest address; `undefined` where addresses are hidden. */
  readonly highest: bigint | undefined;
}

/** Counts a table. @internal */
export function readStatistics(raw: RawTable): TableStatistics {
  const numbers = raw.statistics();
  const count = (at: number) => numbers[at] ?? 0;
  const kinds = numbers.subarray(16);
  return {
    symbols: count(0),
    systemSymbols: count(1),
    owners: count(2),
    names: count(3),
    addresses: count(4),
    ambiguousNames: count(5),
    ambiguousSymbols: count(6),
    sharedAddresses: count(7),
    sharedSymbols: count(8),
    mostAliases: count(9),
    zeroAddresses: count(10),
    localSymbols: count(11),
    variants: count(12),
    fragments: count(13),
    longestName: count(14),
    nameBytes: count(15),
    types: new Map(Array.from(kinds, (symbols, kind): [string, number] => [String.fromCharCode(kind), symbols]).filter(([, symbols]) => symbols > 0)),
  };
}

/** The owners in the order of their first symbols. @internal */
export function readOwners(raw: RawTable, columns: Columns, restricted: boolean): OwnerSummary[] {
  const runs = raw.owner_runs();
  columns.open();
  const byNumber = new Map<number, { symbols: number; lowest: bigint; highest: bigint }>();
  for (let at = 0; at < runs.length; at += 2) {
    const start = runs[at] as number;
    const end = runs[at + 2] ?? raw.len();
    const owner = byNumber.get(runs[at + 1] as number) ?? { symbols: 0, lowest: columns.address(start), highest: 0n };
    owner.symbols += end - start;
    for (let row = start; row < end; row++) {
      const address = columns.address(row);
      if (address < owner.lowest) owner.lowest = address;
      if (address > owner.highest) owner.highest = address;
    }
    byNumber.set(runs[at + 1] as number, owner);
  }
  return Array.from(byNumber, ([number, { symbols, lowest, highest }]) => ({
    name: columns.owners[number] as string,
    symbols,
    lowest: restricted ? undefined : lowest,
    highest: restricted ? undefined : highest,
  }));
}
