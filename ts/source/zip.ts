/** zip (PKWARE APPNOTE 6.3.10), by the directory at its end, which every file's own header is held against. */

import { SourceError } from "../core/errors.js";
import type { ArchiveEntry } from "./archive.js";
import { crc32 } from "./checksums.js";
import { MAX_PATH_LENGTH, visible } from "./member-path.js";
import { ReadAhead } from "./range.js";
import type { RandomAccess } from "./range.js";
import { ByteReader } from "./reader.js";
import { loadDecoder } from "./source.js";

/** The most of a directory that is read: at some hundred bytes for each file, that of half a million. */
export const MAX_ZIP_DIRECTORY_BYTES = 2 ** 26;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const DIRECTORY_SIGNATURE = 0x05054b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
/** What looks like an end record in an honest comment is an accident; each costs a look elsewhere. */
const MAX_END_RECORDS = 64;
const END64_BYTES = 56;
const LOCATOR64_BYTES = 20;
/** A data descriptor is a CRC-32 and two sizes at least. */
const MIN_DESCRIPTOR_BYTES = 12;

/** Fields too small for their value hold these, and the value stands in the zip64 attributes. */
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;

/** Bytes of content that are read first, for a look at what it is, and then at a time. */
const FIRST_PIECE_BYTES = 2 ** 14;
const PIECE_BYTES = 2 ** 18;

const IS_ENCRYPTED = 1 << 0;
const HAS_DESCRIPTOR = 1 << 3;

/**
 * The files of an archive in the order of its directory; of several with the same name, each. A file whose own header says other than the
 * directory, or whose bytes are another's too, has a note. Damage of the directory, and bytes before or behind the archive, are errors,
 * after all that can be listed.
 *
 * Holds the directory, up to {@link MAX_ZIP_DIRECTORY_BYTES}, and 16 bytes for each file.
 */
export async function* readZip(source: RandomAccess): AsyncGenerator<ArchiveEntry, void, undefined> {
  const access = new ReadAhead(source);
  const directory = await findDirectory(access);
  const bytes = await access.read(directory.start, directory.start + Math.min(directory.size, MAX_ZIP_DIRECTORY_BYTES));
  const borders = bordersOf(bytes, directory);
  let count = 0;
  let end = 0;
  for (let record = readRecord(bytes, 0, directory); record !== undefined; record = readRecord(bytes, end, directory)) {
    yield await entryOf(access, record, borders);
    count += 1;
    end = record.end;
  }
  if (bytes.length < directory.size) {
    const { size } = directory;
    throw unsupported(`has a directory of ${size} bytes, and no more than ${MAX_ZIP_DIRECTORY_BYTES} are read: files beyond those aren't listed`, "unpack it first");
  }
  checkEnd(bytes, end, count, directory, source.size);
}

function checkEnd(bytes: Uint8Array, end: number, count: number, directory: Directory, size: number): void {
  const isSigned = end + 4 <= bytes.length && viewOf(bytes).getUint32(end, true) === DIRECTORY_SIGNATURE;
  if (end < bytes.length && !isSigned) throw damaged(directory.start + end, "no file's record where one must stand in the directory");
  if (!directory.isCount(count)) throw damaged(directory.start + end, `the directory has ${count} records, and its end says otherwise`);
  if (directory.shift > 0) throw damaged(0, `${directory.shift} bytes stand before the archive that are no part of it`);
  if (directory.archiveEnd < size) throw damaged(directory.archiveEnd, `${size - directory.archiveEnd} bytes follow the archive that are no part of it`);
}

// ── Where the directory is

interface Directory {
  readonly start: number;
  readonly size: number;
  /** Bytes before the archive, which its offsets don't count. */
  readonly shift: number;
  /** Where the archive ends, comment and all. */
  readonly archiveEnd: number;
  /** Whether so many records were told of. */
  readonly isCount: (count: number) => boolean;
}

