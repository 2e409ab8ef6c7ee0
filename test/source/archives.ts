// Writers of tar and zip archives for the tests, which can write what no honest tool does; and a listing of what is found in them.

import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";

import { crc32 } from "../../ts/source/checksums.js";
import { readMembers } from "../../ts/source/members.js";
import type { MemberOptions, NamedSource } from "../../ts/source/members.js";
import type { ByteSource } from "../../ts/source/source.js";
import { concat } from "./support.js";

/** A file of test/fixtures/archives. */
export function archiveFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url)));
}

export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

// ── Listing

/** What a listing tells of a member, and what reading it gave. */
export interface Listed {
  readonly path: string;
  readonly bytes: number | undefined;
  readonly note: string | undefined;
  /** The content, where it was read to its end. */
  readonly content: Uint8Array | undefined;
  /** What reading it threw; undefined too where there is a note, which then is what it throws. */
  readonly error: unknown;
}

/** All members of sources, each read. */
export async function listAll(sources: Iterable<NamedSource> | AsyncIterable<NamedSource>, options?: MemberOptions): Promise<Listed[]> {
  const listed: Listed[] = [];
  for await (const member of readMembers(sources, options)) {
    const { path, bytes, note } = member;
    const chunks: Uint8Array[] = [];
    let error: unknown;
    try {
      for await (const chunk of member.read()) chunks.push(chunk);
    } catch (reason) {
      error = reason;
    }
    listed.push({ path, bytes, note, content: error === undefined ? concat(...chunks) : undefined, error });
  }
  return listed;
}

/** All members of one source, which is called `a`. */
export function list(source: ByteSource, options?: MemberOptions): Promise<Listed[]> {
  return listAll([{ path: "a", source }], options);
}

/** What was found as lines: `path: content`, `path! note` or `path? error`, `path!? note: content` where there are both. */
export function shown(listed: readonly Listed[]): string[] {
  return listed.map(({ path, note, content, error }) => {
    const text = content && Buffer.from(content).toString();
    if (note !== undefined) return text === undefined ? `${path}! ${note}` : `${path}!: ${note}: ${text}`;
    return text === undefined ? `${path}? ${(error as Error).message}` : `${path}: ${text}`;
  });
}

export async function show(source: ByteSource, options?: MemberOptions): Promise<string[]> {
  return shown(await list(source, options));
}

// ── tar

export interface TarPart {
  readonly name?: string;
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
  readonly prefix?: string;
  /** What the header says, where it isn't so. */
  readonly size?: number | string;
  readonly format?: "ustar" | "gnu" | "v7";
  /** Changes the header before its checksum is made. */
  readonly edit?: (header: Uint8Array) => void;
  /** A checksum other than the true one. */
  readonly checksum?: (sum: number) => number;
}

export const TAR_END = new Uint8Array(1024);

/** An archive of these files, with its end. */
export function tar(...parts: readonly TarPart[]): Uint8Array {
  return concat(...parts.map(tarPart), TAR_END);
}

export function tarPart(part: TarPart): Uint8Array {
  const content = bytesOf(part.content ?? "");
  return concat(tarHeader(part, content.length), content, new Uint8Array(-content.length & 511));
}

