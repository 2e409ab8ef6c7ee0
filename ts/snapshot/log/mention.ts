/** What is recognised in a log, and what it may be. */

import type { KernelSymbol } from "../../table/symbol.js";
import type { MentionKind } from "./wrappers.js";

export type { MentionKind } from "./wrappers.js";

/**
 * How sure a mention is: `exact`: one symbol has the name, or the printed address proves which; `narrowed`: several have it and what the
 * line prints fits one of them only; `ambiguous`: several fit; `absent`: none has the name (in the printed module); `mismatch`: the name
 * is there, but nothing of that name fits what the line prints.
 */
export type MentionStatus = "exact" | "narrowed" | "ambiguous" | "absent" | "mismatch";

/** One fact that speaks for or against a candidate. */
export interface Evidence {
  /** `alias`: the kernel prints the first symbol at an address, and this isn't it. */
  readonly of: "address" | "module" | "size" | "offset" | "type" | "alias";
  readonly verdict: "agrees" | "contradicts" | "unknown";
  /** In words: `size 0x40, the log prints 0x30`. */
  readonly text: string;
}

/** A symbol that a mention may stand for. */
export interface Candidate {
  /** Of several symbols of the name at one address, the first in file order. */
  readonly symbol: KernelSymbol;
  /** The address that is meant, as the table has it: the symbol's plus the offset. */
  readonly address: bigint;
  /** livepatch's number of the symbol: its place among those of its name and owner, from 1; 0 where it is the only one. */
  readonly sympos: number;
  readonly evidence: readonly Evidence[];
}

/** A symbol or an address in a line. */
export interface Mention {
  /** Where it stands in the line's text, in UTF-16 units: from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  readonly kind: MentionKind;
  /** The name as printed; `undefined` for a bare address. */
  readonly name: string | undefined;
  readonly offset: bigint | undefined;
  readonly size: bigint | undefined;
  readonly module: string | undefined;
  /** Build id of the module, lower-case hex. */
  readonly buildId: string | undefined;
  /** `file.c:12`, where the kernel prints it. */
  readonly source: string | undefined;
  /** The address that the line prints for it; `undefined` where it prints none, or a hashed one. */
  readonly printed: bigint | undefined;
  /** Whether the kernel says that it isn't sure of it: `?`, `(unreliable)`, s390's brackets. */
  readonly unreliable: boolean;
  readonly status: MentionStatus;
  /** What fits, in file order; with the status `mismatch` all of the name, which all don't. At most 1,000. */
  readonly candidates: readonly Candidate[];
  /** What has the name and doesn't fit; at most 1,000. */
  readonly excluded: readonly Candidate[];
  /** Symbols of the name beyond the first 1,000, which nobody looked at. */
  readonly omitted: number;
}

/** A line of a log. */
export interface DecodedLine {
  /** From 1. */
  readonly number: number;
  /** As it stands, without its line feed. */
  readonly text: string;
  /** Whether the line goes on in the next one, which then has the same number: a line of more than 8 Mi characters is given in pieces. */
  readonly isCut: boolean;
  /** Task (`T123`) or CPU (`C0`) that printed it, where it says so: two that print at once interleave their lines. */
  readonly caller: string | undefined;
  /** In the order in which they stand. */
  readonly mentions: readonly Mention[];
}
