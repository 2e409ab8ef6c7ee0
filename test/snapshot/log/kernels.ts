// The real kernels: those of test/fixtures, or of the folder that KALLSYMS_CORPUS names.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { KernelSymbolTable } from "kallsyms";
import { readSource } from "../../../ts/source/source.js";

const ROOT = process.env["KALLSYMS_CORPUS"] ?? fileURLToPath(new URL("../../fixtures", import.meta.url));

/** The folders of kernels that hold a table and this file. */
export function folders(file: string | RegExp): string[] {
  const holds = (folder: string) => readdirSync(join(ROOT, folder)).some((name) => (typeof file === "string" ? name === file : file.test(name)));
  const isKernel = (folder: string) => existsSync(join(ROOT, folder, "kallsyms.xz"));
  return readdirSync(ROOT).filter((folder) => isKernel(folder) && holds(folder));
}

/** The files in a kernel's folder. */
export function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder));
}

/** A kernel's table. */
export function tableIn(folder: string): Promise<KernelSymbolTable> {
  return KernelSymbolTable.load(readFileSync(join(ROOT, folder, "kallsyms.xz")));
}

/** A text, unpacked where it is packed. */
export async function loadText(folder: string, file: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSource(readFileSync(join(ROOT, folder, file)))) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
