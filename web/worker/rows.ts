/** Symbols as the rows that the page shows. */

import type { KernelSymbol } from "kallsyms";
import { AMBIGUOUS, SHARED } from "./load.js";
import type { LoadedTable } from "./load.js";
import type { Row } from "./protocol.js";

export function rowOf({ marks }: LoadedTable, symbol: KernelSymbol): Row {
  const mark = marks[symbol.index] ?? 0;
  return { ...symbol, ambiguous: (mark & AMBIGUOUS) !== 0, shared: (mark & SHARED) !== 0 };
}

export function rowsOf(loaded: LoadedTable, indices: Iterable<number>): Row[] {
  return Array.from(indices, (index) => rowOf(loaded, symbolAt(loaded, index)));
}

export function symbolAt({ table }: LoadedTable, index: number): KernelSymbol {
  const symbol = table.at(index);
  if (symbol === undefined) throw new RangeError(`the table has no symbol ${index}`);
  return symbol;
}
