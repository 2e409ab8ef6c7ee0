/** What became of every line of a text. */

import type { RawTable } from "../core/wasm/kallsyms.js";

/** A line that is no symbol. */
export interface RejectedLine {
  /** Number of the line, from 1. */
  readonly line: number;
  /** Why it is no symbol, in words. */
  readonly reason: string;
  /** The line, cut to 200 bytes; bytes that aren't UTF-8 are shown as U+FFFD. */
  readonly text: string;
}

/** The account of a load: `accepted + blank + rejected + skipped === lines`, always. */
export interface LoadReport {
  /** Kind of text. */
  readonly format: "kallsyms" | "system-map" | "nm" | "ksyms";
  /** All lines; a last one without line feed counts. */
  readonly lines: number;
  /** Lines that became symbols. */
  readonly accepted: number;
  /** Lines of nothing but blanks. */
  readonly blank: number;
  /** Lines that are neither. */
  readonly rejected: number;
  /** Symbols left out because `owners` asks for others. */
  readonly skipped: number;
  /** The first 100 rejected lines. */
  readonly rejectedLines: readonly RejectedLine[];
  /** Whether text symbols exist and all are at 0: the kernel hid the addresses from whoever took the file. */
  readonly restricted: boolean;
  /** Width of an address, 32 or 64. */
  readonly addressBits: number;
  /** Whether no symbol's address is below that of the symbol before it. */
  readonly sorted: boolean;
  /** What a reader should know before trusting the table, a sentence each. */
  readonly warnings: readonly string[];
}

/** The report of a loaded table. @internal */
export function readReport(raw: RawTable): LoadReport {
  const [lines = 0, accepted = 0, blank = 0, rejected = 0, skipped = 0, restricted, addressBits = 64, sorted] = raw.report_numbers();
  const texts = raw.rejected_texts();
  const rejectedLines = Array.from(raw.rejected_numbers(), (line, at) => ({
    line,
    reason: texts[2 * at] ?? "",
    text: texts[2 * at + 1] ?? "",
  }));
  return {
    format: raw.format() as LoadReport["format"],
    lines,
    accepted,
    blank,
    rejected,
    skipped,
    rejectedLines,
    restricted: restricted === 1,
    addressBits,
    sorted: sorted === 1,
    warnings: raw.warnings(),
  };
}
