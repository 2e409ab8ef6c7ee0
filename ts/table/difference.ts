/** What differs between two tables after the slides are taken out: changes as numbers, symbols when they are read. */

import type { Columns } from "../core/columns.js";
import { symbolAt } from "./symbol.js";
import type { KernelSymbol } from "./symbol.js";

const KINDS = ["added", "removed", "moved", "resized", "retyped", "reowned", "ambiguous"] as const;

/**
 * What happened to a symbol.
 *
 * - `"added"`, `"removed"`: only the new, only the old table has it.
 * - `"moved"`: its address changed by another distance than its owner's memory slid.
 * - `"resized"`: both sizes are known and differ. A size is the distance to the next symbol of the owner, so that a symbol that
 *   is added or removed mostly resizes the one before it.
 * - `"retyped"`: its type letter differs.
 * - `"reowned"`: another owner has it; its name stands once in each table.
 * - `"ambiguous"`: it is one of several symbols of one owner and name that are left on both sides and can't be told apart. Each
 *   of them has a change of its own, with `old` or with `new`.
 */
export type ChangeKind = (typeof KINDS)[number];

/** One thing that happened to one symbol; a symbol may have several changes. */
export interface SymbolChange {
  /** What happened. */
  readonly change: ChangeKind;
  /** The symbol in the old table; `null` where it is only in the new one. */
  readonly old: KernelSymbol | null;
  /** The symbol in the new table; `null` where it is only in the old one. */
  readonly new: KernelSymbol | null;
}

/** A distance by which an owner's memory, or an area of it, lies elsewhere in the new table. */
export interface OwnerSlide {
  /** `"system"`, or the name of a module or pseudo-module. */
  readonly owner: string;
  /** Address in the new table less that in the old one; below 0 where it lies lower now. */
  readonly slide: bigint;
  /** Symbols of both tables that lie so far apart. */
  readonly agreeing: number;
  /** Symbols of both tables that lie in the same memory and not so far apart. */
  readonly differing: number;
}

/** How many changes there are of each kind, and how many symbols of both tables have none. */
export type ChangeCounts = Readonly<Record<ChangeKind | "unchanged", number>>;

/** Numbers before those of slides, owners and changes: `diff` in `crate/src/wasm.rs` says what each is. */
const HEAD = 5;
const NUMBERS_OF_A_SLIDE = 5;
const NUMBERS_OF_A_CHANGE = 3;

/** No row, in what the module gives. */
const NONE = 0xffff_ffff;

/**
 * What differs from an old table to a new one: a list of changes, first those about symbols of the old table, in its file order,
 * then what only the new one has, in its file order.
 *
 * It holds numbers; symbols are made when they are read, which throws {@link TableDisposedError} after either table was freed.
 *
 * @example
 * ```ts
 * const difference = before.diff(after);
 * for (const { change, old, new: now } of difference) console.log(change, old?.name ?? now?.name);
 * ```
 */
export class TableDifference implements Iterable<SymbolChange> {
  readonly #old: Columns;
  readonly #new: Columns;
  readonly #changes: Uint32Array;
  /** Number of changes. */
  readonly size: number;
  /** Number of changes by kind, and of symbols without any. */
  readonly counts: ChangeCounts;
  /**
   * Whether both tables have addresses. Where the kernel hid those of one (`restricted`), symbols are paired by owner and name
   * alone, nothing can be moved, resized or ambiguous, and there are no slides.
   */
  readonly addresses: boolean;
  /**
   * How far each owner slid, the kernel image first, then in the order of their first symbols in the old table. The image slides as
   * a whole, but for absolute symbols (percpu ones, up to Linux 6.12), which have an entry of their own; a module has an entry
   * for each distance by which an area of it slid. An owner has no entry where nothing tells its slide: no name stands equally
   * often in both tables, or what the kernel generated (`"bpf"`, `"__builtin__…"`) comes from another boot.
   */
  readonly slides: readonly OwnerSlide[];
  /** Owners that only the new table has. */
  readonly ownersAdded: readonly string[];
  /** Owners that only the old table has. */
  readonly ownersRemoved: readonly string[];

  /** @internal */
  constructor(old: Columns, now: Columns, numbers: Uint32Array) {
    const [addresses = 0, unchanged = 0, slides = 0, added = 0, removed = 0] = numbers;
    const addedStart = HEAD + slides * NUMBERS_OF_A_SLIDE;
    const removedStart = addedStart + added;
    this.#old = old;
    this.#new = now;
    this.#changes = numbers.subarray(removedStart + removed);
    this.size = this.#changes.length / NUMBERS_OF_A_CHANGE;
    this.addresses = addresses === 1;
    this.slides = Array.from({ length: slides }, (_, at) => readSlide(numbers.subarray(HEAD + at * NUMBERS_OF_A_SLIDE), old.owners));
    this.ownersAdded = Array.from(numbers.subarray(addedStart, removedStart), (owner) => now.owners[owner] as string);
    this.ownersRemoved = Array.from(numbers.subarray(removedStart, removedStart + removed), (owner) => old.owners[owner] as string);
    this.counts = { ...countKinds(this.#changes), unchanged };
  }

  /** The change at a place from 0; `undefined` where there is none. */
  at(index: number): SymbolChange | undefined {
    const start = index * NUMBERS_OF_A_CHANGE;
    const [kind = 0, old = NONE, now = NONE] = this.#changes.subarray(start, start + NUMBERS_OF_A_CHANGE);
    this.#old.open();
    this.#new.open();
    if (!Number.isInteger(index) || index < 0 || index >= this.size) return undefined;
    return {
      change: KINDS[kind] as ChangeKind,
      old: old === NONE ? null : symbolAt(this.#old, old),
      new: now === NONE ? null : symbolAt(this.#new, now),
    };
  }

  /** The changes, made one at a time. */
  *[Symbol.iterator](): IterableIterator<SymbolChange> {
    for (let index = 0; index < this.size; index++) yield this.at(index) as SymbolChange;
  }
}

function readSlide([owner = 0, low = 0, high = 0, agreeing = 0, differing = 0]: Uint32Array, owners: readonly string[]): OwnerSlide {
  return { owner: owners[owner] as string, slide: BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)), agreeing, differing };
}

function countKinds(changes: Uint32Array): Record<ChangeKind, number> {
  const counts = KINDS.map(() => 0);
  for (let at = 0; at < changes.length; at += NUMBERS_OF_A_CHANGE) counts[changes[at] as number]!++;
  return Object.fromEntries(KINDS.map((kind, at) => [kind, counts[at]])) as Record<ChangeKind, number>;
}
