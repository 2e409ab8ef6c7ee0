// A page and its worker, bundled by Vite: one .wasm for both, no code twice in either, decoders on demand.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createProject } from "./project.js";
import type { Project } from "./project.js";

let project: Project;
let files: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  project = await createProject();
  project.write({
    "index.html": '<!doctype html><title>t</title><script type="module" src="./main.js"></script>',
    "main.js": `import { KernelSymbolTable } from "kallsyms";
      const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      worker.postMessage("begin");
      KernelSymbolTable.load(await fetch("table.txt")).then((table) => { document.title = table.size; });
      document.onclick = () => import("./later.js").then(({ size }) => size());`,
    "later.js": 'import { KernelSymbolTable } from "kallsyms";\nexport const size = () => { document.title = KernelSymbolTable.parse(new Uint8Array(1)).size; };',
    "worker.js": 'import { KernelSymbolTable } from "kallsyms";\nonmessage = async ({ data }) => postMessage((await KernelSymbolTable.load(data)).size);',
  });
  await build({ root: project.folder, configFile: false, logLevel: "error", build: { outDir: "out", target: "es2022" }, worker: { format: "es" } });
  const assets = join(project.folder, "out", "assets");
  files = new Map(readdirSync(assets).map((name) => [name, new Uint8Array(readFileSync(join(assets, name)))]));
});
afterAll(() => project.remove());

/** The script files in which a text stands. */
function scriptsWith(text: string): string[] {
  return [...files].filter(([name, bytes]) => name.endsWith(".js") && Buffer.from(bytes).includes(text)).map(([name]) => name);
}

test("there is one .wasm, the package's own", () => {
  const modules = [...files.keys()].filter((name) => name.endsWith(".wasm"));
  expect(modules).toHaveLength(1);
  const original = new Uint8Array(readFileSync(join(project.folder, "node_modules", "kallsyms", "dist", "kallsyms.wasm")));
  expect(Buffer.from(files.get(modules[0] ?? "") ?? []).equals(original)).toBe(true);
});

test("page and worker each name it once", () => {
  const [module = ""] = [...files.keys()].filter((name) => name.endsWith(".wasm"));
  expect(scriptsWith(module)).toHaveLength(2);
  // Vite bundles a worker by itself: its code is there once for the page with all its chunks, and once for the worker.
  expect(scriptsWith("MODULE_NOT_INITIALIZED")).toHaveLength(2);
});

test("nothing of Node comes along", () => {
  expect(scriptsWith("node:fs")).toEqual([]);
});

test("decoders are files of their own, loaded on demand", () => {
  const [page = ""] = [...files.keys()].filter((name) => /^index-.*\.js$/.test(name));
  for (const decoder of ["gzip", "xz", "zstd"]) {
    const own = [...files.keys()].filter((name) => new RegExp(`^chunk-${decoder}-.*\\.js$`).test(name));
    expect(own.length, decoder).toBeGreaterThanOrEqual(1);
    expect(own).not.toContain(page);
  }
});
