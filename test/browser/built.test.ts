import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const BUILT = fileURLToPath(new URL("../../dist-web", import.meta.url));
const LARGEST_JAVASCRIPT = 80_000;

const files = readdirSync(BUILT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

/** What is loaded on demand: unpacking, opening of snapshots, decoding of logs. */
const ON_DEMAND = /^(?:chunk-(?:checksums|decode|gzip|open|pako|tar|window|xz|zip|zstd)|log)-[\w-]+\.js$/;

test("the JavaScript of the page and its worker is small", () => {
  const scripts = files.filter((file) => file.endsWith(".js") && !ON_DEMAND.test(basename(file)));
  const bytes = scripts.reduce((total, file) => total + gzipSync(readFileSync(file)).length, 0);
  expect(scripts.length).toBeGreaterThan(1);
  expect(bytes).toBeLessThan(LARGEST_JAVASCRIPT);
});

test("there is one WebAssembly module", () => {
  expect(files.filter((file) => file.endsWith(".wasm"))).toHaveLength(1);
});

test("the page carries its policy and nothing inline", () => {
  const html = readFileSync(join(BUILT, "index.html"), "utf8");
  expect(html).toContain("require-trusted-types-for &#39;script&#39;");
  expect(html).not.toMatch(/<style|style=|<script>|\bon\w+=/);
});
