// The licences of other people's work inside dist/: npm packages in the bundle, crates in the .wasm.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { crate, dist, nodeModules } from "./places.mjs";
import { ask, StepError } from "./run.mjs";

/** Writes dist/THIRD-PARTY-LICENSES.txt; `modules` are the files that the bundler took in. */
export function writeNotices(modules) {
  const parts = [...bundledPackages(modules), ...compiledCrates()].map(notice);
  const head = "This package contains work of others, under the licences below.\n" +
    "The .wasm also contains parts of the Rust standard library (MIT OR Apache-2.0).\n";
  writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), [head, ...parts].join(`\n${"-".repeat(80)}\n\n`));
}

function bundledPackages(modules) {
  const folders = new Set(modules.map(packageFolder).filter(Boolean));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name, version, license, folder, from: "npm" };
  });
}

function packageFolder(file) {
  const inside = file.split(`${nodeModules}${sep}`)[1];
  if (!inside) return undefined;
  const words = inside.split(sep);
  return join(nodeModules, ...words.slice(0, words[0].startsWith("@") ? 2 : 1));
}

// Only what is linked into the module: no build scripts, no macros, nothing that the tests alone use.
function compiledCrates() {
  const { packages, resolve } = metadata();
  const byId = new Map(packages.map((entry) => [entry.id, entry]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const linked = new Set();
  const walk = (id) => {
    if (linked.has(id) || isMacro(byId.get(id))) return;
    linked.add(id);
    for (const dependency of nodes.get(id).deps) {
      if (dependency.dep_kinds.some(({ kind }) => kind === null)) walk(dependency.pkg);
    }
  };
  walk(resolve.root);
  linked.delete(resolve.root);
  return [...linked]
    .map((id) => byId.get(id))
    .map(({ name, version, license, manifest_path }) => ({ name, version, license, folder: dirname(manifest_path), from: "Rust" }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isMacro(entry) {
  return entry.targets.some(({ kind }) => kind.includes("proc-macro"));
}

function metadata() {
  const args = ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"];
  const text = ask("cargo", args, { cwd: crate, maxBuffer: 1 << 28 });
  if (!text) throw new StepError("cargo metadata failed", "Run `cargo metadata --locked` in crate/ to see why.");
  return JSON.parse(text);
}

function notice({ name, version, license, folder, from }) {
  return `${name} ${version} (${from}), ${license}\n\n${licenceTexts(folder)}`;
}

// Where the choice is between MIT and Apache, MIT is taken, the shorter text; what goes beside that choice stays.
function licenceTexts(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const mit = files.some((file) => /mit/i.test(file));
  const chosen = files.filter((file) => !mit || !/apache/i.test(file));
  return chosen.map((file) => readFileSync(join(folder, file), "utf8").trim() + "\n").join("\n");
}
