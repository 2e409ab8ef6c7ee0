/** Any source to a stream of decompressed bytes: the one way into the package for data. */

import { SourceError } from "../core/errors.js";
import { openChunks } from "./chunks.js";
import type { ByteSource, RawChunks } from "./chunks.js";
import { ByteReader } from "./reader.js";
import { SNIFFED_BYTES, sniffCompression } from "./sniff.js";
import type { Compression } from "./sniff.js";

export type { ByteSource } from "./chunks.js";
export { sniffCompression } from "./sniff.js";
export type { Compression } from "./sniff.js";

/** How a source is read. */
export interface SourceOptions {
  /** Stops reading: between chunks, and while one is awaited. The error is the signal's `reason`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called after each piece that was read. `bytes` counts what the source gave, as it came (compressed, where it is);
   * `totalBytes` is there where the length is known beforehand.
   */
  readonly onProgress?: ((progress: { bytes: number; totalBytes?: number }) => void) | undefined;
}

/** Larger chunks are read in pieces of this size (views, not copies), so that progress and abort come in between. */
const PIECE_BYTES = 2 ** 20;

/** Compression inside compression that is undone; more is no accident, and each may take a window's memory. */
const MAX_LAYERS = 4;

/**
 * Reads a source, and undoes its compression: gzip, xz and zstd, recognised by content, also one inside another.
 *
 * Nothing is read before the first chunk is asked for, and no more than asked for: memory stays within a few MiB (and the
 * window that xz or zstd need, at most 128 MiB), whatever the source unpacks to. A decoder is loaded when it is first needed.
 *
 * A chunk is never empty and at most 2 MiB. Chunks of an uncompressed source are views of what was handed in: don't write to them.
 *
 * @param source - Bytes, a `File` or `Blob`, a `Response`, a `ReadableStream`, or an iterable of chunks, also an async one. All but bytes
 * and blobs can be read once. When reading ends early, by an error, `signal` or `return()`, a stream is cancelled and an iterator returned.
 * @returns The decompressed bytes.
 * @throws {@link SourceError} with the code `SOURCE_TRUNCATED` (cut off), `SOURCE_DAMAGED` (can't be what the format says, or fails its checksum),
 * `SOURCE_UNSUPPORTED` (sound, but beyond these decoders) or `SOURCE_HTTP` (a response that isn't ok).
 * @throws `TypeError` for what is no source. Errors of a stream or iterator itself pass as they are.
 *
 * @example
 * ```ts
 * for await (const chunk of readSource(file, { signal })) parser.push(chunk);
 * ```
 */
export async function* readSource(source: ByteSource, options: SourceOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
  options.signal?.throwIfAborted();
  yield* decompress(readPieces(openChunks(source), options), []);
}

/** The chunks of a source in pieces, with progress told and abort obeyed. */
export async function* readPieces(chunks: RawChunks, { signal, onProgress }: SourceOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const { totalBytes } = chunks;
  let bytes = 0;
  let reason: unknown;
  try {
    for (;;) {
      const chunk = await untilAborted(signal, chunks.next());
      if (chunk === undefined) return;
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        signal?.throwIfAborted();
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        bytes += piece.length;
        onProgress?.(totalBytes === undefined ? { bytes } : { bytes, totalBytes });
        yield piece;
      }
      signal?.throwIfAborted();
    }
  } catch (error) {
    reason = error;
    throw error;
  } finally {
    await chunks.cancel(reason);
  }
}

/** What `pending` gives, or the signal's reason as soon as it aborts. */
export async function untilAborted<T>(signal: AbortSignal | undefined, pending: Promise<T>): Promise<T> {
  if (signal === undefined) return pending;
  // Nobody may be left to hear it when the source fails after the abort.
  pending.catch(() => {});
  signal.throwIfAborted();
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Undoes the compression that `chunks` begin with, and that which comes out of it. */
async function* decompress(chunks: AsyncGenerator<Uint8Array, void, undefined>, layers: readonly Compression[]): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = new ByteReader(chunks);
  try {
    const peeled = await peel(reader, layers);
    if (peeled === undefined) yield* reader.rest();
    else yield* decompress(peeled.chunks, peeled.layers);
  } finally {
    await reader.close();
  }
}

/** What comes out of a compression. */
export interface Peeled {
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  /** The compressions that were undone, the innermost first. */
  readonly layers: readonly Compression[];
}

/** Undoes the compression that `reader` stands before, the one inside `layers`; `undefined` where there is none. Closing `reader` is left to the caller. */
export async function peel(reader: ByteReader, layers: readonly Compression[]): Promise<Peeled | undefined> {
  const compression = sniffCompression(await reader.peek(SNIFFED_BYTES));
  if (compression === undefined) return undefined;
  reader.what = nameOf(compression, layers);
  const decode = await loadDecoder(compression);
  return { chunks: decode(reader), layers: addLayer(compression, layers) };
}

/** The compressions with one more inside; too many are an error. */
export function addLayer(compression: Compression, layers: readonly Compression[]): readonly Compression[] {
  if (layers.length < MAX_LAYERS) return [compression, ...layers];
  throw new SourceError("SOURCE_UNSUPPORTED", `the ${nameOf(compression, layers)} is compressed more than ${MAX_LAYERS} times over; unpack it first`);
}

/** As in "xz data inside gzip data". */
function nameOf(compression: Compression, layers: readonly Compression[]): string {
  return [compression, ...layers].map((layer) => `${layer} data`).join(" inside ");
}

type Decoder = (reader: ByteReader) => AsyncGenerator<Uint8Array, void, undefined>;

/** Decoders are loaded on first use: most tables come as plain text. */
export async function loadDecoder(compression: Compression): Promise<Decoder> {
  switch (compression) {
    case "gzip":
      return (await import("./gzip.js")).gunzip;
    case "xz":
      return (await import("./xz.js")).unxz;
    case "zstd":
      return (await import("./zstd.js")).unzstd;
  }
}
