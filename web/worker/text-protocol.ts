/** What is asked and told of rows as text: to be copied, to be kept as a file. */

/** Forms in which rows are written. */
export type TextFormat = "csv" | "tsv" | "json" | "ndjson" | "system-map";

/** The requests for text. */
export interface TextExchange {
  /** `indices`: `undefined` stands for all symbols in file order. The browser may keep the file's bytes outside of memory. */
  export: { ask: { indices: Uint32Array | undefined; format: TextFormat }; answer: { file: Blob } };
  copy: { ask: { indices: Uint32Array; format: TextFormat | "kallsyms" }; answer: { text: string } };
}
