/** Answers that say what they are: one address, several, none, or an address inside a symbol. */

import { formatAddress } from "../core/address.js";
import { KallsymsError } from "../core/errors.js";
import { counted } from "./counted.js";
import type { KernelSymbol } from "./symbol.js";

/** Where to look. */
export interface LookupOptions {
  /** Only symbols of this owner; `"system"` is the kernel image. */
  readonly owner?: string | undefined;
}

/** What a name stands for. */
export interface LookupResult {
  /**
   * `"unique"`: one address; `"ambiguous"`: several; `"absent"`: none. Where addresses are hidden, several symbols count as
   * several addresses.
   */
  readonly status: "unique" | "ambiguous" | "absent";
  /** Every symbol of the name (and owner), in file order. */
  readonly symbols: readonly KernelSymbol[];
  /** With `owner`: other owners that have the name. */
  readonly otherOwners: readonly string[];
  /** Where absent: up to five names that may be meant, best first. */
  readonly suggestions: readonly string[];
}

/** What covers an address. */
export interface Resolution {
  /** The address that was asked for. */
  readonly address: bigint;
  /** Every symbol that begins where the covering one does, in file order; the first is the one that the kernel prints. */
  readonly symbols: readonly [KernelSymbol, ...KernelSymbol[]];
  /** Bytes from that beginning to the address. */
  readonly offset: bigint;
  /** Size of the first symbol. */
  readonly size: bigint | undefined;
}

/** What covers many addresses. */
export interface BatchResolution {
  /** For each address the index of the first covering symbol, or 0xffffffff where there is none. */
  readonly index: Uint32Array;
  /** For each address the bytes from that symbol's beginning; 0 where there is none. */
  readonly offset: BigUint64Array;
}

/** How many different addresses symbols have, told apart no further than needed. @internal */
export function statusOf(symbols: readonly KernelSymbol[], restricted: boolean): LookupResult["status"] {
  const [first] = symbols;
  if (first === undefined) return "absent";
  const several = restricted ? symbols.length > 1 : symbols.some((symbol) => symbol.address !== first.address);
  return several ? "ambiguous" : "unique";
}

/** Owners that a message lists. */
const LISTED_OWNERS = 8;

/** Why there is nothing, and what may be meant, with names as `show` writes them. @internal */
export function absence(name: string, owner: string | undefined, { otherOwners, suggestions }: LookupResult, show: (name: string) => string = String): string {
  const where = owner === undefined ? "" : ` in [${show(owner)}]`;
  const message = `no symbol is named ${show(name)}${where}`;
  const owners = otherOwners.slice(0, LISTED_OWNERS).map(show).join(", ");
  if (otherOwners.length > 0) return `${message}; ${counted(otherOwners.length, "other owner has", "other owners have")} it: ${owners}`;
  return suggestions.length > 0 ? `${message}; did you mean ${suggestions.map(show).join(", ")}?` : message;
}

/** Candidates that an error's message lists; all are in `candidates`. */
const LISTED = 8;

/** A name stands for several addresses where one is needed; `candidates` holds every symbol of it. */
export class AmbiguousSymbolError extends KallsymsError {
  /** Every symbol of the name, in file order. */
  readonly candidates: readonly KernelSymbol[];

  constructor(name: string, candidates: readonly KernelSymbol[]) {
    const listed = candidates.slice(0, LISTED).map(({ address, owner }) => `${formatAddress(address)} [${owner}]`);
    const more = candidates.length > LISTED ? ` and ${candidates.length - LISTED} more` : "";
    super("AMBIGUOUS_SYMBOL", `${JSON.stringify(name)} stands for several addresses: ${listed.join(", ")}${more}; name the owner, or choose an address`);
    this.candidates = candidates;
  }
}
