/** Which compression some bytes begin with: by content, never by a file's name. */

/** A compression that {@link readSource} undoes. */
export type Compression = "gzip" | "xz" | "zstd";

/**
 * Tells by its first bytes how a source is compressed.
 *
 * Six bytes are enough. Nothing is decompressed, so a synchronous caller can refuse with a remedy.
 *
 * @param firstBytes - The beginning of the source; fewer than six bytes are fine.
 * @returns The compression, or `undefined` where the bytes begin none of the known ones.
 *
 * @example
 * ```ts
 * sniffCompression(Uint8Array.of(0x1f, 0x8b, 8)) // "gzip"
 * ```
 */
export function sniffCompression(firstBytes: Uint8Array): Compression | undefined {
  if (startsWith(firstBytes, GZIP_MAGIC)) return "gzip";
  if (startsWith(firstBytes, XZ_MAGIC)) return "xz";
  if (startsWith(firstBytes, ZSTD_MAGIC) || startsWithSkippableFrame(firstBytes)) return "zstd";
  return undefined;
}

/** As many bytes as {@link sniffCompression} looks at. */
export const SNIFFED_BYTES = 6;

/** A gzip member (RFC 1952, 2.3.1). */
export const GZIP_MAGIC: readonly number[] = [0x1f, 0x8b];
/** An xz stream (xz-file-format 1.2.1, 2.1.1.1). */
export const XZ_MAGIC: readonly number[] = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
/** A Zstandard frame (RFC 8878, 3.1.1). */
export const ZSTD_MAGIC: readonly number[] = [0x28, 0xb5, 0x2f, 0xfd];

/** A skippable frame: 0x184D2A50 to 0x184D2A5F, little-endian (RFC 8878, 3.1.2); pzstd begins its files with one. */
export function startsWithSkippableFrame(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && (bytes[0]! & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18;
}

/** Whether `bytes` begin with all of `magic`. */
export function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}
