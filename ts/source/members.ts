/** The files inside any sources: archives, also one in another, are opened, and the compression of everything is undone. */

import { SourceError } from "../core/errors.js";
import { ARCHIVE_SNIFFED_BYTES, sniffArchive } from "./archive.js";
import type { ArchiveEntry, ArchiveKind } from "./archive.js";
import { isBlob, isBuffer, openChunks } from "./chunks.js";
import type { ByteSource } from "./chunks.js";
import { sniffForeign } from "./foreign.js";
import { FoundMember, problemOf } from "./found-member.js";
import { joinPath, safePath, shortenPath } from "./member-path.js";
import { randomAccess } from "./range.js";
import type { RandomAccess } from "./range.js";
import { ByteReader } from "./reader.js";
import { LimitError, Reading } from "./reading.js";
import type { MemberOptions } from "./reading.js";
import type { Compression } from "./sniff.js";
import { addLayer, peel, readPieces, untilAborted } from "./source.js";

export { DEFAULT_MEMBER_LIMITS } from "./reading.js";
export type { MemberLimits, MemberOptions, MemberProgress } from "./reading.js";

/** A file, given by whoever reads files: a dropped `File`, bytes with a name, a file of a folder. */
export interface NamedSource {
  /** Its path as people know it, parts joined by `/`. */
  readonly path: string;
  /** Its content. A zip archive in bytes or in what has a `Blob`'s shape is read in place, one in a stream is held in memory. */
  readonly source: ByteSource;
  /** Why there is no content (a link, a device, not permitted); it is listed with that, and `source` isn't touched. */
  readonly note?: string | undefined;
}

