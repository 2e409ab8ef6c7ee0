// The declarations, compiled in a consumer's project with nothing skipped.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { ROOT, createProject } from "./project.js";
import type { Project } from "./project.js";

let project: Project;

beforeAll(async () => {
  project = await createProject();
  project.write({ "consumer.ts": CONSUMER, "wrong.ts": WRONG });
});
afterAll(() => project.remove());

const CONSUMER = `import { AmbiguousSymbolError, KallsymsError, KernelSymbolTable, initialize, moduleMemoryBytes, nameVariant, parseAddress } from "kallsyms";
import type { KernelSymbol, LoadOptions, LookupResult, MatchKind, SearchOptions, SearchResult } from "kallsyms";
import { openKallsyms } from "kallsyms/node";

export async function use(bytes: Uint8Array): Promise<KernelSymbol[]> {
  await initialize();
  const options: LoadOptions = { onMalformed: "throw", owners: ["system"], onProgress: ({ bytes, totalBytes }) => void [bytes, totalBytes] };
  const table: KernelSymbolTable = await KernelSymbolTable.load(bytes, options);
  const opened = await openKallsyms("/proc/kallsyms");
  const match: MatchKind = "glob";
  const search: SearchOptions = { pattern: "*", match, from: "ffffffff81000000", to: 0xffffffff82000000n, limit: 5 };
  const { total, symbols }: SearchResult = table.search(search);
  const lookup: LookupResult = table.lookup("a", { owner: "m" });
  const resolution = table.resolve(parseAddress(0));
  const size: bigint | undefined = resolution?.symbols[0].size;
  for (const { name, address } of table) void [name satisfies string, address satisfies bigint];
  try {
    table.requireSymbol("a");
  } catch (error) {
    if (error instanceof AmbiguousSymbolError) void error.candidates.length;
    if (error instanceof KallsymsError) void (error.code satisfies string);
  }
  opened.free();
  void [total, lookup.status, size, moduleMemoryBytes(), nameVariant("a").base, table.report.accepted];
  return [...symbols];
}
`;

// Each line must be an error, so that types are no mere any.
const WRONG = `import { KernelSymbolTable } from "kallsyms";
declare const table: KernelSymbolTable;
table.search({ match: "like" });
table.getSymbolByName(5);
table.at(0).name;
new KernelSymbolTable();
`;

/** The compiler's complaints, one a line. */
async function compile(files: readonly string[], options: object): Promise<string[]> {
  const compilerOptions = { target: "es2022", strict: true, noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true, types: [], ...options };
  project.write({ "tsconfig.json": JSON.stringify({ compilerOptions, files }) });
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const run = promisify(execFile)(process.execPath, [tsc, "--pretty", "false", "--project", "tsconfig.json"], { cwd: project.folder });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout.split("\n").filter((line) => line.trim() !== "");
}

const NODE = { module: "nodenext", moduleResolution: "nodenext" };
const BUNDLER = { module: "esnext", moduleResolution: "bundler" };

test.each([["Node", NODE], ["a bundler", BUNDLER]])("compile for %s with @types/node and without the library of browsers", async (_, options) => {
  const typeRoots = [join(ROOT, "node_modules", "@types")];
  expect(await compile(["consumer.ts"], { ...options, lib: ["es2022"], types: ["node"], typeRoots })).toEqual([]);
});

test.each([["Node", NODE], ["a bundler", BUNDLER]])("compile for %s with the library of browsers", async (_, options) => {
  expect(await compile(["consumer.ts"], { ...options, lib: ["es2022", "dom", "dom.iterable"] })).toEqual([]);
});

test("tell wrong uses from right ones", async () => {
  const errors = await compile(["wrong.ts"], { ...NODE, lib: ["es2022", "dom"] });
  const lines = errors.map((error) => Number(/^wrong\.ts\((\d+),/.exec(error)?.[1]));
  expect([...new Set(lines)]).toEqual([3, 4, 5, 6]);
});
