/** Two tables and what differs between them: the changes as columns of numbers, made into rows when somebody sees them. */

import type { KernelSymbol, OwnerSlide, SymbolChange, TableDifference } from "kallsyms";
import { KINDS } from "../compare-protocol.js";
import type { ChangeRow, ComparedTable, Comparison, Listed } from "../compare-protocol.js";
import type { LoadedTable } from "../load.js";
import { SlidesOfOwners } from "./slides.js";

/** No row of a table, and no owner. */
export const NONE = 0xffff_ffff;

/** Slides and owners that the page is told; a hostile table may have a million. */
const MOST_LISTED = 200;

/** What differs from an old table to a new one. */
export class Compared {
  readonly old: LoadedTable;
  readonly new: LoadedTable;
  /** For each change its place in {@link KINDS}. */
  readonly kinds: Uint8Array;
  /** For each change its row in the old and in the new table; {@link NONE} where it has none there. */
  readonly oldRows: Uint32Array;
  readonly newRows: Uint32Array;
  /** The owners of both tables. */
  readonly ownerNames: readonly string[];
  /** For each change the places of both its owners there; {@link NONE} where it has none. */
  readonly oldOwners: Uint32Array;
  readonly newOwners: Uint32Array;
  /** What the page is told. */
  readonly facts: Comparison;
  readonly #difference: TableDifference;
  readonly #slides: SlidesOfOwners;

  constructor(old: LoadedTable, now: LoadedTable) {
    const difference = old.table.diff(now.table);
    this.old = old;
    this.new = now;
    this.#difference = difference;
    this.#slides = new SlidesOfOwners(difference.slides);
    this.kinds = new Uint8Array(difference.size);
    this.oldRows = new Uint32Array(difference.size);
    this.newRows = new Uint32Array(difference.size);
    this.#readChanges();
    const owners = new Map<string, number>();
    this.oldOwners = numbered(this.oldRows, old, owners);
    this.newOwners = numbered(this.newRows, now, owners);
    this.ownerNames = [...owners.keys()];
    this.facts = this.#tell();
  }

  get size(): number {
    return this.#difference.size;
  }

  /** The change of a place. */
  row(place: number): ChangeRow {
    const change = this.#difference.at(place);
    if (change === undefined) throw new RangeError(`there is no change ${place}`);
    return { ...change, beyond: this.beyond(change.old, change.new) };
  }

  rows(places: Uint32Array): ChangeRow[] {
    return Array.from(places, (place) => this.row(place));
  }

  /** How far a symbol lies from where the nearest of its owner's slides brings it. */
  beyond(old: KernelSymbol | null, now: KernelSymbol | null): bigint | undefined {
    if (old === null || now === null || !this.#difference.addresses) return undefined;
    return this.#slides.beyond(old.owner, BigInt.asIntN(64, now.address - old.address));
  }

  /** In one pass, so that filtering makes no objects. */
  #readChanges(): void {
    const numbers = new Map(KINDS.map((kind, at) => [kind, at]));
    let place = 0;
    for (const { change, old, new: now } of this.#difference as Iterable<SymbolChange>) {
      this.kinds[place] = numbers.get(change) as number;
      this.oldRows[place] = old?.index ?? NONE;
      this.newRows[place] = now?.index ?? NONE;
      place++;
    }
  }

  #tell(): Comparison {
    const { size, counts, addresses, slides, ownersAdded, ownersRemoved } = this.#difference;
    return {
      old: tellTable(this.old),
      new: tellTable(this.new),
      size,
      counts,
      imageChanges: this.#imageChanges(),
      addresses,
      image: slides.filter(isOfImage),
      slides: listed(slides.filter((slide) => !isOfImage(slide))),
      anySlid: slides.some(({ slide }) => slide !== 0n),
      ownersAdded: listed(ownersAdded),
      ownersRemoved: listed(ownersRemoved),
    };
  }

  #imageChanges(): number {
    const image = this.ownerNames.indexOf("system");
    let changes = 0;
    for (let place = 0; place < this.size; place++) {
      if (this.oldOwners[place] === image || this.newOwners[place] === image) changes++;
    }
    return changes;
  }
}

/** For each change the number of its owner; owners that are met first get one. */
function numbered(rows: Uint32Array, { columns: { owners, ownerNames } }: LoadedTable, numbers: Map<string, number>): Uint32Array {
  const known = new Uint32Array(ownerNames.length).fill(NONE);
  return rows.map((row) => {
    if (row === NONE) return NONE;
    const owner = owners[row] as number;
    if (known[owner] === NONE) known[owner] = numberOf(ownerNames[owner] as string, numbers);
    return known[owner] as number;
  });
}

function numberOf(owner: string, numbers: Map<string, number>): number {
  const number = numbers.get(owner) ?? numbers.size;
  numbers.set(owner, number);
  return number;
}

function tellTable({ table }: LoadedTable): ComparedTable {
  return { symbols: table.size, addressBits: table.report.addressBits, restricted: table.restricted };
}

function isOfImage({ owner }: OwnerSlide): boolean {
  return owner === "system";
}

export function listed<T>(all: readonly T[], most = MOST_LISTED): Listed<T> {
  return { total: all.length, first: all.slice(0, most) };
}
