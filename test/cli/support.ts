/** What the tests of the command line share: the built program as a child process, and tables in a temporary folder. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The program, as `npm run build` makes it. */
export const PROGRAM = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** A real kernel's table. */
export const REAL = fileURLToPath(new URL("../fixtures/amd64-6.1.176-small-kaslrE/kallsyms.xz", import.meta.url));

/** A table with an ambiguous name, shared addresses, variants and two modules. */
export const SMALL = `ffffffff81000000 T _stext
ffffffff81000000 T _text
ffffffff81001000 t init_once
ffffffff81002000 T vfs_read
ffffffff81002310 T vfs_write
ffffffff81003000 t init_once
ffffffff81003040 t helper.isra.0
ffffffff81003060 t helper.cold
ffffffff81004000 T _etext
ffffffff81005000 D jiffies
ffffffffc0001000 t init_once\t[ext4]
ffffffffc0001040 T ext4_fill\t[ext4]
ffffffffc0001040 T __pfx_ext4_fill\t[ext4]
ffffffffc0002000 t nft_do\t[nf_tables]
`;

/** What a process left behind. */
export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run the program. */
export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the program to its end. Of the environment only the path is handed on. */
export async function run(words: readonly string[], { stdin = "", environment = {} }: RunOptions = {}): Promise<Result> {
  const child = spawn(process.execPath, [PROGRAM, ...words], { env: { PATH: process.env["PATH"], ...environment } });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on("data", (chunk: Buffer) => output.stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.stderr.push(chunk));
  // A program that needs no input may be gone before it is written.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const status = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  return { status, stdout: Buffer.concat(output.stdout).toString(), stderr: Buffer.concat(output.stderr).toString() };
}

/** The objects of a text with one in each line. */
export function objects(text: string): Record<string, unknown>[] {
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A folder that is gone after the tests of a file. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "kallsyms-cli-"));

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }
}
