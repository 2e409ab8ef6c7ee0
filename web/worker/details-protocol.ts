/** What is asked and told about one symbol. */

import type { Row } from "./protocol.js";

/** Some symbols of a group, and how many there are in all. */
export interface RowGroup {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** A symbol and what stands around it. */
export interface SymbolDetails {
  readonly row: Row;
  /** Every symbol of its name, itself included. */
  readonly sameName: RowGroup;
  /** Every symbol at its address, itself included; `undefined` where addresses are hidden. */
  readonly sameAddress: RowGroup | undefined;
  /** What covers the byte before it. */
  readonly before: Row | undefined;
  /** What covers the byte after its end. */
  readonly after: Row | undefined;
}

/** The requests about a symbol. */
export interface DetailsExchange {
  details: { ask: { index: number }; answer: SymbolDetails };
}
