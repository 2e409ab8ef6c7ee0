/** Symbols that belong together: those of one name, those at one address. */

import type { Columns } from "../core/columns.js";
import { symbolAt, symbolsAt } from "./symbol.js";
import type { KernelSymbol } from "./symbol.js";

/** Several symbols with something in common. */
export interface SymbolGroup {
  /** Indices of the symbols, in file order. */
  readonly indices: Uint32Array;
  /** The symbols, made when first read. */
  readonly symbols: readonly KernelSymbol[];
}

/** A name at more than one address. */
export interface AmbiguousName extends SymbolGroup {
  /** The name. */
  readonly name: string;
}

/** An address with more than one symbol. */
export interface SharedAddress extends SymbolGroup {
  /** The address. */
  readonly address: bigint;
}

class Group implements AmbiguousName, SharedAddress {
  readonly indices: Uint32Array;
  readonly #columns: Columns;
  #symbols: readonly KernelSymbol[] | undefined;

  constructor(columns: Columns, indices: Uint32Array) {
    this.#columns = columns;
    this.indices = indices;
  }

  get name(): string {
    return this.#first.name;
  }

  get address(): bigint {
    return this.#first.address;
  }

  get symbols(): readonly KernelSymbol[] {
    this.#symbols ??= symbolsAt(this.#columns, this.indices);
    return this.#symbols;
  }

  get #first(): KernelSymbol {
    return this.#symbols?.[0] ?? symbolAt(this.#columns, this.indices[0] as number);
  }
}

/** The groups of which a query gave all rows one after the other, and where each starts. @internal */
export function groups(columns: Columns, starts: Uint32Array): (AmbiguousName & SharedAddress)[] {
  const rows = columns.rows(0, starts[starts.length - 1] ?? 0);
  return Array.from({ length: starts.length - 1 }, (_, at) => new Group(columns, rows.subarray(starts[at], starts[at + 1])));
}
