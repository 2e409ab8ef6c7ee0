/** Puts rows into the order of a column. */

import type { Sort } from "../query/filter.js";
import type { LoadedTable } from "./load.js";

/**
 * @param indices - The rows; `undefined` for all.
 * @returns Places in `indices`: ascending with ties in file order, or exactly the other way round.
 */
export function arrange(loaded: LoadedTable, indices: Uint32Array | undefined, { by, descending }: Sort): Uint32Array {
  const order = loaded.order(by);
  const places = indices === undefined ? order.slice() : placesInOrder(order, indices);
  return descending ? places.reverse() : places;
}

/** Counting sort by rank: one pass over the table, whatever was found. */
function placesInOrder(order: Uint32Array, indices: Uint32Array): Uint32Array {
  const next = new Uint32Array(indices.length);
  const first = new Uint32Array(order.length);
  // Chains of the places at which each row stands, counted from 1; built from the end, so that they are read in order.
  for (let place = indices.length - 1; place >= 0; place--) {
    const row = indices[place] as number;
    next[place] = first[row] as number;
    first[row] = place + 1;
  }
  const places = new Uint32Array(indices.length);
  let end = 0;
  for (const row of order) {
    for (let place = first[row] as number; place !== 0; place = next[place - 1] as number) places[end++] = place - 1;
  }
  return places;
}
