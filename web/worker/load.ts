/** Loads a table and marks its rows, so that any row can be shown later without another search. */

import { KernelSymbolTable, SourceError } from "kallsyms";
import type { Progress, TableFacts, TableSource } from "./protocol.js";

/** Bits of a row's mark. */
export const AMBIGUOUS = 1;
export const SHARED = 2;

/** A table, what the page is told of it, and a mark for each row. */
export interface LoadedTable {
  readonly table: KernelSymbolTable;
  readonly facts: TableFacts;
  readonly marks: Uint8Array;
}

export async function loadTable(source: TableSource, onProgress: (progress: Progress) => void): Promise<LoadedTable> {
  const table = await KernelSymbolTable.load(typeof source === "string" ? await fetchBeside(source) : source, { onProgress });
  const facts = { size: table.size, report: table.report, statistics: table.statistics() };
  return { table, facts, marks: markRows(table) };
}

async function fetchBeside(url: string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (cause) {
    throw new SourceError("SOURCE_HTTP", "the sample can't be fetched from where this page came from; reload the page, or open a file of your own", { cause });
  }
}

function markRows(table: KernelSymbolTable): Uint8Array {
  const marks = new Uint8Array(table.size);
  for (const row of table.search({ ambiguous: true }).indices) marks[row] = AMBIGUOUS;
  if (table.restricted) return marks;
  for (const row of table.search({ shared: true }).indices) marks[row] = (marks[row] ?? 0) | SHARED;
  return marks;
}
