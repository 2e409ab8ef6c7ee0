/** A file on a disk as a source: opened when it is read, and closed again. */

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { SourceError } from "../core/errors.js";
import type { ByteSource } from "../source/source.js";

/** Bytes that are read first, for a look at what a file is, and then at a time. */
const FIRST_CHUNK_BYTES = 2 ** 16;
const CHUNK_BYTES = 2 ** 20;

/** A file that is to be read. */
export interface FileToRead {
  /** Names that are no UTF-8 can only be given as bytes. */
  readonly path: string | Buffer;
  /** Bytes, as `stat` tells. */
  readonly size: number;
  /** Whether it was found in a folder: then it must still be a file, and not a link, when it is opened. */
  readonly isFound: boolean;
}

/** A file's content: with random access, but for those that have no size and yet content, as in `/proc`. */
export function fileSource(file: FileToRead): ByteSource {
  return file.size > 0 ? new FileBlob(file, 0, file.size) : readFile(file, 0, Number.POSITIVE_INFINITY);
}

/** The error for what can't be opened, listed or read. */
export function unreadable(path: string | Buffer, cause: unknown): SourceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SourceError("SOURCE_UNREADABLE", `${path.toString()} can't be read: ${reason}`, { cause });
}

/** Part of a file, in the shape of a `Blob`: Node's own (`openAsBlob`) is an experiment there, and warns. */
class FileBlob implements Blob {
  readonly type = "";
  readonly size: number;
  readonly #file: FileToRead;
  readonly #start: number;

  constructor(file: FileToRead, start: number, end: number) {
    this.#file = file;
    this.#start = start;
    this.size = end - start;
  }

  slice(start = 0, end = this.size): FileBlob {
    return new FileBlob(this.#file, this.#start + start, this.#start + Math.min(end, this.size));
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const chunks = readFile(this.#file, this.#start, this.#start + this.size);
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          const { done, value } = await chunks.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
        async cancel() {
          await chunks.return();
        },
      },
      { highWaterMark: 0 },
    );
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const whole = new Uint8Array(this.size);
    let length = 0;
    for await (const chunk of readFile(this.#file, this.#start, this.#start + this.size)) {
      whole.set(chunk, length);
      length += chunk.length;
    }
    return whole.subarray(0, length);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.bytes();
    return bytes.length === this.size ? bytes.buffer : bytes.slice().buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }
}

/** The chunks of a file, as long as it goes on. */
async function* readFile(file: FileToRead, start: number, end: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const handle = await openFile(file);
  try {
    for (let at = start, size = FIRST_CHUNK_BYTES; at < end; size = CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(size, end - at));
      // Devices and pipes have no positions; files without a size are read in order anyway.
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, Number.isFinite(end) ? at : null);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw cause instanceof SourceError ? cause : unreadable(file.path, cause);
  } finally {
    await handle.close();
  }
}

/** Never waits for a pipe that has taken a file's place, nor follows a link that has. Windows has neither flag. */
const FOUND_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

async function openFile({ path, isFound }: FileToRead): Promise<FileHandle> {
  const handle = await open(path, isFound ? FOUND_FLAGS : constants.O_RDONLY).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (isFound && !(await handle.stat()).isFile()) {
    await handle.close();
    throw unreadable(path, "it is no file any more");
  }
  return handle;
}
