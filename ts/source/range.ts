/** Sources that can be read from anywhere, which an archive needs whose directory stands at its end. */

import { SourceError } from "../core/errors.js";
import { asBytes, isBlob, isBuffer } from "./chunks.js";
import type { ByteSource } from "./chunks.js";
import type { ByteReader } from "./reader.js";

/** Bytes that can be read from anywhere. */
export interface RandomAccess {
  readonly size: number;
  /** The bytes from `start` up to `end`, all of them; they may be a view, so they aren't written to. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Random access to bytes at hand, or to what has a `Blob`'s shape; `undefined` for what can only be read from front to back. */
export function randomAccess(source: ByteSource): RandomAccess | undefined {
  const given: unknown = source;
  if (isBuffer(given)) return ofBytes(asBytes(given));
  return isBlob(given) && typeof given.slice === "function" && typeof given.arrayBuffer === "function" ? ofBlob(given) : undefined;
}

function ofBytes(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
}

function ofBlob(blob: Blob): RandomAccess {
  return {
    size: blob.size,
    async read(start, end) {
      const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
      if (bytes.length === end - start) return bytes;
      throw new SourceError(
        "SOURCE_TRUNCATED",
        `the file became shorter while it was read: byte ${start + bytes.length} is missing; copy it first, then read the copy`,
      );
    },
  };
}

/** Bytes that a {@link ReadAhead} reads at least. */
const AHEAD_BYTES = 2 ** 16;

/** Small reads, one after the other, as few larger ones: for the many small files of an archive on a disk. */
export class ReadAhead implements RandomAccess {
  readonly #access: RandomAccess;
  #start = 0;
  #held: Uint8Array = new Uint8Array(0);

  constructor(access: RandomAccess) {
    this.#access = access;
  }

  get size(): number {
    return this.#access.size;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    if (end - start >= AHEAD_BYTES) return this.#access.read(start, end);
    if (start < this.#start || end > this.#start + this.#held.length) {
      this.#held = await this.#access.read(start, Math.min(start + AHEAD_BYTES, this.size));
      this.#start = start;
    }
    return this.#held.subarray(start - this.#start, end - this.#start);
  }
}

/** The most that is held in memory at once of archives which come as streams and have to be read from their end. */
export const MAX_GATHERED_BYTES = 2 ** 28;

const BLOCK_BYTES = 2 ** 16;

/** A stream held in memory, in blocks: whatever the size of its chunks, it takes little more than its length. */
export class Gathered implements RandomAccess {
  readonly #blocks: Uint8Array[] = [];
  size = 0;

  /** Takes in the rest of what `reader` gives; false once that is more than `limit` bytes. */
  async fill(reader: ByteReader, limit: number): Promise<boolean> {
    for await (const chunk of reader.rest()) {
      if (this.size + chunk.length > limit) return false;
      this.#append(chunk);
    }
    return true;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const first = Math.floor(start / BLOCK_BYTES);
    const base = first * BLOCK_BYTES;
    if (end <= base + BLOCK_BYTES) return (this.#blocks[first] ?? new Uint8Array(0)).subarray(start - base, end - base);
    const bytes = new Uint8Array(end - start);
    for (let at = start; at < end; ) {
      const block = this.#blocks[Math.floor(at / BLOCK_BYTES)]!;
      const piece = block.subarray(at % BLOCK_BYTES, Math.min(BLOCK_BYTES, (at % BLOCK_BYTES) + end - at));
      bytes.set(piece, at - start);
      at += piece.length;
    }
    return bytes;
  }

  #append(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const used = this.size % BLOCK_BYTES;
      if (used === 0) this.#blocks.push(new Uint8Array(BLOCK_BYTES));
      const piece = chunk.subarray(at, at + BLOCK_BYTES - used);
      this.#blocks.at(-1)!.set(piece, used);
      at += piece.length;
      this.size += piece.length;
    }
  }
}
