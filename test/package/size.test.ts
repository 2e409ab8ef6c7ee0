// What a page must fetch before it can load a table.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

const DIST = new URL("../../dist/", import.meta.url);

function gzipped(file: string): number {
  return gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length;
}

/** A file and all that it imports; what it loads on demand, by `import()`, isn't counted. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(new URL(file, DIST), "utf8");
  for (const [, imported = ""] of text.matchAll(/(?:^|[\s;}])(?:import|export)\b[^"'()=]*["']\.\/([^"']+\.js)["']/g)) withImports(imported, seen);
  return seen;
}

test("the module has at most 150 KiB, gzipped", () => {
  expect(gzipped("kallsyms.wasm")).toBeLessThanOrEqual(150 * 1024);
});

test("the code of the main entry has at most 15 KiB, gzipped", () => {
  const files = [...withImports("index.js")];
  const sizes = files.map((file) => [file, gzipped(file)] as const);
  expect(files.length).toBeGreaterThan(1);
  expect(sizes.reduce((total, [, size]) => total + size, 0), sizes.join(" ")).toBeLessThanOrEqual(15 * 1024);
});

test("decoders are no part of it", () => {
  expect([...withImports("index.js")].filter((file) => /gzip|xz|zstd/.test(file))).toEqual([]);
});
