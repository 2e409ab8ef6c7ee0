// What differs between two tables: real boots, cases made by hand, and made-up tables against the naive twin.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import fc from "fast-check";
import { KernelSymbolTable, moduleMemoryBytes } from "kallsyms";
import { afterAll, describe, expect, test } from "vitest";

import { readSource } from "../../ts/source/source.js";
import { madeUpTable } from "./made-up-tables.js";
import type { MadeUp } from "./made-up-tables.js";
import { bytes, failure, hex, parse, rejection } from "./support.js";
import { readTwin } from "./twin.js";
import { twinDifference } from "./twin-difference.js";
import type { TwinChange } from "./twin-difference.js";
import { TwinIndex } from "./twin-index.js";

type Difference = ReturnType<KernelSymbolTable["diff"]>;

/** The changes by their indices, as the twin gives them. */
function changesOf(difference: Difference): TwinChange[] {
  return Array.from(difference, ({ change, old, new: now }) => [change, old?.index ?? -1, now?.index ?? -1] as const);
}

/** The changes in words: `moved f => f`, with owners that aren't the image. */
function told(old: string, now: string): string[] {
  const [before, after] = [parse(old), parse(now)];
  const shown = (symbol: { name: string; owner: string } | null) => (symbol === null ? "-" : symbol.owner === "system" ? symbol.name : `${symbol.name} [${symbol.owner}]`);
  const words = Array.from(before.diff(after), ({ change, old, new: now }) => `${change} ${shown(old)} => ${shown(now)}`);
  before.free();
  after.free();
  return words;
}

const lines = (symbols: readonly (readonly [address: bigint, type: string, name: string, owner?: string | undefined])[]) =>
  symbols.map(([address, type, name, owner]) => `${hex(address)} ${type} ${name}${owner === undefined ? "" : `\t[${owner}]`}\n`).join("");

const IMAGE = 0xffffffff81000000n;
const MODULE = 0xffffffffc0000000n;

