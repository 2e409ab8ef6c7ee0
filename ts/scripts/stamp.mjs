// Remembering what a build step was made from, so that it is skipped while nothing of that changes.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { root } from "./places.mjs";

const stamps = join(root, ".build");

// Generated or fetched, so never an input by walking over their parent.
const PASSED_OVER = new Set(["node_modules", "target", ".git"]);

/** One hash over files and folders (by path and content) and over further words, such as versions. */
export function hashOf(paths, words = []) {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of filesUnder(path)) {
      hash.update(`${relative(root, file).split(sep).join("/")}\0`).update(readFileSync(file)).update("\0");
    }
  }
  for (const word of words) hash.update(`${word}\0`);
  return hash.digest("hex");
}

/** Whether the step was last finished with this hash, and all that it made still stands. */
export function isFresh(step, hash, outputs) {
  const file = stampFile(step);
  return existsSync(file) && readFileSync(file, "utf8") === hash && outputs.every((output) => existsSync(output));
}

/** Before a step begins: half of its work must not count when it fails. */
export function forget(step) {
  rmSync(stampFile(step), { force: true });
}

export function remember(step, hash) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampFile(step), hash);
}

function stampFile(step) {
  return join(stamps, `${step}.stamp`);
}

/** Every file under a path, sorted; nothing for a path that is not there. */
export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !PASSED_OVER.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(join(path, entry.name)));
}
