/** A symbol, with every address of its name, every name of its address, and its neighbours. */

import type { SearchOptions } from "kallsyms";
import type { LoadedTable } from "./load.js";
import type { RowGroup, SymbolDetails } from "./details-protocol.js";
import type { Row } from "./protocol.js";
import { rowOf, symbolAt } from "./rows.js";

/** Some names stand at millions of addresses: more rows than a person reads are counted only. */
const MOST_ROWS = 200;

/** Bytes of the longest pattern that a search takes. */
const LONGEST_PATTERN = 4096;

export function detailsOf(loaded: LoadedTable, index: number): SymbolDetails {
  const { table } = loaded;
  const row = rowOf(loaded, symbolAt(loaded, index));
  const sameName = namesakes(loaded, table.nameBytes(index) as Uint8Array);
  if (table.restricted) return { row, sameName, sameAddress: undefined, before: undefined, after: undefined };
  const { address, size } = row;
  return {
    row,
    sameName,
    sameAddress: group(loaded, { from: address, to: address + 1n }),
    before: coveringRow(loaded, address - 1n),
    after: size === undefined ? undefined : coveringRow(loaded, address + size),
  };
}

/** A search counts any number of them without making objects; it takes no pattern as long as the longest names. */
function namesakes(loaded: LoadedTable, name: Uint8Array): RowGroup {
  if (name.length <= LONGEST_PATTERN) return group(loaded, { pattern: name, match: "exact" });
  const symbols = loaded.table.getSymbolByName(name);
  return { total: symbols.length, rows: symbols.slice(0, MOST_ROWS).map((symbol) => rowOf(loaded, symbol)) };
}

function group(loaded: LoadedTable, conditions: SearchOptions): RowGroup {
  const { total, symbols } = loaded.table.search({ ...conditions, limit: MOST_ROWS });
  return { total, rows: symbols.map((symbol) => rowOf(loaded, symbol)) };
}

function coveringRow(loaded: LoadedTable, address: bigint): Row | undefined {
  if (address < 0n || address > 0xffff_ffff_ffff_ffffn) return undefined;
  const resolution = loaded.table.resolve(address);
  return resolution && rowOf(loaded, resolution.symbols[0]);
}
