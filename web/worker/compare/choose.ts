/** Leaves of all changes what a filter admits, and counts in the same pass what each other choice would leave. */

import { KINDS } from "../compare-protocol.js";
import type { ChangeFilter, Changes, Listed } from "../compare-protocol.js";
import type { LoadedTable } from "../load.js";
import { NONE, listed } from "./compared.js";
import type { Compared } from "./compared.js";

/** Rows that come with the answer. */
const FIRST_ROWS = 128;

/** Owners that can be chosen; kinds and names narrow them down. */
const MOST_OWNERS = 500;

export function choose(compared: Compared, filter: ChangeFilter): Changes {
  const { size, kinds, oldRows, newRows, oldOwners, newOwners, ownerNames } = compared;
  const isKindWanted = KINDS.map((kind) => filter.kinds.length === 0 || filter.kinds.includes(kind));
  const anyOwner = filter.owner === undefined;
  const wanted = filter.owner === undefined ? NONE : ownerNames.indexOf(filter.owner);
  const [isOldNamed, isNewNamed] = [named(compared.old, filter.name), named(compared.new, filter.name)];
  const byKind = new Uint32Array(KINDS.length);
  const byOwner = new Uint32Array(ownerNames.length);
  const kept = new Uint32Array(size);
  let left = 0;
  for (let place = 0; place < size; place++) {
    const [oldRow, newRow] = [oldRows[place] as number, newRows[place] as number];
    if (isOldNamed !== undefined && isOldNamed[oldRow] !== 1 && isNewNamed?.[newRow] !== 1) continue;
    const kind = kinds[place] as number;
    const [oldOwner, newOwner] = [oldOwners[place] as number, newOwners[place] as number];
    const isOwner = anyOwner || oldOwner === wanted || newOwner === wanted;
    if (isOwner) (byKind[kind] as number)++;
    if (isKindWanted[kind] !== true) continue;
    if (isOwner) kept[left++] = place;
    if (oldOwner !== NONE) (byOwner[oldOwner] as number)++;
    if (newOwner !== NONE && newOwner !== oldOwner) (byOwner[newOwner] as number)++;
  }
  const places = filter.order === "kind" ? orderedByKind(kept.subarray(0, left), kinds) : kept.slice(0, left);
  return {
    filter,
    total: left,
    places,
    kinds: [...byKind],
    owners: countedOwners(ownerNames, byOwner, filter.owner),
    first: compared.rows(places.subarray(0, FIRST_ROWS)),
  };
}

/** For each row whether its name holds the text; `undefined` where all are wanted. The search looks at no name that it makes text of. */
function named({ table }: LoadedTable, text: string): Uint8Array | undefined {
  if (text === "") return undefined;
  const isNamed = new Uint8Array(table.size);
  for (const row of table.search({ pattern: text, caseSensitive: false }).indices) isNamed[row] = 1;
  return isNamed;
}

/** Within a kind as they were: a counting sort. */
function orderedByKind(places: Uint32Array, kinds: Uint8Array): Uint32Array {
  const starts = new Uint32Array(KINDS.length + 1);
  for (const place of places) (starts[(kinds[place] as number) + 1] as number)++;
  for (let kind = 1; kind < starts.length; kind++) (starts[kind] as number) += starts[kind - 1] as number;
  const ordered = new Uint32Array(places.length);
  for (const place of places) ordered[(starts[kinds[place] as number] as number)++] = place;
  return ordered;
}

function countedOwners(names: readonly string[], changes: Uint32Array, chosen: string | undefined): Listed<readonly [string, number]> {
  const counted = names.map((name, at) => [name, changes[at] as number] as const).filter(([name, count]) => count > 0 || name === chosen);
  return listed(counted.sort(([a, many], [b, more]) => Number(b === chosen) - Number(a === chosen) || more - many), MOST_OWNERS);
}
