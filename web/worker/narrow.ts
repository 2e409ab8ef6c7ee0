/** Leaves of what was found what the filter admits, and counts in the same pass what each other choice would leave. */

import type { Filter } from "../query/filter.js";
import { AMBIGUOUS, SHARED } from "./load.js";
import type { LoadedTable } from "./load.js";
import type { Facets } from "./protocol.js";

/** Conditions of a filter, as bits: a symbol that fails one alone counts for the other choices of that one. */
const TYPE = 1;
const OWNER = 2;
const AMBIGUITY = 4;
const SHARING = 8;
const SIZE = 16;

/** Sizes have at most so many binary digits. */
const SIZE_CLASSES = 64;

/** What a filter left. */
export interface Narrowed {
  /** Places in what was found; `undefined` where everything is left. */
  readonly kept: Uint32Array | undefined;
  readonly facets: Facets;
}

/** @param indices - The rows that were found; `undefined` for all. */
export function narrow({ table, columns, marks }: LoadedTable, indices: Uint32Array | undefined, filter: Filter): Narrowed {
  const { types, owners, ownerNames, sizes } = columns;
  const total = indices?.length ?? table.size;
  const wrong = new Conditions(ownerNames, filter);
  const counts = new Counts(ownerNames.length);
  const kept = new Uint32Array(total);
  let left = 0;
  for (let at = 0; at < total; at++) {
    const row = indices === undefined ? at : (indices[at] as number);
    const type = types[row] as number;
    const owner = owners[row] as number;
    const mark = marks[row] as number;
    const size = sizes[row] as number;
    const failed = (wrong.types[type] as number) | (wrong.owners[owner] as number) | (wrong.marks[mark] as number) | (wrong.isSized && !(size >= wrong.least && size <= wrong.most) ? SIZE : 0);
    if (failed === 0) kept[left++] = at;
    if (failed === 0 || failed === TYPE) (counts.types[type] as number)++;
    if (failed === 0 || failed === OWNER) (counts.owners[owner] as number)++;
    if ((mark & AMBIGUOUS) !== 0 && (failed & ~AMBIGUITY) === 0) counts.ambiguous++;
    if ((mark & SHARED) !== 0 && (failed & ~SHARING) === 0) counts.shared++;
    if (size >= 1 && (failed & ~SIZE) === 0) (counts.sizes[sizeClass(size)] as number)++;
  }
  return { kept: left === total ? undefined : kept.subarray(0, left), facets: counts.facets(total, ownerNames, filter) };
}

/** The binary digits of a size, less one. */
function sizeClass(size: number): number {
  return size < 0x1_0000_0000 ? 31 - Math.clz32(size) : 63 - Math.clz32(size / 0x1_0000_0000);
}

/** A filter as tables that tell of each type, owner and mark which condition it fails. */
class Conditions {
  readonly types = new Uint8Array(256);
  readonly owners: Uint8Array;
  readonly marks = new Uint8Array(4);
  readonly isSized: boolean;
  readonly least: number;
  readonly most: number;

  constructor(ownerNames: readonly string[], { types, owners, ambiguous, shared, least, most }: Filter) {
    this.owners = new Uint8Array(ownerNames.length);
    if (types !== "") this.types.fill(TYPE);
    for (const type of types) this.types[type.charCodeAt(0)] = 0;
    if (owners.length > 0) ownerNames.forEach((name, at) => (this.owners[at] = owners.includes(name) ? 0 : OWNER));
    for (let mark = 0; mark < this.marks.length; mark++) {
      this.marks[mark] = (ambiguous && (mark & AMBIGUOUS) === 0 ? AMBIGUITY : 0) | (shared && (mark & SHARED) === 0 ? SHARING : 0);
    }
    this.isSized = least !== undefined || most !== undefined;
    this.least = least ?? 0;
    this.most = most ?? Infinity;
  }
}

class Counts {
  readonly types = new Uint32Array(256);
  readonly owners: Uint32Array;
  readonly sizes = new Uint32Array(SIZE_CLASSES);
  ambiguous = 0;
  shared = 0;

  constructor(owners: number) {
    this.owners = new Uint32Array(owners);
  }

  facets(unfiltered: number, ownerNames: readonly string[], { types, owners }: Filter): Facets {
    const byType = Array.from(this.types, (symbols, code) => [String.fromCharCode(code), symbols] as const);
    const byOwner = ownerNames.map((name, at) => [name, this.owners[at] as number] as const);
    const isChosen = (name: string) => Number(owners.includes(name));
    return {
      unfiltered,
      types: byType.filter(([type, symbols]) => symbols > 0 || types.includes(type)),
      owners: byOwner.filter(([name, symbols]) => symbols > 0 || owners.includes(name)).sort(([a, most], [b, more]) => isChosen(b) - isChosen(a) || more - most),
      ambiguous: this.ambiguous,
      shared: this.shared,
      sizes: Array.from(this.sizes),
    };
  }
}
