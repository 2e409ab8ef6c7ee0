/** Whatever somebody drops, lists or streams, as sources with names. */

import type { NamedSource } from "../source/members.js";
import type { ByteSource } from "../source/source.js";

/**
 * What a snapshot is opened from: one file or archive (bytes, a `File` or `Blob`, a `Response`, a stream), or several: `File`s, as
 * inputs and drops give them, or sources with their paths, as a list or one after another.
 */
export type SnapshotFiles = ByteSource | Iterable<File | NamedSource> | AsyncIterable<File | NamedSource>;

/** Name of a source that has none. */
const NAMELESS = "(input)";

/** The files by name: at once, so that their bytes can be added up, or each as its reader asks for it. */
export function namedSources(files: SnapshotFiles): NamedSource[] | AsyncGenerator<NamedSource, void, undefined> {
  const given: unknown = files;
  if (!isManyFiles(given)) return [named(files as ByteSource)];
  if (Array.isArray(given) && !isBytes(given[0])) return given.map(asNamed);
  return oneByOne(given);
}

async function* oneByOne(files: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<NamedSource, void, undefined> {
  const iterator = Symbol.asyncIterator in files ? files[Symbol.asyncIterator]() : files[Symbol.iterator]();
  const { done, value } = await iterator.next();
  if (done === true) return;
  if (isBytes(value)) yield { path: NAMELESS, source: resume(value, iterator) as AsyncGenerator<Uint8Array> };
  else for await (const item of resume(value, iterator)) yield asNamed(item);
}

/** Lists and generators, but neither bytes nor streams, which can be iterated too. */
function isManyFiles(given: unknown): given is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof given === "string") throw new TypeError('a snapshot can\'t be opened from a string: openSnapshot(path) from "kallsyms/node" takes a path');
  if (typeof given !== "object" || given === null || isBytes(given) || "getReader" in given) return false;
  return Symbol.asyncIterator in given || Symbol.iterator in given;
}

function asNamed(item: unknown): NamedSource {
  if (typeof item === "object" && item !== null && "path" in item && "source" in item && typeof item.path === "string") return item as NamedSource;
  if (typeof item === "object" && item !== null && "stream" in item) return named(item as Blob);
  throw new TypeError("the files of a snapshot must be File objects or { path, source }");
}

/** A dropped folder's files tell their paths in it. */
function named(source: ByteSource): NamedSource {
  const { webkitRelativePath, name } = source as Partial<File>;
  return { path: webkitRelativePath || name || NAMELESS, source };
}

/** What an iterator gives, of which the first was looked at. */
async function* resume(first: unknown, rest: AsyncIterator<unknown> | Iterator<unknown>): AsyncGenerator<unknown, void, undefined> {
  let hasEnded = false;
  try {
    for (let item = first; !hasEnded; ) {
      yield item;
      const { done, value } = await rest.next();
      hasEnded = done === true;
      item = value;
    }
  } finally {
    if (!hasEnded) await rest.return?.();
  }
}

function isBytes(given: unknown): given is Uint8Array {
  return given instanceof ArrayBuffer || ArrayBuffer.isView(given);
}
