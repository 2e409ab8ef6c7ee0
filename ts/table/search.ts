/** What can be searched for, and the page of symbols that a search gives. */

import { parseAddress } from "../core/address.js";
import type { AddressLike } from "../core/address.js";
import { call } from "../core/boundary.js";
import { encode, encodeOwners } from "../core/columns.js";
import type { Columns } from "../core/columns.js";
import type { RawTable } from "../core/wasm/kallsyms.js";
import { symbolsAt } from "./symbol.js";
import type { KernelSymbol } from "./symbol.js";
import { nameVariant } from "./variant.js";
import type { NameVariant } from "./variant.js";

const MATCHES = ["substring", "exact", "prefix", "glob", "regex", "fuzzy"] as const;

/**
 * How a pattern is read.
 *
 * - `"substring"`: the name holds it.
 * - `"exact"`: the name is it.
 * - `"prefix"`: the name begins with it.
 * - `"glob"`: `*`, `?`, `[a-z]`, `[!a-z]` and `\`, for the whole name.
 * - `"regex"`: a regular expression on bytes with ASCII classes, found anywhere in the name, in linear time; no look-around and no back-references.
 * - `"fuzzy"`: its characters in their order, others between them.
 */
export type MatchKind = (typeof MATCHES)[number];

/** What to search for. Every condition that is given must hold. */
export interface SearchOptions {
  /** Pattern on the name; `""` (the default) is every name. At most 4096 bytes. */
  readonly pattern?: string | Uint8Array | undefined;
  /** How the pattern is read; default `"substring"`. */
  readonly match?: MatchKind | undefined;
  /** Whether upper and lower case differ; default `true`, as in C. */
  readonly caseSensitive?: boolean | undefined;
  /** An owner, or several of which any will do; `"system"` is the kernel image. */
  readonly owner?: string | readonly string[] | undefined;
  /** Type letters of which any will do: `"tT"`. */
  readonly type?: string | undefined;
  /** Lowest address. */
  readonly from?: AddressLike | undefined;
  /** Address above the highest one. */
  readonly to?: AddressLike | undefined;
  /** Whether the name is at more than one address. */
  readonly ambiguous?: boolean | undefined;
  /** Whether the address bears more than one symbol. */
  readonly shared?: boolean | undefined;
  /**
   * Whether a name also matches by what remains without the marks of variants, and by its demangled path; default
   * `false`. `.cold` parts are found, and marked as fragments in `variants`.
   */
  readonly foldVariants?: boolean | undefined;
  /** File order, or the best fits first (then file order); the default is `"relevance"` for fuzzy patterns, else `"file"`. */
  readonly order?: "file" | "relevance" | undefined;
  /** Results to pass over; default 0. */
  readonly offset?: number | undefined;
  /** Results to give at most; default all. */
  readonly limit?: number | undefined;
}

/** What a search found. */
export interface SearchResult {
  /** All symbols that match, whatever `offset` and `limit`. */
  readonly total: number;
  /** Indices of the symbols on this page. */
  readonly indices: Uint32Array;
  /** The symbols on this page, made when first read. */
  readonly symbols: readonly KernelSymbol[];
  /** Their names taken apart, in the same order, made when first read. */
  readonly variants: readonly NameVariant[];
}

/** Runs a search. @internal */
export function search(raw: RawTable, columns: Columns, options: SearchOptions): SearchResult {
  const { pattern = "", match = "substring", offset = 0 } = options;
  const kind = MATCHES.indexOf(match);
  if (kind < 0) throw new TypeError(`match is ${JSON.stringify(match)}, expected one of ${MATCHES.join(", ")}`);
  const { order } = options;
  if (order !== undefined && order !== "file" && order !== "relevance") throw new TypeError(`order is ${JSON.stringify(order)}, expected "file" or "relevance"`);
  const limit = options.limit ?? Infinity;
  requireCount("offset", offset);
  if (limit !== Infinity) requireCount("limit", limit);
  const length = columns.write(pattern);
  const total = call(() =>
    raw.search(length, kind, flags(options), owners(options.owner), kinds(options.type), bound(options.from), bound(options.to)),
  );
  const start = Math.min(offset, total);
  return new Page(columns, total, columns.rows(start, Math.min(total, start + limit)));
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${name} is ${String(value)}, expected an integer from 0`);
}

/** The bits that `RawTable::search` documents. */
function flags({ caseSensitive, foldVariants, order, match, ambiguous, shared }: SearchOptions): number {
  const byRelevance = (order ?? (match === "fuzzy" ? "relevance" : "file")) === "relevance";
  const asked = (value: boolean | undefined, bit: number) => (value === undefined ? 0 : bit + (value ? 2 * bit : 0));
  return (caseSensitive === false ? 1 : 0) + (foldVariants === true ? 2 : 0) + (byRelevance ? 4 : 0) + asked(ambiguous, 8) + asked(shared, 32);
}

function owners(owner: string | readonly string[] | undefined): Uint8Array | undefined {
  if (owner === undefined) return undefined;
  return encodeOwners(typeof owner === "string" ? [owner] : owner);
}

function kinds(type: string | undefined): Uint8Array | undefined {
  if (type !== undefined && typeof type !== "string") throw new TypeError('type is no string; expected letters such as "tT"');
  return type === undefined ? undefined : encode(type);
}

function bound(address: AddressLike | undefined): bigint | undefined {
  return address === undefined ? undefined : parseAddress(address);
}

class Page implements SearchResult {
  readonly total: number;
  readonly indices: Uint32Array;
  readonly #columns: Columns;
  #symbols: readonly KernelSymbol[] | undefined;
  #variants: readonly NameVariant[] | undefined;

  constructor(columns: Columns, total: number, indices: Uint32Array) {
    this.#columns = columns;
    this.total = total;
    this.indices = indices;
  }

  get symbols(): readonly KernelSymbol[] {
    if (this.#symbols === undefined) this.#columns.open();
    this.#symbols ??= symbolsAt(this.#columns, this.indices);
    return this.#symbols;
  }

  get variants(): readonly NameVariant[] {
    if (this.#variants === undefined) this.#columns.open();
    this.#variants ??= Array.from(this.indices, (row) => {
      this.#columns.open();
      return nameVariant(this.#columns.nameBytes(row));
    });
    return this.#variants;
  }
}
