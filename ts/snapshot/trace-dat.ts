/** trace.dat of trace-cmd, versions 6 and 7: the kallsyms of the traced machine are a section of it. */

import type { ByteReader } from "../source/reader.js";
import { readSource } from "../source/source.js";
import { inflateWhole } from "./inflate.js";

/** The text of the kallsyms section, to be read before anything else of the file; or why there is none. */
export type KallsymsSection = { readonly bytes: number | undefined; readonly text: AsyncGenerator<Uint8Array, void, undefined> } | string;

/** Sections that are longer than this are damaged: event formats have some MiB, tables some hundred. */
const MOST_SECTION_BYTES = 2 ** 31;
const MOST_STRING = 256;

/** Numbers and strings in the file's byte order. */
class TraceReader {
  readonly bytes: ByteReader;
  isLittle = true;

  constructor(bytes: ByteReader) {
    this.bytes = bytes;
  }

  async number(length: 2 | 4 | 8): Promise<number> {
    const bytes = await this.bytes.take(length);
    const digits = this.isLittle ? bytes.slice().reverse() : bytes;
    return digits.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** A text that ends in a NUL byte. */
  async string(): Promise<string> {
    const bytes = await this.bytes.peek(MOST_STRING);
    const end = bytes.indexOf(0);
    if (end < 0) throw this.bytes.damaged("a name has no end");
    const text = new TextDecoder().decode(bytes.subarray(0, end));
    this.bytes.skip(end + 1);
    return text;
  }

  /** Passes over data whose length stands before it. */
  async skipSized(length: 4 | 8): Promise<void> {
    const size = await this.number(length);
    if (size > MOST_SECTION_BYTES) throw this.bytes.damaged(`a section claims to have ${size} bytes`);
    await this.bytes.discard(size);
  }
}

const MAGIC_BYTES = 10;
const BIG_ENDIAN = 1;

/**
 * Finds the kallsyms section.
 *
 * @param bytes - The file from its beginning.
 * @throws {@link SourceError} where the file is cut off or damaged.
 */
export async function findKallsyms(bytes: ByteReader): Promise<KallsymsSection> {
  bytes.what = "trace.dat";
  const reader = new TraceReader(bytes);
  await bytes.discard(MAGIC_BYTES);
  const version = await reader.string();
  reader.isLittle = (await bytes.takeByte()) !== BIG_ENDIAN;
  await bytes.discard(1 + 4);
  if (version === "6") return findInVersion6(reader);
  return version === "7" ? findInVersion7(reader) : `of version ${JSON.stringify(version)}; versions 6 and 7 are read`;
}

/** Formats of events first, each with its length before it, then kallsyms. */
async function findInVersion6(reader: TraceReader): Promise<KallsymsSection> {
  for (const name of ["header_page", "header_event"]) {
    if ((await reader.string()) !== name) throw reader.bytes.damaged(`${name} isn't where it must be`);
    await reader.skipSized(8);
  }
  await skipFormats(reader);
  for (let systems = await reader.number(4); systems > 0; systems -= 1) {
    await reader.string();
    await skipFormats(reader);
  }
  return sizedText(reader);
}

async function skipFormats(reader: TraceReader): Promise<void> {
  for (let count = await reader.number(4); count > 0; count -= 1) await reader.skipSized(8);
}

async function sizedText(reader: TraceReader): Promise<KallsymsSection> {
  const size = await reader.number(4);
  return size === 0 ? "without kallsyms" : { bytes: size, text: take(reader.bytes, size) };
}

const KALLSYMS = 19;
/** Ids of the sections that come before and about kallsyms; the buffers (3 and 22) follow them. */
const DESCRIBING = new Set([0, 16, 17, 18, 20, 21]);
const COMPRESSED = 1;

/** Sections one after another, each with id, flags and length before it. */
async function findInVersion7(reader: TraceReader): Promise<KallsymsSection> {
  const compression = await reader.string();
  await reader.string();
  await reader.bytes.discard(8);
  for (;;) {
    if ((await reader.bytes.available()).length === 0) return "without kallsyms";
    const id = await reader.number(2);
    const flags = await reader.number(2);
    await reader.number(4);
    const size = await reader.number(8);
    if (id === KALLSYMS) return (flags & COMPRESSED) === 0 ? sizedText(reader) : compressedText(reader, compression);
    if (!DESCRIBING.has(id)) return "without kallsyms before its buffers";
    if (size > MOST_SECTION_BYTES) throw reader.bytes.damaged(`a section claims to have ${size} bytes`);
    await reader.bytes.discard(size);
  }
}

/** The most of a section that is held at once, to be inflated; zstd needs no such limit. */
const MOST_INFLATED_BYTES = 2 ** 28;

async function compressedText(reader: TraceReader, compression: string): Promise<KallsymsSection> {
  const packed = await reader.number(4);
  const size = await reader.number(4);
  if (compression === "zstd") return { bytes: size, text: withoutLength(readSource(take(reader.bytes, packed))) };
  if (compression !== "zlib") return `compressed by ${compression}, which isn't undone here; make a plain file with trace-cmd convert --compression none`;
  if (packed > MOST_INFLATED_BYTES) throw reader.bytes.damaged(`its kallsyms claim to have ${packed} bytes`);
  const text = inflateWhole(await reader.bytes.take(packed), MOST_INFLATED_BYTES);
  if (text === undefined) throw reader.bytes.damaged("its kallsyms can't be inflated");
  return { bytes: size, text: withoutLength([text]) };
}

/** The text's length stands before it in the compressed data, too. */
async function* withoutLength(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let left = 4;
  for await (const chunk of chunks) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield chunk.subarray(skipped);
  }
}

async function* take(reader: ByteReader, count: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = count; left > 0; ) {
    const bytes = (await reader.available()).subarray(0, left);
    if (bytes.length === 0) throw reader.truncated();
    reader.skip(bytes.length);
    left -= bytes.length;
    yield bytes;
  }
}
