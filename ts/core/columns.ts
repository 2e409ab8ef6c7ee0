/** A table's columns, read in place in the module's memory, and what is written there to ask a question. */

import { views } from "./boundary.js";
import type { Views } from "./boundary.js";
import { TableDisposedError } from "./errors.js";
import type { SymbolColumns } from "./symbol-columns.js";
import type { RawTable } from "./wasm/kallsyms.js";

/** Marks in the column of sizes: not told by the text; too large for 32 bits. */
const SIZE_UNKNOWN = 0xffff_ffff;
const SIZE_LARGE = 0xffff_fffe;

const encoder = new TextEncoder();
// A byte order mark is a part of a name like any other bytes.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const KINDS = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

/** Bytes of a name, pattern or file as it was given; throws `TypeError` for what is neither text nor bytes. */
export function encode(text: string | Uint8Array): Uint8Array {
  if (typeof text === "string") return encoder.encode(text);
  if (text instanceof Uint8Array) return text;
  throw new TypeError(`expected a string or a Uint8Array, got ${text === null ? "null" : typeof text}`);
}

/** Owners as the module takes them, parted by line feeds; none of a table's owners holds one. */
export function encodeOwners(owners: readonly string[]): Uint8Array {
  if (!owners.every((owner) => typeof owner === "string")) throw new TypeError("expected the names of owners as strings");
  return encoder.encode(owners.filter((owner) => !owner.includes("\n")).join("\n"));
}

/** Text of a name's bytes, with U+FFFD for what isn't UTF-8. */
export function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The columns of one table. */
export class Columns {
  readonly #raw: RawTable;
  readonly #addresses: number;
  readonly #kinds: number;
  readonly #nameStarts: number;
  readonly #names: number;
  readonly #sizes: number;
  /** Text of each owner by its number; 0 is the kernel image. */
  readonly owners: readonly string[];
  #views: Views;
  #isOpen = true;

  constructor(raw: RawTable) {
    this.#raw = raw;
    this.#views = views();
    this.#addresses = raw.addresses_pointer() / 8;
    this.#kinds = raw.kinds_pointer();
    this.#nameStarts = raw.name_starts_pointer() / 4;
    this.#names = raw.names_pointer();
    this.#sizes = raw.sizes_pointer() / 4;
    this.owners = Array.from({ length: raw.owner_count() }, (_, number) => decode(raw.owner_name(number)));
  }

  /** Refuses every later read: the memory will be another table's. */
  close(): void {
    this.#isOpen = false;
  }

  /** Makes the rows readable until the next query. Throws {@link TableDisposedError} after `close`. */
  open(): void {
    if (!this.#isOpen) throw new TableDisposedError("TABLE_DISPOSED", "the table has been freed; load it again, or read what you need before free()");
    this.#views = views();
  }

  /** Address of a row. */
  address(row: number): bigint {
    return this.#views.longs[this.#addresses + row] as bigint;
  }

  /** Type letter of a row. */
  kind(row: number): string {
    return KINDS[this.#views.bytes[this.#kinds + row] as number] as string;
  }

  /** Name of a row as text. */
  name(row: number): string {
    const { words } = this.#views;
    const start = words[this.#nameStarts + row] as number;
    const end = words[this.#nameStarts + row + 1] as number;
    return readText(this.#views.bytes, this.#names + start, this.#names + end);
  }

  /** Name of a row as a copy of its bytes. */
  nameBytes(row: number): Uint8Array {
    const { words } = this.#views;
    const start = words[this.#nameStarts + row] as number;
    const end = words[this.#nameStarts + row + 1] as number;
    return this.#views.bytes.slice(this.#names + start, this.#names + end);
  }

  /** Owner of a row. */
  owner(row: number): string {
    return this.owners[this.#raw.owner(row)] as string;
  }

  /** Size of a row's symbol in bytes. */
  size(row: number): bigint | undefined {
    const size = this.#views.words[this.#sizes + row] as number;
    if (size === SIZE_UNKNOWN) return undefined;
    return size === SIZE_LARGE ? this.#raw.size(row) : BigInt(size);
  }

  /** Copies of all columns but the names. */
  copy(): SymbolColumns {
    const count = this.#raw.len();
    const owners = this.#ownerNumbers(count);
    // Reading the runs of owners may have made the memory grow.
    this.#views = views();
    const { bytes, words, longs } = this.#views;
    const sizes = new Float64Array(words.subarray(this.#sizes, this.#sizes + count));
    for (let row = 0; row < count; row++) {
      // Marks are the highest numbers; hardly a size is as large.
      if ((sizes[row] as number) >= SIZE_LARGE) sizes[row] = Number(this.size(row) ?? NaN);
    }
    return {
      types: bytes.slice(this.#kinds, this.#kinds + count),
      owners,
      ownerNames: [...this.owners],
      addresses: longs.slice(this.#addresses, this.#addresses + count),
      sizes,
    };
  }

  #ownerNumbers(count: number): Uint32Array<ArrayBuffer> {
    const numbers = new Uint32Array(count);
    const runs = this.#raw.owner_runs();
    for (let at = 0; at < runs.length; at += 2) numbers.fill(runs[at + 1] as number, runs[at], runs[at + 2]);
    return numbers;
  }

  /** A copy of the rows that the last query gave, from `start` to before `end`. */
  rows(start: number, end: number): Uint32Array {
    const first = this.#raw.rows_pointer() / 4;
    return views().words.slice(first + start, first + end);
  }

  /** Writes a name or pattern where the module reads it; gives its length in bytes. */
  write(text: string | Uint8Array): number {
    if (typeof text === "string" && text.length <= SHORT) return this.#writeShort(text);
    return this.#writeBytes(encode(text));
  }

  /** Short texts, nearly always ASCII, go byte by byte: an encoder's call costs more than they do. */
  #writeShort(text: string): number {
    const start = this.#raw.input(SHORT);
    const { bytes } = views();
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return this.#writeBytes(encoder.encode(text));
      bytes[start + at] = code;
    }
    return text.length;
  }

  #writeBytes(bytes: Uint8Array): number {
    const start = this.#raw.input(bytes.length);
    views().bytes.set(bytes, start);
    return bytes.length;
  }
}

/** Texts up to this length are written without an encoder. */
const SHORT = 256;

/** Names up to this length are read without a decoder. */
const SHORT_NAME = 96;

const { fromCharCode } = String;

/**
 * The text of some bytes. Short names, nearly always ASCII, are put together eight characters at a time, which takes half
 * of what the call of a decoder costs.
 */
function readText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_NAME) return decoder.decode(bytes.subarray(start, end));
  let text = "";
  let at = start;
  let bits = 0;
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    const e = bytes[at + 4] as number;
    const f = bytes[at + 5] as number;
    const g = bytes[at + 6] as number;
    const h = bytes[at + 7] as number;
    bits |= a | b | c | d | e | f | g | h;
    text += fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    bits |= byte;
    text += fromCharCode(byte);
  }
  return bits < 0x80 ? text : decoder.decode(bytes.subarray(start, end));
}
