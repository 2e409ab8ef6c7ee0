/** tar, read from front to back: v7, ustar, pax (POSIX.1-2017) and GNU's dialect. */

import { SourceError } from "../core/errors.js";
import { TAR_BLOCK_BYTES, hasTarMagic, isTarHeader, tarNumber } from "./archive.js";
import type { ArchiveEntry } from "./archive.js";
import { visible } from "./member-path.js";
import type { ByteReader } from "./reader.js";

/** The most that a long name or a set of pax attributes may take: real ones have a few hundred bytes. */
export const MAX_TAR_ATTRIBUTE_BYTES = 2 ** 20;

/**
 * The files of an archive in its order; of several with the same name, each; and those of an archive that follows it, as `cat` leaves it.
 * Damage, a missing end and anything else that follows the end are errors, after all that stood before.
 *
 * Holds no more than the block it reads, and {@link MAX_TAR_ATTRIBUTE_BYTES} of attributes.
 */
export async function* readTar(reader: ByteReader): AsyncGenerator<ArchiveEntry, void, undefined> {
  reader.what = "tar archive";
  let globals: Attributes = {};
  let locals: Attributes = {};
  for (let block = await nextHeader(reader); block !== undefined; block = await nextHeader(reader)) {
    const header = parseHeader(block, reader);
    reader.skip(TAR_BLOCK_BYTES);
    switch (header.type) {
      case "L":
        locals = { ...locals, path: text(await takeAttributes(reader, header)) };
        break;
      case "K":
        locals = { ...locals, link: text(await takeAttributes(reader, header)) };
        break;
      case "x":
      case "X":
        locals = { ...locals, ...parsePax(await takeAttributes(reader, header), reader) };
        break;
      case "g":
        globals = { ...globals, ...parsePax(await takeAttributes(reader, header), reader) };
        break;
      default:
        yield* readFile(reader, header, { ...globals, ...locals });
        locals = {};
    }
  }
}

// ── Headers

interface Header {
  readonly name: string;
  readonly link: string;
  /** The type flag; `"0"` also for v7's NUL. */
  readonly type: string;
  readonly size: number;
  /** Of GNU's sparse files: that another block of their map follows. */
  readonly hasMoreMap: boolean;
}

/** The next header, not consumed; `undefined` at the end, which zero blocks make: two by the book, more in practice. */
async function nextHeader(reader: ByteReader): Promise<Uint8Array | undefined> {
  const start = reader.offset;
  await skipZeroBlocks(reader);
  const hasEnded = reader.offset > start;
  const block = await reader.peek(TAR_BLOCK_BYTES);
  if (isTarHeader(block)) return block;
  if (block.every((byte) => byte === 0)) {
    if (hasEnded) return undefined;
    throw endMissing(reader);
  }
  if (hasEnded) throw reader.damaged("something else follows the end of the archive");
  throw block.length < TAR_BLOCK_BYTES ? reader.truncated() : reader.damaged("a header that doesn't match its checksum");
}

async function skipZeroBlocks(reader: ByteReader): Promise<void> {
  for (;;) {
    const atHand = await reader.available();
    const bytes = atHand.length < TAR_BLOCK_BYTES ? await reader.peek(TAR_BLOCK_BYTES) : atHand;
    let zeros = 0;
    while (bytes[zeros] === 0) zeros += 1;
    if (zeros < TAR_BLOCK_BYTES) return;
    reader.skip(zeros - (zeros % TAR_BLOCK_BYTES));
  }
}

function endMissing(reader: ByteReader): SourceError {
  return new SourceError(
    "SOURCE_TRUNCATED",
    `the tar archive ends at byte ${reader.offset} without the zero blocks that end one: files may be missing; copy or download it again, whole`,
  );
}

function parseHeader(block: Uint8Array, reader: ByteReader): Header {
  const isPosix = hasTarMagic(block) && block[262] === 0;
  const prefix = isPosix ? text(block.subarray(345, 500)) : "";
  const name = text(block.subarray(0, 100));
  const type = String.fromCharCode(block[156]! === 0 ? 0x30 : block[156]!);
  const size = tarNumber(block.subarray(124, 136));
  if (size === undefined) throw reader.damaged("a header with an impossible size");
  return { name: prefix === "" ? name : `${prefix}/${name}`, link: text(block.subarray(157, 257)), type, size, hasMoreMap: type === "S" && block[482] !== 0 };
}

// ── Attributes, which stand before the header of their file

interface Attributes {
  readonly path?: string;
  readonly link?: string;
  readonly size?: number;
  readonly isSparse?: boolean;
}

