/** What the search box finds: each way of reading it has its own way to the symbols. */

import type { MatchKind } from "kallsyms";
import type { Filter } from "../query/filter.js";
import { MOST_ADDRESSES } from "../query/reading.js";
import type { Reading } from "../query/reading.js";
import type { LoadedTable } from "./load.js";
import type { Answer } from "./protocol.js";

/** Rows that were found, and what is known of them. */
export type Found = Partial<Pick<Answer, "indices" | "asked" | "exact" | "status" | "suggestions" | "uncovered" | "leftOut">>;

const HIGHEST = 0xffff_ffff_ffff_ffffn;

export function find(loaded: LoadedTable, reading: Reading, filter: Filter): Found {
  switch (reading.as) {
    case "everything":
      return {};
    case "unreadable":
      return { indices: new Uint32Array() };
    case "name":
      return findName(loaded, reading.text, filter);
    case "exact":
      return findExact(loaded, reading.text, filter);
    case "fuzzy":
      return findPattern(loaded, reading.text, "fuzzy", filter);
    case "glob":
      return findPattern(loaded, reading.pattern, "glob", filter);
    case "regex":
      return findPattern(loaded, reading.pattern, "regex", reading.anyCase ? { ...filter, caseSensitive: false } : filter);
    case "addresses":
      return { ...coverAll(loaded, reading.addresses), leftOut: reading.leftOut };
    case "range":
      return { indices: loaded.table.search({ from: reading.from, to: reading.to }).indices };
    case "offset":
      return findOffset(loaded, reading);
  }
}

function findPattern({ table }: LoadedTable, pattern: string, match: MatchKind, { caseSensitive, folded }: Filter): { indices: Uint32Array } {
  return { indices: table.search({ pattern, match, caseSensitive, foldVariants: folded }).indices };
}

/** The symbols of exactly this name first, then those whose names hold it. */
function findName(loaded: LoadedTable, text: string, filter: Filter): Found {
  const exact = loaded.table.indicesByName(text);
  const { indices: holding } = findPattern(loaded, text, "substring", filter);
  // Names that may be meant are looked for where nothing else is found: that takes a pass over all names.
  const status = exact.length === 0 && holding.length > 0 ? ({ status: "absent" } as const) : statusOf(loaded, text, exact.length);
  return { indices: exactFirst(exact, holding), exact: exact.length, ...status };
}

function findExact(loaded: LoadedTable, text: string, filter: Filter): Found {
  const exact = loaded.table.indicesByName(text);
  const { indices } = findPattern(loaded, text, "exact", filter);
  return { indices: exactFirst(exact, indices), exact: exact.length, ...statusOf(loaded, text, exact.length) };
}

/** What the name stands for, found without making an object of each of its symbols. */
function statusOf({ table }: LoadedTable, name: string, symbols: number, owner?: string): Pick<Answer, "status" | "suggestions"> {
  if (symbols === 0) return { status: "absent", suggestions: table.lookup(name, { owner }).suggestions };
  const { total } = table.search({ pattern: name, match: "exact", ambiguous: true, limit: 0 });
  return { status: total > 0 ? "ambiguous" : "unique", suggestions: [] };
}

/** Both are in file order, and each of `exact` is among `holding`. */
function exactFirst(exact: Uint32Array, holding: Uint32Array): Uint32Array {
  if (exact.length === 0) return holding;
  const all = new Uint32Array(Math.max(exact.length, holding.length));
  all.set(exact);
  let end = exact.length;
  let next = 0;
  for (const index of holding) {
    if (index === exact[next]) next++;
    else all[end++] = index;
  }
  return all;
}

/** What covers each address of the name plus the offset. */
function findOffset(loaded: LoadedTable, { name, offset, owner }: Extract<Reading, { as: "offset" }>): Found {
  const { total, symbols } = loaded.table.search({ pattern: name, match: "exact", owner, limit: MOST_ADDRESSES });
  const addresses = new Set(symbols.map((symbol) => symbol.address + offset));
  const status = statusAmong(addresses.size, () => statusOf(loaded, name, 0, owner).suggestions);
  return { ...coverAll(loaded, addresses), ...status, leftOut: total - symbols.length };
}

function statusAmong(addresses: number, suggest: () => readonly string[]): Pick<Answer, "status" | "suggestions"> {
  if (addresses === 0) return { status: "absent", suggestions: suggest() };
  return { status: addresses > 1 ? "ambiguous" : "unique", suggestions: [] };
}

/** Every symbol that covers any of the addresses. */
function coverAll({ table }: LoadedTable, addresses: Iterable<bigint>): Found {
  const indices: number[] = [];
  const asked: bigint[] = [];
  let uncovered = 0;
  for (const address of addresses) {
    const resolution = address <= HIGHEST ? table.resolve(address) : undefined;
    if (resolution === undefined) uncovered++;
    for (const symbol of resolution?.symbols ?? []) {
      indices.push(symbol.index);
      asked.push(address);
    }
  }
  return { indices: Uint32Array.from(indices), asked: BigUint64Array.from(asked), uncovered };
}