/** Looks for the record that ends an archive, from the end on, passing over what only looks like one: a comment may hold anything. */
async function findDirectory(access: RandomAccess): Promise<Directory> {
  const tailStart = Math.max(0, access.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = viewOf(await access.read(tailStart, access.size));
  let tries = 0;
  for (let at = tail.byteLength - END_BYTES; at >= 0 && tries < MAX_END_RECORDS; at -= 1) {
    if (tail.getUint32(at, true) !== END || at + END_BYTES + tail.getUint16(at + 20, true) > tail.byteLength) continue;
    tries += 1;
    const directory = await readEnd(access, tailStart + at, new DataView(tail.buffer, tail.byteOffset + at, END_BYTES));
    if (directory !== undefined) return directory;
  }
  throw new SourceError(
    "SOURCE_TRUNCATED",
    "the zip archive has no directory at its end: it is cut off, or something else follows it; copy or download it again, whole",
  );
}

/** The directory that an end record leads to, if there is one. */
async function readEnd(access: RandomAccess, at: number, record: DataView): Promise<Directory | undefined> {
  const archiveEnd = at + END_BYTES + record.getUint16(20, true);
  const count = record.getUint16(10, true);
  const size = record.getUint32(12, true);
  const offset = record.getUint32(16, true);
  const disks = record.getUint16(4, true) + record.getUint16(6, true);
  if (count === FULL_16 || size === FULL_32 || offset === FULL_32) {
    const end64 = await findEnd64(access, at);
    if (end64 !== undefined) return end64.disks > 0 ? refuseParts() : placeDirectory(access, { ...end64, archiveEnd, isCount: (found) => found === end64.count });
  }
  // Writers without zip64 let the count wrap.
  const directory = await placeDirectory(access, { end: at, size, offset, archiveEnd, isCount: (found) => found % (FULL_16 + 1) === count });
  return directory !== undefined && disks > 0 ? refuseParts() : directory;
}

function refuseParts(): never {
  throw unsupported("is one part of several", "join them first, with zip -s 0 PARTS.zip --out WHOLE.zip");
}

interface DirectoryPlace {
  /** Where the records that end it begin. */
  readonly end: number;
  readonly size: number;
  /** Where it begins, as counted from the archive's own beginning. */
  readonly offset: number;
  readonly archiveEnd: number;
  readonly isCount: (count: number) => boolean;
}

/** A directory stands before the records that end it; where something is in between, at its offset. */
async function placeDirectory(access: RandomAccess, { end, size, offset, archiveEnd, isCount }: DirectoryPlace): Promise<Directory | undefined> {
  for (const start of [end - size, offset]) {
    if (start < offset || start + size > end) continue;
    if (size === 0 ? isCount(0) : (await signatureAt(access, start, end)) === CENTRAL) return { start, size, shift: start - offset, archiveEnd, isCount };
  }
  return undefined;
}

async function findEnd64(access: RandomAccess, end: number): Promise<{ end: number; count: number; size: number; offset: number; disks: number } | undefined> {
  const locatorAt = end - LOCATOR64_BYTES;
  if ((await signatureAt(access, locatorAt, end)) !== LOCATOR64) return undefined;
  const locator = viewOf(await access.read(locatorAt, end));
  // The offset doesn't count what stands before the archive.
  for (const at of [locatorAt - END64_BYTES, uint64(locator, 8)]) {
    if ((await signatureAt(access, at, locatorAt)) !== END64 || at + END64_BYTES > locatorAt) continue;
    const record = viewOf(await access.read(at, at + END64_BYTES));
    const disks = record.getUint32(16, true) + record.getUint32(20, true);
    return { end: at, count: uint64(record, 32), size: uint64(record, 40), offset: uint64(record, 48), disks };
  }
  return undefined;
}

async function signatureAt(access: RandomAccess, at: number, end: number): Promise<number | undefined> {
  return at >= 0 && at + 4 <= end ? viewOf(await access.read(at, at + 4)).getUint32(0, true) : undefined;
}

// ── Records of the directory

interface FileRecord {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Where its own header begins. */
  readonly start: number;
  /** Part of a split archive that it is in. */
  readonly disk: number;
  /** The file's kind where Unix wrote it (`S_IFMT` of `st_mode`), else 0. */
  readonly kind: number;
  /** Where the next record begins. */
  readonly end: number;
}

/** The record at `at`, if there is one. */
function readRecord(bytes: Uint8Array, at: number, { shift }: Directory): FileRecord | undefined {
  if (at + CENTRAL_BYTES > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, CENTRAL_BYTES);
  if (view.getUint32(0, true) !== CENTRAL) return undefined;
  const nameEnd = at + CENTRAL_BYTES + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  const end = extraEnd + view.getUint16(32, true);
  if (end > bytes.length) return undefined;
  const rawName = bytes.subarray(at + CENTRAL_BYTES, nameEnd);
  const host = view.getUint8(5);
  const [unpacked, packed, offset] = fullSizes(bytes.subarray(nameEnd, extraEnd), [view.getUint32(24, true), view.getUint32(20, true), view.getUint32(42, true)]);
  return {
    name: nameOf(rawName, host),
    rawName,
    flags: view.getUint16(8, true),
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    packed: packed!,
    unpacked: unpacked!,
    start: offset! + shift,
    disk: view.getUint16(34, true),
    kind: host === HOST_UNIX || host === HOST_MAC ? (view.getUint16(40, true) & 0xf000) : 0,
    end,
  };
}

const HOST_UNIX = 3;
const HOST_MAC = 19;
const HOSTS_WITH_BACKSLASHES = [0, 10, 11];

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function nameOf(raw: Uint8Array, host: number): string {
  const name = decoder.decode(raw);
  return HOSTS_WITH_BACKSLASHES.includes(host) ? name.replaceAll("\\", "/") : name;
}

/** These values, those that are too large for 32 bits from the zip64 attributes, which hold them in the same order. */
function fullSizes(extra: Uint8Array, values: readonly number[]): readonly number[] {
  if (!values.includes(FULL_32)) return values;
  const view = zip64Attributes(extra);
  let at = 0;
  return values.map((value) => {
    if (value !== FULL_32 || view === undefined || at + 8 > view.byteLength) return value;
    at += 8;
    return uint64(view, at - 8);
  });
}

function zip64Attributes(extra: Uint8Array): DataView | undefined {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) return viewOf(extra.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return undefined;
}

/** Where files begin, and the directory, in ascending order: none may reach beyond the next. */
function bordersOf(bytes: Uint8Array, directory: Directory): Float64Array {
  const borders = [directory.start];
  for (let record = readRecord(bytes, 0, directory); record !== undefined; record = readRecord(bytes, record.end, directory)) borders.push(record.start);
  return Float64Array.from(borders).sort();
}

/** The first border after the one at `start`, which may be another at the same place. */
function borderAfter(borders: Float64Array, start: number): number {
  let low = 0;
  for (let high = borders.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (borders[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return borders[low + 1] ?? start;
}

// ── Files

async function entryOf(access: RandomAccess, record: FileRecord, borders: Float64Array): Promise<ArchiveEntry> {
  const isDirectory = record.unpacked === 0 && (record.name.endsWith("/") || record.kind === KIND_DIRECTORY);
  const known = { name: record.name, bytes: record.unpacked, isDirectory, packing: PACKINGS[record.method] };
  if (isDirectory) return { ...known, note: undefined, open: nothing };
  const place = refusalOf(record) ?? (await findContent(access, record, borders));
  if (typeof place === "string") return { ...known, note: place, open: nothing };
  if (record.kind === KIND_LINK) return { ...known, bytes: undefined, note: await linkNote(unpack(access, record, place)), open: nothing };
  return { ...known, note: undefined, open: () => unpack(access, record, place) };
}

async function* nothing(): AsyncGenerator<never, void, undefined> {}

const STORED = 0;
const PACKINGS: Readonly<Record<number, ArchiveEntry["packing"]>> = { 8: "deflate", 93: "zstd", 95: "xz" };
const OTHER_METHODS: Readonly<Record<number, string>> = { 1: "shrink", 6: "implode", 9: "deflate64", 12: "bzip2", 14: "LZMA", 98: "PPMd", 99: "AES" };

const KIND_DIRECTORY = 0x4000;
const KIND_LINK = 0xa000;
const OTHER_KINDS: Readonly<Record<number, string>> = { 0x1000: "a named pipe", 0x2000: "a device", 0x6000: "a device", 0xc000: "a socket" };

function refusalOf({ flags, method, kind, disk, unpacked }: FileRecord): string | undefined {
  if ((flags & IS_ENCRYPTED) !== 0) return "encrypted: unpack the archive with its password first";
  if (disk !== 0 && disk !== FULL_16) return "in another part of a split archive: join the parts first";
  if (method !== STORED && PACKINGS[method] === undefined) {
    return `packed by ${OTHER_METHODS[method] ?? `method ${method}`}, which isn't undone here: unpack the archive first`;
  }
  // What zip read from a pipe it calls a pipe, and has its content.
  return unpacked === 0 ? OTHER_KINDS[kind] : undefined;
}

/** Where a file's content begins; or what is wrong with its own header. */
async function findContent(access: RandomAccess, record: FileRecord, borders: Float64Array): Promise<number | string> {
  const { start } = record;
  const limit = borderAfter(borders, start);
  if (start + LOCAL_BYTES > limit) return overlapNote(record);
  const header = viewOf(await access.read(start, start + LOCAL_BYTES));
  const nameEnd = start + LOCAL_BYTES + header.getUint16(26, true);
  const contentStart = nameEnd + header.getUint16(28, true);
  if (header.getUint32(0, true) !== LOCAL) return `damaged: no header of its own at byte ${start}`;
  const hasDescriptor = (header.getUint16(6, true) & HAS_DESCRIPTOR) !== 0;
  if (contentStart + record.packed + (hasDescriptor ? MIN_DESCRIPTOR_BYTES : 0) > limit) return overlapNote(record);
  const rawName = await access.read(start + LOCAL_BYTES, nameEnd);
  const sizes = fullSizes(await access.read(nameEnd, contentStart), [header.getUint32(22, true), header.getUint32(18, true)]);
  const difference = differenceOf(record, header, rawName, hasDescriptor ? undefined : sizes);
  return difference === undefined ? contentStart : `damaged or disguised: its own header at byte ${start} gives another ${difference} than the directory`;
}

function overlapNote({ start }: FileRecord): string {
  return `damaged or an attack: its bytes, from byte ${start} on, overlap with those of another file or the directory`;
}

/** In what a file's own header and the directory differ. With a data descriptor, the sizes and the checksum follow the content. */
function differenceOf(record: FileRecord, header: DataView, rawName: Uint8Array, sizes: readonly number[] | undefined): string | undefined {
  if (rawName.length !== record.rawName.length || rawName.some((byte, i) => byte !== record.rawName[i])) return `name (${visible(decoder.decode(rawName))})`;
  if (header.getUint16(8, true) !== record.method) return "compression method";
  if ((header.getUint16(6, true) & IS_ENCRYPTED) !== 0) return "encryption";
  if (sizes === undefined) return undefined;
  if (sizes[0] !== record.unpacked || sizes[1] !== record.packed) return "size";
  return header.getUint32(14, true) === record.crc ? undefined : "checksum";
}

/** A link's content is what it leads to. */
async function linkNote(content: AsyncIterable<Uint8Array>): Promise<string> {
  let target = "";
  try {
    for await (const chunk of content) {
      target += decoder.decode(chunk);
      if (target.length > MAX_PATH_LENGTH) break;
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return `a symbolic link that can't be read: ${error.message}`;
  }
  return `a symbolic link to ${visible(target)}`;
}

/** A file's content, its size and checksum verified. */
async function* unpack(access: RandomAccess, record: FileRecord, start: number): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = new ByteReader(pieces(access, start, start + record.packed));
  reader.what = "zip member";
  let left = record.unpacked;
  let crc = 0;
  for await (const chunk of await decode(reader, record.method)) {
    left -= chunk.length;
    if (left < 0) throw reader.damaged(`it unpacks to more than the ${record.unpacked} bytes that the directory says`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (left > 0) throw reader.damaged(`it unpacks to ${left} bytes fewer than the directory says`);
  if ((await reader.peek(1)).length > 0) throw reader.damaged("bytes are left after its end");
  if (crc !== record.crc) throw reader.damaged("it doesn't match its CRC-32");
}

async function decode(reader: ByteReader, method: number): Promise<AsyncIterable<Uint8Array>> {
  const packing = PACKINGS[method];
  if (packing === undefined) return reader.rest();
  if (packing === "deflate") return (await import("./gzip.js")).inflate(reader);
  return (await loadDecoder(packing))(reader);
}

async function* pieces(access: RandomAccess, start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
  let size = FIRST_PIECE_BYTES;
  for (let at = start; at < end; at += size, size = PIECE_BYTES) yield await access.read(at, Math.min(at + size, end));
}

// ── Bytes

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Rounded beyond 9 PB, where no archive is. */
function uint64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

function damaged(at: number, why: string): SourceError {
  return new SourceError("SOURCE_DAMAGED", `the zip archive is damaged at byte ${at}: ${why}; copy or download it again, in binary mode`);
}

function unsupported(why: string, remedy: string): SourceError {
  return new SourceError("SOURCE_UNSUPPORTED", `the zip archive ${why}; ${remedy}`);
}
