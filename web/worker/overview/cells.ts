/** The address space beside the image: where modules, BPF programs and others lie. */

import type { LoadedTable } from "../load.js";
import type { MapCell, OwnerRange } from "../overview-protocol.js";
import { SYSTEM, wordsOf } from "./extents.js";
import type { Extents } from "./extents.js";

/** Cells that a picture has room for. */
const MOST_CELLS = 64;
/** A cell is no smaller than 64 KiB. */
const LEAST_BITS = 16;
/** Owners that are listed. */
const MOST_OWNERS = 200;
/** Owners that are named of a cell. */
const MOST_NAMED = 3;

/** The cells and the owners in them, both in the order of their addresses. */
export interface Beside {
  readonly cellBits: number;
  readonly cells: readonly MapCell[];
  readonly owners: readonly OwnerRange[];
  readonly ownerCount: number;
}

export function cellsOf(loaded: LoadedTable, extents: Extents): Beside {
  const { owners, ownerNames } = loaded.columns;
  const rows = extents.rows.filter((row) => owners[row] !== SYSTEM);
  const differing = differingBits(wordsOf(loaded.columns.addresses), rows);
  const cellBits = bitsFor(differing);
  const counts = new Uint32Array(ownerNames.length);
  return {
    cellBits,
    cells: cut(rows, (at) => (differing[at] as number) > cellBits).map((inside) => cellOf(loaded, inside, extents.bytes, counts)),
    ...rangesOf(loaded, rows, extents.bytes),
  };
}

/** For each row the number of the highest bit in which its address differs from the one before, from 1; 0 for the same address. */
function differingBits(words: Uint32Array, rows: Uint32Array): Uint8Array {
  const bits = new Uint8Array(rows.length);
  for (let at = 1; at < rows.length; at++) {
    const row = rows[at] as number;
    const before = rows[at - 1] as number;
    const high = (words[2 * row + 1] as number) ^ (words[2 * before + 1] as number);
    bits[at] = high === 0 ? 32 - Math.clz32((words[2 * row] as number) ^ (words[2 * before] as number)) : 64 - Math.clz32(high);
  }
  return bits;
}

/** The smallest size of cells at which there aren't too many: two addresses are in different cells of 2ⁿ bytes if they differ above bit n. */
function bitsFor(differing: Uint8Array): number {
  const cuts = new Uint32Array(65);
  for (const bit of differing) (cuts[bit] as number)++;
  let cells = 1;
  let bits = 64;
  while (bits > LEAST_BITS && cells + (cuts[bits] as number) <= MOST_CELLS) cells += cuts[bits--] as number;
  return bits;
}

/** Rows cut into pieces before each place at which something begins. */
function cut(rows: Uint32Array, begins: (at: number) => boolean): Uint32Array[] {
  const pieces: Uint32Array[] = [];
  let start = 0;
  for (let at = 1; at <= rows.length; at++) {
    if (at < rows.length && !begins(at)) continue;
    pieces.push(rows.subarray(start, at));
    start = at;
  }
  return pieces;
}

/** @param counts - Zeros, an entry for each owner, which are left as they were found. */
function cellOf({ columns: { addresses, owners, ownerNames } }: LoadedTable, rows: Uint32Array, bytes: Uint32Array, counts: Uint32Array): MapCell {
  const present: number[] = [];
  let used = 0;
  for (const row of rows) {
    const owner = owners[row] as number;
    if ((counts[owner] as number)++ === 0) present.push(owner);
    used += bytes[row] as number;
  }
  const most = [...present].sort((a, b) => (counts[b] as number) - (counts[a] as number)).slice(0, MOST_NAMED);
  for (const owner of present) counts[owner] = 0;
  return {
    from: addresses[rows[0] as number] as bigint,
    to: (addresses[rows.at(-1) as number] as bigint) + 1n,
    symbols: rows.length,
    used,
    owners: present.length,
    most: most.map((owner) => ownerNames[owner] as string),
  };
}

function rangesOf({ columns: { addresses, owners, ownerNames } }: LoadedTable, rows: Uint32Array, bytes: Uint32Array): Pick<Beside, "owners" | "ownerCount"> {
  /** The owners in the order in which they are met, and by owner its place there, from 1. */
  const met: { name: string; first: number; last: number; symbols: number; bytes: number; places: number }[] = [];
  const placeOf = new Uint32Array(ownerNames.length);
  let ownerCount = 0;
  let before = -1;
  for (const row of rows) {
    const owner = owners[row] as number;
    if (placeOf[owner] === 0) {
      placeOf[owner] = ++ownerCount;
      if (ownerCount <= MOST_OWNERS) met.push({ name: ownerNames[owner] as string, first: row, last: row, symbols: 0, bytes: 0, places: 0 });
    }
    const range = met[(placeOf[owner] as number) - 1];
    if (range !== undefined) {
      range.last = row;
      range.symbols++;
      range.bytes += bytes[row] as number;
      if (owner !== before) range.places++;
    }
    before = owner;
  }
  return { ownerCount, owners: met.map(({ first, last, ...range }) => ({ ...range, from: addresses[first] as bigint, to: (addresses[last] as bigint) + 1n })) };
}
