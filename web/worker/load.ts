/** A table with what its rows are asked for again and again: marks, columns, orders. */

import type { KernelSymbolTable, SymbolColumns } from "kallsyms";
import type { Column } from "../query/filter.js";
import type { TableFacts } from "./protocol.js";

/** Bits of a row's mark. */
export const AMBIGUOUS = 1;
export const SHARED = 2;

/** A table and what is derived of it. */
export class LoadedTable {
  readonly table: KernelSymbolTable;
  /** What the page is told of it. */
  readonly facts: TableFacts;
  /** A mark for each row, so that any row can be shown without another search. */
  readonly marks: Uint8Array;
  readonly columns: SymbolColumns;
  readonly #orders = new Map<Column, Uint32Array>();

  constructor(table: KernelSymbolTable) {
    this.table = table;
    this.facts = { size: table.size, report: table.report, statistics: table.statistics() };
    this.marks = markRows(table);
    this.columns = table.columns();
  }

  /** All rows in the ascending order of a column, made when it is first asked for. */
  order(by: Column): Uint32Array {
    const known = this.#orders.get(by);
    if (known !== undefined) return known;
    const order = this.table.sortedIndices(by);
    this.#orders.set(by, order);
    return order;
  }
}

function markRows(table: KernelSymbolTable): Uint8Array {
  const marks = new Uint8Array(table.size);
  for (const row of table.search({ ambiguous: true }).indices) marks[row] = AMBIGUOUS;
  if (table.restricted) return marks;
  for (const row of table.search({ shared: true }).indices) marks[row] = (marks[row] ?? 0) | SHARED;
  return marks;
}
