/** Packed formats that are recognised and not unpacked, each with what does unpack it. */

import { startsWith } from "./sniff.js";

/** A format that somebody has to unpack first. */
export interface ForeignFormat {
  /** As in "bzip2 data". */
  readonly name: string;
  /** As in "unpack it first, with …". */
  readonly tool: string;
}

/** As many bytes as {@link sniffForeign} looks at. */
const BLOCK_AT = 4;

const FORMATS: readonly (ForeignFormat & { readonly magic: readonly number[] })[] = [
  { name: "lz4 data", tool: "lz4 -d", magic: [0x04, 0x22, 0x4d, 0x18] },
  { name: "lzip data", tool: "lzip -d", magic: [0x4c, 0x5a, 0x49, 0x50, 0x01] },
  { name: "lzop data", tool: "lzop -d", magic: [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a] },
  { name: "compress data", tool: "gzip -d", magic: [0x1f, 0x9d] },
  { name: "a 7z archive", tool: "7z x", magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: "a RAR archive", tool: "unrar x", magic: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
];

/** "BZh" and a level are text that a file may well begin with; the first block's magic, digits of pi (or of its root, where empty), isn't. */
const BZIP2_BLOCKS = [
  [0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
];

/** Tells by its first bytes (ten are enough) what has to be unpacked first; `undefined` where it is nothing of the kind. */
export function sniffForeign(firstBytes: Uint8Array): ForeignFormat | undefined {
  if (isBzip2(firstBytes)) return { name: "bzip2 data", tool: "bzip2 -d" };
  return FORMATS.find(({ magic }) => startsWith(firstBytes, magic));
}

function isBzip2(bytes: Uint8Array): boolean {
  const block = bytes.subarray(BLOCK_AT);
  return startsWith(bytes, [0x42, 0x5a, 0x68]) && BZIP2_BLOCKS.some((magic) => startsWith(block, magic));
}
