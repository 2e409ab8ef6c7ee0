/** What the page and the worker say to each other: requests with a number, and to each its replies. */

import type { LoadReport, TableStatistics } from "kallsyms";
import type { Reading } from "../query/reading.js";

/** Where a table comes from: a file that was dropped or chosen, or an address beside the page. */
export type TableSource = File | string;

/** What is known of a table once it is loaded. */
export interface TableFacts {
  /** Number of symbols. */
  readonly size: number;
  readonly report: LoadReport;
  readonly statistics: TableStatistics;
}

/** A symbol with what a reader must know before trusting its name or address. */
export interface Row {
  readonly index: number;
  readonly name: string;
  readonly address: bigint;
  readonly type: string;
  readonly owner: string;
  readonly size: bigint | undefined;
  /** Whether the name is at more than one address. */
  readonly ambiguous: boolean;
  /** Whether the address bears more than one symbol. */
  readonly shared: boolean;
}

/** What a query found. */
export interface Answer {
  readonly reading: Reading;
  /** Symbols found. */
  readonly total: number;
  /** Their indices; `undefined` stands for all symbols in file order. */
  readonly indices: Uint32Array | undefined;
  /** For each symbol found the address that was asked for, where the query is about addresses. */
  readonly asked: BigUint64Array | undefined;
  /** How many of the first symbols have exactly the name that was asked for. */
  readonly exact: number;
  /** What the name stands for, where the query may be a name. */
  readonly status: "unique" | "ambiguous" | "absent" | undefined;
  /** Names that may be meant, where the name is absent. */
  readonly suggestions: readonly string[];
  /** Addresses asked for that no symbol covers. */
  readonly uncovered: number;
  /** Addresses of the name that were not looked at, because there are too many. */
  readonly leftOut: number;
  /** The first rows, so that something can be shown at once. */
  readonly first: readonly Row[];
}

/** Some symbols of a group, and how many there are in all. */
export interface RowGroup {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** A symbol and what stands around it. */
export interface SymbolDetails {
  readonly row: Row;
  /** Every symbol of its name, itself included. */
  readonly sameName: RowGroup;
  /** Every symbol at its address, itself included; `undefined` where addresses are hidden. */
  readonly sameAddress: RowGroup | undefined;
  /** What covers the byte before it. */
  readonly before: Row | undefined;
  /** What covers the byte after its end. */
  readonly after: Row | undefined;
}

/** Every kind of request: what is asked, and what is answered. */
export interface Exchange {
  load: { ask: { source: TableSource }; answer: TableFacts };
  query: { ask: { reading: Reading }; answer: Answer };
  rows: { ask: { indices: Uint32Array }; answer: readonly Row[] };
  details: { ask: { index: number }; answer: SymbolDetails };
}

export type Kind = keyof Exchange;

/** A request of any kind. */
export type Request = { [K in Kind]: { readonly id: number; readonly kind: K; readonly ask: Exchange[K]["ask"] } }[Kind];

/** How far a load is. `bytes` counts what came from the source, compressed where it is. */
export interface Progress {
  readonly bytes: number;
  readonly totalBytes?: number;
}

/** An error in a shape that crosses between threads. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly line: number | undefined;
}

/** A reply to the request of the same number; after `ok` or `error` there is no other. */
export type Reply =
  | { readonly id: number; readonly outcome: "progress"; readonly progress: Progress }
  | { readonly id: number; readonly outcome: "ok"; readonly answer: Exchange[Kind]["answer"] }
  | { readonly id: number; readonly outcome: "error"; readonly failure: Failure };
