/** What the page and the worker say to each other: requests with a number, and to each its replies. */

import type { Finding, LoadReport, MemberKind, TableStatistics } from "kallsyms";
import type { Filter, Sort } from "../query/filter.js";
import type { Reading } from "../query/reading.js";
import type { AtlasExchange } from "./atlas-protocol.js";
import type { CompareExchange } from "./compare-protocol.js";
import type { DetailsExchange } from "./details-protocol.js";
import type { LogExchange } from "./log-protocol.js";
import type { OverviewExchange } from "./overview-protocol.js";
import type { TextExchange } from "./text-protocol.js";

/** A file that was dropped or chosen, with its path in its folder. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
  /** Why it can't be read, where that is known before anybody tries. */
  readonly note?: string | undefined;
}

/** What somebody decided about the files, by their paths. */
export interface Choice {
  /** The member to take as the table. */
  readonly table: string | undefined;
  /** The member to take as System.map. */
  readonly systemMap?: string | undefined;
  /** Kinds other than the recognised ones; `"unknown"` leaves a member aside. */
  readonly kinds?: ReadonlyMap<string, MemberKind> | undefined;
}

/** What is opened: files and archives, or the sample; the worker gets its bytes in its place. */
export type Source = readonly PickedFile[] | "sample";

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

/** What is asked of the table: how the search box is read, what else must hold, and in which order the rows are wanted. */
export interface Question {
  readonly reading: Reading;
  readonly filter: Filter;
  /** `undefined`: file order, with the best fits first where there are better and worse ones. */
  readonly sort: Sort | undefined;
}

/** What a query found. */
export interface Answer {
  readonly question: Question;
  /** Symbols found. */
  readonly total: number;
  /** Their indices; `undefined` stands for all symbols in file order. */
  readonly indices: Uint32Array | undefined;
  /** For each symbol found the address that was asked for, where the query is about addresses. */
  readonly asked: BigUint64Array | undefined;
  /** How many of the symbols have exactly the name that was asked for. */
  readonly exact: number;
  /** What the name stands for, where the query may be a name, whatever the filter leaves of it. */
  readonly status: "unique" | "ambiguous" | "absent" | undefined;
  /** Names that may be meant, where the name is absent. */
  readonly suggestions: readonly string[];
  /** Addresses asked for that no symbol covers. */
  readonly uncovered: number;
  /** Addresses that were not looked at, because there are too many. */
  readonly leftOut: number;
  readonly facets: Facets;
  /** The first rows, so that something can be shown at once. */
  readonly first: readonly Row[];
}

/** How many symbols there would be with each choice of a filter, the others staying as they are. */
export interface Facets {
  /** Symbols that the search box finds, before any filter. */
  readonly unfiltered: number;
  /** By type letter, in the order of the letters. */
  readonly types: readonly (readonly [type: string, symbols: number])[];
  /** By owner, the most symbols first, but chosen ones before others. */
  readonly owners: readonly (readonly [owner: string, symbols: number])[];
  readonly ambiguous: number;
  readonly shared: number;
  /** By size: at `n` those of 2ⁿ to less than 2ⁿ⁺¹ bytes; sizes of 0 and unknown ones aren't counted. */
  readonly sizes: readonly number[];
}

/** A file that was found in what was opened. */
export interface Member {
  readonly path: string;
  readonly kind: MemberKind;
  /** Uncompressed; `undefined` where nothing tells. */
  readonly bytes: number | undefined;
  readonly chosen: boolean;
  readonly note: string | undefined;
  /** Whether it may be taken as the table instead of the one that is. */
  readonly canBeTable: boolean;
}

/** What a snapshot holds besides its table. */
export interface SnapshotView {
  /** The chosen ones first, then what else was recognised, then what wasn't. */
  readonly members: readonly Member[];
  readonly findings: readonly Finding[];
  /** Paths of the logs; requests name them by their place here. */
  readonly logs: readonly string[];
  /** Why nothing can be looked up, where there is no table. */
  readonly missing: Failure | undefined;
  /** The kernel's release, where something tells it. */
  readonly release: string | undefined;
}

/** What came of opening files: at least one of the two is there. */
export interface Opened {
  readonly facts: TableFacts | undefined;
  /** Path of the table; `undefined` where the file itself is the table. */
  readonly tablePath: string | undefined;
  readonly snapshot: SnapshotView | undefined;
}

/** The requests about files and the rows of the table. */
interface TableExchange {
  open: { ask: Choice & { readonly source: Source }; answer: Opened };
  query: { ask: Question; answer: Answer };
  rows: { ask: { indices: Uint32Array }; answer: readonly Row[] };
}

/** Every kind of request: what is asked, and what is answered. */
export interface Exchange extends TableExchange, DetailsExchange, TextExchange, LogExchange, OverviewExchange, AtlasExchange, CompareExchange {}

export type Kind = keyof Exchange;

/** A request of any kind. */
export type Request = { [K in Kind]: { readonly id: number; readonly kind: K; readonly ask: Exchange[K]["ask"] } }[Kind];

/** How far a load is. `bytes` counts what came from the source, compressed where it is. */
export interface Progress {
  readonly bytes: number;
  readonly totalBytes?: number | undefined;
  /** The file that is being read. */
  readonly path?: string | undefined;
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
