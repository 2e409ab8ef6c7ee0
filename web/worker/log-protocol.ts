/** What is asked and told about a log. */

import type { LogSlide, LogSummary, MentionStatus } from "kallsyms";

/** A log: text, bytes, a file, or the place of one of the snapshot's. */
export type LogSource = string | Uint8Array | File | number;

/** Which lines are wanted. */
export interface LineFilter {
  readonly show: LineShow;
  /** What they hold, in any case: in the line, or in a name that an address of it stands for. */
  readonly text: string;
}

/** Lines by what their mentions are; `unclear`: something in it isn't exact or narrowed. */
export const LINE_SHOWS = ["all", "symbols", "unclear", "frames", "exact", "narrowed", "ambiguous", "absent", "mismatch"] as const;
export type LineShow = (typeof LINE_SHOWS)[number];

/** What came of a log; its lines stay in the worker until it is told to forget them. */
export interface LogAnswer {
  /** By which other requests name it. */
  readonly log: number;
  readonly summary: LogSummary;
  /** How many lines each choice shows. */
  readonly lines: Readonly<Record<LineShow, number>>;
  readonly belonging: LogBelonging;
  /** What was left out of the log, or what is to be known of how it was read. */
  readonly notes: readonly string[];
}

/** Whether table and log are of one kernel. */
export interface LogBelonging {
  readonly verdict: "same-boot" | "same-kernel" | "different" | "unknown";
  /** Why: the part of a sentence about the log. */
  readonly text: string;
  readonly evidence: readonly LogEvidence[];
  /** What was taken out of the log's addresses, by owner; `system` first where it is known. */
  readonly slides: readonly Pick<LogSlide, "owner" | "slide">[];
}

/** Something that table and log tell both. */
export interface LogEvidence {
  readonly verdict: "agrees" | "contradicts" | "unknown";
  readonly text: string;
}

/** The lines that a filter leaves. */
export interface ShownLines {
  readonly total: number;
  /** Their places in the log; `undefined` stands for all. */
  readonly places: Uint32Array | undefined;
  /** Where among them those stand in which something isn't clear. */
  readonly unclear: Uint32Array;
  readonly first: readonly LogRow[];
}

/** A line of a log as a row: so much of it as a row can show. */
export interface LogRow {
  readonly number: number;
  readonly pieces: readonly LogPiece[];
  /** Whether the line goes on after the pieces. */
  readonly isCut: boolean;
  /** What its first mentions stand for. */
  readonly decoded: readonly DecodedMention[];
  /** Mentions beyond those. */
  readonly more: number;
}

/** A part of a line. */
export interface LogPiece {
  readonly text: string;
  /** Which of the line's mentions it is. */
  readonly mention: number | undefined;
  readonly status: MentionStatus | undefined;
}

/** A mention in short. */
export interface DecodedMention {
  /** Which of the line's mentions it is. */
  readonly mention: number;
  readonly status: MentionStatus;
  /** The one symbol that it stands for; `undefined` where it isn't one, or isn't clear. */
  readonly place: SymbolPlace | undefined;
  /** Whether the line prints a name, and so the offset too; else it is an address alone. */
  readonly isNamed: boolean;
  /** What is to be said of it; empty for what is exact. */
  readonly words: string;
}

/** An address in a symbol. */
export interface SymbolPlace {
  readonly index: number;
  readonly name: string;
  readonly owner: string;
  /** The address that is meant: the symbol's, and the offset. */
  readonly address: bigint;
  readonly offset: bigint;
}

/** A line with all that its mentions may stand for. */
export interface LogLine extends Omit<LogRow, "decoded"> {
  /** Its place in the log. */
  readonly place: number;
  /** Characters of the whole line. */
  readonly length: number;
  readonly mentions: readonly LineMention[];
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

export interface LineCandidate extends SymbolPlace {
  /** livepatch's number; 0 where the symbol is the only one of its name and owner. */
  readonly sympos: number;
  readonly evidence: readonly LogEvidence[];
}

/** Forms in which a decoded log is written. */
export type LogFormat = "text" | "markdown";

/** The requests about logs. */
export interface LogExchange {
  /** The bytes of one of the snapshot's logs, for the worker of another table. */
  log: { ask: { place: number }; answer: { bytes: Uint8Array } };
  /** Fails with the name AbortError where it is stopped, or another log is decoded. */
  decode: { ask: { log: LogSource }; answer: LogAnswer };
  stopDecoding: { ask: object; answer: object };
  forgetLog: { ask: { log: number }; answer: object };
  shownLines: { ask: { log: number; filter: LineFilter }; answer: ShownLines };
  lines: { ask: { log: number; places: Uint32Array }; answer: readonly LogRow[] };
  line: { ask: { log: number; place: number }; answer: LogLine };
  /** A line with what it stands for, as text. */
  writtenLine: { ask: { log: number; place: number }; answer: { text: string } };
  writtenLog: { ask: { log: number; format: LogFormat; filter: LineFilter }; answer: { file: Blob; lines: number } };
}
