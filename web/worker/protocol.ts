/** What the page and the worker say to each other: requests with a number, and to each its replies. */

import type { Finding, LoadReport, MemberKind, MentionStatus, TableStatistics } from "kallsyms";
import type { Reading } from "../query/reading.js";

/** A file that was dropped or chosen, with its path in its folder. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** What is opened: files and archives, or an address beside the page. */
export type Source = readonly PickedFile[] | string;

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
  /** The chosen ones first. */
  readonly members: readonly Member[];
  readonly findings: readonly Finding[];
  /** Paths of the logs; requests name them by their place here. */
  readonly logs: readonly string[];
  /** Why nothing can be looked up, where there is no table. */
  readonly missing: Failure | undefined;
}

/** What came of opening files: at least one of the two is there. */
export interface Opened {
  readonly facts: TableFacts | undefined;
  /** Path of the table; `undefined` where the file itself is the table. */
  readonly tablePath: string | undefined;
  readonly snapshot: SnapshotView | undefined;
}

/** A log: text, bytes, or the place of one of the snapshot's. */
export type LogSource = string | Uint8Array | number;

/** What came of a log; its lines stay in the worker. */
export interface LogAnswer {
  readonly lines: number;
  /** What to know before trusting the rest. */
  readonly warnings: readonly string[];
  /** Counts, one sentence each. */
  readonly counts: readonly string[];
  /** Positions of the lines with a mention that isn't exact or narrowed. */
  readonly unclear: Uint32Array;
  readonly first: readonly LogRow[];
}

/** A line of a log as a row: so much of it as a row can show. */
export interface LogRow {
  readonly number: number;
  readonly pieces: readonly LogPiece[];
  /** Whether the line goes on after the pieces. */
  readonly isCut: boolean;
}

/** A part of a line; where it is a mention, with its status, in words too. */
export interface LogPiece {
  readonly text: string;
  readonly status: MentionStatus | undefined;
  readonly words: string | undefined;
}

/** A line with all that its mentions may stand for. */
export interface LogLine extends LogRow {
  readonly mentions: readonly LineMention[];
  /** Mentions beyond those that are told. */
  readonly more: number;
}

/** What stands in a line, and what it may be. */
export interface LineMention {
  readonly text: string;
  readonly status: MentionStatus;
  readonly words: string;
  readonly unreliable: boolean;
  readonly candidates: LineCandidates;
  /** Of the same name, but what the line prints speaks against them. */
  readonly excluded: LineCandidates;
}

export interface LineCandidates {
  readonly total: number;
  readonly rows: readonly LineCandidate[];
}

export interface LineCandidate {
  /** Of the symbol. */
  readonly index: number;
  readonly name: string;
  readonly owner: string;
  readonly address: bigint;
  /** livepatch's number; 0 where the symbol is the only one of its name and owner. */
  readonly sympos: number;
  readonly evidence: readonly string[];
}

/** Every kind of request: what is asked, and what is answered. */
export interface Exchange {
  open: { ask: { source: Source; table: string | undefined }; answer: Opened };
  query: { ask: { reading: Reading }; answer: Answer };
  rows: { ask: { indices: Uint32Array }; answer: readonly Row[] };
  details: { ask: { index: number }; answer: SymbolDetails };
  /** The bytes of one of the snapshot's logs, for the worker of another table. */
  log: { ask: { place: number }; answer: { bytes: Uint8Array } };
  decode: { ask: { log: LogSource }; answer: LogAnswer };
  lines: { ask: { start: number; end: number }; answer: readonly LogRow[] };
  line: { ask: { position: number }; answer: LogLine };
  written: { ask: { as: "text" | "markdown" }; answer: { text: string } };
}

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
