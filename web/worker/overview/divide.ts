/** Divides the table into owners, an owner into prefixes, a prefix into names. */

import type { LoadedTable } from "../load.js";
import type { Amount, Division, Measure, Part, Place, SectionKind } from "../overview-protocol.js";
import { symbolAt } from "../rows.js";
import { KINDS, kindsByType } from "./kinds.js";
import { prefixOf } from "./prefix.js";

/** Parts that are told at once. */
const MOST_PARTS = 200;
/** Different parts that are kept apart: a table may have millions of different names. */
const MOST_DIFFERENT = 100_000;

interface Group {
  readonly key: string;
  symbols: number;
  bytes: number;
  /** Symbols by kind. */
  readonly kinds: number[];
}

/** The parts of a place, in no order yet. */
export interface Groups {
  readonly groups: readonly Group[];
  readonly whole: Amount;
  readonly undivided: number;
}

/** @param bytes - What each row covers. */
export function groupsOf(loaded: LoadedTable, bytes: Uint32Array, { owner, prefix }: Place): Groups {
  const { columns, table } = loaded;
  const nameOf = (row: number) => symbolAt(loaded, row).name;
  if (owner === undefined) return collect(loaded, bytes, undefined, (row) => columns.ownerNames[columns.owners[row] as number] as string);
  if (prefix === undefined) return collect(loaded, bytes, table.search({ owner }).indices, (row) => prefixOf(nameOf(row)));
  const { indices } = table.search({ owner, pattern: isPattern(prefix) ? prefix : "", match: "prefix" });
  return collect(
    loaded,
    bytes,
    indices.filter((row) => prefixOf(nameOf(row)) === prefix),
    nameOf,
  );
}

/** Whether a search takes a text to find names that begin with it: not where it is long, or stands for other bytes. */
function isPattern(text: string): boolean {
  return text.length <= 1000 && !text.includes("\ufffd");
}

/** The parts in the order of their measure, from the first that isn't passed over. */
export function division({ groups, whole, undivided }: Groups, place: Place, by: Measure): Division {
  const sorted = [...groups].sort((a, b) => b[by] - a[by] || b.symbols - a.symbols || (a.key < b.key ? -1 : 1)).slice(place.skip);
  const others = sorted.splice(MOST_PARTS);
  const sum = (of: keyof Amount) => others.reduce((total, group) => total + group[of], 0);
  return { place, by, whole, parts: sorted.map(partOf), rest: { parts: others.length, symbols: sum("symbols"), bytes: sum("bytes") }, undivided };
}

function partOf({ key, symbols, bytes, kinds }: Group): Part {
  return { key, symbols, bytes, kind: KINDS[kinds.indexOf(Math.max(...kinds))] as SectionKind };
}

function collect({ columns: { types }, table }: LoadedTable, bytes: Uint32Array, rows: Uint32Array | undefined, keyOf: (row: number) => string): Groups {
  const groups = new Map<string, Group>();
  const kinds = kindsByType();
  const whole = { symbols: rows?.length ?? table.size, bytes: 0 };
  let undivided = 0;
  for (let at = 0; at < whole.symbols; at++) {
    const row = rows === undefined ? at : (rows[at] as number);
    const covered = bytes[row] ?? 0;
    whole.bytes += covered;
    const group = groupFor(groups, keyOf(row));
    if (group === undefined) undivided++;
    else {
      group.symbols++;
      group.bytes += covered;
      (group.kinds[kinds[types[row] as number] as number] as number)++;
    }
  }
  return { groups: [...groups.values()], whole, undivided };
}

function groupFor(groups: Map<string, Group>, key: string): Group | undefined {
  const known = groups.get(key);
  if (known !== undefined || groups.size >= MOST_DIFFERENT) return known;
  const group = { key, symbols: 0, bytes: 0, kinds: KINDS.map(() => 0) };
  groups.set(key, group);
  return group;
}
