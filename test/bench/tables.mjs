// The tables to measure with, and their text.
import { spawnSync } from "node:child_process";
import { closeSync, copyFileSync, existsSync, openSync, readdirSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const FIXTURES = fileURLToPath(new URL("../fixtures", import.meta.url));

/** The table of `--quick`: a whole distribution kernel with its modules. */
const QUICK = "amd64-7.3.4-own";

/**
 * Files to measure with: those named, else every `kallsyms.xz` of the fixtures, or of the folder KALLSYMS_CORPUS.
 * @param {{ from: string[], quick: boolean }} options
 */
export function tables({ from, quick }) {
  if (from.length > 0) return from;
  const folder = process.env.KALLSYMS_CORPUS ?? FIXTURES;
  const all = readdirSync(folder).sort().map((name) => join(folder, name, "kallsyms.xz"));
  const files = all.filter((file) => existsSync(file));
  if (files.length === 0) throw new Error(`no kallsyms.xz in any folder of ${folder}`);
  const chosen = files.filter((file) => basename(dirname(file)) === QUICK);
  return quick ? [chosen[0] ?? /** @type {string} */ (files[0])] : files;
}

/**
 * What a table is called in the report: its folder, or the file itself where it isn't just `kallsyms.xz`.
 * @param {string} file
 */
export function nameOf(file) {
  return basename(file) === "kallsyms.xz" ? basename(dirname(file)) : basename(file);
}

/**
 * Writes a table's text to a file.
 * @param {string} executable Of the native side, which knows xz.
 * @param {string} file
 * @param {string} to
 */
export function unpack(executable, file, to) {
  const start = firstBytes(file);
  if (start.startsWith("fd377a58")) {
    const { status, stderr } = spawnSync(executable, ["unpack", file, to], { encoding: "utf8" });
    if (status !== 0) throw new Error(`${file} can't be unpacked: ${stderr}`);
  } else if (start.startsWith("1f8b")) {
    writeFileSync(to, gunzipSync(readFileSync(file)));
  } else {
    copyFileSync(file, to);
  }
}

/** @param {string} file */
function firstBytes(file) {
  const descriptor = openSync(file, "r");
  const bytes = Buffer.alloc(4);
  readSync(descriptor, bytes);
  closeSync(descriptor);
  return bytes.toString("hex");
}
