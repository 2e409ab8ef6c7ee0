/** Which of the symbols of a printed name remain, and how sure that is. */

import type { NameEntry, NamedSymbol } from "./candidates.js";
import { WeighedCandidate, isUnbracketed } from "./evidence.js";
import type { Knowledge, Printed } from "./evidence.js";
import type { Candidate, MentionStatus } from "./mention.js";

const NONE: readonly Candidate[] = [];

/**
 * What a printed symbol may be: every symbol of its name, weighed.
 *
 * A printed module, size, offset or address that isn't a symbol's excludes it; where several remain, so do a type that is no code's and
 * another symbol that the kernel would print for its address. What remains decides the status; nothing is ever chosen silently.
 */
export class Verdict {
  readonly status: MentionStatus;
  readonly candidates: readonly Candidate[];
  readonly omitted: number;
  /** How many symbols have the name and don't fit. */
  readonly excludedCount: number;
  readonly #printed: Printed;
  readonly #known: Knowledge;
  readonly #all: () => NameEntry;

  /** @param all - Every symbol of the name, where `entry` has only those of the printed module. */
  constructor(printed: Printed, entry: NameEntry, all: () => NameEntry, known: Knowledge) {
    this.#printed = printed;
    this.#all = all;
    this.#known = known;
    this.omitted = entry.omitted;
    // Of names such as `__func__.0` a thousand modules have one each: only those of the printed module need to be weighed.
    const weighed = ofModule(printed, entry).map((symbol) => new WeighedCandidate(symbol, printed, known));
    const left = remaining(weighed);
    this.candidates = left.length > 0 ? left : weighed;
    if (left.length > 0) this.status = statusOf(left, entry.total, entry.omitted, known);
    // A name that no symbol of the printed module bears isn't there; else it is there and differs.
    else this.status = weighed.length === 0 ? "absent" : "mismatch";
    this.excludedCount = entry.total - this.candidates.length;
  }

  /** Those symbols. */
  get excluded(): readonly Candidate[] {
    if (this.excludedCount === 0) return NONE;
    const left = new Set(this.candidates.map(({ symbol }) => symbol.index));
    const others = this.#all().symbols.filter(({ symbol }) => !left.has(symbol.index));
    return others.map((symbol) => new WeighedCandidate(symbol, this.#printed, this.#known));
  }
}

/** The symbols of the printed module; where none is printed, those that the kernel prints without. */
function ofModule({ module, offset }: Printed, { symbols, byOwner }: NameEntry): readonly NamedSymbol[] {
  if (symbols.length > 1 && module !== undefined) return byOwner.get(module) ?? [];
  if (module !== undefined) return symbols.filter(({ symbol }) => symbol.owner === module);
  // Some lines print names alone.
  if (offset === undefined) return symbols;
  return symbols.filter(({ symbol }) => isUnbracketed(symbol.owner));
}

function remaining(all: readonly WeighedCandidate[]): readonly WeighedCandidate[] {
  const admitted = all.filter(({ isExcluded }) => !isExcluded);
  if (admitted.length < 2) return admitted;
  const proven = admitted.filter(({ isProven }) => isProven);
  if (proven.length > 0) return proven;
  const undoubted = admitted.filter(({ isDoubtful }) => !isDoubtful);
  return undoubted.length > 0 ? undoubted : admitted;
}

function statusOf(left: readonly WeighedCandidate[], symbols: number, omitted: number, { hasAddresses }: Knowledge): MentionStatus {
  const [first] = left as [WeighedCandidate];
  const isOnePlace = left.length === 1 || (hasAddresses && left.every(({ address }) => address === first.address));
  if (isOnePlace && first.isProven) return "exact";
  if (omitted > 0 || !isOnePlace) return "ambiguous";
  return left.length === symbols ? "exact" : "narrowed";
}
