/** Changes as a file: of each the symbol in both tables, as the package writes symbols. */

import { symbolLines } from "kallsyms";
import { KINDS } from "../compare-protocol.js";
import type { ChangeFormat } from "../compare-protocol.js";
import { NONE } from "./compared.js";
import type { Compared } from "./compared.js";

/** Lines that are gathered before the browser gets them, which may keep them outside of memory. */
const GATHERED = 1024;

const TYPES: Readonly<Record<ChangeFormat, string>> = { csv: "text/csv", tsv: "text/tab-separated-values", ndjson: "application/x-ndjson" };

export function writtenChanges(compared: Compared, places: Uint32Array, format: ChangeFormat): Blob {
  const parts: Blob[] = [];
  let gathered: string[] = [];
  for (const line of format === "ndjson" ? objects(compared, places) : records(compared, places, format)) {
    if (gathered.push(line) < GATHERED) continue;
    parts.push(new Blob(gathered));
    gathered = [];
  }
  return new Blob([...parts, ...gathered], { type: TYPES[format] });
}

/** In the form of `kallsyms diff --json`. */
function* objects(compared: Compared, places: Uint32Array): Generator<string> {
  const [old, now] = [new Lines(compared, "old", places, "ndjson"), new Lines(compared, "new", places, "ndjson")];
  for (const place of places) {
    yield `{"change":"${kindOf(compared, place)}","old":${old.of(place) ?? "null"},"new":${now.of(place) ?? "null"}}\n`;
  }
}

/** The change, by how many bytes it moved beyond its owner's slide, and the fields of the symbol in both tables. */
function* records(compared: Compared, places: Uint32Array, format: "csv" | "tsv"): Generator<string> {
  const [separator, end] = format === "csv" ? [",", "\r\n"] : ["\t", "\n"];
  const [old, now] = [new Lines(compared, "old", places, format), new Lines(compared, "new", places, format)];
  const fields = old.next().split(separator);
  now.next();
  const missing = separator.repeat(fields.length - 1);
  yield ["change", "moved_by", ...fields.map((field) => `old_${field}`), ...fields.map((field) => `new_${field}`)].join(separator) + end;
  for (const place of places) {
    yield [kindOf(compared, place), movedBy(compared, place), old.of(place) ?? missing, now.of(place) ?? missing].join(separator) + end;
  }
}

function kindOf({ kinds }: Compared, place: number): string {
  return KINDS[kinds[place] as number] as string;
}

function movedBy(compared: Compared, place: number): string {
  return kindOf(compared, place) === "moved" ? String(compared.row(place).beyond ?? "") : "";
}

/** What the package writes of the symbols of one table, a line at a time. */
class Lines {
  readonly #rows: Uint32Array;
  readonly #lines: Iterator<string>;
  readonly #end: number;

  constructor(compared: Compared, side: "old" | "new", places: Uint32Array, format: ChangeFormat) {
    const rows = side === "old" ? compared.oldRows : compared.newRows;
    const indices = places.map((place) => rows[place] as number).filter((row) => row !== NONE);
    this.#rows = rows;
    this.#lines = symbolLines(compared[side].table, format, { indices });
    this.#end = format === "csv" ? 2 : 1;
  }

  /** The next line, without its end. */
  next(): string {
    return (this.#lines.next().value as string).slice(0, -this.#end);
  }

  /** The line of a change, asked for in the order of all; `undefined` where it has no symbol in this table. */
  of(place: number): string | undefined {
    return this.#rows[place] === NONE ? undefined : this.next();
  }
}
