/** Marks a table's rows, so that any row can be shown later without another search. */

import type { KernelSymbolTable } from "kallsyms";
import type { TableFacts } from "./protocol.js";

/** Bits of a row's mark. */
export const AMBIGUOUS = 1;
export const SHARED = 2;

/** A table, what the page is told of it, and a mark for each row. */
export interface LoadedTable {
  readonly table: KernelSymbolTable;
  readonly facts: TableFacts;
  readonly marks: Uint8Array;
}

export function prepareTable(table: KernelSymbolTable): LoadedTable {
  const facts = { size: table.size, report: table.report, statistics: table.statistics() };
  return { table, facts, marks: markRows(table) };
}

function markRows(table: KernelSymbolTable): Uint8Array {
  const marks = new Uint8Array(table.size);
  for (const row of table.search({ ambiguous: true }).indices) marks[row] = AMBIGUOUS;
  if (table.restricted) return marks;
  for (const row of table.search({ shared: true }).indices) marks[row] = (marks[row] ?? 0) | SHARED;
  return marks;
}
