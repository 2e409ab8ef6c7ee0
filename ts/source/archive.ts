/** What archives have in common: how one is recognised, and what a file inside one is before anybody looked into it. */

import { startsWith } from "./sniff.js";
import type { Compression } from "./sniff.js";

/** A file in an archive. */
export interface ArchiveEntry {
  /** As stored, so not to be trusted. */
  readonly name: string;
  /** Bytes that {@link open} gives, where the archive tells. */
  readonly bytes: number | undefined;
  /** A folder, which holds nothing by itself. */
  readonly isDirectory: boolean;
  /** Why there is nothing to open: a link, a device, encrypted, damaged…; `undefined` for ordinary files. */
  readonly note: string | undefined;
  /** How the archive packed the content, which {@link open} undoes. */
  readonly packing: "deflate" | Compression | undefined;
  /** The content, from its beginning; only until the next entry is asked for. */
  open(): AsyncGenerator<Uint8Array, void, undefined>;
}

/** An archive that can be looked into. */
export type ArchiveKind = "tar" | "zip";

/** As many bytes as {@link sniffArchive} looks at. */
export const ARCHIVE_SNIFFED_BYTES = 512;

/** Tells by its first bytes which archive something is, be it damaged; `undefined` where they begin none. */
export function sniffArchive(firstBytes: Uint8Array): ArchiveKind | undefined {
  if (ZIP_MAGICS.some((magic) => startsWith(firstBytes, magic))) return "zip";
  return hasTarMagic(firstBytes) || isV7Header(firstBytes) ? "tar" : undefined;
}

// ── zip

const ZIP_FILE = [0x50, 0x4b, 3, 4] as const;
/** A file, no file at all, and the marks of archives that were split, or meant to be. */
const ZIP_MAGICS = [ZIP_FILE, [0x50, 0x4b, 5, 6], [0x50, 0x4b, 7, 8, ...ZIP_FILE], [0x50, 0x4b, 0x30, 0x30, ...ZIP_FILE]];

// ── tar

/** Of headers, of padding, of everything in a tar archive. */
export const TAR_BLOCK_BYTES = 512;

/** Whether a header has the mark of POSIX, or GNU's. */
export function hasTarMagic(header: Uint8Array): boolean {
  return startsWith(header.subarray(257), [0x75, 0x73, 0x74, 0x61, 0x72]) && (header[262] === 0 || header[262] === 0x20);
}

/** Whether the stored sum is that of all bytes, taking its own as blanks; some old writers took bytes as signed. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < TAR_BLOCK_BYTES) return false;
  let unsigned = 0;
  let high = 0;
  for (let i = 0; i < TAR_BLOCK_BYTES; i += 1) {
    const byte = i >= 148 && i < 156 ? 0x20 : block[i]!;
    unsigned += byte;
    high += byte & 0x80;
  }
  const stored = tarNumber(block.subarray(148, 156));
  return stored === unsigned || stored === unsigned - 2 * high;
}

/** A number in octal, or in base 256 where its first bit is set; `undefined` where it is none, negative or beyond what is exact. */
export function tarNumber(field: Uint8Array): number | undefined {
  if (field[0]! >= 0x80) {
    const value = field.reduce((sum, byte, i) => (i === 0 ? byte & 0x7f : sum * 256 + byte), 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const [, digits] = /^[ \0]*([0-7]*)(?:[ \0].*)?$/s.exec(String.fromCharCode(...field)) ?? [];
  return digits === undefined ? undefined : Number.parseInt(`0${digits}`, 8);
}

const V7_NUMBERS = [[100, 108], [108, 116], [116, 124], [124, 136], [136, 148]] as const;
/** Files, links and folders. */
const V7_TYPES = [0, 0x30, 0x31, 0x32, 0x35];

/** The oldest format has no magic, so every field has to make sense. */
function isV7Header(bytes: Uint8Array): boolean {
  if (!isTarHeader(bytes) || bytes[0] === 0 || !V7_TYPES.includes(bytes[156]!)) return false;
  return V7_NUMBERS.every(([from, to]) => tarNumber(bytes.subarray(from, to)) !== undefined);
}