async function takeAttributes(reader: ByteReader, { size }: Header): Promise<Uint8Array> {
  if (size > MAX_TAR_ATTRIBUTE_BYTES) {
    throw reader.unsupported(
      `has a name or attributes of ${size} bytes, of which at most ${MAX_TAR_ATTRIBUTE_BYTES} are read`,
      "see where it comes from: no file is called like that",
    );
  }
  const bytes = await reader.take(size);
  await reader.discard(paddingAfter(size));
  return bytes;
}

/** Records of the form `LENGTH KEY=VALUE\n`, where the length counts all of it. */
function parsePax(bytes: Uint8Array, reader: ByteReader): Attributes {
  let attributes: Attributes = {};
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = blank < 0 ? undefined : decimal(bytes.subarray(at, blank));
    const end = at + (length ?? 0);
    const equals = bytes.subarray(0, end).indexOf(0x3d, blank);
    if (equals < 0 || bytes[end - 1] !== 0x0a) throw reader.damaged("pax attributes that don't add up");
    attributes = { ...attributes, ...attribute(text(bytes.subarray(blank + 1, equals)), bytes.subarray(equals + 1, end - 1), reader) };
    at = end;
  }
  return attributes;
}

function attribute(key: string, value: Uint8Array, reader: ByteReader): Attributes {
  switch (key) {
    case "path":
    case "GNU.sparse.name":
      return { path: text(value) };
    case "linkpath":
      return { link: text(value) };
    case "size": {
      const size = decimal(value);
      if (size === undefined) throw reader.damaged("an impossible size among the pax attributes");
      return { size };
    }
    default:
      return key.startsWith("GNU.sparse.") ? { isSparse: true } : {};
  }
}

function decimal(digits: Uint8Array): number | undefined {
  const isDecimal = digits.length > 0 && digits.length <= 16 && digits.every((byte) => byte >= 0x30 && byte <= 0x39);
  const value = isDecimal ? Number(text(digits)) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

// ── Files

async function* readFile(reader: ByteReader, header: Header, attributes: Attributes): AsyncGenerator<ArchiveEntry, void, undefined> {
  for (let hasMore = header.hasMoreMap; hasMore; ) hasMore = (await reader.take(TAR_BLOCK_BYTES))[504] !== 0;
  const name = attributes.path ?? header.name;
  const size = await contentSize(reader, header, attributes);
  let left = size;
  async function* open(): AsyncGenerator<Uint8Array, void, undefined> {
    while (left > 0) {
      const bytes = (await reader.available()).subarray(0, left);
      if (bytes.length === 0) throw reader.truncated();
      reader.skip(bytes.length);
      left -= bytes.length;
      yield bytes;
    }
  }
  const note = noteOf(header, attributes);
  // The label of a volume is no file's name.
  if (header.type !== "V") {
    yield { name, bytes: note === undefined ? size : undefined, isDirectory: isDirectory(header, name, size), note, packing: undefined, open };
  }
  await reader.discard(left);
  await reader.discard(paddingAfter(size));
}

/** Bytes of content that follow. What isn't a file has none, whatever its size says; hard links mostly. */
async function contentSize(reader: ByteReader, header: Header, attributes: Attributes): Promise<number> {
  const size = attributes.size ?? header.size;
  if ("23456".includes(header.type)) return 0;
  if (header.type !== "1" || size === 0) return size;
  // Some writers repeat the content, others give the size of the file linked to: what stands there tells.
  const next = await reader.peek(TAR_BLOCK_BYTES);
  return isTarHeader(next) || next.every((byte) => byte === 0) ? 0 : size;
}

/** `D` is GNU's folder with a listing; v7 knew folders by their slash alone. */
function isDirectory({ type }: Header, name: string, size: number): boolean {
  return type === "5" || type === "D" || (type === "0" && size === 0 && name.endsWith("/"));
}

const SPARSE = "a sparse file, whose holes aren't filled in here: unpack the archive with GNU tar first";

function noteOf({ type, link: shortLink }: Header, { link = shortLink, isSparse }: Attributes): string | undefined {
  switch (type) {
    case "1":
      return `a hard link to ${visible(link)}`;
    case "2":
      return `a symbolic link to ${visible(link)}`;
    case "3":
    case "4":
      return "a device";
    case "6":
      return "a named pipe";
    case "M":
      return "the rest of a file that begins in another volume: join the volumes first";
    case "S":
      return SPARSE;
    case "5":
    case "D":
      return undefined;
    default:
      // Capitals are other vendors' extensions; by POSIX whatever else is unknown is a file.
      if (/[A-Z]/.test(type)) return `of the type ${type}, which isn't known here: unpack the archive with the tool that made it`;
      return isSparse === true ? SPARSE : undefined;
  }
}

function paddingAfter(size: number): number {
  return (TAR_BLOCK_BYTES - (size % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Text up to the first NUL. */
function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}
