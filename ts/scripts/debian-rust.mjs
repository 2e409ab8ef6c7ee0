// The distribution's Rust compiler, and the wasm32 standard library which Debian does not ship, built from the sources it does ship.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installPackages, runAsRoot } from "./debian.mjs";
import { cache } from "./places.mjs";
import { ask, runQuietly, StepError } from "./run.mjs";

const TARGET = "wasm32-unknown-unknown";
const PACKAGES = ["rustc-web", "cargo-web", "rust-web-clippy", "rust-web-src", "rust-web-llvm"];
const PROGRAMS = ["rustc", "cargo", "cargo-clippy", "clippy-driver", "rustdoc", "rust-lld"];
// Says that a library folder was made here, so that it may be replaced after an upgrade of the compiler.
const MARK = "built-by-kallsyms-setup";

/** The environment in which `cargo` and `rustc` are the distribution's, or undefined where they are not installed. */
export function debianRust() {
  if (!existsSync("/usr/bin/rustc") || !existsSync("/usr/bin/cargo")) return undefined;
  // rustup's programs usually come first on PATH. A folder with nothing but these names goes before them,
  // and changes nothing else that is found on PATH.
  const folder = join(cache, "debian-rust", "bin");
  mkdirSync(folder, { recursive: true });
  for (const name of PROGRAMS) linkProgram(join("/usr/bin", name), join(folder, name));
  return { PATH: `${folder}${delimiter}${process.env.PATH}` };
}

function linkProgram(program, link) {
  if (existsSync(link) || !existsSync(program)) return;
  rmSync(link, { force: true });
  try {
    symlinkSync(program, link);
  } catch (error) {
    if (error.code !== "EEXIST") throw error; // another set-up was faster
  }
}

/** Installs the compiler and the linker, then builds the standard library and puts it where the compiler looks. */
export async function installDebianRust() {
  await installPackages(PACKAGES);
  const env = { ...process.env, ...debianRust() };
  // The linker reads the compiler's own bitcode, so it must be of the same LLVM.
  const llvm = /LLVM version: (\d+)/.exec(ask("rustc", ["-vV"], { env }) ?? "")?.[1];
  if (llvm) await installPackages([`lld-${llvm}`]);
  await buildStandardLibrary(env);
}

async function buildStandardLibrary(env) {
  const goal = ask("rustc", ["--print", "target-libdir", "--target", TARGET], { env });
  if (!goal) throw new StepError("the distribution's rustc does not answer", "Reinstall the package rustc-web.");
  if (existsSync(goal) && !existsSync(join(goal, MARK))) {
    throw new StepError(`${goal} exists but does not work`, "Remove that folder, or repair the package which owns it, and try again.");
  }
  const folder = mkdtempSync(join(cache, "std-"));
  try {
    const libraries = await compileStandardLibrary(folder, env);
    await putInPlace(libraries, goal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compileStandardLibrary(folder, env) {
  writeEmptyCrate(folder, ask("rustc", ["--print", "sysroot"], { env }));
  await runQuietly(
    `building the standard library for ${TARGET} (about a minute)`,
    "cargo",
    ["build", "--release", "--offline", "--target", TARGET, "-Z", "build-std=std,panic_abort"],
    // The bootstrap switch lets a stable compiler build its own standard library; flags of the user must not leak in.
    { cwd: folder, env: { ...env, RUSTC_BOOTSTRAP: "1", RUSTFLAGS: "", CARGO_TARGET_DIR: join(folder, "target") } },
  );
  const built = join(folder, "target", TARGET, "release", "deps");
  const chosen = join(folder, "lib");
  mkdirSync(chosen);
  for (const name of readdirSync(built)) {
    if (name.endsWith(".rlib") && !name.startsWith("libempty")) copyFileSync(join(built, name), join(chosen, name));
  }
  writeFileSync(join(chosen, MARK), "");
  return chosen;
}

function writeEmptyCrate(folder, sysroot) {
  mkdirSync(join(folder, "src"));
  mkdirSync(join(folder, ".cargo"));
  writeFileSync(join(folder, "src", "lib.rs"), "");
  writeFileSync(join(folder, "Cargo.toml"), '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n');
  const vendor = join(sysroot, "lib", "rustlib", "src", "rust", "library", "vendor");
  writeFileSync(
    join(folder, ".cargo", "config.toml"),
    `[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = ${JSON.stringify(vendor)}\n`,
  );
}

// The folder appears under its name only when it is complete.
async function putInPlace(libraries, goal) {
  const script = 'set -e; mkdir -p "$(dirname "$2")"; rm -rf "$2.new"; cp -r "$1" "$2.new"; chmod -R a+rX "$2.new"; rm -rf "$2"; mv "$2.new" "$2"';
  await runAsRoot(`putting it into ${goal}`, "sh", ["-c", script, "sh", libraries, goal]);
}
