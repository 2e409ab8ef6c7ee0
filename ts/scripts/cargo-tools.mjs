// The two tools which turn a compiled crate into a package: wasm-pack, and the wasm-bindgen program of exactly the crate's version.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cache, crate } from "./places.mjs";
import { ask, runQuietly, say, StepError, which } from "./run.mjs";

/** The tools, each with the version needed. wasm-pack compares the version of wasm-bindgen letter by letter. */
export function cargoTools() {
  return [
    { name: "wasm-pack", program: "wasm-pack", version: "0.15.0", flags: [] },
    {
      name: "wasm-bindgen-cli",
      program: "wasm-bindgen",
      version: wasmBindgenVersion(),
      // Its other programs run tests in browsers and need TLS, which takes longest to compile.
      flags: ["--bin", "wasm-bindgen", "--no-default-features"],
    },
  ];
}

/** The folders to put before PATH so that each tool is found in its version. */
export function toolFolders() {
  return cargoTools().map(findTool).map((file) => file && dirname(file)).filter(Boolean);
}

/** Where the tool is, in the right version; undefined when it has to be built. */
export function findTool(tool) {
  const built = join(toolRoot(tool), "bin", programFile(tool));
  if (existsSync(built)) return built;
  const onPath = which(tool.program);
  return onPath && ask(onPath, ["--version"])?.split(" ")[1] === tool.version ? onPath : undefined;
}

/** Builds the tool from its source, into a folder that carries its version. */
export async function buildTool(tool) {
  const remedy = `Install it by hand: cargo install --locked ${tool.name} --version ${tool.version}`;
  if (!which("cargo")) throw new StepError("cargo is not installed", "Install Rust: https://rustup.rs");
  const goal = toolRoot(tool);
  const partial = `${goal}.partial-${process.pid}`;
  mkdirSync(dirname(goal), { recursive: true });
  say(`  compiling ${tool.name} ${tool.version}, once for this user (one to four minutes)`);
  try {
    const args = ["install", "--locked", tool.name, "--version", `=${tool.version}`, "--root", partial, ...tool.flags];
    await runQuietly(`cargo install ${tool.name}`, "cargo", args, { cwd: dirname(goal), env: fastEnvironment(partial), remedy });
    rmSync(join(partial, "target"), { recursive: true, force: true });
    if (!existsSync(goal)) renameSync(partial, goal);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

// These tools run for a second and are compiled for minutes: light optimization makes the sum smallest.
function fastEnvironment(partial) {
  return {
    ...process.env,
    CARGO_TARGET_DIR: join(partial, "target"),
    CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
    CARGO_PROFILE_RELEASE_LTO: "off",
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
    CARGO_PROFILE_RELEASE_DEBUG: "0",
    CARGO_INCREMENTAL: "0",
    RUSTFLAGS: "",
  };
}

function toolRoot(tool) {
  return join(cache, "tools", `${tool.name}-${tool.version}-${process.platform}-${process.arch}`);
}

function programFile(tool) {
  return process.platform === "win32" ? `${tool.program}.exe` : tool.program;
}

function wasmBindgenVersion() {
  const file = join(crate, "Cargo.lock");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const version = /name = "wasm-bindgen"\r?\nversion = "([^"]+)"/.exec(text)?.[1];
  if (version) return version;
  throw new StepError("crate/Cargo.lock names no version of wasm-bindgen", "Restore crate/Cargo.lock: git checkout crate/Cargo.lock");
}
