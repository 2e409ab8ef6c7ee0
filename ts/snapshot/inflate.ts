/** zlib and raw deflate streams without gzip's frame, as pstore and trace-cmd write them; by pako, in bounded pieces. */

import { Z_BUF_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateEnd, zlibInflateInit2 } from "pako";

import { concatenate } from "./bytes.js";

/** zlib's encodings of "32 KiB window, with zlib's header" and "without any". */
const WINDOW_BITS = 15;
const OUTPUT_BYTES = 64 * 1024;

/** Whether bytes begin with zlib's two-byte header (RFC 1950, 2.2). */
export function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && first >>> 4 <= 7 && (first * 256 + second) % 31 === 0;
}

/**
 * Inflates a whole stream, with zlib's header or without; what follows it is ignored, since stores pad their records.
 *
 * @returns `undefined` where it is no such stream, is damaged, or gives more than `limit` bytes.
 */
export function inflateWhole(bytes: Uint8Array, limit: number): Uint8Array | undefined {
  const stream = new ZStream();
  zlibInflateInit2(stream, hasZlibHeader(bytes) ? WINDOW_BITS : -WINDOW_BITS);
  stream.input = bytes;
  stream.next_in = 0;
  stream.avail_in = bytes.length;
  const parts: Uint8Array[] = [];
  try {
    for (let length = 0; length <= limit; ) {
      stream.output = new Uint8Array(OUTPUT_BYTES);
      stream.next_out = 0;
      stream.avail_out = OUTPUT_BYTES;
      const result = zlibInflate(stream, Z_NO_FLUSH);
      const piece = stream.output.subarray(0, stream.next_out);
      parts.push(piece);
      length += piece.length;
      if (result === Z_STREAM_END) return length <= limit ? concatenate(parts) : undefined;
      if ((result !== Z_OK && result !== Z_BUF_ERROR) || piece.length === 0) return undefined;
    }
    return undefined;
  } finally {
    zlibInflateEnd(stream);
  }
}
