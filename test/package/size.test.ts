// What a page must fetch before it can load a table.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { rolldown } from "rolldown";
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

test("a bundle that loads and asks tables has at most 15 KiB of code, gzipped", async () => {
  const sizes = await bundled('import { KernelSymbolTable } from "kallsyms"; globalThis.KernelSymbolTable = KernelSymbolTable;');
  expect(sizes.reduce((total, [, size]) => total + size, 0), sizes.join(" ")).toBeLessThanOrEqual(15 * 1024);
});

test("all that the main entry imports, the decoding of logs, forms of text and probe lists included, has at most 38 KiB, gzipped", () => {
  const files = [...withImports("index.js")];
  const sizes = files.map((file) => [file, gzipped(file)] as const);
  expect(files.length).toBeGreaterThan(1);
  expect(sizes.reduce((total, [, size]) => total + size, 0), sizes.join(" ")).toBeLessThanOrEqual(38 * 1024);
});

test("decoders and what opens snapshots are no part of it", () => {
  expect([...withImports("index.js")].filter((file) => /gzip|xz|zstd|tar|zip|open|member/.test(file))).toEqual([]);
});

/** What a bundler makes of a program with this package: its chunks that are loaded at once, with their gzipped sizes. */
async function bundled(program: string): Promise<(readonly [string, number])[]> {
  const build = await rolldown({
    input: "program",
    platform: "browser",
    plugins: [{ name: "program", resolveId: (id) => (id === "program" ? id : id === "kallsyms" ? fileURLToPath(new URL("index.js", DIST)) : null), load: (id) => (id === "program" ? program : null) }],
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  await build.close();
  const chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file] as const] : [])));
  const atOnce = new Set<string>();
  const walk = (name: string): void => {
    if (atOnce.has(name)) return;
    atOnce.add(name);
    chunks.get(name)?.imports.forEach(walk);
  };
  for (const { fileName, isEntry } of chunks.values()) if (isEntry) walk(fileName);
  return [...atOnce].map((name) => [name, gzipSync(chunks.get(name)?.code ?? "", { level: 9 }).length] as const);
}
