// Build step: the analyzer page, in dist-web.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dist, nodeModules, pageOutput, root } from "./places.mjs";
import { runQuietly, say } from "./run.mjs";
import { hashOf } from "./stamp.mjs";

const SCRIPTS = ["page-one-file.mjs", "page-parts.mjs", "page-policy.mjs", "page-program.mjs"];
const INPUTS = ["web", "vite.config.ts", ...SCRIPTS.map((name) => `ts/scripts/${name}`), "tsconfig.json", "package.json", "package-lock.json"];

export const pageStep = {
  name: "page",
  outputs: () => ["index.html", "sw.js", "kallsyms.html"].map((name) => join(pageOutput, name)),
  hash: () => hashOf([...INPUTS.map((name) => join(root, name)), dist]),
  run: async () => {
    await runQuietly("vite build", process.execPath, [vite, "build"], { cwd: root });
    tellSizes();
  },
};

const vite = join(nodeModules, "vite", "bin", "vite.js");

// What a first visit loads, each part as a server with gzip sends it.
function tellSizes() {
  const assets = join(pageOutput, "assets");
  const names = ["index.html", ...readdirSync(assets).map((name) => `assets/${name}`)];
  const sizes = names.map((name) => ({ name, bytes: gzipSync(readFileSync(join(pageOutput, name)), { level: 9 }).length }));
  for (const { name, bytes } of sizes.sort((a, b) => b.bytes - a.bytes)) say(`  ${kilobytes(bytes)}  ${name}`);
  say(`  ${kilobytes(sizes.reduce((total, { bytes }) => total + bytes, 0))}  the first visit, with gzip`);
  say(`  ${kilobytes(readFileSync(join(pageOutput, "kallsyms.html")).length)}  kallsyms.html, the page as one file`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
}
