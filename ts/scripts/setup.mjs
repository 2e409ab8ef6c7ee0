// Set-up: everything that a fresh clone lacks, each part taken from the first place that has it. Uses nothing but Node itself.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildTool, cargoTools, findTool, toolFolders } from "./cargo-tools.mjs";
import { ensureChromium, findChromium } from "./chromium.mjs";
import { withLock } from "./lock.mjs";
import { nodeModules, root, rootId } from "./places.mjs";
import { runQuietly, say, seconds, StepError, which } from "./run.mjs";
import { ensureWasmRust, findWasmRust } from "./wasm-rust.mjs";

/** Brings everything here; what is there already costs a look. The browser is needed by the tests only. */
export async function setUp({ browser = true } = {}) {
  const since = Date.now();
  needRust();
  await step("packages of npm", `npm-${rootId}`, npmIsDone, installFromNpm);
  await step("Rust for wasm32", "rust", () => findWasmRust() !== undefined, ensureWasmRust);
  for (const tool of cargoTools()) {
    await step(`${tool.name} ${tool.version}`, "tools", () => findTool(tool) !== undefined, () => buildTool(tool));
  }
  if (browser) await step("Chromium", "chromium", () => findChromium() !== undefined, ensureChromium);
  say(`set-up: all there (${seconds(since)})`);
}

/** The environment for everything that compiles to wasm32 or works on the result. */
export function wasmEnvironment() {
  const rust = findWasmRust() ?? {};
  const folders = [...toolFolders(), join(nodeModules, ".bin"), rust.PATH ?? process.env.PATH];
  return { ...process.env, ...rust, PATH: folders.join(delimiter) };
}

// The look comes first and without the lock, so that a second set-up which lacks nothing never waits.
async function step(name, lock, isDone, work) {
  if (isDone()) return;
  say(`set-up: ${name}`);
  await withLock(lock, async () => {
    if (!isDone()) await work();
  });
}

function needRust() {
  if (which("cargo") && which("rustc")) return;
  throw new StepError("cargo and rustc are not on PATH", "Install Rust: https://rustup.rs, and open a new shell.");
}

const stamp = join(nodeModules, ".set-up-from-lock");

function npmIsDone() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash();
}

async function installFromNpm() {
  const wanted = lockHash();
  const [command, ...args] = npmCommand();
  const remedy = "Check that the npm registry can be reached; `npm ci` in this folder shows the whole error.";
  await runQuietly("npm ci", command, [...args, "ci"], { cwd: root, remedy });
  writeFileSync(stamp, wanted);
}

// Binary parts differ between platforms, so the platform belongs to what was installed.
function lockHash() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256").update(lock).update(`${process.platform}-${process.arch}`).digest("hex");
}

/** npm as it was called for this run, so that its version and its settings stay the same. */
export function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && basename(running) === "npm-cli.js") return [process.execPath, running];
  return [process.platform === "win32" ? "npm.cmd" : "npm"];
}

/** Ends the process on a failure with words instead of a stack, where the failure has words. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    process.stderr.write(`\n${error.message}\n${error.remedy ? `${error.remedy}\n` : ""}`);
    process.exitCode = 1;
  }
}

/** Whether this file is what node was started with. */
export function isMain(url) {
  return process.argv[1] !== undefined && pathToFileURL(realpathSync(process.argv[1])).href === url;
}

if (isMain(import.meta.url)) await main(() => setUp());
