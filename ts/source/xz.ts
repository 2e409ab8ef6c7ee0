/** The xz container (xz-file-format 1.2.1): streams, blocks, index and checks around LZMA2. */

import { Crc32, Crc64, Sha256, crc32 } from "./checksums.js";
import type { Checksum } from "./checksums.js";
import { unpackLzma2 } from "./lzma2.js";
import type { ByteReader } from "./reader.js";
import { XZ_MAGIC, startsWith } from "./sniff.js";

const FOOTER_MAGIC = [0x59, 0x5a];
const LZMA2_FILTER = 0x21;
const FILTER_NAMES: Readonly<Record<number, string>> = {
  0x03: "delta",
  0x04: "x86",
  0x05: "PowerPC",
  0x06: "IA-64",
  0x07: "ARM",
  0x08: "ARM-Thumb",
  0x09: "SPARC",
  0x0a: "ARM64",
  0x0b: "RISC-V",
};

/** The decompressed bytes of one or more xz streams, with padding between and after them; every check is verified. */
export async function* unxz(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  do {
    yield* unpackStream(reader);
  } while (await anotherStream(reader));
}

async function* unpackStream(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  const header = await reader.take(12);
  if (!startsWith(header, XZ_MAGIC)) throw reader.damaged("no xz stream where one must begin");
  const flags = header.slice(6, 8);
  if (crc32(flags) !== uint32(header, 8)) throw reader.damaged("the stream header doesn't match its CRC-32");
  const check = checkOf(flags, reader);
  const blocks = new BlockList();
  for (;;) {
    const size = (await reader.peek(1))[0];
    if (size === undefined) throw reader.truncated();
    if (size === 0) break;
    yield* unpackBlock(reader, check, blocks);
  }
  const indexSize = await readIndex(reader, blocks);
  await readFooter(reader, flags, indexSize);
}

/** How the blocks of a stream are checked. */
interface Check {
  readonly size: number;
  readonly begin: () => Checksum | undefined;
}

function checkOf(flags: Uint8Array, reader: ByteReader): Check {
  if (flags[0] !== 0 || flags[1]! > 0x0f) throw reader.unsupported("has stream flags of a later version of the format", "unpack it with xz -d first");
  switch (flags[1]) {
    case 0x00:
      return { size: 0, begin: () => undefined };
    case 0x01:
      return { size: 4, begin: () => new Crc32() };
    case 0x04:
      return { size: 8, begin: () => new Crc64() };
    case 0x0a:
      return { size: 32, begin: () => new Sha256() };
    default:
      throw reader.unsupported(`uses the unknown integrity check ${flags[1]}`, "unpack it with xz -d first");
  }
}

async function* unpackBlock(reader: ByteReader, check: Check, blocks: BlockList): AsyncGenerator<Uint8Array, void, undefined> {
  const start = reader.offset;
  const header = await readBlockHeader(reader);
  const dataStart = reader.offset;
  const checksum = check.begin();
  let unpacked = 0;
  for await (const bytes of unpackLzma2(reader, header.dictionarySize)) {
    unpacked += bytes.length;
    checksum?.update(bytes);
    yield bytes;
  }
  const packed = reader.offset - dataStart;
  if (header.packed !== undefined && header.packed !== packed) throw reader.damaged("a block isn't as long as its header says");
  if (header.unpacked !== undefined && header.unpacked !== unpacked) throw reader.damaged("a block doesn't unpack to the length that its header says");
  await skipPadding(reader, packed);
  const stored = await reader.take(check.size);
  if (checksum !== undefined && !equal(checksum.digest(), stored)) throw reader.damaged("a block doesn't match its checksum");
  blocks.add(dataStart - start + packed + check.size, unpacked);
}

interface BlockHeader {
  readonly packed: number | undefined;
  readonly unpacked: number | undefined;
  readonly dictionarySize: number;
}

async function readBlockHeader(reader: ByteReader): Promise<BlockHeader> {
  const size = ((await reader.peek(1))[0]! + 1) * 4;
  const bytes = await reader.take(size);
  if (crc32(bytes.subarray(0, size - 4)) !== uint32(bytes, size - 4)) throw reader.damaged("a block header doesn't match its CRC-32");
  const fields = new Fields(bytes.subarray(2, size - 4), reader);
  const flags = bytes[1]!;
  if ((flags & 0x3c) !== 0) throw reader.unsupported("has block flags of a later version of the format", "unpack it with xz -d first");
  const packed = (flags & 0x40) !== 0 ? fields.integer() : undefined;
  const unpacked = (flags & 0x80) !== 0 ? fields.integer() : undefined;
  const filter = fields.integer();
  if ((flags & 0x03) !== 0 || filter !== LZMA2_FILTER) {
    const name = FILTER_NAMES[filter] ?? `0x${filter.toString(16)}`;
    throw reader.unsupported(`went through the ${name} filter, which is for machine code`, "unpack it with xz -d first, or pack it with plain xz");
  }
  if (fields.integer() !== 1) throw reader.damaged("impossible LZMA2 properties");
  const dictionarySize = dictionarySizeOf(fields.byte(), reader);
  if (!fields.restIsZero()) throw reader.damaged("a block header with unknown fields");
  return { packed, unpacked, dictionarySize };
}