/** A file that was found. */
export interface Member {
  /**
   * Path from the outermost source, parts joined by `/`; a file in an archive stands below the archive's own path. For showing and recognising, never
   * for opening files: it is relative, without `.` and `..` (which is shown as `\x2e\x2e`, and so is what can't be seen), and has at most 4096 characters.
   */
  readonly path: string;
  /** Bytes of the content, where that is known beforehand. */
  readonly bytes: number | undefined;
  /** Why the content can't be read, or what else is out of the ordinary: a link (and to what), a device, encrypted, damaged…; `undefined` for ordinary files. */
  readonly note: string | undefined;
  /**
   * The content, its compression undone: a member `kallsyms.xz` gives text. Once, and only until the next member is asked for; what isn't read is
   * passed over. Chunks may be views of what was handed in: don't write to them.
   *
   * @throws {@link SourceError} with the path, for content that is damaged, and where there is none but a `note`; with the code `SOURCE_LIMIT` at a limit.
   * Errors of a source itself pass as they are.
   * @throws `TypeError` when it is asked for again, or too late.
   */
  read(): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Lists the files inside sources, one after the other, as they are reached.
 *
 * tar and zip archives are recognised by content and opened, also inside others and under gzip, xz and zstd; a source that is no archive is
 * one member. Folders aren't listed. Links are never followed, nothing is written anywhere, and files of the same name are each listed.
 *
 * An archive that is damaged, cut off or too deep gives what can be had of it, then a member with its own path and a `note` that says what is wrong;
 * other sources are read all the same. Where a limit is reached that goes for all, such a member is the last.
 *
 * Memory: a few MiB and, as far as something needs them, the windows of up to four compressions one in another (at most 160 MiB each, which only
 * `zstd --long` takes), the zip archives that come as streams (`limits.gatheredBytes`, 256 MiB) and the directory of one in a file (64 MiB).
 *
 * @param sources - Files, archives, or both. Taken one by one, each when its turn comes; errors of the iterable itself pass as they are.
 * @throws The signal's `reason`, once it has aborted.
 * @throws `TypeError` for what is no source.
 *
 * @example
 * ```ts
 * for await (const member of readMembers([{ path: file.name, source: file }])) {
 *   if (member.path.endsWith("/proc/kallsyms")) table = await KernelSymbolTable.load(member.read());
 * }
 * ```
 */
export async function* readMembers(
  sources: Iterable<NamedSource> | AsyncIterable<NamedSource>,
  options: MemberOptions = {},
): AsyncGenerator<Member, void, undefined> {
  options.signal?.throwIfAborted();
  const reading = new Reading(options, totalBytesOf(sources));
  let path = "";
  try {
    for await (const named of untilCancelled(sources, options.signal)) {
      path = pathOf(named);
      reading.beginSource(path);
      const item = itemOf(reading, path, named);
      yield* find(reading, item, { depth: 0, layers: [] });
      reading.endSource(item.bytes);
    }
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    yield new FoundMember(reading, { path, ...problemOf(error) });
  }
}

// ── Sources

function pathOf({ path }: NamedSource): string {
  if (typeof path !== "string") throw new TypeError("a source must come with its path: { path, source }");
  return shortenPath(safePath(path));
}

function itemOf(reading: Reading, path: string, { source, note }: NamedSource): Item {
  const nothing: Item = { path, bytes: undefined, note, remark: undefined, packing: undefined, open: noContent, access: undefined };
  if (note !== undefined) return nothing;
  try {
    const chunks = openChunks(source);
    const bytes = chunks.totalBytes;
    return { ...nothing, bytes, open: () => readPieces(chunks, reading.sourceOptions(bytes)), access: randomAccess(source) };
  } catch (error) {
    // A response that isn't ok; what is no source at all is the caller's mistake.
    if (!(error instanceof SourceError)) throw error;
    return { ...nothing, ...problemOf(error) };
  }
}

async function* noContent(): AsyncGenerator<never, void, undefined> {}

/** Bytes of all sources, where they are there to be counted and each has a size. */
function totalBytesOf(sources: unknown): number | undefined {
  if (!Array.isArray(sources)) return undefined;
  return sources.reduce<number | undefined>((sum, named: NamedSource) => {
    const source: unknown = named.source;
    const bytes = named.note !== undefined ? 0 : isBuffer(source) ? source.byteLength : isBlob(source) ? source.size : undefined;
    return sum === undefined || bytes === undefined ? undefined : sum + bytes;
  }, 0);
}

/** The items of any iterable, whose owner isn't waited for once the signal has aborted. */
async function* untilCancelled<T>(items: Iterable<T> | AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void, undefined> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let isWaiting = false;
  let isDone = false;
  try {
    for (;;) {
      isWaiting = true;
      const result = await untilAborted(signal, Promise.resolve(iterator.next()));
      isWaiting = false;
      isDone = result.done === true;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    // Where next() failed, or never answers, a generator's return() has nothing to tell or never answers either.
    const returned = isDone ? undefined : Promise.resolve(iterator.return?.()).catch(() => {});
    if (!isWaiting) await returned;
  }
}

// ── What is inside of what

/** What is to be looked into: a source, or a file of an archive. */
interface Item {
  readonly path: string;
  readonly bytes: number | undefined;
  /** Why there is nothing to open, and the code of the error that this makes. */
  readonly note: string | undefined;
  readonly code?: string | undefined;
  /** What is to be said of it although it can be read. */
  readonly remark: string | undefined;
  readonly packing: ArchiveEntry["packing"];
  open(): AsyncGenerator<Uint8Array, void, undefined>;
  /** Of what can be read from anywhere. */
  readonly access: RandomAccess | undefined;
}

/** What an item is inside of. */
interface Surroundings {
  /** Archives. */
  readonly depth: number;
  /** Compressions, the innermost first. */
  readonly layers: readonly Compression[];
}

/** The members in an item, which may be itself. Whatever is wrong with it is a member's note, but for what ends the whole reading. */
async function* find(reading: Reading, item: Item, around: Surroundings): AsyncGenerator<Member, void, undefined> {
  await reading.nextMember(item.path, item.note);
  if (item.note !== undefined) {
    yield new FoundMember(reading, item);
    return;
  }
  const readers = [new ByteReader(item.packing === undefined ? item.open() : reading.meter(item.open()))];
  try {
    const layers = await unpack(reading, readers, layersAround(item, around));
    const content = readers.at(-1)!;
    const first = await content.peek(ARCHIVE_SNIFFED_BYTES);
    const archive = sniffArchive(first);
    const isUnpacked = readers.length > 1;
    if (archive !== undefined && around.depth < reading.limits.depth) {
      const access = isUnpacked ? undefined : item.access;
      yield* findInside(reading, item.path, await entriesOf(reading, archive, content, access), { depth: around.depth + 1, layers });
    } else {
      const tooDeep = archive && `an archive inside ${around.depth} others, and no deeper is looked: unpack it first`;
      const foreign = foreignNote(first);
      const bytes = isUnpacked ? undefined : item.bytes;
      yield* whileCurrent(new FoundMember(reading, { path: item.path, bytes, note: foreign ?? tooDeep ?? item.remark, content: foreign ? undefined : content }));
    }
  } catch (error) {
    reading.rethrow(error);
    yield new FoundMember(reading, { path: item.path, ...problemOf(error) });
  } finally {
    for (const reader of readers.reverse()) await reader.close();
  }
}

/** The compressions that the content of an item comes out of; zip may have packed it with one of them. */
function layersAround({ packing }: Item, { layers }: Surroundings): readonly Compression[] {
  return packing === undefined || packing === "deflate" ? layers : addLayer(packing, layers);
}

/** Undoes all compression that the last of `readers` stands before, by more of them; what was undone, that around it included. */
async function unpack(reading: Reading, readers: ByteReader[], around: readonly Compression[]): Promise<readonly Compression[]> {
  const peeled = await peel(readers.at(-1)!, around);
  if (peeled === undefined) return around;
  readers.push(new ByteReader(reading.meter(peeled.chunks)));
  return unpack(reading, readers, peeled.layers);
}

async function entriesOf(
  reading: Reading,
  archive: ArchiveKind,
  content: ByteReader,
  access: RandomAccess | undefined,
): Promise<AsyncGenerator<ArchiveEntry, void, undefined>> {
  if (archive === "tar") return (await import("./tar.js")).readTar(content);
  const { readZip } = await import("./zip.js");
  return access === undefined ? reading.gathered(content, readZip) : readZip(reading.watched(access));
}

async function* findInside(
  reading: Reading,
  archivePath: string,
  entries: AsyncGenerator<ArchiveEntry, void, undefined>,
  around: Surroundings,
): AsyncGenerator<Member, void, undefined> {
  let isEmpty = true;
  for await (const entry of entries) {
    const fullPath = joinPath(archivePath, entry.name);
    const path = shortenPath(fullPath);
    if (entry.isDirectory) {
      await reading.nextMember(path);
      continue;
    }
    isEmpty = false;
    const remark = path === fullPath ? undefined : `its path of ${fullPath.length} characters is shown shortened`;
    yield* find(reading, { path, bytes: entry.bytes, note: entry.note, remark, packing: entry.packing, open: () => entry.open(), access: undefined }, around);
  }
  if (isEmpty) yield new FoundMember(reading, { path: archivePath, note: "an archive without files" });
}

// ── Members

/** What a packed format is that isn't undone here. */
function foreignNote(firstBytes: Uint8Array): string | undefined {
  const format = sniffForeign(firstBytes);
  return format && `${format.name}, which can't be unpacked here: unpack it first, with ${format.tool}`;
}

/** Gives a member, whose content ends with its turn. */
async function* whileCurrent(member: FoundMember): AsyncGenerator<Member, void, undefined> {
  try {
    yield member;
  } finally {
    member.endTurn();
  }
}
