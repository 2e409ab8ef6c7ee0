/** The Zstandard container (RFC 8878, 3.1): frames, skippable frames, blocks and the checksum around them. */

import { Xxh64Low32 } from "./checksums.js";
import type { ByteReader } from "./reader.js";
import { ZSTD_MAGIC, startsWith, startsWithSkippableFrame } from "./sniff.js";
import { MAX_WINDOW_BYTES, Window } from "./window.js";
import { BLOCK_BYTES, BlockDecoder, CorruptBlock } from "./zstd-block.js";

/** The decompressed bytes of one or more frames; skippable ones are skipped, and the checksum of each is verified where it has one. */
export async function* unzstd(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  do {
    if (startsWithSkippableFrame(await reader.peek(4))) await skipFrame(reader);
    else yield* unpackFrame(reader);
  } while ((await reader.peek(1)).length > 0);
}

async function skipFrame(reader: ByteReader): Promise<void> {
  await reader.take(4);
  await reader.discard(littleEndian(await reader.take(4)));
}

async function* unpackFrame(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  const header = await readFrameHeader(reader);
  const window = new Window(header.windowSize);
  const blocks = new BlockDecoder(window);
  const checksum = header.hasChecksum ? new Xxh64Low32() : undefined;
  let unpacked = 0;
  for (let last = false; !last; ) {
    const blockHeader = littleEndian(await reader.take(3));
    last = (blockHeader & 1) === 1;
    const bytes = await unpackBlock(reader, window, blocks, header.windowSize, blockHeader);
    unpacked += bytes.length;
    checksum?.update(bytes);
    if (bytes.length > 0) yield bytes;
  }
  if (header.contentSize !== undefined && header.contentSize !== unpacked) throw reader.damaged("a frame doesn't unpack to the length that its header says");
  if (checksum !== undefined) {
    const stored = await reader.take(4);
    if (checksum.digest().some((byte, i) => byte !== stored[i])) throw reader.damaged("a frame doesn't match its checksum");
  }
}

interface FrameHeader {
  readonly windowSize: number;
  readonly contentSize: number | undefined;
  readonly hasChecksum: boolean;
}

async function readFrameHeader(reader: ByteReader): Promise<FrameHeader> {
  if (!startsWith(await reader.peek(4), ZSTD_MAGIC)) {
    if ((await reader.peek(4)).length < 4) throw reader.truncated();
    throw reader.damaged("no zstd frame where one must begin");
  }
  reader.skip(4);
  const descriptor = await reader.takeByte();
  if ((descriptor & 0x08) !== 0) throw reader.unsupported("has a frame header of a later version of the format", "unpack it with zstd -d first");
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const declaredWindow = isSingleSegment ? undefined : windowSizeOf(await reader.takeByte());
  const dictionary = littleEndian(await reader.take([0, 1, 2, 4][descriptor & 3]!));
  if (dictionary !== 0) throw reader.unsupported(`needs the dictionary ${dictionary}`, "unpack it with zstd -d -D DICTIONARY first");
  const sizeClass = descriptor >>> 6;
  const sizeBytes = sizeClass === 0 ? Number(isSingleSegment) : 2 ** sizeClass;
  const stored = littleEndian(await reader.take(sizeBytes));
  const contentSize = sizeBytes === 0 ? undefined : sizeBytes === 2 ? stored + 256 : stored;
  return { windowSize: declaredWindow ?? contentSize ?? 0, contentSize, hasChecksum: (descriptor & 0x04) !== 0 };
}

function windowSizeOf(byte: number): number {
  const base = 2 ** (10 + (byte >>> 3));
  return base + (base / 8) * (byte & 7);
}

/** Unpacks one block (at most 128 KiB) to the end of the window; a copy of what came. */
async function unpackBlock(reader: ByteReader, window: Window, blocks: BlockDecoder, windowSize: number, header: number): Promise<Uint8Array> {
  const size = header >>> 3;
  const limit = Math.min(BLOCK_BYTES, windowSize);
  if (size > limit) throw reader.damaged("a block that is longer than the format allows");
  window.reserve(limit);
  const start = window.end;
  switch ((header >>> 1) & 3) {
    case 0:
      window.append(await reader.take(size));
      break;
    case 1:
      window.bytes.fill(await reader.takeByte(), start, start + size);
      window.end += size;
      break;
    case 2:
      decodeBlock(reader, blocks, await reader.take(size), limit, windowSize);
      break;
    default:
      throw reader.damaged("a block of a reserved type");
  }
  return window.copyFrom(start);
}

function decodeBlock(reader: ByteReader, blocks: BlockDecoder, block: Uint8Array, limit: number, windowSize: number): void {
  try {
    blocks.decode(block, limit);
  } catch (error) {
    if (!(error instanceof CorruptBlock)) throw error;
    if (error.tooFar && windowSize > MAX_WINDOW_BYTES) {
      throw reader.unsupported(
        `needs a window of ${Math.ceil(windowSize / 2 ** 20)} MiB, and at most ${MAX_WINDOW_BYTES / 2 ** 20} MiB are kept`,
        "unpack it with zstd -d --long=31 first",
      );
    }
    throw reader.damaged(error.message);
  }
}

/** An unsigned integer of up to 8 bytes; exact up to 9 PB. */
function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
