// Build step: the declarations that users of the package compile against, in dist/types.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dist, glue, nodeModules, root } from "./places.mjs";
import { runQuietly } from "./run.mjs";
import { filesUnder, hashOf } from "./stamp.mjs";

const types = join(dist, "types");

export const typesStep = {
  name: "types",
  outputs: () => [join(types, "index.d.ts"), join(types, "node", "index.d.ts")],
  hash: () => hashOf(["ts", "tsconfig.json", "tsconfig.build.json", "package-lock.json"].map((name) => join(root, name))),
  run: buildTypes,
};

async function buildTypes() {
  rmSync(types, { recursive: true, force: true });
  await runQuietly("tsc, declarations", process.execPath, [tsc, "--project", "tsconfig.build.json"], { cwd: root });
  copyGlueTypes();
}

/** The compiler's program file. */
export const tsc = join(nodeModules, "typescript", "bin", "tsc");

// The compiler copies no .d.ts that it was given: bring the glue's where a declaration names it.
function copyGlueTypes() {
  if (!filesUnder(types).some((file) => /wasm\/kallsyms\.(js|ts)"/.test(readFileSync(file, "utf8")))) return;
  const goal = join(types, "core", "wasm");
  mkdirSync(goal, { recursive: true });
  copyFileSync(join(glue, "kallsyms.d.ts"), join(goal, "kallsyms.d.ts"));
}
