/** The table, or some of its symbols, as text that other programs read. */

import { formatAddress } from "../core/address.js";
import { csvRecord, tsvRecord } from "./delimited.js";
import { jsonSymbol } from "./json.js";
import type { KernelSymbol } from "./symbol.js";
import type { KernelSymbolTable } from "./table.js";

/**
 * Forms of text:
 *
 * - `"csv"`: RFC 4180 with a header. A field that begins with `=`, `+`, `-`, `@` (also full-width, also behind blanks), TAB, CR or LF,
 *   which a spreadsheet could take for a formula, gets a `'` before it, and so does one that begins with `'`: taking one leading `'`
 *   away gives the field back.
 * - `"tsv"`: with a header; TAB, LF, CR and `\` in a field are written `\t`, `\n`, `\r`, `\\`. Guarded as CSV, and against a leading `"`.
 * - `"json"`: one array of objects, one a line.
 * - `"ndjson"`: an object a line.
 * - `"system-map"`: `ADDRESS TYPE NAME` of the kernel image by address, as `nm -n` prints it. Modules have no place there and are left
 *   out. Names are the bytes of the file.
 *
 * Addresses and sizes (in bytes) are `0x…` in lower case; an unknown size is empty, in JSON `null`. In all but `"system-map"` bytes
 * of names that aren't UTF-8 are U+FFFD; JSON escapes what can't be seen.
 */
export type SymbolFormat = "csv" | "tsv" | "json" | "ndjson" | "system-map";

/** Which symbols, and how their names are written. */
export interface SymbolFormatOptions {
  /** Indices of the symbols, in the order in which they are to be written; default all, in file order. `"system-map"` has its own order. */
  readonly indices?: Iterable<number> | undefined;
  /**
   * Writes names, types and owners in another way than as they are, such as with escapes for a terminal; it is given bytes where a
   * name isn't UTF-8. JSON has its own escapes.
   */
  readonly show?: ((text: string | Uint8Array) => string) | undefined;
}

/** A piece of text; a name that is no text comes as its bytes. */
type Piece = string | Uint8Array;

/** What writes symbols one after the other. */
type Writer = (table: KernelSymbolTable, options: SymbolFormatOptions) => Generator<Piece>;

const FIELDS = ["name", "address", "type", "owner", "size", "index"] as const;

const WRITERS: Readonly<Record<SymbolFormat, Writer>> = {
  csv: (table, options) => delimited(table, options, csvRecord),
  tsv: (table, options) => delimited(table, options, tsvRecord),
  json,
  ndjson,
  "system-map": systemMap,
};

/** All forms, the most common first. */
export const SYMBOL_FORMATS = Object.keys(WRITERS) as readonly SymbolFormat[];

const encoder = new TextEncoder();

/** Characters gathered before they are encoded. */
const BATCH = 2 ** 16;

/**
 * Symbols as text, a line a piece with its line end, made as they are read. Bytes of names that aren't UTF-8 are U+FFFD in every form.
 *
 * @throws `TypeError` for another form or for what is no index, {@link TableDisposedError} where the table is freed meanwhile.
 *
 * @example
 * ```ts
 * await navigator.clipboard.writeText([...symbolLines(table, "tsv", { indices: selected })].join(""));
 * ```
 */
export function symbolLines(table: KernelSymbolTable, format: SymbolFormat, options: SymbolFormatOptions = {}): Generator<string> {
  const { show = shownAsText } = options;
  // Where something shows names, none is written as bytes.
  return writerOf(format)(table, { ...options, show }) as Generator<string>;
}

/**
 * Symbols as bytes of text in pieces of about 64 KiB, made as they are read, for a file or a download of any size.
 *
 * @throws As {@link symbolLines}.
 *
 * @example
 * ```ts
 * const blob = new Blob([...symbolBytes(table, "csv")], { type: "text/csv" });
 * ```
 */
export function symbolBytes(table: KernelSymbolTable, format: SymbolFormat, options: SymbolFormatOptions = {}): Generator<Uint8Array<ArrayBuffer>> {
  return batches(writerOf(format)(table, options));
}

