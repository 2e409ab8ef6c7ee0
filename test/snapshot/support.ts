/** What the tests of ts/snapshot/ share: fixtures, text as bytes, archives made on the spot. */

import { readFileSync } from "node:fs";

import { initialize } from "../../ts/core/module.js";
import { readSource } from "../../ts/source/source.js";

await initialize(readFileSync(new URL("../../dist/kallsyms.wasm", import.meta.url)));

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** A file of test/fixtures as it is. */
export function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(path, FIXTURES)));
}

/** A file of test/fixtures, decompressed. */
export async function unpacked(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSource(fixture(path))) chunks.push(chunk);
  return bytes(...chunks);
}

/** Texts and bytes, one after another. */
export function bytes(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part))));
}

/** Bytes as UTF-8. */
export function text(given: Uint8Array): string {
  return new TextDecoder().decode(given);
}

/** The first lines of some bytes. */
export function firstLines(given: Uint8Array, count: number): Uint8Array {
  let end = 0;
  for (let line = 0; line < count; line += 1) end = given.indexOf(10, end) + 1;
  return given.subarray(0, end);
}

/** A tar archive (ustar) of some files. */
export function tar(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [path, content] of Object.entries(files)) {
    const data = bytes(content);
    blocks.push(tarHeader(path, data.length), data, new Uint8Array((512 - (data.length % 512)) % 512));
  }
  return bytes(...blocks, new Uint8Array(1024));
}

function tarHeader(path: string, size: number): Uint8Array {
  const header = Buffer.alloc(512);
  if (Buffer.byteLength(path) > 100) {
    const cut = path.lastIndexOf("/", path.length - 2);
    header.write(path.slice(cut + 1), 0);
    header.write(path.slice(0, cut), 345);
  } else header.write(path, 0);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\0" + "00", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return new Uint8Array(header);
}

/** Sources with their paths, as a folder gives them. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): { path: string; source: Uint8Array }[] {
  return Object.entries(files).map(([path, content]) => ({ path, source: bytes(content) }));
}
