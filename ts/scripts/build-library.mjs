// Build step: the TypeScript entries to plain ES modules in dist/, with the .wasm beside them and the licences of what is bundled.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dist, glue, root } from "./places.mjs";
import { writeNotices } from "./notices.mjs";
import { filesUnder, hashOf } from "./stamp.mjs";

const ENTRIES = {
  index: "ts/index.ts",
  "index.node": "ts/index.node.ts",
  node: "ts/node/index.ts",
  cli: "ts/cli/main.ts",
};

export const libraryStep = {
  name: "library",
  outputs: () => [...Object.keys(entries()).map((name) => join(dist, `${name}.js`)), join(dist, "kallsyms.wasm")],
  hash: () => hashOf([join(root, "ts"), join(root, "package.json"), join(root, "package-lock.json")]),
  run: buildLibrary,
};

async function buildLibrary() {
  clearDist();
  const modules = await bundle();
  copyFileSync(join(glue, "kallsyms_bg.wasm"), join(dist, "kallsyms.wasm"));
  makeProgram(join(dist, "cli.js"));
  writeNotices(modules);
}

// The declarations are another step's; everything else here is made anew, so that no old chunk is published.
function clearDist() {
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist)) {
    if (name !== "types") rmSync(join(dist, name), { recursive: true, force: true });
  }
}

// One build for all entries, so that they share their chunks; and all files in one folder, so that
// new URL("./kallsyms.wasm", import.meta.url) means the same file from every chunk.
async function bundle() {
  const { rolldown } = await import("rolldown");
  const build = await rolldown({
    cwd: root,
    input: entries(),
    platform: "browser",
    external: /^node:/,
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    transform: { target: "es2022" },
  });
  const { output } = await build.write({
    dir: dist,
    format: "esm",
    // Names stay as they are, so that a stack trace can be read; comments are in the declarations.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    entryFileNames: "[name].js",
    chunkFileNames: "chunk-[name].js",
  });
  await build.close();
  return output.flatMap((chunk) => (chunk.type === "chunk" ? Object.keys(chunk.modules) : []));
}

// Workers are started by their file's name, so each is an entry: ts/node/table.worker.ts becomes dist/table.worker.js.
function entries() {
  const workers = filesUnder(join(root, "ts")).filter((file) => file.endsWith(".worker.ts"));
  const named = workers.map((file) => [file.split(/[\\/]/).at(-1).slice(0, -".ts".length), file]);
  return { ...ENTRIES, ...Object.fromEntries(named) };
}

function makeProgram(file) {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  if (!text.startsWith("#!")) writeFileSync(file, `#!/usr/bin/env node\n${text}`);
  chmodSync(file, 0o755);
}
