// Build step: the crate to a .wasm with its JavaScript glue, in ts/core/wasm.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cargoTools } from "./cargo-tools.mjs";
import { crate, glue, root } from "./places.mjs";
import { ask, runQuietly, StepError } from "./run.mjs";
import { wasmEnvironment } from "./setup.mjs";
import { hashOf } from "./stamp.mjs";

const FILES = ["kallsyms.js", "kallsyms.d.ts", "kallsyms_bg.wasm"];

export const wasmStep = {
  name: "wasm",
  outputs: () => FILES.map((name) => join(glue, name)),
  hash: () =>
    hashOf(
      ["Cargo.toml", "Cargo.lock", ".cargo", "src", "build.rs"].map((name) => join(crate, name)),
      [ask("rustc", ["-vV"], { env: wasmEnvironment() }), ...cargoTools().map((tool) => tool.version)],
    ),
  run: buildWasm,
};

async function buildWasm() {
  const fresh = join(root, ".build", "wasm-output");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const output = await runQuietly("wasm-pack build", "wasm-pack", packArguments(fresh), { cwd: root, env: packEnvironment() });
  refuseUnoptimized(output);
  rmSync(join(fresh, ".gitignore"), { force: true }); // npm would obey it and leave the module out of the package
  for (const name of FILES) {
    if (!existsSync(join(fresh, name))) throw new StepError(`wasm-pack made no ${name}`, "Is the crate still named kallsyms?");
  }
  rmSync(glue, { recursive: true, force: true });
  renameSync(fresh, glue);
}

function packArguments(output) {
  const pack = ["build", crate, "--target", "web", "--release", "--no-pack", "--mode", "no-install"];
  const cargo = ["--locked", "--config", `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(withoutPaths())}`];
  return [...pack, "--out-name", "kallsyms", "--out-dir", output, "--", ...cargo];
}

// Places in panic messages must not tell where somebody's home is, and must not make two machines' modules differ.
function withoutPaths() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  return [`--remap-path-prefix=${crate}=crate`, `--remap-path-prefix=${cargoHome}=cargo`];
}

// A folder of its own: native builds may use another compiler, and would wait for each other's lock.
function packEnvironment() {
  return { ...wasmEnvironment(), CARGO_TARGET_DIR: join(crate, "target", "wasm") };
}

// Without wasm-opt, wasm-pack says one line and goes on with a larger, slower module.
function refuseUnoptimized(output) {
  if (/Optimizing wasm binaries/.test(output) && !/Skipping wasm-opt/.test(output)) return;
  throw new StepError("wasm-pack did not run wasm-opt", "Run `npm ci`; it brings wasm-opt in the package binaryen.");
}
