/** What is asked and told about a log. */

import type { MentionStatus } from "kallsyms";

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

/** The requests about logs. */
export interface LogExchange {
  /** The bytes of one of the snapshot's logs, for the worker of another table. */
  log: { ask: { place: number }; answer: { bytes: Uint8Array } };
  decode: { ask: { log: LogSource }; answer: LogAnswer };
  lines: { ask: { start: number; end: number }; answer: readonly LogRow[] };
  line: { ask: { position: number }; answer: LogLine };
  written: { ask: { as: "text" | "markdown" }; answer: { text: string } };
}
