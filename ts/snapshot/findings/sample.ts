/** Symbols as evidence: how many are odd, and the first of them. */

import type { KernelSymbol } from "../../table/symbol.js";
import type { KernelSymbolTable } from "../../table/table.js";
import { EVIDENCE_KEPT } from "./finding.js";

/** Odd symbols. */
export interface OddSymbols {
  readonly count: number;
  /** As many as a finding keeps. */
  readonly first: readonly KernelSymbol[];
}

/** Of some rows of a table those whose symbols are odd. */
export function oddSymbols(table: KernelSymbolTable, rows: Iterable<number>, isOdd: (symbol: KernelSymbol) => boolean): OddSymbols {
  const first: KernelSymbol[] = [];
  let count = 0;
  for (const row of rows) {
    const symbol = table.at(row) as KernelSymbol;
    if (!isOdd(symbol)) continue;
    count++;
    if (first.length < EVIDENCE_KEPT) first.push(symbol);
  }
  return { count, first };
}