function writerOf(format: SymbolFormat): Writer {
  if (!Object.hasOwn(WRITERS, format)) throw new TypeError(`the format is ${JSON.stringify(format)}, expected one of ${SYMBOL_FORMATS.join(", ")}`);
  return WRITERS[format];
}

function* batches(pieces: Iterable<Piece>): Generator<Uint8Array<ArrayBuffer>> {
  let parts: Uint8Array[] = [];
  let [length, text] = [0, ""];
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
    } else {
      parts.push(encoder.encode(text), piece);
      length += text.length + piece.length;
      text = "";
    }
    if (length + text.length < BATCH) continue;
    yield joined(parts, text);
    [parts, length, text] = [[], 0, ""];
  }
  if (length + text.length > 0) yield joined(parts, text);
}

function joined(parts: readonly Uint8Array[], text: string): Uint8Array<ArrayBuffer> {
  const last = encoder.encode(text);
  if (parts.length === 0) return last;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, last.length));
  let at = 0;
  for (const part of [...parts, last]) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function shownAsText(text: string | Uint8Array): string {
  return typeof text === "string" ? text : new TextDecoder("utf-8", { ignoreBOM: true }).decode(text);
}

function* symbolsOf(table: KernelSymbolTable, indices: Iterable<number> | undefined): Generator<KernelSymbol> {
  if (indices === undefined) return yield* table;
  for (const index of indices) yield symbolOf(table, index);
}

function symbolOf(table: KernelSymbolTable, index: number): KernelSymbol {
  const symbol = table.at(index);
  if (symbol === undefined) throw new TypeError(`no symbol has the index ${String(index)}; the table has ${table.size}`);
  return symbol;
}

/** A name as it is shown, or its bytes where nothing shows it and it is no text. */
function nameOf(table: KernelSymbolTable, { name, index }: KernelSymbol, show: SymbolFormatOptions["show"]): Piece {
  const plain = name.includes("\ufffd") ? (table.nameBytes(index) ?? name) : name;
  return show === undefined ? plain : show(plain);
}

function* delimited(table: KernelSymbolTable, { indices, show }: SymbolFormatOptions, record: (fields: readonly string[]) => string): Generator<string> {
  yield record(FIELDS);
  for (const symbol of symbolsOf(table, indices)) {
    const { address, type, owner, size, index } = symbol;
    const texts = show === undefined ? [symbol.name, type, owner] : [nameOf(table, symbol, show) as string, show(type), show(owner)];
    const [nameField = "", typeField = "", ownerField = ""] = texts;
    yield record([nameField, formatAddress(address), typeField, ownerField, size === undefined ? "" : formatAddress(size), String(index)]);
  }
}

function* ndjson(table: KernelSymbolTable, { indices }: SymbolFormatOptions): Generator<string> {
  for (const symbol of symbolsOf(table, indices)) yield `${jsonSymbol(symbol)}\n`;
}

function* json(table: KernelSymbolTable, { indices }: SymbolFormatOptions): Generator<string> {
  let before = "[\n";
  for (const symbol of symbolsOf(table, indices)) {
    yield before + jsonSymbol(symbol);
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

function* systemMap(table: KernelSymbolTable, { indices, show }: SymbolFormatOptions): Generator<Piece> {
  const digits = table.report.addressBits / 4;
  for (const symbol of symbolsOf(table, imageByAddress(table, indices))) {
    const name = nameOf(table, symbol, show);
    const start = `${symbol.address.toString(16).padStart(digits, "0")} ${show === undefined ? symbol.type : show(symbol.type)} `;
    if (typeof name === "string") yield `${start}${name}\n`;
    else yield* [start, name, "\n"];
  }
}

/** Of the indices (default: of all) those of the kernel image, whose owner has the number 0, by address. */
function imageByAddress(table: KernelSymbolTable, indices: Iterable<number> | undefined): Uint32Array {
  const { owners } = table.columns();
  const order = table.sortedIndices("address");
  if (indices === undefined) return order.filter((index) => owners[index] === 0);
  const wanted = new Uint8Array(owners.length);
  for (const index of indices) wanted[symbolOf(table, index).index] = 1;
  return order.filter((index) => wanted[index] === 1 && owners[index] === 0);
}
