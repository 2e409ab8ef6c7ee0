/** What stands at an address and around it, by halving the table's rows in the order of their addresses. */

import type { Nearby, RowGroup } from "../details-protocol.js";
import type { LoadedTable } from "../load.js";
import type { Row } from "../protocol.js";
import { rowOf, rowsOf, symbolAt } from "../rows.js";
import { MOST_SHOWN } from "./namesakes.js";

/** Addresses that are shown before and after. */
const EACH_WAY = 3;

/** Every symbol at the address of one: the first ones, and itself. */
export function aliasesOf(loaded: LoadedTable, { index, address }: Row): RowGroup {
  const [start, end] = placesAt(loaded, address);
  const shown = Array.from(loaded.order("address").subarray(start, Math.min(end, start + MOST_SHOWN)));
  return { total: end - start, rows: rowsOf(loaded, shown.includes(index) ? shown : [...shown, index]) };
}

/** The addresses around that of a symbol, in ascending order; at its own it stands itself. */
export function neighboursOf(loaded: LoadedTable, { index, address }: Row): Nearby[] {
  const [start, end] = placesAt(loaded, address);
  const near = [nearby(loaded, index, [start, end])];
  for (let before = start, left = EACH_WAY; before > 0 && left > 0; left--) {
    const places = placesAt(loaded, addressAt(loaded, before - 1));
    near.unshift(nearby(loaded, firstAt(loaded, places), places));
    [before] = places;
  }
  for (let after = end, left = EACH_WAY; after < loaded.table.size && left > 0; left--) {
    const places = placesAt(loaded, addressAt(loaded, after));
    near.push(nearby(loaded, firstAt(loaded, places), places));
    after = places[1];
  }
  return near;
}

/** Where rows of one address stand in the order of addresses: from the first number to before the second. */
type Places = readonly [start: number, end: number];

function nearby(loaded: LoadedTable, index: number, [start, end]: Places): Nearby {
  const row = rowOf(loaded, symbolAt(loaded, index));
  return { ...row, aliases: end - start - 1, distance: end < loaded.table.size ? addressAt(loaded, end) - row.address : undefined };
}

function placesAt(loaded: LoadedTable, address: bigint): Places {
  return [firstPlace(loaded, (other) => other >= address), firstPlace(loaded, (other) => other > address)];
}

/** The first place whose address passes a test that all after it pass, too. */
function firstPlace(loaded: LoadedTable, passes: (address: bigint) => boolean): number {
  let low = 0;
  let high = loaded.table.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(addressAt(loaded, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

function addressAt(loaded: LoadedTable, place: number): bigint {
  return loaded.columns.addresses[loaded.order("address")[place] as number] as bigint;
}

function firstAt(loaded: LoadedTable, [start]: Places): number {
  return loaded.order("address")[start] as number;
}
