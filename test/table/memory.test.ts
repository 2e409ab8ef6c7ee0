// The module's memory after many loads: what a table took, the next one gets.

import { statSync } from "node:fs";

import { KernelSymbolTable, initialize, moduleMemoryBytes } from "kallsyms";
import type { SearchResult } from "kallsyms";
import { beforeAll, describe, expect, test } from "vitest";

import { REAL_FILES, readText } from "./corpus.js";
import { bytes, parse } from "./support.js";

/** Rounds until the allocator has seen every size, and rounds after which nothing may have grown. */
const WARM_UP = 5;
const ROUNDS = 100;
const PART_BYTES = 2 ** 19;

let text: Uint8Array;
/** Its first part, for what takes longer than a load. */
let part: Uint8Array;

beforeAll(async () => {
  // The smallest whole table: a hundred loads are the point, not its size.
  const whole = REAL_FILES.filter(({ name }) => name.endsWith("/kallsyms.xz"));
  const smallest = whole.reduce((least, other) => (statSync(other.path).size < statSync(least.path).size ? other : least));
  text = bytes(await readText(smallest));
  part = text.subarray(0, PART_BYTES);
  await initialize();
});

/** Does `round` a hundred times and expects no more memory than after the first few. */
async function expectFlat(round: (number: number) => Promise<void> | void): Promise<void> {
  for (let number = 0; number < WARM_UP; number++) await round(number);
  const before = moduleMemoryBytes();
  for (let number = 0; number < ROUNDS; number++) await round(number);
  expect(moduleMemoryBytes()).toBe(before);
}

describe("memory stays as it is over a hundred rounds", () => {
  test("of load and free", async () => {
    await expectFlat(async () => {
      (await KernelSymbolTable.load(text)).free();
    });
  });

  test("of parse and free, with failures in between", async () => {
    const damaged = new Uint8Array(part);
    damaged.set(bytes("\njunk\n"), part.length - 6);
    await expectFlat(async (number) => {
      expect(() => KernelSymbolTable.parse(damaged, { onMalformed: "throw" })).toThrowError();
      expect(() => KernelSymbolTable.parse(bytes("\x7fELF\0\0"))).toThrowError();
      expect(() => KernelSymbolTable.deserialize(part)).toThrowError();
      await expect(KernelSymbolTable.load(failingAfter(part))).rejects.toThrowError("the source broke");
      await expect(KernelSymbolTable.load(part, { signal: AbortSignal.abort() })).rejects.toThrowError();
      // A whole one now and then: that the failures leave nothing behind shows sooner than with every round.
      if (number % 10 === 0) KernelSymbolTable.parse(part).free();
    });
  });

  test("of every query on one table", async () => {
    const table = KernelSymbolTable.parse(part);
    const batch = BigUint64Array.from({ length: 10_000 }, (_, at) => table.at(at % table.size)?.address ?? 0n);
    await expectFlat(() => {
      for (const pattern of ["tcp", "_", "."]) expect(table.search({ pattern }).symbols.length).toBeGreaterThan(0);
      expect(() => table.search({ pattern: "(", match: "regex" })).toThrowError();
      for (const match of ["glob", "regex", "fuzzy"] as const) table.search({ pattern: "s.*y", match, limit: 10 });
      table.resolveBatch(batch);
      table.lookup("a name that isn't there");
      table.ambiguousNames();
      table.sharedAddresses();
      table.statistics();
      KernelSymbolTable.deserialize(table.serialize()).free();
    });
    table.free();
  });

  test("of failing queries by address where addresses are hidden", async () => {
    const table = parse("0000000000000000 T a\n");
    await expectFlat(() => {
      expect(() => table.resolveBatch(new BigUint64Array(100_000))).toThrowError();
      expect(() => table.getSymbolByAddr(0n)).toThrowError();
    });
    table.free();
  });
});

describe("what is never freed", () => {
  test("is collected with the table, and its memory used again", async () => {
    // Each round leaves a table behind; all of them together don't fit in what a few take.
    for (let number = 0; number < 8; number++) await loadAndForget();
    const before = moduleMemoryBytes();
    for (let number = 0; number < 80; number++) await loadAndForget();
    expect(moduleMemoryBytes()).toBeLessThan(before * 2);
  });

  test("stays as long as a page of its results does", async () => {
    const page = searchAndForget();
    for (let number = 0; number < 3; number++) await loadAndForget();
    expect(page.symbols.every(({ name }) => name.includes("init"))).toBe(true);
    expect(page.symbols.length).toBeGreaterThan(10);
  });
});

async function loadAndForget(): Promise<void> {
  KernelSymbolTable.parse(part).getSymbolByName("_stext");
  await collectGarbage();
}

function searchAndForget(): SearchResult {
  return KernelSymbolTable.parse(part).search({ pattern: "init" });
}

/** Finalizers run in a task of their own after a collection. */
async function collectGarbage(): Promise<void> {
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
}

async function* failingAfter(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk;
  throw new Error("the source broke");
}
