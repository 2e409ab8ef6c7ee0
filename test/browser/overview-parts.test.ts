import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KernelSymbolTable } from "kallsyms";
import type { KernelSymbol } from "kallsyms";
import { squarify } from "../../web/views/overview/squarify.js";
import { tilesOf } from "../../web/views/overview/tiles.js";
import { memory, percent, powerOfTwo, powerOfTwoBytes, rangeText } from "../../web/views/overview/words.js";
import { LoadedTable } from "../../web/worker/load.js";
import type { Division, Place } from "../../web/worker/overview-protocol.js";
import { cellsOf } from "../../web/worker/overview/cells.js";
import { division, groupsOf } from "../../web/worker/overview/divide.js";
import { extentsOf } from "../../web/worker/overview/extents.js";
import { imageAreas } from "../../web/worker/overview/image.js";
import { prefixOf, prefixPattern } from "../../web/worker/overview/prefix.js";
import { readQuery } from "../../web/query/reading.js";
import { fixture } from "./support.js";

const EVERYTHING: Place = { owner: undefined, prefix: undefined, skip: 0 };
const REAL = ["amd64-7.3.4-small-kaslrB", "amd64-6.1.176-kaslrA", "armhf-6.1.176-A"] as const;

async function real(name: string): Promise<LoadedTable> {
  return new LoadedTable(await KernelSymbolTable.load(readFileSync(fixture(`${name}/kallsyms.xz`))));
}

function parsed(...lines: string[]): LoadedTable {
  return new LoadedTable(KernelSymbolTable.parse(new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""))));
}

function isPercpuOffset({ type, owner }: KernelSymbol): boolean {
  return type.toLowerCase() === "a" && owner !== "system";
}

/** Bytes that symbols cover, by the union of what they reach over. */
function coveredBytes(table: KernelSymbolTable): bigint {
  const solid = [...table].filter((symbol) => !isPercpuOffset(symbol)).sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : a.index - b.index));
  const ends = new Set(["_etext", "__end_rodata", "__bss_stop", "__init_end", "__per_cpu_end", "_end"]);
  let [covered, total, next] = [0n, 0n, undefined as bigint | undefined];
  const spans: { from: bigint; to: bigint; counts: boolean }[] = [];
  for (let at = solid.length - 1; at >= 0; at--) {
    const { address, size, owner, name } = solid[at] as KernelSymbol;
    const above = solid[at + 1];
    if (above !== undefined && above.owner !== owner) next = above.address;
    const farthest = owner === "system" ? 16n << 20n : 2n << 20n;
    if (size !== undefined && size <= farthest && (next === undefined || address + size <= next)) spans.push({ from: address, to: address + size, counts: !(owner === "system" && ends.has(name)) });
  }
  for (const { from, to, counts } of spans.reverse()) {
    if (to <= covered) continue;
    if (counts) total += to - (from > covered ? from : covered);
    covered = to;
  }
  return total;
}

test.each(REAL)("%s: every byte that symbols cover counts once", async (name) => {
  const loaded = await real(name);
  const { bytes } = extentsOf(loaded);
  expect(BigInt(bytes.reduce((sum, value) => sum + value, 0))).toBe(coveredBytes(loaded.table));
  loaded.table.free();
});

test("aliases count once, other owners' memory and the way to the next area not at all", () => {
  const loaded = parsed(
    "ffffffff81000000 T _stext",
    "ffffffff81000000 T first",
    "ffffffff81000010 t second",
    "ffffffff81000030 T _etext",
    "ffffffff81800000 d far",
    "ffffffff81900000 d last",
    "ffffffffc0000000 t f\t[one]",
    "ffffffffc0000010 t g\t[one]",
    "ffffffffc0001000 t h\t[two]",
    "ffffffffc0002000 r i\t[one]",
    "0000000000001000 a offset\t[one]",
    "0000000000001010 a other\t[one]",
  );
  const { bytes } = extentsOf(loaded);
  const byName = Object.fromEntries([...loaded.table].map(({ name, index }) => [name, bytes[index]]));
  expect(byName).toEqual({ _stext: 16, first: 0, second: 32, _etext: 0, far: 0x100000, last: 0, f: 16, g: 0, h: 0, i: 0, offset: 0, other: 0 });
});

