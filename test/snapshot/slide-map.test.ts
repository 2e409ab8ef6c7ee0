// System.map against kallsyms: one slide, and every symbol that doesn't fit it told once.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { KernelSymbolTable } from "../../ts/index.js";
import { compareMap, isSameBuild } from "../../ts/snapshot/slide-map.js";
import type { Sample } from "../../ts/snapshot/slide-map.js";
import { realKernel, systemMapOf, tableOf, textOf } from "./findings-support.js";

const SLIDE = 0x1d00_0000n;

/** An image at 0xffffffff81000000 with functions f0, f1, … 0x10 apart, its markers, and a percpu offset. */
function image(functions: number, at = 0n, change: (name: string, address: bigint) => [string, bigint][] = (name, address) => [[name, address]]): KernelSymbolTable {
  const start = 0xffff_ffff_8100_0000n + at;
  const symbols = [["_stext", start] as [string, bigint], ...Array.from({ length: functions }, (_, number): [string, bigint] => [`f${number}`, start + BigInt(number) * 16n])];
  const lines = symbols.flatMap(([name, address]) => change(name, address)).map(([name, address]) => ({ name, address, type: "T", owner: "system" }));
  return tableOf(textOf([{ name: "percpu", address: 0x40n, type: "A", owner: "system" }, ...lines]));
}

const names = <T extends { name: string }>({ first }: Sample<T>) => first.map(({ name }) => name);

describe("the same build", () => {
  test("of a real kernel fits one slide, percpu offsets aside", async () => {
    const { table } = await realKernel("amd64-6.1.176-small-kaslrD");
    const found = compareMap(systemMapOf(table, 0x2bc0_0000n), table);
    expect(found).toMatchObject({ slide: 0x2bc0_0000n, agreeing: 94_101 - 382 });
    expect([found.moved.count, found.missingText.count, found.missingData.count, found.extra.count]).toEqual([0, 0, 0, 0]);
    expect(isSameBuild(found)).toBe(true);
    table.free();
  });

  test("without markers is found by names", () => {
    const rename = (name: string, address: bigint): [string, bigint][] => [[name === "_stext" ? "start_of_it" : name, address]];
    expect(compareMap(image(40, 0n, rename), image(40, SLIDE, rename))).toMatchObject({ slide: SLIDE, agreeing: 41 });
  });

  test("is found by names where a marker lies", () => {
    const found = compareMap(image(40), image(40, SLIDE, (name, address) => [[name, name === "_stext" ? address - 0x1000n : address]]));
    expect(found).toMatchObject({ slide: SLIDE, agreeing: 40 });
    expect(found.moved.first.map(({ linked }) => linked.name)).toEqual(["_stext"]);
  });

  test("in another order of lines is the same", () => {
    const lines = textOf([...image(20, SLIDE)]).trimEnd().split("\n").reverse().join("\n");
    expect(compareMap(image(20), tableOf(`${lines}\n`))).toMatchObject({ slide: SLIDE, agreeing: 21, moved: { count: 0 } });
  });
});