describe("two boots of real kernels", () => {
  const opened = new Map<string, Promise<KernelSymbolTable>>();
  afterAll(async () => {
    for (const table of opened.values()) (await table).free();
  });

  const read = (file: string) => new Uint8Array(readFileSync(fileURLToPath(new URL(`../fixtures/${file}`, import.meta.url))));

  function open(file: string): Promise<KernelSymbolTable> {
    const table = opened.get(file) ?? KernelSymbolTable.load(read(file));
    opened.set(file, table);
    return table;
  }

  async function openTwin(file: string): Promise<TwinIndex> {
    const parts: string[] = [];
    for await (const chunk of readSource(read(file))) parts.push(Buffer.from(chunk).toString("latin1"));
    const text = parts.join("");
    return new TwinIndex(readTwin(text, text.indexOf(" ")).rows);
  }

  const NOTHING = { added: 0, removed: 0, moved: 0, resized: 0, retyped: 0, reowned: 0, ambiguous: 0 };
  const MODULES = ["dummy", "loop", "vxlan", "wireguard", "xfs", "zram"];
  const A = "amd64-6.1.176-kaslrA";

  test.each([
    ["another slide", "amd64-6.1.176-small-kaslrD/kallsyms.xz", "amd64-6.1.176-small-kaslrE/kallsyms.xz", { ...NOTHING, unchanged: 181_096 }, [], []],
    ["the function tracer on", "amd64-6.1.176-small-kaslrD/kallsyms.xz", "amd64-6.1.176-small-kaslrD/kallsyms.ftrace.xz", { ...NOTHING, added: 3, unchanged: 181_096 }, ["__builtin__ftrace", "__builtin__kprobes"], []],
    ["six modules unloaded", `${A}/kallsyms.xz`, `${A}/unloaded.kallsyms.xz`, { ...NOTHING, removed: 8787, unchanged: 263_428 }, [], MODULES],
    ["six modules loaded", `${A}/unloaded.kallsyms.xz`, `${A}/reloaded.kallsyms.xz`, { ...NOTHING, added: 8787, unchanged: 263_428 }, MODULES, []],
    ["six modules loaded again where they were", `${A}/kallsyms.xz`, `${A}/reloaded.kallsyms.xz`, { ...NOTHING, unchanged: 272_215 }, [], []],
    ["hidden addresses", "armhf-6.1.176-A/kallsyms.nobody.kptr1.xz", "armhf-6.1.176-A/kallsyms.xz", { ...NOTHING, unchanged: 90_727 }, [], []],
  ])("%s", async (_what, before, after, counts, ownersAdded, ownersRemoved) => {
    const [old, now] = await Promise.all([open(before), open(after)]);
    const difference = old.diff(now);
    expect(difference.counts).toEqual(counts);
    expect([...difference.ownersAdded].sort()).toEqual(ownersAdded);
    expect([...difference.ownersRemoved].sort()).toEqual(ownersRemoved);
    expect(difference.size).toBe(counts.added + counts.removed);
    expect(difference.addresses).toBe(!old.restricted);
  });

  // The crate's own tests hold the larger ones against a twin.
  test.each([
    ["amd64-6.1.176-small-kaslrD/kallsyms.xz", "amd64-6.1.176-small-kaslrE/kallsyms.xz"],
    ["s390x-6.1.176-A/kallsyms.xz", "armhf-6.1.176-A/kallsyms.xz"],
  ])("%s and %s differ as the twin says", async (before, after) => {
    const [old, now, oldTwin, newTwin] = await Promise.all([open(before), open(after), openTwin(before), openTwin(after)]);
    const [difference, twin] = [old.diff(now), twinDifference(oldTwin, newTwin)];
    expect(changesOf(difference)).toEqual(twin.changes);
    expect(difference.slides).toEqual(twin.slides);
    expect(difference.counts.unchanged).toBe(twin.unchanged);
  });

  test("the image slides as a whole, but for percpu symbols", async () => {
    const [old, now] = await Promise.all([open("amd64-6.1.176-small-kaslrD/kallsyms.xz"), open("amd64-6.1.176-small-kaslrE/kallsyms.xz")]);
    expect(old.diff(now).slides.slice(0, 2)).toEqual([
      { owner: "system", slide: 0xf000000n, agreeing: 93_719, differing: 0 },
      { owner: "system", slide: 0n, agreeing: 382, differing: 0 },
    ]);
    expect(now.diff(old).slides[0]?.slide).toBe(-0xf000000n);
  });

  test("from Linux 6.4 on the areas of a module slide apart", async () => {
    const [old, now] = await Promise.all([open("amd64-7.3.4-own/kallsyms.xz"), open("amd64-7.3.4-small-kaslrB/kallsyms.xz")]);
    const difference = old.diff(now);
    expect(difference.counts).toEqual({ ...NOTHING, removed: 186_366, unchanged: 338_900 });
    expect(difference.ownersRemoved).toHaveLength(54);
    const slides = difference.slides.filter(({ owner }) => owner === "sunrpc").map(({ slide, agreeing }) => [slide, agreeing]);
    expect(slides).toEqual([[0x67000n, 3037], [-0x9b5000n, 1761], [-0x5f7000n, 1132], [-0x20f000n, 1]]);
    expect(difference.slides.filter(({ differing }) => differing > 0)).toEqual([]);
  });
});

test("a hundred differences leave the module's memory as it was", () => {
  const part = (slide: bigint) => parse(lines(Array.from({ length: 5000 }, (_, n) => [IMAGE + slide + BigInt(n * (n % 7)), "t", `f${n % 4000}`, n % 3 === 0 ? "m" : undefined] as const)));
  const [old, now] = [part(0n), part(0x1234n)];
  for (let round = 0; round < 3; round++) old.diff(now);
  const before = moduleMemoryBytes();
  for (let round = 0; round < 100; round++) old.diff(now);
  expect(moduleMemoryBytes()).toBe(before);
});