test.each(REAL)("%s: owners, prefixes and names add up", async (name) => {
  const loaded = await real(name);
  const { table } = loaded;
  const { bytes } = extentsOf(loaded);
  const owners = groupsOf(loaded, bytes, EVERYTHING);
  expect(new Map(owners.groups.map(({ key, symbols }) => [key, symbols]))).toEqual(new Map(table.owners().map((owner) => [owner.name, owner.symbols])));
  for (const owner of ["system", "btrfs"]) {
    const { groups, whole } = groupsOf(loaded, bytes, { owner, prefix: undefined, skip: 0 });
    expect(whole.symbols).toBe(table.search({ owner, limit: 0 }).total);
    expect(groups.reduce((sum, { symbols }) => sum + symbols, 0)).toBe(whole.symbols);
    for (const group of groups.slice(0, 20)) {
      const reading = readQuery(prefixPattern(group.key));
      expect(reading.as).toBe("regex");
      expect(table.search({ owner, pattern: reading.as === "regex" ? reading.pattern : "", match: "regex", limit: 0 }).total, group.key).toBe(group.symbols);
      const names = groupsOf(loaded, bytes, { owner, prefix: group.key, skip: 0 });
      expect(names.whole).toEqual({ symbols: group.symbols, bytes: group.bytes });
    }
  }
  table.free();
});

test("a place is told in pieces, the largest parts first", () => {
  const loaded = parsed(...Array.from({ length: 450 }, (_, at) => `${(0xffffffff81000000n + BigInt(at * 0x1000 + at)).toString(16)} t n${at}_f`));
  const groups = groupsOf(loaded, extentsOf(loaded).bytes, { owner: "system", prefix: undefined, skip: 0 });
  const pieces = [0, 200, 400].map((skip) => division(groups, { owner: "system", prefix: undefined, skip }, "symbols"));
  expect(pieces.map(({ parts, rest }) => [parts.length, rest.parts])).toEqual([
    [200, 250],
    [200, 50],
    [50, 0],
  ]);
  expect(new Set(pieces.flatMap(({ parts }) => parts.map(({ key }) => key))).size).toBe(450);
});

test("a table of names that are all different is divided as far as memory allows, and the rest is told", () => {
  const loaded = parsed(...Array.from({ length: 100_500 }, (_, at) => `${(0xffffffff81000000n + BigInt(at * 16)).toString(16)} t n${at}_f`));
  const { groups, whole, undivided } = groupsOf(loaded, extentsOf(loaded).bytes, { owner: "system", prefix: undefined, skip: 0 });
  expect([groups.length, undivided, whole.symbols]).toEqual([100_000, 500, 100_500]);
});

test.each([
  ["tcp_v4_rcv", "tcp_"],
  ["__tcp_push", "__tcp_"],
  ["a__b", "a_"],
  ["schedule", ""],
  ["__schedule", ""],
  ["___", ""],
  ["", ""],
  [".L_x", ".L_"],
])("%j has the prefix %j", (name, prefix) => {
  expect(prefixOf(name)).toBe(prefix);
});

test("the pattern of a prefix finds its names and no others, whatever they hold", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "B", "_", ".", "$", "\\", "(", "*", "+", "[", "]", "^", "|", "/", "-", "{", "}", "?", "é", "<", ">"), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 20 }), (names) => {
      const { table } = parsed(...names.map((one, at) => `${(0xffffffff81000000n + BigInt(at)).toString(16)} t ${one}`));
      const all = [...table].map((symbol) => symbol.name);
      for (const prefix of new Set(all.map(prefixOf))) {
        const reading = readQuery(prefixPattern(prefix));
        if (reading.as !== "regex") throw new Error(`${prefix} is read as ${reading.as}`);
        expect(table.search({ pattern: reading.pattern, match: "regex" }).symbols.map((symbol) => symbol.name)).toEqual(all.filter((one) => prefixOf(one) === prefix));
      }
      table.free();
    }),
    { numRuns: 200 },
  );
});

