/** How much memory each symbol covers, every byte counted once. */

import type { LoadedTable } from "../load.js";

/** What reaches further is no symbol but the way to the next area. */
const FARTHEST = 16 * 2 ** 20;

/** The rows by address, and what each adds to the memory that symbols cover. */
export interface Extents {
  /** Rows in ascending order of their addresses, without percpu offsets of modules. */
  readonly rows: Uint32Array;
  /** Bytes by row. */
  readonly bytes: Uint32Array;
}

/** What other symbols cover counts for the first that does; a size that reaches over another owner's symbol counts for nothing. */
export function extentsOf(loaded: LoadedTable): Extents {
  const { columns, table } = loaded;
  const rows = loaded.order("address").filter((row) => !isPercpuOffset(loaded, row));
  const bytes = new Uint32Array(table.size);
  for (let start = 0; start < rows.length; ) start = coverRun(loaded, rows, start, bytes);
  // Nothing begins where the text ends, though the next symbol that is told may be far.
  for (const { index, owner } of table.getSymbolByName("_etext")) if (owner === "system") bytes[index] = 0;
  return { rows, bytes: columns.sizes.length === 0 ? new Uint32Array() : bytes };
}

/** The symbols of one owner up to the next one's, which also tells how far their sizes can be trusted. */
function coverRun({ columns }: LoadedTable, rows: Uint32Array, start: number, bytes: Uint32Array): number {
  const { owners, sizes } = columns;
  const words = wordsOf(columns.addresses);
  const first = rows[start] as number;
  const owner = owners[first] as number;
  let end = start + 1;
  while (end < rows.length && owners[rows[end] as number] === owner) end++;
  const limit = end < rows.length ? distance(words, first, rows[end] as number) : Infinity;
  let covered = 0;
  for (let at = start; at < end; at++) {
    const row = rows[at] as number;
    const size = sizes[row] as number;
    const from = distance(words, first, row);
    if (!(size <= FARTHEST) || from + size > limit || from + size <= covered) continue;
    bytes[row] = from + size - Math.max(from, covered);
    covered = from + size;
  }
  return end;
}

/** What a module's absolute symbols hold is an offset in the percpu area. */
function isPercpuOffset({ columns: { types, owners, ownerNames } }: LoadedTable, row: number): boolean {
  return ((types[row] as number) | 0x20) === LETTER_A && ownerNames[owners[row] as number] !== "system";
}

const LETTER_A = "a".charCodeAt(0);

/** Addresses as pairs of 32 bits, the low ones first: millions of them are compared without making as many objects. */
export function wordsOf(addresses: BigUint64Array): Uint32Array {
  return new Uint32Array(addresses.buffer, addresses.byteOffset, 2 * addresses.length);
}

/** Bytes from one row's address up to another's; exact below 2⁵³. */
function distance(words: Uint32Array, from: number, to: number): number {
  return ((words[2 * to + 1] as number) - (words[2 * from + 1] as number)) * 2 ** 32 + (words[2 * to] as number) - (words[2 * from] as number);
}
