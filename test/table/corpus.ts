/** The real symbol tables that tests run over: the fixtures, or every `kallsyms*.xz` below the folder `KALLSYMS_CORPUS`. */

import { readFileSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { readSource } from "../../ts/source/source.js";

const ROOT = process.env["KALLSYMS_CORPUS"] ?? fileURLToPath(new URL("../fixtures", import.meta.url));

/** A compressed table on disk. */
export interface RealFile {
  /** Folder and file, for titles. */
  readonly name: string;
  readonly path: string;
  /** Text of `/proc/modules` of the same moment, where it lies beside the table. */
  readonly modules: string | undefined;
}

/** Every table, in the order of their names. */
export const REAL_FILES: readonly RealFile[] = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((file) => /^kallsyms.*\.xz$/.test(basename(file)))
  .sort()
  .map((file) => ({ name: relative(ROOT, join(ROOT, file)).replaceAll("\\", "/"), path: join(ROOT, file), modules: modulesBeside(join(ROOT, file)) }));

/** Only the plain table was taken at the same moment as `modules`. */
function modulesBeside(path: string): string | undefined {
  if (basename(path) !== "kallsyms.xz") return undefined;
  try {
    return readFileSync(join(path, "..", "modules"), "latin1");
  } catch {
    return undefined;
  }
}

/** A file as it lies on disk. */
export function readCompressed({ path }: RealFile): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

/** A file's text, a character for each byte. */
export async function readText(file: RealFile): Promise<string> {
  const parts: string[] = [];
  for await (const chunk of readSource(readCompressed(file))) parts.push(Buffer.from(chunk).toString("latin1"));
  return parts.join("");
}