describe("what doesn't fit is told", () => {
  test("a symbol that is elsewhere", () => {
    const found = compareMap(image(400), image(400, SLIDE, (name, address) => [[name, name === "f7" ? address + 0x5000n : address]]));
    expect(found).toMatchObject({ agreeing: 400, moved: { count: 1 }, missingText: { count: 0 }, extra: { count: 0 } });
    expect(found.moved.first[0]).toMatchObject({ linked: { name: "f7", address: 0xffff_ffff_8100_0070n }, running: { address: 0xffff_ffff_8100_5070n + SLIDE } });
    expect(isSameBuild(found)).toBe(true);
  });

  test("a symbol that is missing, and one that was added", () => {
    const found = compareMap(image(30), image(30, SLIDE, (name, address) => (name === "f3" ? [] : name === "f4" ? [[name, address], ["added", address]] : [[name, address]])));
    expect(names(found.missingText)).toEqual(["f3"]);
    expect(names(found.extra)).toEqual(["added"]);
    expect(found.agreeing).toBe(30);
  });

  test("one of several symbols of a name that moved", () => {
    const twins = (second: bigint) => (name: string, address: bigint): [string, bigint][] => [[name === "f5" || name === "f6" ? "twin" : name, name === "f6" ? address + second : address]];
    const found = compareMap(image(300, 0n, twins(0n)), image(300, SLIDE, twins(0x9000n)));
    expect(found.moved.first.map(({ linked, running }) => [linked.name, (running?.address ?? 0n) - linked.address - SLIDE])).toEqual([["twin", 0x9000n]]);
  });

  test("a name that stands twice at an address of one of them", () => {
    const found = compareMap(image(10), image(10, SLIDE, (name, address) => (name === "f2" ? [[name, address], [name, address]] : [[name, address]])));
    expect(found).toMatchObject({ agreeing: 11, extra: { count: 1 }, moved: { count: 0 } });
  });

  test("a name that only a module has is missing in the image", () => {
    const linked = image(30);
    const running = tableOf(textOf([...image(30, SLIDE)].map((symbol) => (symbol.name === "f3" ? { ...symbol, address: 0xffff_ffff_c000_0000n, owner: "mod" } : symbol))));
    const found = compareMap(linked, running);
    expect(names(found.missingText)).toEqual(["f3"]);
    expect(found.moved.count + found.extra.count).toBe(0);
  });

  test("but not the percpu symbols of old kernels, which are data at low addresses", () => {
    const percpu = { name: "irq_stack_union", address: 0x1000n, type: "D", owner: "system" };
    const found = compareMap(tableOf(textOf([percpu, ...image(30)])), tableOf(textOf([percpu, ...image(30, SLIDE)])));
    expect(found).toMatchObject({ slide: SLIDE, agreeing: 31, moved: { count: 0 } });
  });

  test("a build of which more than one symbol in a hundred lies elsewhere is another", () => {
    const moving = (until: number) => (name: string, address: bigint): [string, bigint][] => [[name, /^f\d+$/.test(name) && Number(name.slice(1)) < until ? address + 0x5000n : address]];
    expect(isSameBuild(compareMap(image(999), image(999, SLIDE, moving(10))))).toBe(true);
    expect(isSameBuild(compareMap(image(999), image(999, SLIDE, moving(11))))).toBe(false);
  });

  test("another build, which has no clear slide", () => {
    const found = compareMap(image(300), image(300, SLIDE, (name, address) => [[name, address + (address % 4096n) * 64n]]));
    expect(isSameBuild(found)).toBe(false);
    expect(found.moved.count).toBeGreaterThan(3);
  });

  test("of many, the first fifty and how many there are", () => {
    const found = compareMap(image(20_000), image(20_000, SLIDE, (name, address) => [[name, /^f1..$/.test(name) ? address + 0x100_0000n : address]]));
    expect(found.moved.count).toBe(100);
    expect(found.moved.first).toHaveLength(50);
  });
});

test("every symbol of both is in exactly one place, and as many fit the slide as in a naive count", () => {
  const symbol = fc.record({ name: fc.constantFrom("a", "b", "c", "d", "e"), place: fc.integer({ min: 0, max: 6 }) });
  const text = (symbols: readonly Placed[], slide: bigint) =>
    textOf([...MARKERS, ...symbols].map(({ name, place }) => ({ name, address: 0xffff_ffff_8100_0000n + BigInt(place) * 8n + slide, type: "t", owner: "system" })));
  fc.assert(
    fc.property(fc.array(symbol, { maxLength: 14 }), fc.array(symbol, { maxLength: 14 }), (linked, running) => {
      const map = tableOf(text(linked, 0n));
      const table = tableOf(text(running, SLIDE));
      const found = compareMap(map, table);
      const ambiguous = found.moved.first.filter((one) => one.running === undefined).length;
      expect(found.agreeing).toBe(naiveAgreeing(linked, running, found.slide - SLIDE));
      expect(found.agreeing + found.moved.count + found.missingText.count).toBe(linked.length + 2);
      const left = running.length + 2 - (found.agreeing + found.moved.count - ambiguous + found.extra.count);
      expect(left).toBeGreaterThanOrEqual(ambiguous > 0 ? 1 : 0);
      if (ambiguous === 0) expect(left).toBe(0);
      map.free();
      table.free();
    }),
    { numRuns: 300 },
  );
});

interface Placed {
  readonly name: string;
  readonly place: number;
}

const MARKERS: readonly Placed[] = [
  { name: "_stext", place: 0 },
  { name: "_text", place: 0 },
];

/** Symbols at their places, each partner taken once. */
function naiveAgreeing(linked: readonly Placed[], running: readonly Placed[], beyond: bigint): number {
  const left = [...MARKERS, ...running];
  return [...MARKERS, ...linked].filter((one) => {
    const at = left.findIndex((other) => one.name === other.name && BigInt(other.place - one.place) * 8n === beyond);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}
