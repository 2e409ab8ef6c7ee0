/** Answers the one search box: each way of reading it has its own way to the symbols. */

import type { SearchOptions } from "kallsyms";
import type { Reading } from "../query/reading.js";
import type { LoadedTable } from "./load.js";
import type { Answer } from "./protocol.js";
import { rowsOf } from "./rows.js";

/** Rows that come with the answer. */
const FIRST_ROWS = 128;

/** Addresses of one name to which an offset is added; local labels have millions. */
const MOST_ADDRESSES = 10_000;

const HIGHEST = 0xffff_ffff_ffff_ffffn;

type Found = Partial<Omit<Answer, "reading" | "first" | "total">>;

export function answerQuery(loaded: LoadedTable, reading: Reading): Answer {
  const found = find(loaded, reading);
  const { indices } = found;
  const total = indices?.length ?? loaded.table.size;
  const first = indices?.subarray(0, FIRST_ROWS) ?? Array.from({ length: Math.min(total, FIRST_ROWS) }, (_, at) => at);
  return {
    indices: undefined,
    asked: undefined,
    exact: 0,
    status: undefined,
    suggestions: [],
    uncovered: 0,
    leftOut: 0,
    ...found,
    reading,
    total,
    first: rowsOf(loaded, first),
  };
}

function find(loaded: LoadedTable, reading: Reading): Found {
  switch (reading.as) {
    case "everything":
      return {};
    case "unreadable":
      return { indices: new Uint32Array() };
    case "name":
      return findName(loaded, reading.text);
    case "glob":
      return findPattern(loaded, { pattern: reading.pattern, match: "glob" });
    case "regex":
      return findPattern(loaded, { pattern: reading.pattern, match: "regex", caseSensitive: reading.caseSensitive });
    case "address":
      return coverAll(loaded, [reading.address]);
    case "offset":
      return findOffset(loaded, reading);
  }
}

function findPattern({ table }: LoadedTable, conditions: SearchOptions): Found {
  return { indices: table.search(conditions).indices };
}

/** The symbols of exactly this name first, then those whose names hold it. */
function findName(loaded: LoadedTable, text: string): Found {
  const { table } = loaded;
  const exact = table.search({ pattern: text, match: "exact" }).indices;
  const holding = table.search({ pattern: text }).indices;
  return { indices: exactFirst(exact, holding), exact: exact.length, ...statusOf(loaded, text, exact.length) };
}

/** What the name stands for, found without making an object of each of its symbols. */
function statusOf({ table }: LoadedTable, name: string, symbols: number, owner?: string): Pick<Answer, "status" | "suggestions"> {
  if (symbols === 0) return { status: "absent", suggestions: table.lookup(name, { owner }).suggestions };
  const { total } = table.search({ pattern: name, match: "exact", ambiguous: true, limit: 0 });
  return { status: total > 0 ? "ambiguous" : "unique", suggestions: [] };
}

/** Both are in file order, and each of `exact` is among `holding`. */
function exactFirst(exact: Uint32Array, holding: Uint32Array): Uint32Array {
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
  const { table } = loaded;
  const { total, symbols } = table.search({ pattern: name, match: "exact", owner, limit: MOST_ADDRESSES });
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
