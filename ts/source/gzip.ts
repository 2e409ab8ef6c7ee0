/** gzip (RFC 1952) by pako, zlib in JavaScript: every member, each checked against its CRC-32 and length; and zip's bare deflate. */

import { Z_BUF_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateEnd, zlibInflateInit2 } from "pako";

import type { ByteReader } from "./reader.js";
import { GZIP_MAGIC, startsWith } from "./sniff.js";

/** 32 KiB window, and 16 for "a gzip wrapper and nothing else": zlib's own encoding of the two. */
const WINDOW_BITS_GZIP = 15 + 16;
/** And the minus for "no wrapper at all". */
const WINDOW_BITS_BARE = -15;

/**
 * All memory that decoding takes beside zlib's 32 KiB window and the chunk that is read:
 * inflation stops when this buffer is full, so a bomb is paid for by whoever keeps the output.
 */
const OUTPUT_BYTES = 256 * 1024;
/** The first buffer is smaller: of many files only the beginning is looked at. */
const FIRST_OUTPUT_BYTES = 16 * 1024;

/** The decompressed bytes of one or more gzip members; zero bytes after the last one are padding, anything else is an error. */
export async function* gunzip(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  do {
    yield* inflateStream(reader, WINDOW_BITS_GZIP);
  } while (await anotherMember(reader));
}

/** The decompressed bytes of one bare deflate stream (RFC 1951), which has no checksum; what follows it is left in `reader`. */
export function inflate(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  return inflateStream(reader, WINDOW_BITS_BARE);
}

async function* inflateStream(reader: ByteReader, windowBits: number): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = new ZStream();
  zlibInflateInit2(stream, windowBits);
  try {
    let capacity = FIRST_OUTPUT_BYTES;
    for (let ended = false; !ended; capacity = OUTPUT_BYTES) {
      // Each chunk is its consumer's for good, so it gets a buffer of its own.
      stream.output = new Uint8Array(capacity);
      stream.next_out = 0;
      stream.avail_out = capacity;
      ended = await inflateUntilFull(reader, stream);
      if (stream.next_out > 0) yield stream.output.subarray(0, stream.next_out);
    }
  } finally {
    zlibInflateEnd(stream);
  }
}

/** Fills the stream's output; true once the member has ended. */
async function inflateUntilFull(reader: ByteReader, stream: ZStream): Promise<boolean> {
  while (stream.avail_out > 0) {
    const input = await reader.available();
    if (input.length === 0) throw reader.truncated();
    stream.input = input;
    stream.next_in = 0;
    stream.avail_in = input.length;
    const result = zlibInflate(stream, Z_NO_FLUSH);
    reader.skip(stream.next_in);
    if (result === Z_STREAM_END) return true;
    // Z_BUF_ERROR is zlib's "no progress without more input or output".
    if (result !== Z_OK && result !== Z_BUF_ERROR) throw reader.damaged(stream.msg || `zlib error ${result}`);
  }
  return false;
}

async function anotherMember(reader: ByteReader): Promise<boolean> {
  const next = await reader.peek(GZIP_MAGIC.length);
  if (next.length === 0) return false;
  if (startsWith(next, GZIP_MAGIC)) return true;
  await skipZeroPadding(reader);
  return false;
}

/** Zeros to the end, as tapes and block devices leave them; gzip(1) ignores them too. */
async function skipZeroPadding(reader: ByteReader): Promise<void> {
  for await (const padding of reader.rest()) {
    const strange = padding.findIndex((byte) => byte !== 0);
    if (strange >= 0) {
      const at = reader.offset - padding.length + strange;
      throw reader.damaged(`garbage from byte ${at} on, after the end of the last gzip member`);
    }
  }
}
