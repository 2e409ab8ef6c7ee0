/** What all members of one reading share: limits, progress, and the signal that stops it. */

import { SourceError } from "../core/errors.js";
import { Gathered, MAX_GATHERED_BYTES } from "./range.js";
import type { RandomAccess } from "./range.js";
import type { ByteReader } from "./reader.js";
import { untilAborted } from "./source.js";
import type { SourceOptions } from "./source.js";

/** How much of what somebody else packed is looked at. */
export interface MemberLimits {
  /** Archives, folders and files that are looked at. */
  readonly members: number;
  /** Bytes that decompression may give in all, also of what is only passed over to get at the next file. */
  readonly unpackedBytes: number;
  /** Bytes held at once of zip archives that come as a stream. */
  readonly gatheredBytes: number;
  /** Archives one in another that are opened. */
  readonly depth: number;
}

/** The limits unless told otherwise. */
export const DEFAULT_MEMBER_LIMITS: MemberLimits = {
  // Some seconds of listing; reports of hosts have thousands, or a few ten thousand.
  members: 100_000,
  // Some minutes of decompression. Who packs memory images of that size knows where the log is.
  unpackedBytes: 2 ** 34,
  gatheredBytes: MAX_GATHERED_BYTES,
  // A report in a collection of reports, packed again by who sends it, is three.
  depth: 4,
};

/** Of the paths and notes of a listing, which whoever keeps it holds in memory: on average 670 for each of as many members as may be. */
export const MAX_LISTED_CHARACTERS = 2 ** 26;

/** How members are read. */
export interface MemberOptions {
  /** Stops reading, at any moment. The error is the signal's `reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Called as reading goes on. */
  readonly onProgress?: ((progress: MemberProgress) => void) | undefined;
  /** Limits other than {@link DEFAULT_MEMBER_LIMITS}. */
  readonly limits?: Partial<MemberLimits> | undefined;
}

/** How far reading has come. */
export interface MemberProgress {
  /** Bytes of the sources that are read or passed over, as they come (compressed, where they are). */
  bytes: number;
  /** Bytes of all sources, where they came in an array and each has a size. */
  totalBytes?: number;
  /** The source that is read. */
  path?: string;
}

/** A limit is reached that goes for all sources together, so that listing ends. */
export class LimitError extends SourceError {
  constructor(message: string) {
    super("SOURCE_LIMIT", message);
  }
}

const ALONE = "unpack what matters and give that alone";

/** Work after which other tasks get a turn, as long as a screen may go without a frame unnoticed; else nobody could ever cancel. */
const TURN_MILLISECONDS = 50;

/** One reading of some sources. */
export class Reading {
  readonly limits: MemberLimits;
  readonly #options: MemberOptions;
  readonly #totalBytes: number | undefined;
  #membersLeft: number;
  #charactersLeft = MAX_LISTED_CHARACTERS;
  #unpackedLeft: number;
  #gatheredLeft: number;
  #turnBegan = performance.now();
  /** Bytes of the sources before the one that is read. */
  #doneBytes = 0;
  #bytes = 0;
  #path: string | undefined;
  #callbackFailure: { readonly error: unknown } | undefined;

