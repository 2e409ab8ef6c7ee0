/** What the tests of ts/source/ share: fixtures, a table to compress, and ways to hand bytes in and collect them. */

import { readFileSync } from "node:fs";

import { SourceError } from "../../ts/core/errors.js";
import { readSource } from "../../ts/source/source.js";
import type { ByteSource, SourceOptions } from "../../ts/source/source.js";

/** A compressed file of test/fixtures/compression. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/compression/${name}`, import.meta.url)));
}

/** What test/fixtures/compression/small.* and their like unpack to. */
export const SMALL = fixture("small.txt");

export async function collect(source: ByteSource, options?: SourceOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSource(source, options)) chunks.push(chunk);
  return concat(...chunks);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** `bytes` in pieces that end at `borders`. */
export function cut(bytes: Uint8Array, borders: readonly number[]): Uint8Array[] {
  const ends = [...borders.filter((border) => border < bytes.length).sort((a, b) => a - b), bytes.length];
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

/** The error that reading gives, which must be one of ours; `undefined` where it gives the data `expected`. */
export async function failure(source: ByteSource, expected: Uint8Array): Promise<SourceError | undefined> {
  let data: Uint8Array;
  try {
    data = await collect(source);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  if (!Buffer.from(data).equals(expected)) throw new Error(`other data came, without an error: ${data.length} bytes`);
  return undefined;
}

/** A stream that never gives anything, and remembers whether it was cancelled. */
export function silentStream(): { stream: ReadableStream<Uint8Array>; cancelledWith: unknown[] } {
  const cancelledWith: unknown[] = [];
  const stream = new ReadableStream<Uint8Array>({
    cancel(reason) {
      cancelledWith.push(reason);
    },
  });
  return { stream, cancelledWith };
}
