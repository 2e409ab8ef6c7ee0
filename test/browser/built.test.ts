import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const BUILT = fileURLToPath(new URL("../../dist-web", import.meta.url));
const LARGEST_JAVASCRIPT = 80_000;
const LARGEST_LATER = 30_000;
const LARGEST_DECODERS = 75_000;

const files = readdirSync(BUILT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

/**
 * Not counted as what the page starts with: the views that are fetched after the first paint (later), what takes compressed files and archives apart (decoders), and what takes a crashed host's files
 * and logs apart (report). The last two wait in the worker for the first such file. The service worker isn't the page's either.
 */
const APART = /^(?:later|decoders|report)-[\w-]{8}\.js$|^sw\.js$/;

const scripts = files.filter((file) => file.endsWith(".js"));
const zipped = (chosen: readonly string[]) => chosen.reduce((total, file) => total + gzipSync(readFileSync(file), { level: 9 }).length, 0);
const html = (name: string) => readFileSync(join(BUILT, name), "utf8");

test("the JavaScript that the page and its worker start with is small", () => {
  const own = scripts.filter((file) => !APART.test(basename(file)));
  expect(own.map((file) => basename(file).split("-")[0]).sort()).toEqual(["index", "worker"]);
  expect(zipped(own)).toBeLessThan(LARGEST_JAVASCRIPT);
});

test("what comes after it is told apart, and not large", () => {
  const apart = scripts.filter((file) => APART.test(basename(file)));
  expect(apart.map((file) => basename(file).split(/[-.]/)[0]).sort()).toEqual(["decoders", "later", "report", "sw"]);
  const isLater = (file: string) => basename(file).startsWith("later-");
  expect(zipped(apart.filter(isLater))).toBeLessThan(LARGEST_LATER);
  expect(zipped(apart.filter((file) => !isLater(file)))).toBeLessThan(LARGEST_DECODERS);
});

test("there is one WebAssembly module", () => {
  expect(files.filter((file) => file.endsWith(".wasm"))).toHaveLength(1);
});

test("the page carries its policy and nothing inline", () => {
  expect(html("index.html")).toContain("require-trusted-types-for &#39;script&#39;");
  expect(html("index.html")).not.toMatch(/<style|style=|<script>|\bon\w+=|unsafe-inline|'unsafe-eval/);
});

test("the page as one file has one script, allowed by its hash, and names no other file", () => {
  const one = html("kallsyms.html");
  const scripts = [...one.matchAll(/<script type="module">(.*?)<\/script>/gs)].map(([, text = ""]) => text);
  expect(scripts).toHaveLength(1);
  const [text = ""] = scripts;
  const hash = createHash("sha256").update(text).digest("base64");
  expect(one).toContain(`script-src &#39;sha256-${hash}&#39; &#39;wasm-unsafe-eval&#39;;`);
  expect(one).toContain("connect-src &#39;none&#39;");
  expect(one.replace(text, "")).not.toMatch(/\.\/assets|data-from|https?:/);
});

test("the service worker keeps every file of the page, each as it was built", () => {
  const worker = html("sw.js");
  const kept = files.filter((file) => !/(?:sw\.js|kallsyms\.html)$/.test(file));
  for (const file of kept) {
    expect(worker).toContain(`sha256-${createHash("sha256").update(readFileSync(file)).digest("base64")}`);
  }
  expect(worker.match(/sha256-/g)).toHaveLength(kept.length);
});