  constructor(options: MemberOptions, totalBytes: number | undefined) {
    this.#options = options;
    this.#totalBytes = totalBytes;
    this.limits = { ...DEFAULT_MEMBER_LIMITS, ...options.limits };
    for (const [name, limit] of Object.entries(this.limits)) {
      if (typeof limit !== "number" || !(limit >= 0)) throw new TypeError(`the limit ${name} must be a number from 0 on, not ${String(limit)}`);
    }
    this.#membersLeft = this.limits.members;
    this.#unpackedLeft = this.limits.unpackedBytes;
    this.#gatheredLeft = this.limits.gatheredBytes;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  // ── Limits

  /** Counts what is to be listed, and gives other tasks their turn. */
  async nextMember(path: string, note = ""): Promise<void> {
    this.#membersLeft -= 1;
    this.#charactersLeft -= path.length + note.length;
    if (this.#membersLeft < 0) throw new LimitError(`the listing ends here: there are more than ${this.limits.members} archives, folders and files; ${ALONE}`);
    if (this.#charactersLeft < 0) throw new LimitError(`the listing ends here: the paths have more than ${MAX_LISTED_CHARACTERS} characters; ${ALONE}`);
    await this.pause();
  }

  /** Passes on what a decompression gives, within the limit and with turns for other tasks. */
  async *meter(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      this.#unpackedLeft -= chunk.length;
      if (this.#unpackedLeft < 0) {
        throw new LimitError(`reading ends here: more than ${this.limits.unpackedBytes} bytes come out of what is compressed; ${ALONE}`);
      }
      await this.pause();
      yield chunk;
    }
  }

  /** Holds in memory what `reader` gives, as long as `use` goes on. */
  async *gathered<T>(reader: ByteReader, use: (access: RandomAccess) => AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
    const gathered = new Gathered();
    if (!(await gathered.fill(reader, this.#gatheredLeft))) {
      throw new SourceError(
        "SOURCE_LIMIT",
        `a zip archive is read from its end; this one comes as a stream and has more than the ${this.#gatheredLeft} bytes ` +
          "that may be held in memory; give it as a file of its own",
      );
    }
    this.#gatheredLeft -= gathered.size;
    try {
      yield* use(gathered);
    } finally {
      this.#gatheredLeft += gathered.size;
    }
  }

  // ── Progress

  beginSource(path: string): void {
    this.#path = path;
    this.#bytes = 0;
  }

  /** Takes note of bytes that were read of the source. */
  advance(bytes: number, sourceBytes: number | undefined): void {
    this.#tell(Math.min(this.#bytes + bytes, sourceBytes ?? Number.POSITIVE_INFINITY));
  }

  /** What wasn't read of the source is passed over. */
  endSource(sourceBytes: number | undefined): void {
    this.#tell(Math.max(this.#bytes, sourceBytes ?? 0));
    this.#doneBytes += this.#bytes;
  }

  /** `access`, with progress told and abort obeyed. */
  watched(access: RandomAccess): RandomAccess {
    return {
      size: access.size,
      read: async (start, end) => {
        const bytes = await untilAborted(this.signal, access.read(start, end));
        this.advance(bytes.length, access.size);
        return bytes;
      },
    };
  }

  /** The options for reading a source from front to back. */
  sourceOptions(sourceBytes: number | undefined): SourceOptions {
    let before = 0;
    const onProgress = ({ bytes }: { bytes: number }): void => {
      this.advance(bytes - before, sourceBytes);
      before = bytes;
    };
    return { signal: this.signal, onProgress };
  }

  #tell(bytes: number): void {
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    const progress: MemberProgress = { bytes: this.#doneBytes + bytes };
    if (this.#totalBytes !== undefined) progress.totalBytes = this.#totalBytes;
    if (this.#path !== undefined) progress.path = this.#path;
    try {
      this.#options.onProgress?.(progress);
    } catch (error) {
      this.#callbackFailure = { error };
      throw error;
    }
  }

  // ── Cancelling

  /** Lets other tasks run now and then, and throws once the signal has aborted. */
  async pause(): Promise<void> {
    this.signal?.throwIfAborted();
    if (performance.now() - this.#turnBegan < TURN_MILLISECONDS) return;
    await nextTurn();
    this.#turnBegan = performance.now();
    this.signal?.throwIfAborted();
  }

  /** Throws what is no fault of the archive at hand: an abort, a limit for all, the callback's own error. */
  rethrow(error: unknown): void {
    this.signal?.throwIfAborted();
    if (this.#callbackFailure !== undefined) throw this.#callbackFailure.error;
    if (error instanceof LimitError) throw error;
  }
}

/** Waits until other tasks had their turn. Timers wait longer in a page that isn't looked at. */
async function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });
  port1.close();
}