test("the image's areas are those of its markers, and what lies between them is one more", () => {
  const { areas, absolute } = imageAreas(...prepared(
    "0000000000000000 A __per_cpu_start",
    "0000000000001000 A cpu_tss_rw",
    "0000000000002000 A __per_cpu_end",
    "0000000000003000 a constant",
    "ffffffff81000000 T _stext",
    "ffffffff81000100 t f",
    "ffffffff81001000 T _etext",
    "ffffffff81400000 B __bss_start",
    "ffffffff81400010 b counter",
    "ffffffff81401000 B __bss_stop",
    "ffffffff81402000 d one",
    "ffffffff81402010 d two",
  ));
  expect(areas).toEqual([
    { kind: "percpu", from: 0n, to: 0x2000n, symbols: 2 },
    { kind: "text", from: 0xffffffff81000000n, to: 0xffffffff81001000n, symbols: 2 },
    { kind: "bss", from: 0xffffffff81400000n, to: 0xffffffff81401000n, symbols: 2 },
    // __bss_stop stands at the end of its area, outside of it.
    { kind: "other", from: 0xffffffff81401000n, to: 0xffffffff81402011n, symbols: 3 },
  ]);
  expect(absolute).toBe(2);
});

test("an image without markers is what its symbols are", () => {
  const { areas } = imageAreas(...prepared("ffffffff81000000 T _stext", "ffffffff81000010 t f", "ffffffff81000020 t g"));
  expect(areas).toEqual([{ kind: "text", from: 0xffffffff81000000n, to: 0xffffffff81000021n, symbols: 3 }]);
});

test("an area within another is cut out of it, and markers that stand twice mark nothing", () => {
  const { areas } = imageAreas(...prepared(
    "ffffffff81000000 D __init_begin",
    "ffffffff81000100 d early",
    "ffffffff81001000 D __per_cpu_start",
    "ffffffff81001100 d current_task",
    "ffffffff81002000 D __per_cpu_end",
    "ffffffff81003000 D __init_end",
    "ffffffff81004000 T _stext",
    "ffffffff81004100 T _stext",
    "ffffffff81005000 T _etext",
  ));
  expect(areas.slice(0, 3).map(({ kind, symbols }) => [kind, symbols])).toEqual([
    ["init", 2],
    ["percpu", 2],
    ["init", 1],
  ]);
  expect(areas.every(({ from, to }, at) => from < to && (at === 0 || (areas[at - 1]?.to ?? 0n) <= from))).toBe(true);
});

function prepared(...lines: string[]): Parameters<typeof imageAreas> {
  const loaded = parsed(...lines);
  return [loaded, extentsOf(loaded)];
}

