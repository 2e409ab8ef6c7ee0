/** What is asked and told for comparing two tables. */

import type { ChangeCounts, ChangeKind, KernelSymbol, OwnerSlide } from "kallsyms";
import type { Choice, Opened, Source } from "./protocol.js";

/** The kinds of changes, in the order in which the page lists them. */
export const KINDS = ["added", "removed", "moved", "resized", "retyped", "reowned", "ambiguous"] as const satisfies readonly ChangeKind[];

/** Which of the two tables the open one is. */
export type Side = "old" | "new";

/** The first of a list, and how long it is. */
export interface Listed<T> {
  readonly total: number;
  readonly first: readonly T[];
}

/** A side of a comparison. */
export interface ComparedTable {
  readonly symbols: number;
  readonly addressBits: number;
  /** Whether the kernel hid its addresses. */
  readonly restricted: boolean;
}

/** What two tables differ in, as a whole; the changes stay in the worker. */
export interface Comparison {
  readonly old: ComparedTable;
  readonly new: ComparedTable;
  /** Number of changes. */
  readonly size: number;
  readonly counts: ChangeCounts;
  /** Changes of symbols that the kernel image has in either table. */
  readonly imageChanges: number;
  /** Whether both tables have addresses; without them only names, owners and types are compared. */
  readonly addresses: boolean;
  /** Slides of the kernel image: as a whole, and of its absolute symbols. */
  readonly image: readonly OwnerSlide[];
  /** Slides of all other owners. */
  readonly slides: Listed<OwnerSlide>;
  /** Whether anything lies elsewhere. */
  readonly anySlid: boolean;
  readonly ownersAdded: Listed<string>;
  readonly ownersRemoved: Listed<string>;
}

/** Which changes are listed, and in which order. */
export interface ChangeFilter {
  /** Kinds of which any will do; none: every kind. */
  readonly kinds: readonly ChangeKind[];
  /** A part of the name, in any case; empty: every name. */
  readonly name: string;
  /** The owner in either table; `undefined`: every owner. */
  readonly owner: string | undefined;
  /** As the files have them, or kind by kind. */
  readonly order: "file" | "kind";
}

/** What a filter leaves. */
export interface Changes {
  readonly filter: ChangeFilter;
  readonly total: number;
  /** Places of the changes in the comparison, in the order wanted. */
  readonly places: Uint32Array;
  /** By kind, in the order of {@link KINDS}: what there would be with this kind, the other conditions staying as they are. */
  readonly kinds: readonly number[];
  /** By owner, the most changes first, but the chosen one before others: what there would be with this owner. */
  readonly owners: Listed<readonly [owner: string, changes: number]>;
  readonly first: readonly ChangeRow[];
}

/** One change. */
export interface ChangeRow {
  readonly change: ChangeKind;
  readonly old: KernelSymbol | null;
  readonly new: KernelSymbol | null;
  /** How far it lies from where the nearest of its owner's slides brings it; `undefined` where nothing tells. */
  readonly beyond: bigint | undefined;
}

/** Forms in which changes are written to a file. */
export type ChangeFormat = "csv" | "tsv" | "ndjson";

/** The requests for comparing two tables. */
export interface CompareExchange {
  /** Loads another table beside the open one and tells what differs. The comparison before it stays until then. */
  compare: { ask: { source: Source; choice: Choice; open: Side }; answer: { opened: Opened; comparison: Comparison } };
  /** Ends the load that is under way, and leaves everything else as it is. */
  compareCancel: { ask: object; answer: object };
  /** Compares the same tables the other way round. */
  compareAs: { ask: { open: Side }; answer: { comparison: Comparison } };
  /** Gives the other table's memory back. */
  compareEnd: { ask: object; answer: object };
  changes: { ask: ChangeFilter; answer: Changes };
  changeRows: { ask: { places: Uint32Array }; answer: readonly ChangeRow[] };
  changesFile: { ask: { places: Uint32Array; format: ChangeFormat }; answer: { file: Blob } };
}