function dictionarySizeOf(byte: number, reader: ByteReader): number {
  if (byte > 40) throw reader.damaged("an impossible dictionary size");
  return byte === 40 ? 2 ** 32 - 1 : (2 + (byte & 1)) * 2 ** ((byte >>> 1) + 11);
}

/** The integers of a header. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #reader: ByteReader;
  #at = 0;

  constructor(bytes: Uint8Array, reader: ByteReader) {
    this.#bytes = bytes;
    this.#reader = reader;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw this.#reader.damaged("a block header that is too short");
    this.#at += 1;
    return byte;
  }

  integer(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (!isInteger(value, byte, weight)) throw this.#reader.damaged("an integer that is too long");
      if (byte < 0x80) return value;
    }
  }

  restIsZero(): boolean {
    return this.#bytes.subarray(this.#at).every((byte) => byte === 0);
  }
}

/** Whether a variable-length integer is still sound after a byte: shortest form, and exact in a number (9 PB are enough). */
function isInteger(value: number, byte: number, weight: number): boolean {
  return Number.isSafeInteger(value) && !(byte === 0 && weight > 1);
}

/** The sizes of the blocks, to be compared with the index: as a running checksum, since a hostile file may have millions. */
class BlockList {
  count = 0;
  #crc = 0;

  add(unpaddedSize: number, unpackedSize: number): void {
    this.count += 1;
    this.#crc = crc32(new Uint8Array(Float64Array.of(unpaddedSize, unpackedSize).buffer), this.#crc);
  }

  equals(other: BlockList): boolean {
    return this.count === other.count && this.#crc === other.#crc;
  }
}

/** Reads the index and compares it with the blocks that came; its size. */
async function readIndex(reader: ByteReader, blocks: BlockList): Promise<number> {
  const start = reader.offset;
  let crc = 0;
  async function byte(): Promise<number> {
    const bytes = await reader.take(1);
    crc = crc32(bytes, crc);
    return bytes[0]!;
  }
  async function integer(): Promise<number> {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const next = await byte();
      value += (next & 0x7f) * weight;
      if (!isInteger(value, next, weight)) throw reader.damaged("an integer that is too long");
      if (next < 0x80) return value;
    }
  }
  await byte();
  const listed = new BlockList();
  const count = await integer();
  if (count !== blocks.count) throw reader.damaged(`the index lists ${count} blocks, and ${blocks.count} came`);
  while (listed.count < count) listed.add(await integer(), await integer());
  if (!listed.equals(blocks)) throw reader.damaged("the index doesn't match the blocks");
  while ((reader.offset - start) % 4 !== 0) if ((await byte()) !== 0) throw reader.damaged("padding that isn't zero");
  if (uint32(await reader.take(4), 0) !== crc) throw reader.damaged("the index doesn't match its CRC-32");
  return reader.offset - start;
}

async function readFooter(reader: ByteReader, flags: Uint8Array, indexSize: number): Promise<void> {
  const footer = await reader.take(12);
  if (!startsWith(footer.subarray(10), FOOTER_MAGIC)) throw reader.damaged("no xz stream footer where one must stand");
  if (crc32(footer.subarray(4, 10)) !== uint32(footer, 0)) throw reader.damaged("the stream footer doesn't match its CRC-32");
  if ((uint32(footer, 4) + 1) * 4 !== indexSize) throw reader.damaged("the stream footer tells another size of the index");
  if (!equal(footer.subarray(8, 10), flags)) throw reader.damaged("the stream footer doesn't match the header");
}

async function skipPadding(reader: ByteReader, packedSize: number): Promise<void> {
  const padding = await reader.take(-packedSize & 3);
  if (padding.some((byte) => byte !== 0)) throw reader.damaged("padding that isn't zero");
}

/** Skips stream padding, groups of four zero bytes; whether another stream follows. */
async function anotherStream(reader: ByteReader): Promise<boolean> {
  for (;;) {
    const next = await reader.peek(4);
    if (next.length === 0) return false;
    if (next[0] !== 0) break;
    if (next.length < 4 || uint32(next, 0) !== 0) throw reader.damaged("stream padding that isn't whole groups of four zero bytes");
    reader.skip(4);
  }
  const next = await reader.peek(XZ_MAGIC.length);
  if (startsWith(next, XZ_MAGIC)) return true;
  throw reader.damaged("garbage after the end of the last xz stream");
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
