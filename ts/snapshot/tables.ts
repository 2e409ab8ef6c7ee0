/** Several symbol tables in one snapshot: which is the host's own, and why the others aren't. */

import { crc32 } from "../source/checksums.js";
import type { KernelSymbolTable } from "../table/table.js";
import { encodeText } from "./bytes.js";
import { counted } from "./finding-words.js";
import { choose, leave } from "./member-file.js";
import type { MemberRow } from "./member-file.js";
import { compareRanks, sortByRank } from "./rank.js";
import type { Rank } from "./rank.js";

/** A table and what speaks for and against it. */
export interface Contender {
  readonly row: MemberRow;
  readonly table: KernelSymbolTable;
  /** Whether the caller asked for it. */
  readonly isAsked: boolean;
  /** Where it lies: 2 for this host's own file (`proc/kallsyms`, `System.map-RELEASE`), 1 for others, 0 for copies that tools keep. */
  readonly place: number;
  /** Release or build id that its path claims. */
  readonly claim: string | undefined;
  /** Why its data ended before its time. */
  readonly damage: string | undefined;
}

/** What is known in the end of the host, for claims to be held against. */
export type IsContradicted = (claim: string) => boolean;

/**
 * Tables that are held while it isn't known whether their claims are true: a host has a System.map for each installed kernel, and
 * the file that tells which of them ran may come last.
 */
const MOST_HELD = 3;

/** What a loser leaves behind. */
interface Entry extends Omit<Contender, "table"> {
  table: KernelSymbolTable | undefined;
  readonly size: number;
  readonly isRestricted: boolean;
  readonly rejected: number;
  readonly fingerprint: string;
  readonly order: number;
}

/**
 * Takes tables one after another and keeps the best of them; the others are freed.
 *
 * Better is, in this order: what the caller asked for; what doesn't claim another kernel than the host's; a table with addresses; this
 * host's own file, then others, then copies kept by tools; a whole one; the one with more symbols; the first.
 */
export class TableContest {
  readonly #entries: Entry[] = [];
  /** Those whose tables aren't freed: the best of each claim. */
  #held: Entry[] = [];
  readonly #whose: string;

  /** @param whose - What is contended for, in notes: `"the host's table"`. */
  constructor(whose: string) {
    this.#whose = whose;
  }

  /** Takes a table, which is the contest's from now on. */
  enter({ table, ...contender }: Contender): void {
    const { size, restricted: isRestricted, report } = table;
    const { rejected } = report;
    const entry = { ...contender, table, size, isRestricted, rejected, fingerprint: fingerprintOf(table), order: this.#entries.length };
    this.#entries.push(entry);
    // Of equal claims the better one stays the better one; of different ones the truth is still to come.
    const ranked = sort([...this.#held, entry], () => false);
    this.#held = ranked.filter((other, at) => ranked.findIndex(({ claim }) => claim === other.claim) === at).slice(0, MOST_HELD);
    for (const loser of ranked.filter((other) => !this.#held.includes(other))) free(loser);
  }

  /** Whether it depends on what the host's kernel is called: tables of several are held. */
  get isUndecided(): boolean {
    return this.#held.length > 1;
  }

  /** Ends the contest: gives the best, frees the others, and writes into every member's note why. */
  settle(isContradicted: IsContradicted): Contender | undefined {
    const [winner] = sort(this.#held, isContradicted);
    if (winner === undefined) return undefined;
    choose(winner.row, ...notesOfWinner(winner, isContradicted));
    for (const loser of this.#entries.filter((entry) => entry !== winner)) {
      leave(loser.row, noteOfLoser(loser, winner, isContradicted, this.#whose));
      free(loser);
    }
    return { ...winner, table: winner.table as KernelSymbolTable };
  }

  /** Frees all of them. */
  abandon(): void {
    for (const entry of this.#entries) free(entry);
  }
}

function sort(entries: readonly Entry[], isContradicted: IsContradicted): Entry[] {
  return sortByRank(entries, (entry) => rankOf(entry, isContradicted));
}

function rankOf(entry: Entry, isContradicted: IsContradicted): Rank {
  const { isAsked, claim, isRestricted, place, damage, size, order } = entry;
  const isWrong = claim !== undefined && isContradicted(claim);
  return [isAsked ? 0 : 1, isWrong ? 1 : 0, isRestricted ? 1 : 0, -place, damage === undefined ? 0 : 1, -size, order];
}

function free(entry: Entry): void {
  entry.table?.free();
  entry.table = undefined;
}

function notesOfWinner({ size, claim, isRestricted, damage, rejected }: Entry, isContradicted: IsContradicted): (string | undefined)[] {
  return [
    counted(size, "symbol"),
    claim !== undefined && isContradicted(claim) ? `of another kernel than the host's: it says ${claim}` : undefined,
    isRestricted ? RESTRICTED : undefined,
    damage === undefined ? undefined : `damaged, the rest is missing: ${damage}`,
    rejected > 0 ? `${counted(rejected, "line")} can't be read` : undefined,
  ];
}

const RESTRICTED =
  "restricted: its addresses are hidden (all 0); take it again as root with kernel.kptr_restrict at most 1, " +
  "or with kernel.kptr_restrict=0 and kernel.perf_event_paranoid at most 1";

/** Why not, by the first thing in which the winner is better. */
function noteOfLoser(loser: Entry, winner: Entry, isContradicted: IsContradicted, whose: string): string {
  const better = winner.row.path;
  if (winner.isAsked) return `not asked for; ${better} was`;
  if (loser.fingerprint === winner.fingerprint) return `a copy of ${better}: the same ${counted(loser.size, "symbol")}`;
  if (loser.claim !== undefined && isContradicted(loser.claim)) return `of another kernel than the host's: it says ${loser.claim}`;
  if (loser.isRestricted && !winner.isRestricted) return RESTRICTED;
  if (loser.place < winner.place) return loser.place === 0 ? `a tool's copy; ${better} is the host's own` : `${better} is ${whose}`;
  if (loser.damage !== undefined && winner.damage === undefined) return `damaged: ${loser.damage}`;
  if (compareRanks(rankOf(loser, isContradicted), rankOf(winner, isContradicted)) < 0) {
    return `let go before it was known to be the host's: tables of more than ${MOST_HELD} kernels are here; to have it, choose it`;
  }
  if (loser.size < winner.size) return `has ${counted(loser.size, "symbol")}, fewer than ${better} with ${counted(winner.size, "symbol")}`;
  return `as good as ${better}, which came first`;
}

/** Symbols that copies are told by. */
const COMPARED = 64;

/** Characters of a name that count. */
const COMPARED_CHARACTERS = 200;

/** Equal for equal tables: a checksum of names and addresses of symbols all over it. */
function fingerprintOf(table: KernelSymbolTable): string {
  const step = Math.max(1, Math.floor(table.size / COMPARED));
  const symbols = Array.from({ length: Math.ceil(table.size / step) }, (_, at) => table.at(at * step)!);
  const told = symbols.map(({ address, name, owner }) => [address, name.slice(0, COMPARED_CHARACTERS), owner.slice(0, COMPARED_CHARACTERS)].join("\t"));
  return `${table.size} ${crc32(encodeText(told.join("\n")))}`;
}
