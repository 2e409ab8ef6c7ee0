/** The bytes of one member: its beginning, then whatever its reader asks for, with damage told and not thrown. */

import { SourceError } from "../core/errors.js";
import type { Member } from "../source/members.js";
import { ByteReader } from "../source/reader.js";
import { concatenate } from "./bytes.js";
import { HEAD_BYTES } from "./head.js";

const LINE_FEED = 10;

/** Chunks of a line without an end that are held back. */
const MOST_HELD_CHUNKS = 4096;

/** What was read of a member. */
export interface ReadBytes {
  readonly bytes: Uint8Array;
  /** Bytes and lines before what is kept, and bytes after it as far as they were seen: left out where there is more than may be held. */
  readonly before: number;
  readonly linesBefore: number;
  readonly after: number;
}

/**
 * A member that is read once, from its beginning. Where its data is damaged or cut off, it ends there: what came before is as good as
 * it was, and {@link damage} says why it ended.
 */
export class MemberBytes {
  readonly reader: ByteReader;
  /** Why the data ended before its time; known when it has ended. */
  damage: string | undefined;
  #count = 0;
  #hasEnded = false;

  constructor(member: Member) {
    this.reader = new ByteReader(this.#chunks(member));
  }

  /** Bytes of the whole member, where it was read to its end. */
  get size(): number | undefined {
    return this.#hasEnded ? this.#count : undefined;
  }

  /** The beginning, as much as a kind is recognised by; read again by whatever reads on. */
  async head(): Promise<Uint8Array> {
    return this.reader.peek(HEAD_BYTES);
  }

  /** The first `limit` bytes. */
  async first(limit: number): Promise<ReadBytes> {
    const parts: Uint8Array[] = [];
    let room = limit;
    for await (const chunk of this.reader.rest()) {
      if (chunk.length > room) {
        parts.push(chunk.subarray(0, room));
        return { bytes: concatenate(parts), before: 0, linesBefore: 0, after: chunk.length - room };
      }
      parts.push(chunk);
      room -= chunk.length;
    }
    return { bytes: concatenate(parts), before: 0, linesBefore: 0, after: 0 };
  }

  /** The last lines, `limit` bytes of them at most, with the number of lines before; a log's end is what matters most. */
  async last(limit: number): Promise<ReadBytes> {
    const parts: Uint8Array[] = [];
    let [kept, before, linesBefore] = [0, 0, 0];
    for await (const chunk of this.reader.rest()) {
      // A view would keep the whole of what it is a part of, an archive maybe.
      parts.push(chunk.slice());
      kept += chunk.length;
      while (kept - parts[0]!.length >= limit) {
        const dropped = parts.shift()!;
        kept -= dropped.length;
        before += dropped.length;
        linesBefore += countLines(dropped);
      }
    }
    const whole = concatenate(parts);
    if (kept <= limit && before === 0) return { bytes: whole, before, linesBefore, after: 0 };
    const start = whole.indexOf(LINE_FEED, Math.max(0, kept - limit - 1)) + 1;
    return { bytes: whole.slice(start), before: before + start, linesBefore: linesBefore + countLines(whole.subarray(0, start)), after: 0 };
  }

  /**
   * What `chunks` give, for a table: where they are cut off, or have more than `limit` bytes, they end with a whole line, since half a
   * name is another name.
   */
  async *wholeLines(limit: number, chunks: AsyncIterable<Uint8Array> = this.reader.rest()): AsyncGenerator<Uint8Array, void, undefined> {
    let unfinished: Uint8Array[] = [];
    let room = limit;
    try {
      for await (const chunk of chunks) {
        room -= chunk.length;
        if (room < 0) this.damage = `it has more than ${limit} bytes, the most that a table is read of`;
        const text = room < 0 ? chunk.subarray(0, room) : chunk;
        const end = text.lastIndexOf(LINE_FEED) + 1;
        // A line of many chunks is no symbol: nothing is gained by holding it back.
        if (end > 0 || unfinished.length > MOST_HELD_CHUNKS) {
          yield* unfinished;
          unfinished = [];
        }
        if (end > 0) yield text.subarray(0, end);
        if (end < text.length) unfinished.push(text.subarray(end));
        if (room < 0) break;
      }
    } catch (error) {
      this.damage = reasonOf(error);
    }
    if (this.damage === undefined) yield* unfinished;
  }

  /** Lets go of the member. */
  async close(): Promise<void> {
    await this.reader.close();
  }

  async *#chunks(member: Member): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of member.read()) {
        this.#count += chunk.length;
        yield chunk;
      }
      this.#hasEnded = true;
    } catch (error) {
      this.damage = reasonOf(error);
    }
  }
}

/** Why a source ends before its time; what else went wrong is thrown. */
function reasonOf(error: unknown): string {
  if (!(error instanceof SourceError)) throw error;
  return error.message;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