function tarHeader({ name = "file", type = "0", link = "", prefix = "", size, format = "ustar", edit, checksum }: TarPart, length: number): Uint8Array {
  const header = new Uint8Array(512);
  function put(at: number, text: string): void {
    header.set(bytesOf(text), at);
  }
  put(0, name);
  put(100, "0000644\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, typeof size === "string" ? size : `${(size ?? length).toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\0");
  put(156, type);
  put(157, link);
  if (format !== "v7") put(257, format === "gnu" ? "ustar  \0" : "ustar\x0000");
  put(345, prefix);
  edit?.(header);
  put(148, "        ");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${(checksum === undefined ? sum : checksum(sum)).toString(8).padStart(6, "0")}\0 `);
  return header;
}

/** Attributes for the next file, or for all that follow. */
export function pax(attributes: Readonly<Record<string, string>>, type = "x"): TarPart {
  return { name: "PaxHeaders/file", type, content: concat(...Object.entries(attributes).map(([key, value]) => paxRecord(key, value))) };
}

function paxRecord(key: string, value: string): Uint8Array {
  const record = bytesOf(` ${key}=${value}\n`);
  let length = record.length + 1;
  while (String(length).length + record.length > length) length += 1;
  return concat(bytesOf(String(length)), record);
}

// ── zip

export interface ZipPart {
  readonly name?: string;
  readonly content?: string | Uint8Array;
  /** 0, 8, or another for which `packed` is given. */
  readonly method?: number;
  /** The packed content, where it isn't made here. */
  readonly packed?: Uint8Array;
  readonly flags?: number;
  /** Unix' mode. */
  readonly mode?: number;
  readonly host?: number;
  /** Sizes and offset in zip64 attributes. */
  readonly zip64?: boolean;
  /** The sizes and the checksum behind the content. */
  readonly descriptor?: boolean;
  /** What the file's own header says, where it isn't so. */
  readonly local?: Partial<ZipFields>;
  /** What the directory says, where it isn't so. */
  readonly central?: Partial<ZipFields>;
}

interface ZipFields {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
  readonly disk: number;
}

export interface ZipOptions {
  readonly comment?: string | Uint8Array;
  /** What stands before the archive, and isn't counted. */
  readonly before?: Uint8Array;
  /** What stands between the files and the directory. */
  readonly between?: Uint8Array;
  readonly zip64?: boolean;
  /** What the end says, where it isn't so. */
  readonly end?: Partial<{ readonly count: number; readonly size: number; readonly offset: number; readonly disk: number }>;
}

export function zip(parts: readonly ZipPart[], options: ZipOptions = {}): Uint8Array {
  const files: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let offset = 0;
  for (const part of parts) {
    const fields = fieldsOf(part, offset);
    const file = zipFile(part, fields);
    files.push(file);
    records.push(centralRecord(part, { ...fields, ...part.central }));
    offset += file.length;
  }
  const directory = concat(...records);
  const between = options.between ?? new Uint8Array(0);
  const place = { count: parts.length, size: directory.length, offset: offset + between.length, disk: 0, ...options.end };
  return concat(options.before ?? new Uint8Array(0), ...files, between, directory, zipEnd(place, offset + between.length + directory.length, options));
}

function fieldsOf({ name = "file", content = "", method = 8, flags = 0, descriptor = false, packed }: ZipPart, offset: number): ZipFields & { readonly data: Uint8Array } {
  const bytes = bytesOf(content);
  const data = packed ?? (method === 8 ? new Uint8Array(deflateRawSync(bytes)) : bytes);
  return { name, method, flags: flags | (descriptor ? 8 : 0), crc: crc32(bytes), packed: data.length, unpacked: bytes.length, offset, disk: 0, data };
}

function zipFile({ descriptor = false, zip64 = false, local }: ZipPart, fields: ZipFields & { readonly data: Uint8Array }): Uint8Array {
  const sizes = descriptor ? { crc: 0, packed: 0, unpacked: 0 } : {};
  const { name, method, flags, crc, packed, unpacked } = { ...fields, ...sizes, ...local };
  const extra = zip64 ? numbers([2, 1], [2, 16], [8, unpacked], [8, packed]) : new Uint8Array(0);
  const [shownPacked, shownUnpacked] = zip64 ? [0xffffffff, 0xffffffff] : [packed, unpacked];
  const rawName = bytesOf(name);
  return concat(
    numbers([4, 0x04034b50], [2, 45], [2, flags], [2, method], [4, 0], [4, crc], [4, shownPacked], [4, shownUnpacked], [2, rawName.length], [2, extra.length]),
    rawName,
    extra,
    fields.data,
    descriptor ? numbers([4, 0x08074b50], [4, fields.crc], [4, fields.packed], [4, fields.unpacked]) : new Uint8Array(0),
  );
}

function centralRecord({ mode, host = mode === undefined ? 0 : 3, zip64 = false }: ZipPart, fields: ZipFields): Uint8Array {
  const { name, method, flags, crc, packed, unpacked, offset, disk } = fields;
  const extra = zip64 ? numbers([2, 0x5455], [2, 1], [1, 0], [2, 1], [2, 24], [8, unpacked], [8, packed], [8, offset]) : new Uint8Array(0);
  const rawName = bytesOf(name);
  const full = 0xffffffff;
  return concat(
    numbers([4, 0x02014b50], [1, 45], [1, host], [2, 45], [2, flags], [2, method], [4, 0], [4, crc]),
    numbers([4, zip64 ? full : packed], [4, zip64 ? full : unpacked], [2, rawName.length], [2, extra.length], [2, 0], [2, disk]),
    numbers([2, 0], [4, (mode ?? 0) * 0x10000], [4, zip64 ? full : offset]),
    rawName,
    extra,
  );
}

function zipEnd({ count, size, offset, disk }: { count: number; size: number; offset: number; disk: number }, at: number, { zip64 = false, comment = "" }: ZipOptions): Uint8Array {
  const text = bytesOf(comment);
  const end64 = concat(
    numbers([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, disk], [4, disk], [8, count], [8, count], [8, size], [8, offset]),
    numbers([4, 0x07064b50], [4, 0], [8, at], [4, 1]),
  );
  const [shownCount, shownSize, shownOffset] = zip64 ? [0xffff, 0xffffffff, 0xffffffff] : [count & 0xffff, size, offset];
  return concat(
    zip64 ? end64 : new Uint8Array(0),
    numbers([4, 0x06054b50], [2, disk], [2, disk], [2, shownCount], [2, shownCount], [4, shownSize], [4, shownOffset], [2, text.length]),
    text,
  );
}

/** Little-endian numbers, each with its width in bytes. */
export function numbers(...fields: readonly (readonly [width: number, value: number])[]): Uint8Array {
  const bytes = fields.flatMap(([width, value]) => Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) % 256));
  return Uint8Array.from(bytes);
}
