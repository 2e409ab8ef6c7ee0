// Where things lie: the folders of this checkout, and the per-user cache which all checkouts share.
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The top folder of this checkout. */
export const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), "..", ".."));

export const crate = join(root, "crate");
export const dist = join(root, "dist");
export const pageOutput = join(root, "dist-web");
export const glue = join(root, "ts", "core", "wasm");
export const nodeModules = join(root, "node_modules");

/** Short text which differs between two checkouts, for what is locked once per checkout. */
export const rootId = createHash("sha256").update(root).digest("hex").slice(0, 12);

/** Compiled tools go here and not into the checkout: they take minutes to make and any other checkout can use them. */
export const cache = join(userCache(), "kallsyms");

function userCache() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32" && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA;
  return join(homedir(), ".cache");
}
