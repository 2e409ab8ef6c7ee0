/** Reads a stream of chunks by the byte: look ahead, take exactly so many, and say where it went wrong. */

import { SourceError } from "../core/errors.js";

const NOTHING = new Uint8Array(0);

/**
 * A cursor over chunks. It holds the chunk it stands in, and more only while somebody asks for bytes across a border.
 *
 * Chunks are read, never written, so they stay the caller's.
 */
export class ByteReader {
  /** What is read, for messages: `"gzip data"`, `"xz data inside gzip data"`. */
  what = "source";
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  #offset = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** Bytes consumed so far. */
  get offset(): number {
    return this.#offset;
  }

  /** All bytes at hand without waiting for another chunk, not consumed; empty only at the end. */
  async available(): Promise<Uint8Array> {
    if (this.#at === this.#chunk.length) await this.#advance();
    return this.#chunk.subarray(this.#at);
  }

  /** The next `count` bytes, not consumed; fewer only at the end. */
  async peek(count: number): Promise<Uint8Array> {
    if (this.#chunk.length - this.#at < count) await this.#gather(count);
    return this.#chunk.subarray(this.#at, this.#at + count);
  }

  /** The next `count` bytes, consumed; the source ending before is an error. */
  async take(count: number): Promise<Uint8Array> {
    const bytes = await this.peek(count);
    this.skip(bytes.length);
    if (bytes.length < count) throw this.truncated();
    return bytes;
  }

  /** The next byte, consumed; the source ending before is an error. */
  async takeByte(): Promise<number> {
    return (await this.take(1))[0]!;
  }

  /** Consumes `count` of the bytes that were just seen. */
  skip(count: number): void {
    this.#at += count;
    this.#offset += count;
  }

  /** Consumes `count` bytes that nobody needs to see, whatever their number, without gathering them. */
  async discard(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const bytes = await this.available();
      if (bytes.length === 0) throw this.truncated();
      const step = Math.min(left, bytes.length);
      this.skip(step);
      left -= step;
    }
  }

  /** Everything that is left, chunk by chunk. */
  async *rest(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const bytes = await this.available();
      if (bytes.length === 0) return;
      this.skip(bytes.length);
      yield bytes;
    }
  }

  /** Lets go of the source, whether or not it was read to its end. */
  async close(): Promise<void> {
    this.#chunk = NOTHING;
    this.#at = 0;
    this.#ended = true;
    await this.#chunks.return?.();
  }

  /** The error for a source that ends where more must follow. */
  truncated(): SourceError {
    return new SourceError(
      "SOURCE_TRUNCATED",
      `the ${this.what} is cut off: it ends at byte ${this.#offset}, where more must follow; copy or download it again, whole`,
    );
  }

  /** The error for bytes that can't be what the format says, at the byte read last. */
  damaged(why: string, cause?: unknown): SourceError {
    return new SourceError(
      "SOURCE_DAMAGED",
      `the ${this.what} is damaged at byte ${this.#offset}: ${why}; copy or download it again, in binary mode`,
      cause === undefined ? {} : { cause },
    );
  }

  /** The error for sound data that needs what this decoder doesn't have. */
  unsupported(why: string, remedy: string): SourceError {
    return new SourceError("SOURCE_UNSUPPORTED", `the ${this.what} ${why} (at byte ${this.#offset}); ${remedy}`);
  }

  async #advance(): Promise<boolean> {
    const chunk = await this.#next();
    if (chunk === undefined) return false;
    this.#chunk = chunk;
    this.#at = 0;
    return true;
  }

  /** Joins chunks until `count` bytes are at hand: one copy however small the chunks are. */
  async #gather(count: number): Promise<void> {
    const parts = [this.#chunk.subarray(this.#at)];
    let length = parts[0]!.length;
    while (length < count) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      parts.push(chunk);
      length += chunk.length;
    }
    this.#chunk = concatenate(parts, length);
    this.#at = 0;
  }

  /** A source that failed fails again, the same way: it hasn't come to its end. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      while (!this.#ended) {
        const { done, value } = await this.#chunks.next();
        if (done === true) this.#ended = true;
        else if (value.length > 0) return value;
      }
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
    return undefined;
  }
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length === 1) return filled[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of filled) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
