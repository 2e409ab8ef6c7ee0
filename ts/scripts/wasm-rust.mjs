// A Rust compiler that makes WebAssembly: finding one that works, or making one.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canInstall } from "./debian.mjs";
import { debianRust, installDebianRust } from "./debian-rust.mjs";
import { ask, runUnseen, say, StepError, which } from "./run.mjs";

const TARGET = "wasm32-unknown-unknown";

const REMEDY = `One of:
  - install Rust with rustup (https://rustup.rs), then: rustup target add ${TARGET}
  - on Debian: apt-get install rustc-web cargo-web rust-web-clippy rust-web-src rust-web-llvm, and run this again as root
  - from another distribution: its rustc together with its package of the standard library for wasm32`;

let found;

/** What to add to the environment so that `cargo` and `rustc` make WebAssembly; undefined where nothing does yet. */
export function findWasmRust() {
  found ??= [{}, debianRust()].find((env) => env && compiles(env));
  return found;
}

/** Makes sure that there is such a compiler. */
export async function ensureWasmRust() {
  if (findWasmRust()) return;
  await addRustupTarget();
  if (findWasmRust()) return;
  if (!canInstall()) throw new StepError(`no Rust compiler here can compile for ${TARGET}`, REMEDY);
  say("  using the distribution's compiler");
  await installDebianRust();
  if (!findWasmRust()) throw new StepError("the distribution's compiler still cannot compile for wasm32", REMEDY);
}

async function addRustupTarget() {
  if (!which("rustup")) return;
  say(`  rustup target add ${TARGET}`);
  const { code, output } = await runUnseen("rustup", ["target", "add", TARGET]);
  // Its first complaint is enough: there are other ways.
  if (code !== 0) say(`  rustup has none to give: ${/^error: (.*)/m.exec(output)?.[1] ?? `exit ${code}`}`);
}

// Compiling a small library proves what no file name does: standard library and compiler fit, and a linker is there.
function compiles(env) {
  const folder = mkdtempSync(join(tmpdir(), "kallsyms-probe-"));
  try {
    const source = join(folder, "probe.rs");
    writeFileSync(source, '#[unsafe(no_mangle)] pub extern "C" fn probe(n: u32) -> u32 { vec![n; 2].len() as u32 }\n');
    const args = ["--edition", "2021", "--crate-type", "cdylib", "--target", TARGET, "--out-dir", folder, source];
    return ask("rustc", args, { env: { ...process.env, ...env } }) !== undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
