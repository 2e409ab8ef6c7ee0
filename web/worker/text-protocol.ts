/** What is asked and told of rows as text: to be copied, to be kept as a file. */

import type { SymbolFormat } from "kallsyms";
import type { Column } from "../query/filter.js";

/** Forms in which a file of rows is written. */
export type TextFormat = SymbolFormat;

/** The requests for text. */
export interface TextExchange {
  /**
   * `indices`: `undefined` stands for all symbols in file order. The browser may keep the file's bytes outside of memory.
   * `leftOut` counts the symbols for which the format has no place.
   */
  export: { ask: { indices: Uint32Array | undefined; format: TextFormat }; answer: { file: Blob; leftOut: number } };
  /** Lines of kallsyms, or a column, a line each. */
  copy: { ask: { indices: Uint32Array; format: "kallsyms" | Column }; answer: { text: string } };
}
