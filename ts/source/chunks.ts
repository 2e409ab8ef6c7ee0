/** Every kind of source as one stream of raw chunks, which can be cancelled at any moment. */

import { SourceError } from "../core/errors.js";

/** What can be read: bytes at hand, a file, a response, a stream, or chunks one after another. */
export type ByteSource =
  | Uint8Array
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | Response
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

/** A source that is being read. */
export interface RawChunks {
  /** Bytes of the whole source, where that is known beforehand. */
  readonly totalBytes: number | undefined;
  /** The next chunk, `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Stops reading, also while a {@link next} is waiting, and gives the source back. */
  cancel(reason: unknown): Promise<void>;
}

/**
 * Begins to read `source`.
 *
 * Sources are known by their shape, not by `instanceof`, so those of another realm (a frame, a test environment) will do.
 */
export function openChunks(source: ByteSource): RawChunks {
  const given: unknown = source;
  if (typeof given === "string") {
    throw new TypeError(
      'a source can\'t be a string: encode text with new TextEncoder().encode(text), and open a path with openKallsyms(path) from "kallsyms/node"',
    );
  }
  if (isBuffer(given)) return bytesChunks(asBytes(given));
  if (isResponse(given)) return responseChunks(given);
  if (isBlob(given)) return streamChunks(given.stream(), given.size);
  if (isReadableStream(given)) return streamChunks(given, undefined);
  if (isAsyncIterable(given)) return iteratorChunks(given[Symbol.asyncIterator]());
  if (isIterable(given)) return iteratorChunks(given[Symbol.iterator]());
  throw new TypeError(`a source must be bytes, a Blob, a Response, a ReadableStream or an iterable of byte chunks, not ${describe(given)}`);
}

function bytesChunks(bytes: Uint8Array): RawChunks {
  let unread: Uint8Array | undefined = bytes;
  return {
    totalBytes: bytes.length,
    async next() {
      const chunk = unread;
      unread = undefined;
      return chunk;
    },
    async cancel() {
      unread = undefined;
    },
  };
}

function responseChunks(response: Response): RawChunks {
  if (!response.ok) throw httpError(response);
  if (response.bodyUsed) throw new TypeError("the body of this Response was read before: fetch it again, or read a clone()");
  if (response.body === null) return bytesChunks(new Uint8Array(0));
  return streamChunks(response.body, contentLength(response));
}

function httpError(response: Response): SourceError {
  const where = response.url === "" ? "the source" : response.url;
  if (response.type === "opaque" || response.type === "error") {
    return new SourceError("SOURCE_HTTP", `${where} can't be read: the response is ${response.type}; fetch it with mode "cors" from a server that allows it`);
  }
  const status = `${response.status} ${response.statusText}`.trim();
  return new SourceError("SOURCE_HTTP", `${where} can't be read: the server answered ${status}; check the address and the permission to read it`);
}

/**
 * Content-Length counts bytes on the wire, the body gives them after Content-Encoding. Across origins that header is hidden
 * while the length isn't, so there the length says nothing certain.
 */
function contentLength(response: Response): number | undefined {
  const length = response.headers.get("content-length");
  const isEncoded = (response.headers.get("content-encoding") ?? "identity") !== "identity";
  if (isEncoded || response.type === "cors" || length === null || !/^\d+$/.test(length)) return undefined;
  return Number(length);
}

function streamChunks(stream: ReadableStream<unknown>, totalBytes: number | undefined): RawChunks {
  if (stream.locked) throw new TypeError("this stream has another reader: release its lock, or hand in what that reader gives");
  const reader = stream.getReader();
  return {
    totalBytes,
    async next() {
      const { done, value } = await reader.read();
      return done ? undefined : asChunk(value);
    },
    async cancel(reason) {
      // A stream that failed rejects with its own error, which its reader has seen already.
      await reader.cancel(reason).catch(ignore);
      reader.releaseLock();
    },
  };
}

function iteratorChunks(iterator: AsyncIterator<unknown> | Iterator<unknown>): RawChunks {
  let isDone = false;
  let isWaiting = false;
  return {
    totalBytes: undefined,
    async next() {
      isWaiting = true;
      try {
        const result = await iterator.next();
        isDone = result.done === true;
        return isDone ? undefined : asChunk(result.value);
      } catch (error) {
        isDone = true;
        throw error;
      } finally {
        isWaiting = false;
      }
    },
    async cancel() {
      if (isDone) return;
      isDone = true;
      const returned = Promise.resolve(iterator.return?.()).catch(ignore);
      // A generator's return() waits for its pending next(), which may never come: it is told, but not waited for.
      if (!isWaiting) await returned;
    },
  };
}

function asChunk(chunk: unknown): Uint8Array {
  if (isBuffer(chunk)) return asBytes(chunk);
  const remedy = typeof chunk === "string" ? ": encode text to bytes, and set no encoding on the stream" : "";
  throw new TypeError(`the chunks of a source must be Uint8Array, not ${describe(chunk)}${remedy}`);
}

/** The bytes under any view of memory that nobody else writes to. */
export function asBytes(given: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (!ArrayBuffer.isView(given)) return new Uint8Array(given);
  if (tagOf(given.buffer) === "SharedArrayBuffer") {
    throw new TypeError("a source can't lie in a SharedArrayBuffer, where it may change while it is read: hand in a copy, bytes.slice()");
  }
  return given instanceof Uint8Array ? given : new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
}

/** Whether it is memory or a view of it. */
export function isBuffer(given: unknown): given is ArrayBuffer | ArrayBufferView {
  return ArrayBuffer.isView(given) || tagOf(given) === "ArrayBuffer";
}

function isResponse(given: unknown): given is Response {
  return has(given, "ok") && has(given, "status") && has(given, "headers") && has(given, "body");
}

/** Whether it has a Blob's shape. */
export function isBlob(given: unknown): given is Blob {
  return has(given, "stream") && typeof given.stream === "function" && has(given, "size") && typeof given.size === "number";
}

function isReadableStream(given: unknown): given is ReadableStream<unknown> {
  return has(given, "getReader") && typeof given.getReader === "function";
}

function isAsyncIterable(given: unknown): given is AsyncIterable<unknown> {
  return has(given, Symbol.asyncIterator) && typeof given[Symbol.asyncIterator] === "function";
}

function isIterable(given: unknown): given is Iterable<unknown> {
  return has(given, Symbol.iterator) && typeof given[Symbol.iterator] === "function";
}

function has<Key extends PropertyKey>(given: unknown, key: Key): given is Record<Key, unknown> {
  return typeof given === "object" && given !== null && key in given;
}

function tagOf(given: unknown): string {
  return Object.prototype.toString.call(given).slice(8, -1);
}

/** What was got, in the words of JavaScript: `null`, `a number`, `a Map`. */
function describe(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  const name = typeof given === "object" ? tagOf(given) : typeof given;
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}

function ignore(): void {}