test.each(REAL)("%s: every symbol beside the image is in one cell, and there are as many cells as there is room for", async (name) => {
  const loaded = await real(name);
  const { cells, cellBits, owners, ownerCount } = cellsOf(loaded, extentsOf(loaded));
  const beside = [...loaded.table].filter((symbol) => symbol.owner !== "system" && !isPercpuOffset(symbol));
  const counts = new Map<bigint, number>();
  for (const { address } of beside) counts.set(address >> BigInt(cellBits), (counts.get(address >> BigInt(cellBits)) ?? 0) + 1);
  expect(cells.map(({ from, symbols }) => [from >> BigInt(cellBits), symbols])).toEqual([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  expect(cells.length).toBeLessThanOrEqual(64);
  expect(new Set(beside.map(({ address }) => address >> BigInt(cellBits - 1))).size).toBeGreaterThan(64);
  expect(ownerCount).toBe(new Set(beside.map(({ owner }) => owner)).size);
  for (const { name: owner, from, to, symbols } of owners.slice(0, 20)) {
    const own = beside.filter((symbol) => symbol.owner === owner).map(({ address }) => address);
    expect([from, to, symbols]).toEqual([own.reduce((a, b) => (a < b ? a : b)), own.reduce((a, b) => (a > b ? a : b)) + 1n, own.length]);
  }
  loaded.table.free();
});

test("addresses from end to end of the address space fit into the cells", () => {
  const loaded = parsed(...Array.from({ length: 256 }, (_, at) => `${at.toString(16).padStart(2, "0")}00000000000001 t f${at}\t[m${at}]`));
  const { cells, cellBits, owners, ownerCount } = cellsOf(loaded, extentsOf(loaded));
  expect([cells.length, cellBits, owners.length, ownerCount]).toEqual([64, 58, 200, 256]);
  expect(cells[0]).toMatchObject({ symbols: 4, owners: 4, most: ["m0", "m1", "m2"] });
});

test("a rectangle is divided without gaps or overlaps, each part as large as its value", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 50, max: 1000 }), fc.integer({ min: 50, max: 500 }), (values, width, height) => {
      const total = values.reduce((sum, value) => sum + value, 0);
      const parts = squarify(values, width, height);
      parts.forEach((part, at) => {
        expect(part.width * part.height).toBeCloseTo(((values[at] as number) / total) * width * height, 3);
        expect(Math.min(part.left, part.top)).toBeGreaterThanOrEqual(0);
        expect(part.left + part.width).toBeLessThanOrEqual(width + 1e-6);
        expect(part.top + part.height).toBeLessThanOrEqual(height + 1e-6);
      });
      for (const [at, one] of parts.entries()) {
        for (const other of parts.slice(at + 1)) {
          const across = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
          const down = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
          expect(Math.min(across, down)).toBeLessThan(1e-6);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("equal parts become squares", () => {
  for (const { width, height } of squarify([1, 1, 1, 1], 200, 200)) expect(width / height).toBeCloseTo(1);
});

function divisionOf(bytes: readonly number[], rest = 0): Division {
  const parts = bytes.map((value, at) => ({ key: `p${at}`, symbols: 1, bytes: value, kind: "text" as const }));
  const sum = bytes.reduce((all, value) => all + value, 0);
  return { place: EVERYTHING, by: "bytes", whole: { symbols: bytes.length + rest, bytes: sum }, parts, rest: { parts: rest, symbols: rest, bytes: 0 }, undivided: 0 };
}

test("what is too small for a tile is summed up, and nothing is lost", () => {
  const { tiles, remainder, isToScale } = tilesOf(divisionOf([100_000, 1000, 10, 1, 0], 7), 600, 300);
  expect(tiles.map(({ part }) => part?.key)).toEqual(["p0", "p1", undefined]);
  expect(remainder).toEqual({ parts: 10, symbols: 10, bytes: 11 });
  expect(isToScale).toBe(true);
  for (const { width, height } of tiles) expect(width * height).toBeGreaterThan(600);
});

test("what is summed up hides no part, and it is told where that isn't to scale", () => {
  const { tiles, remainder, isToScale } = tilesOf(divisionOf([...Array.from({ length: 20 }, () => 100), ...Array.from({ length: 180 }, () => 90)]), 300, 200);
  expect(isToScale).toBe(false);
  expect(tiles.length - 1 + remainder.parts).toBe(200);
  const { width = 0, height = 0 } = tiles.at(-1) ?? {};
  expect((width * height) / (300 * 200)).toBeCloseTo(0.2, 2);
});

test("parts that have no size are drawn all the same", () => {
  const { tiles, remainder } = tilesOf(divisionOf(Array.from({ length: 200 }, () => 0), 99_800), 600, 300);
  expect(tiles).toHaveLength(41);
  expect(remainder.parts).toBe(99_960);
  for (const { width, height } of tiles) expect(Math.min(width, height)).toBeGreaterThan(0);
});

test("nothing at all is no tile", () => {
  expect(tilesOf(divisionOf([]), 600, 300).tiles).toEqual([]);
});

test("numbers in words", () => {
  expect([0, 4096, 3_100_000, 2.5e9, 1.8e19].map(memory)).toEqual(["0 B", "4,096 B", "3.1 MB", "2.5 GB", "18.0 EB"]);
  expect([0, 9, 10, 19, 20, 34].map(powerOfTwo)).toEqual(["1", "512", "1K", "512K", "1M", "16G"]);
  expect([9, 16, 21].map(powerOfTwoBytes)).toEqual(["512 B", "64 KiB", "2 MiB"]);
  expect([percent(0, 10), percent(1, 3000), percent(1, 30), percent(1, 2), percent(0, 0)]).toEqual(["0 %", "under 0.1 %", "3.3 %", "50 %", "0 %"]);
  expect(readQuery(rangeText(0xffffffff00000000n, 1n << 64n))).toEqual({ as: "range", from: 0xffffffff00000000n, to: (1n << 64n) - 1n });
});
