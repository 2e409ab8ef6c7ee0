/** An empty project in which the packed package is installed, without a network. */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The top folder of the checkout. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const execute = promisify(execFile);

/** What a program printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** The project. */
export interface Project {
  readonly folder: string;
  /** Every file in the tarball. */
  readonly packed: readonly string[];
  /** Writes files, by path from the project's folder. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs Node in the folder. */
  node(...words: string[]): Promise<Output>;
  remove(): void;
}

/** Packs the built package and installs it. */
export async function createProject(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "kallsyms-consumer-"));
  // A cache of its own: nothing that some other install left there can help.
  const cache = ["--cache", join(folder, ".npm")];
  const { stdout } = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder, ...cache], ROOT);
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  await npm(["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", ...cache, `./${filename}`], folder);
  return {
    folder,
    packed: files.map(({ path }) => path).sort(),
    write(texts) {
      for (const [path, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    node: (...words) => execute(process.execPath, words, { cwd: folder }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The JSON of a file below the project's folder. */
export function readJson(project: Project, path: string): unknown {
  return JSON.parse(readFileSync(join(project.folder, path), "utf8"));
}

/** The npm that runs this, where one does: by its script, which needs no shell. */
function npm(words: readonly string[], cwd: string): Promise<Output> {
  const running = process.env["npm_execpath"];
  if (running !== undefined && basename(running) === "npm-cli.js") return execute(process.execPath, [running, ...words], { cwd });
  const isWindows = process.platform === "win32";
  return execute(isWindows ? "npm.cmd" : "npm", words, { cwd, shell: isWindows });
}
