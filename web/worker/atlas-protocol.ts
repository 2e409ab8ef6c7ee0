/** What is asked and told for the ambiguity atlas. */

import type { LibbpfKprobe } from "kallsyms";

/** Classes of names by how many addresses they have: the fewest and the most. */
export const CLASSES = [
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 8],
  [9, 16],
  [17, 32],
  [33, 64],
  [65, Infinity],
] as const;

/** Whether the symbols of a name have one owner, or several. */
export type Spread = "within" | "across";

/** Which ambiguous names are wanted, and in which order. Every condition that is set must hold. */
export interface NamesQuestion {
  /** A part of the name, in any case. */
  readonly text: string;
  /** Only names of which a symbol is text: a probe may mean it. */
  readonly functions: boolean;
  /** Without names that a compiler or an assembler made. */
  readonly withoutMade: boolean;
  /** Position in {@link CLASSES}. */
  readonly class: number | undefined;
  readonly spread: Spread | undefined;
  readonly sort: NamesSort;
}

/** An order of names; those that are alike are in the order of their names. */
export interface NamesSort {
  readonly by: "addresses" | "owners" | "name";
  readonly descending: boolean;
}

/** The ambiguous names that were found. */
export interface NamesAnswer {
  readonly question: NamesQuestion;
  /** Positions among all ambiguous names, by which rows are asked for. */
  readonly places: Uint32Array;
  /** Symbols of these names. */
  readonly symbols: number;
  /** Ambiguous names before any condition. */
  readonly all: number;
  /** How many names each other choice of a condition would find, the others staying as they are. */
  readonly facets: NamesFacets;
  readonly first: readonly NameRow[];
}

export interface NamesFacets {
  /** By the position in {@link CLASSES}. */
  readonly classes: readonly number[];
  readonly within: number;
  readonly across: number;
  readonly functions: number;
  /** Names that a compiler or an assembler made. */
  readonly made: number;
}

/** A name at several addresses; where the addresses are hidden, at several lines. */
export interface NameRow {
  readonly name: string;
  /** Index of its first symbol. */
  readonly index: number;
  readonly addresses: number;
  readonly symbols: number;
  readonly owners: number;
  /** The first owners of all. */
  readonly firstOwners: readonly string[];
  /** Type letters of its symbols. */
  readonly types: string;
}

/** Which shared addresses are wanted, and in which order. */
export interface SharedQuestion {
  /** A part of one of the names, in any case. */
  readonly text: string;
  readonly sort: SharedSort;
}

/** An order of addresses; those that are alike are in the order of the addresses. */
export interface SharedSort {
  readonly by: "names" | "address";
  readonly descending: boolean;
}

/** The shared addresses that were found. */
export interface SharedAnswer {
  readonly question: SharedQuestion;
  /** Positions among all shared addresses, by which rows are asked for. */
  readonly places: Uint32Array;
  /** Symbols at these addresses. */
  readonly symbols: number;
  /** Shared addresses before any condition. */
  readonly all: number;
  readonly first: readonly SharedRow[];
}

/** An address with several symbols. */
export interface SharedRow {
  readonly address: bigint;
  /** Index of its first symbol. */
  readonly index: number;
  readonly symbols: number;
  /** The first names of all. */
  readonly firstNames: readonly string[];
  readonly owners: number;
  /** Owner of the first symbol. */
  readonly owner: string;
}

/** What becomes of a probe, as the kernel and the table make it; `likely`: safe if what the table can't tell holds. */
export const VERDICTS = ["safe", "likely", "ambiguous", "picks-one", "refused", "never-armed", "absent", "malformed", "unchecked"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Ways to write a probe that attaches at one address and no other; `null` where there is none. */
export interface Specs {
  readonly tracefs: string | null;
  readonly bpftrace: string | null;
  readonly libbpf: LibbpfKprobe | null;
}

/** A probe of a list. */
export interface ProbeRow {
  readonly line: number;
  readonly text: string;
  readonly verdict: Verdict;
  readonly why: string;
  /** How many addresses its name is at. */
  readonly addresses: number;
  /** Where it is safe, or likely so. */
  readonly specs: Specs | undefined;
}

/** Some probes of a list, and whether there are more. */
export interface ProbeBatch {
  /** Names the list in requests for more. */
  readonly list: number;
  readonly rows: readonly ProbeRow[];
  /** Lines that were looked at, of how many. */
  readonly lines: number;
  readonly allLines: number;
  readonly isDone: boolean;
  /** Lines that aren't looked at, because there are too many. */
  readonly leftOut: number;
  /** The kernel's release that it is checked for. */
  readonly kernel: string | undefined;
  /** Files of the snapshot that tell which functions can be probed. */
  readonly files: readonly string[];
}

/** A probe with every address that it may mean. */
export interface ProbeDetails {
  readonly addresses: number;
  readonly targets: readonly ProbeTarget[];
  /** Names that may be meant, where it is absent. */
  readonly suggestions: readonly string[];
}

/** An address at which a probe may be put. */
export interface ProbeTarget extends Specs {
  /** Index of its symbol. */
  readonly index: number;
  readonly address: bigint;
  readonly owner: string;
  /** Why no probe can be there. */
  readonly unprobeable: string | undefined;
}

/** The requests for the ambiguity atlas. */
export interface AtlasExchange {
  atlasNames: { ask: NamesQuestion; answer: NamesAnswer };
  atlasNameRows: { ask: { places: Uint32Array }; answer: readonly NameRow[] };
  /** Not for a table whose addresses are hidden. */
  atlasShared: { ask: SharedQuestion; answer: SharedAnswer };
  atlasSharedRows: { ask: { places: Uint32Array }; answer: readonly SharedRow[] };
  /** Begins to check a list, in place of the one before. Without a kernel it is checked for the snapshot's, or for the newest. */
  probeList: { ask: { text: string; kernel: string | undefined }; answer: ProbeBatch };
  probeListMore: { ask: { list: number }; answer: ProbeBatch };
  /** `text`: that of a row. */
  probeDetails: { ask: { text: string; kernel: string | undefined }; answer: ProbeDetails };
}
