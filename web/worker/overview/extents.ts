/** How much memory each symbol covers, every byte counted once. */

import type { LoadedTable } from "../load.js";

/** What reaches further is no symbol but the way to the next area: 16 MiB in the image; beside it a large page, in which areas are laid out. */
const FARTHEST = 16 * 2 ** 20;
const FARTHEST_BESIDE = 2 * 2 ** 20;

/** The number of the kernel image among the owners. */
export const SYSTEM = 0;
/** The type letter of absolute symbols. */
export const LETTER_A = "a".charCodeAt(0);

/** The rows by address, and what each adds to the memory that symbols cover. */
export interface Extents {
  /** Rows in ascending order of their addresses, without percpu offsets of modules. */
  readonly rows: Uint32Array;
  /** Bytes by row. */
  readonly bytes: Uint32Array;
}

/** Markers at which nothing begins, though the next symbol may be far. */
const ENDS = ["_etext", "__end_rodata", "__bss_stop", "__init_end", "__per_cpu_end", "_end"];

/** What other symbols cover counts for the first that does; a size that reaches over another owner's symbol counts for nothing. */
export function extentsOf(loaded: LoadedTable): Extents {
  const { table } = loaded;
  const rows = solidRows(loaded);
  const bytes = new Uint32Array(table.size);
  for (let start = 0; start < rows.length; ) start = coverRun(loaded, rows, start, bytes);
  for (const name of ENDS) for (const row of table.search({ pattern: name, match: "exact", owner: "system" }).indices) bytes[row] = 0;
  return { rows, bytes };
}

/** The symbols of one owner up to the next one's, which also tells how far their sizes can be trusted. */
function coverRun({ columns: { addresses, owners, sizes } }: LoadedTable, rows: Uint32Array, start: number, bytes: Uint32Array): number {
  const words = wordsOf(addresses);
  const owner = owners[rows[start] as number] as number;
  let end = start + 1;
  while (end < rows.length && owners[rows[end] as number] === owner) end++;
  const next = rows[end];
  const farthest = owner === SYSTEM ? FARTHEST : FARTHEST_BESIDE;
  // Counted from the row that is looked at, since distances are exact among near rows only.
  let covered = 0;
  for (let at = start; at < end; at++) {
    const row = rows[at] as number;
    if (at > start) covered = Math.max(0, covered - distance(words, rows[at - 1] as number, row));
    const size = sizes[row] as number;
    if (!(size <= farthest) || size <= covered || (next !== undefined && size > distance(words, row, next))) continue;
    bytes[row] = size - covered;
    covered = size;
  }
  return end;
}

/** All rows by address but those of percpu offsets: the absolute symbols of modules. */
function solidRows(loaded: LoadedTable): Uint32Array {
  const { types, owners } = loaded.columns;
  const rows = loaded.order("address").slice();
  let end = 0;
  for (const row of rows) if (((types[row] as number) | 0x20) !== LETTER_A || owners[row] === SYSTEM) rows[end++] = row;
  return rows.subarray(0, end);
}

/** Addresses as pairs of 32 bits, the low ones first: millions of them are compared without making as many objects. */
export function wordsOf(addresses: BigUint64Array): Uint32Array {
  return new Uint32Array(addresses.buffer, addresses.byteOffset, 2 * addresses.length);
}

/** Bytes from one row's address up to another's; exact below 2⁵³. */
function distance(words: Uint32Array, from: number, to: number): number {
  return ((words[2 * to + 1] as number) - (words[2 * from + 1] as number)) * 2 ** 32 + (words[2 * to] as number) - (words[2 * from] as number);
}