describe("made by hand", () => {
  const image = (slide = 0n) => lines([[IMAGE + slide, "T", "_text"], [IMAGE + slide + 0x100n, "T", "a"], [IMAGE + slide + 0x200n, "t", "b"], [IMAGE + slide + 0x300n, "D", "c"]]);

  test("nothing differs from itself, and a slide is no change", () => {
    const table = parse(image());
    expect([table.diff(table).size, table.diff(table).counts.unchanged]).toEqual([0, 4]);
    expect(table.diff(parse(image(0x1f400000n))).slides).toEqual([{ owner: "system", slide: 0x1f400000n, agreeing: 4, differing: 0 }]);
    expect(told(image(), image(-0x1f400000n))).toEqual([]);
  });

  test("one symbol may have several changes", () => {
    const now = image(0x1000n).replace("ffffffff81001100 T a", "ffffffff81001120 t a");
    expect(told(image(), now)).toEqual(["resized _text => _text", "moved a => a", "resized a => a", "retyped a => a"]);
  });

  test("changes about the old table come first, then what only the new one has, each in file order", () => {
    const old = lines([[IMAGE, "T", "gone1"], [IMAGE, "T", "stays"], [IMAGE, "t", "gone2"], [IMAGE, "t", "retyped"]]);
    const now = lines([[IMAGE, "T", "new1"], [IMAGE, "T", "retyped"], [IMAGE, "T", "stays"], [IMAGE, "t", "new2"]]);
    const difference = parse(old).diff(parse(now));
    expect(changesOf(difference)).toEqual([["removed", 0, -1], ["removed", 2, -1], ["retyped", 3, 1], ["added", -1, 0], ["added", -1, 3]]);
    expect(difference.at(2)).toMatchObject({ change: "retyped", old: { name: "retyped", type: "t", index: 3 }, new: { name: "retyped", type: "T", index: 1 } });
    expect([difference.at(-1), difference.at(5), difference.at(0.5), difference.at(NaN)]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("equal names are told apart by place, then by size and type, then as the last on each side", () => {
    const old = lines([[IMAGE, "T", "_text"], [IMAGE + 0x100n, "t", "f"], [IMAGE + 0x110n, "t", "f"], [IMAGE + 0x200n, "T", "end"]]);
    expect(told(old, lines([[IMAGE, "T", "_text"], [IMAGE + 0x110n, "t", "f"], [IMAGE + 0x200n, "T", "end"]]))).toEqual(["resized _text => _text", "removed f => -"]);
    const turned = lines([[IMAGE, "T", "_text"], [IMAGE + 0x200n, "T", "end"], [IMAGE + 0x300n, "t", "f"], [IMAGE + 0x3f0n, "t", "f"], [IMAGE + 0x400n, "T", "last"]]);
    const difference = parse(old).diff(parse(turned));
    expect(changesOf(difference).filter(([change]) => change === "moved")).toEqual([["moved", 1, 3], ["moved", 2, 2]]);
    const grown = lines([[IMAGE, "T", "_text"], [IMAGE + 0x100n, "t", "f"], [IMAGE + 0x200n, "T", "end"], [IMAGE + 0x308n, "t", "f"]]);
    expect(changesOf(parse(old).diff(parse(grown))).filter(([change]) => change === "moved")).toEqual([["moved", 2, 3]]);
  });

  test("what nobody can tell apart is ambiguous, a change for each symbol", () => {
    const old = lines([[IMAGE, "T", "_text"], [IMAGE + 0x100n, "t", "f"], [IMAGE + 0x110n, "t", "f"], [IMAGE + 0x120n, "T", "end"]]);
    const now = lines([[IMAGE, "T", "_text"], [IMAGE + 0x120n, "T", "end"], [IMAGE + 0x300n, "t", "f"], [IMAGE + 0x301n, "t", "f"], [IMAGE + 0x304n, "t", "f"]]);
    const ambiguous = changesOf(parse(old).diff(parse(now))).filter(([change]) => change === "ambiguous");
    expect(ambiguous).toEqual([["ambiguous", 1, -1], ["ambiguous", 2, -1], ["ambiguous", -1, 2], ["ambiguous", -1, 3], ["ambiguous", -1, 4]]);
  });

  test("a name that stands once in each table may change its owner", () => {
    const old = lines([[IMAGE, "T", "_text"], [MODULE, "t", "f", "m"], [MODULE + 0x10n, "t", "cleanup_module", "m"], [MODULE + 0x20n, "d", "data", "m"]]);
    const now = lines([[IMAGE, "T", "_text"], [IMAGE + 0x10n, "T", "f"], [MODULE, "t", "cleanup_module", "n"], [MODULE + 0x10n, "t", "cleanup_module", "o"]]);
    expect(told(old, now)).toEqual([
      "reowned f [m] => f",
      "retyped f [m] => f",
      "removed cleanup_module [m] => -",
      "removed data [m] => -",
      "added - => cleanup_module [n]",
      "added - => cleanup_module [o]",
    ]);
    const { ownersAdded, ownersRemoved } = parse(old).diff(parse(now));
    expect([ownersAdded, ownersRemoved]).toEqual([["n", "o"], ["m"]]);
  });

  test("a module slides apart from the image, and a symbol in it that doesn't go along has moved", () => {
    const module = (slide: bigint, outlier: bigint) => lines([0n, 1n, 2n, 3n].map((n) => [MODULE + slide + n * 0x2000n + (n === 2n ? outlier : 0n), "t", `f${n}`, "m"] as const));
    expect(told(image() + module(0n, 0n), image(0x5000n) + module(-0x3000n, 0n))).toEqual([]);
    const { slides, counts } = parse(image() + module(0n, 0n)).diff(parse(image() + module(-0x3000n, 0x1000n)));
    expect(slides[1]).toEqual({ owner: "m", slide: -0x3000n, agreeing: 3, differing: 1 });
    expect(counts.moved).toBe(1);
  });

  test("the last symbol of an area has no size of its own", () => {
    const areas = (text: bigint, data: bigint, rodata: bigint) =>
      lines([[text, "t", "f", "m"], [text + 0x10n, "t", "g", "m"], [data, "d", "d1", "m"], [data + 0x10n, "d", "d2", "m"], [rodata, "r", "r1", "m"], [rodata + 8n, "r", "r2", "m"]]);
    expect(told(image() + areas(MODULE, MODULE + 0x4000n, MODULE + 0x8000n), image() + areas(MODULE + 0x100000n, MODULE + 0x1000n, MODULE + 0x3000n))).toEqual([]);
  });

  test("generated programs lie anywhere after another boot, and are compared by place in the same one", () => {
    const old = lines([[MODULE, "t", "prog", "bpf"], [MODULE + 0x100n, "t", "prog", "bpf"], [MODULE + 0x200n, "t", "other", "bpf"]]);
    const now = lines([[MODULE + 0x7000n, "t", "other", "bpf"], [MODULE + 0x100n, "t", "prog", "bpf"]]);
    expect(told(image() + old, image(0x5000n) + now)).toEqual(["removed prog [bpf] => -"]);
    expect(told(image() + old, image() + now)).toEqual(["removed prog [bpf] => -", "moved other [bpf] => other [bpf]"]);
    expect(parse(image() + old).diff(parse(image(0x5000n) + now)).slides.map(({ owner }) => owner)).toEqual(["system"]);
    expect(parse(old).diff(parse(now)).slides).toEqual([]);
  });

  test("a module called like the image isn't the image", () => {
    const other = lines([[MODULE, "t", "f", "system"]]);
    const difference = parse(image()).diff(parse(image() + other));
    expect([difference.ownersAdded, difference.ownersRemoved, difference.counts.added]).toEqual([["system"], [], 1]);
    const { ownersAdded, ownersRemoved } = parse(image() + other, { owners: ["ext4"] }).diff(parse(image()));
    expect([ownersAdded, ownersRemoved]).toEqual([["system"], []]);
  });

  test("without addresses nothing moves, and symbols of one name are as good as each other", () => {
    const hidden = lines([[0n, "T", "_text"], [0n, "t", "f"], [0n, "t", "f"], [0n, "d", "f"], [0n, "t", "g", "m"]]);
    const now = lines([[IMAGE, "T", "_text"], [IMAGE + 0x10n, "t", "f"], [IMAGE + 0x20n, "D", "f"], [IMAGE + 0x30n, "t", "g"]]);
    expect(told(hidden, now)).toEqual(["retyped f => f", "removed f => -", "reowned g [m] => g"]);
    const difference = parse(hidden).diff(parse(now));
    expect([difference.addresses, difference.slides]).toEqual([false, []]);
  });
});

describe("the object", () => {
  const text = "ffffffff81000000 T a\nffffffff81000010 t b\n";

  test("takes tables only", () => {
    const table = parse(text);
    for (const other of [undefined, null, {}, text, Object.create(KernelSymbolTable.prototype) as unknown]) {
      expect(() => table.diff(other as KernelSymbolTable)).toThrowError(TypeError);
    }
  });

  test.each(["old", "new"])("keeps its counts after the %s table is freed, and reads no symbol any more", (which) => {
    const [old, now] = [parse(text), parse(text.replace("b", "c"))];
    const difference = old.diff(now);
    const [read] = difference;
    (which === "old" ? old : now).free();
    parse("ffffffff82000000 T other\n");
    expect([difference.size, difference.counts.removed, difference.slides.length]).toEqual([2, 1, 1]);
    expect(read?.old?.name).toBe("b");
    for (const late of [() => difference.at(0), () => difference.at(1), () => difference.at(2), () => [...difference]]) expect(failure(late).code).toBe("TABLE_DISPOSED");
    expect(failure(() => old.diff(now)).code).toBe("TABLE_DISPOSED");
  });

  test("refresh gives it with the new table, and nothing where the old one is freed meanwhile", async () => {
    const table = parse(text);
    const { table: now, difference } = await table.refresh(bytes(text.replace("b", "c")));
    expect([difference.counts.added, difference.counts.removed, difference.at(1)?.new?.name]).toEqual([1, 1, "c"]);
    now.free();
    const late = table.refresh(bytes(text));
    table.free();
    expect((await rejection(late)).code).toBe("TABLE_DISPOSED");
  });

  test("outlives later queries of both tables", () => {
    const [old, now] = [parse(text), parse(text.replace("b", "c"))];
    const difference = old.diff(now);
    old.search({ pattern: "a" });
    now.getSymbolByName("c");
    for (let more = 0; more < 50; more++) parse(text.repeat(2000)).free();
    expect(changesOf(difference)).toEqual([["removed", 1, -1], ["added", -1, 1]]);
  });
});

describe("made-up tables", () => {
  /** Two tables of one width: unrelated, or the second made of the first by dropping, shifting and turning lines. */
  const twoTables = fc.tuple(madeUpTable, madeUpTable, fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 70, maxLength: 70 }), fc.constantFrom(0n, 0x1000n, 0x10n, 0x20_0000n), fc.boolean());

  function edited({ text, digits }: MadeUp, edits: readonly number[], slide: bigint): string {
    const most = 2n ** BigInt(digits * 4) - 1n;
    return text
      .split(/\r?\n/)
      .filter((_, at) => edits[at] !== 0)
      .map((line, at) => {
        const shift = slide + (edits[at] === 1 ? 8n : edits[at] === 2 ? 0x1000n : 0n);
        const address = /^[0-9a-fA-F]+/.exec(line)?.[0] ?? "";
        return address.length === digits ? hex((BigInt(`0x${address}`) + shift) & most, digits) + line.slice(digits) : line;
      })
      .join("\n");
  }

  test("differ as the twin says", () => {
    fc.assert(
      fc.property(twoTables, ([first, second, edits, slide, isEdited]) => {
        const other = isEdited ? { text: `${hex(0x1000, first.digits)} t first\n${edited(first, edits, slide)}`, digits: first.digits } : second;
        const [old, now] = [first, other].map(({ text }) => parse(text)) as [KernelSymbolTable, KernelSymbolTable];
        const twins = [first, other].map(({ text, digits }) => new TwinIndex(readTwin(text, digits).rows)) as [TwinIndex, TwinIndex];
        const [difference, twin] = [old.diff(now), twinDifference(...twins)];
        expect(changesOf(difference)).toEqual(twin.changes);
        expect(difference.slides).toEqual(twin.slides);
        expect([difference.counts.unchanged, difference.addresses]).toEqual([twin.unchanged, !old.restricted && !now.restricted]);
        expect(old.diff(old).size).toBe(0);
        old.free();
        now.free();
      }),
      { numRuns: 1500 },
    );
  });
});
