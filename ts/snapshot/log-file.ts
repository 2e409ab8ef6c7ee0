/** A log of a snapshot, with what it is decoded against. */

import type { Analysis } from "./analysis.js";
import { decodeText } from "./bytes.js";
import type { SnapshotLogFile } from "./contents.js";
import { decodeLog } from "./log/decode.js";
import type { DecodeOptions, DecodedLog } from "./log/decode.js";
import type { HeldLog } from "./logs.js";
import { requireTable } from "./require-table.js";
import type { TableHolder } from "./require-table.js";

/** A log that decodes itself. */
export class LogFile implements SnapshotLogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly firstLine: number;
  readonly #log: HeldLog;
  readonly #tables: TableHolder;
  readonly #analysis: Analysis;

  constructor(log: HeldLog, tables: TableHolder, analysis: Analysis) {
    this.path = log.path;
    this.bytes = log.bytes;
    this.firstLine = log.linesBefore + 1;
    this.#log = log;
    this.#tables = tables;
    this.#analysis = analysis;
  }

  get text(): string {
    return decodeText(this.bytes);
  }

  decode(options: DecodeOptions = {}): DecodedLog {
    const table = requireTable(this.#tables, false);
    return decodeLog(this.bytes, table, { slides: this.#analysis.slidesOf(this.#log), ...options });
  }
}
