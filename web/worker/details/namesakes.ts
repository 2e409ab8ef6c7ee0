/** Every symbol of a name. Some names stand at millions of addresses, so that only those that are shown become objects. */

import type { Namesake, Namesakes } from "../details-protocol.js";
import type { LoadedTable } from "../load.js";
import { rowOf, symbolAt } from "../rows.js";

/** Symbols of a group that are shown: more than a person reads in a panel, and the table shows all. */
export const MOST_SHOWN = 20;

/** Symbols whose addresses are told apart in passing. */
const MOST_COUNTED = 10_000;

/** @param index - The symbol that is among the rows, wherever it stands. */
export function namesakesOf(loaded: LoadedTable, name: Uint8Array, index: number): Namesakes {
  const indices = loaded.table.indicesByName(name);
  return { total: indices.length, addresses: addressesOf(loaded, indices), rows: firstOf(loaded, indices, index) };
}

function addressesOf({ table, columns }: LoadedTable, indices: Uint32Array): number | undefined {
  if (table.restricted || indices.length > MOST_COUNTED) return undefined;
  return new Set(Array.from(indices, (index) => columns.addresses[index])).size;
}

function firstOf(loaded: LoadedTable, indices: Uint32Array, wanted: number): Namesake[] {
  const { owners, ownerNames } = loaded.columns;
  const counts = new Uint32Array(ownerNames.length);
  const shown: { readonly index: number; readonly nth: number }[] = [];
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at] as number;
    const nth = ++(counts[owners[index] as number] as number);
    if (at < MOST_SHOWN || index === wanted) shown.push({ index, nth });
  }
  return shown.map(({ index, nth }) => ({ ...rowOf(loaded, symbolAt(loaded, index)), sympos: counts[owners[index] as number] === 1 ? 0 : nth }));
}
