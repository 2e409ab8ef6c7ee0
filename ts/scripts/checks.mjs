// The checks that `npm test` consists of: what each runs, and how its own words become counts.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tsc } from "./build-types.mjs";
import { findChromium } from "./chromium.mjs";
import { crate, nodeModules, root } from "./places.mjs";
import { ask, runShown } from "./run.mjs";
import { npmCommand, wasmEnvironment } from "./setup.mjs";

/**
 * Each check gives `{ passed, failed }`. `parts` are the words by which `npm test -- WORD` chooses it.
 * What needs the build is not run against an old one, but for the compiler: it tells why there is no new one.
 */
export const CHECKS = [
  { name: "cargo fmt", parts: ["rust", "lint"], run: () => cargo(["fmt", "--check"]) },
  { name: "cargo clippy", parts: ["rust", "lint"], run: () => cargo(["clippy", "--locked", "--all-targets", "--", "-D", "warnings"]) },
  { name: "cargo clippy, wasm32", parts: ["rust", "lint"], run: clippyForWasm },
  { name: "cargo test", parts: ["rust"], run: cargoTest },
  { name: "tsc", parts: ["lint"], needsBuild: true, evenUnbuilt: true, run: () => node(tsc, ["--project", "tsconfig.json"]) },
  { name: "tsc, browser part", parts: ["lint"], needsBuild: true, evenUnbuilt: true, run: () => node(tsc, ["--project", "tsconfig.browser.json"]) },
  { name: "publint", parts: ["lint"], needsBuild: true, run: () => node(packageFile("publint", "src/cli.js"), ["--strict"]) },
  { name: "attw", parts: ["lint"], needsBuild: true, run: attw },
  { name: "vitest", parts: ["vitest"], needsBuild: true, needsBrowser: true, run: vitest },
];

async function cargo(args) {
  return one(await runShown("cargo", args, { cwd: crate }));
}

async function node(file, args, options = {}) {
  return one(await runShown(process.execPath, [file, ...args], { cwd: root, ...options }));
}

function one({ code }) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

// The linter is called by its own name: `cargo clippy` may find that of another toolchain first.
// The library alone, since the tests run natively and their helpers need not compile for wasm32.
async function clippyForWasm() {
  const args = ["clippy", "--locked", "--lib", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
  const env = { ...wasmEnvironment(), CARGO_TARGET_DIR: join(crate, "target", "wasm") };
  return one(await runShown("cargo-clippy", args, { cwd: crate, env }));
}

async function cargoTest() {
  const { code, output } = await runShown("cargo", ["test", "--release", "--locked", "--no-fail-fast"], { cwd: crate });
  let passed = 0;
  let failed = 0;
  for (const [, good, bad] of output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed/gm)) {
    passed += Number(good);
    failed += Number(bad);
  }
  return { passed, failed: atLeastOne(failed, code) };
}

async function vitest(filters) {
  const report = join(root, ".build", "vitest.json");
  mkdirSync(join(root, ".build"), { recursive: true });
  rmSync(report, { force: true });
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...filters];
  // The tests find the tools of the build, and the browser, without a search of their own.
  const env = { ...wasmEnvironment(), CHROME_PATH: findChromium() ?? "" };
  const { code } = await runShown(process.execPath, [packageFile("vitest", "vitest.mjs"), ...args], { cwd: root, env });
  const { numPassedTests: passed, numFailedTests: bad, testResults: files } = readReport(report);
  // A file which cannot even be loaded has no tests to fail, and counts as one.
  const unloadable = files.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  return { passed, failed: atLeastOne(bad + unloadable, code) };
}

function readReport(file) {
  const nothing = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : nothing;
}

// A runner which breaks before or between its tests reports no failed test, and yet has failed.
function atLeastOne(failed, code) {
  return code === 0 ? failed : Math.max(1, failed);
}

// What users would install is looked at, not what lies in this folder.
async function attw() {
  const folder = join(root, ".build");
  mkdirSync(folder, { recursive: true });
  const [command, ...words] = npmCommand();
  const packed = ask(command, [...words, "pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  if (!packed) return { passed: 0, failed: 1 };
  const tarball = join(folder, JSON.parse(packed)[0].filename);
  const args = [tarball, "--profile", "esm-only", "--exclude-entrypoints", "./kallsyms.wasm"];
  return node(packageFile("@arethetypeswrong/cli", "dist/index.js"), args);
}

function packageFile(name, file) {
  return join(nodeModules, name, file);
}
