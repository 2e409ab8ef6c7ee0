// Names and owners that trip readers: blanks, control bytes, very long ones, words of JavaScript, very many.

import { describe, expect, test } from "vitest";

import { hex, names, parse } from "./support.js";

test("blanks at the end and control bytes belong to the name", () => {
  const table = parse("ffffffff80000000 t .L0 \nffffffff80000004 t .L1\x025\nffffffff80000008 t .L0 \t[rdma_ucm]\nffffffff8000000c t a\x01\x1f\n");
  expect(names(table)).toEqual([".L0 ", ".L1\x025", ".L0  [rdma_ucm]", "a\x01\x1f"]);
  expect(table.getSymbolByName(".L0 ")).toHaveLength(2);
  expect(table.getSymbolByName(".L0")).toEqual([]);
  expect(table.getSymbolByName(".L1\x025")).toHaveLength(1);
  // In the image such a name begins something like any other, in a module nothing.
  expect(table.resolve("ffffffff80000002")?.symbols[0].name).toBe(".L0 ");
  expect(table.resolve("ffffffff80000009")).toMatchObject({ symbols: [{ name: ".L1\x025" }] });
});

test.each([["\xff", "\ufffd"], ["a\xc3", "a\ufffd"], ["\xed\xa0\x80", "\ufffd\ufffd\ufffd"], ["\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"], ["\xe2\x82x", "\ufffdx"]])(
  "a name of the bytes %j is found by them and by what is shown",
  (raw, shown) => {
    const table = parse(`ffffffff80000000 t ${raw}\nffffffff80000010 t \xef\xbf\xbdother\n`);
    expect(table.at(0)?.name).toBe(shown);
    expect(table.getSymbolByName(new Uint8Array(Buffer.from(raw, "latin1"))).map(({ index }) => index)).toEqual([0]);
    expect(table.getSymbolByName(shown).map(({ index }) => index)).toEqual([0]);
    expect(table.lookup(shown).status).toBe("unique");
    expect(table.search({ pattern: shown, match: "exact" }).total).toBe(1);
    expect(table.nameBytes(0)).toEqual(new Uint8Array(Buffer.from(raw, "latin1")));
  },
);

test("an exact search finds with looser conditions what it finds with strict ones, also where U+FFFD is shown", () => {
  const table = parse("ffffffff80000000 t a\xff\n");
  expect(table.search({ pattern: "a\ufffd", match: "exact" }).total).toBe(1);
  expect(table.search({ pattern: "a\ufffd", match: "exact", caseSensitive: false }).total).toBe(1);
  expect(table.search({ pattern: "a\ufffd", match: "exact", foldVariants: true }).total).toBe(1);
});

describe.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("%s", (word) => {
  test("is a name and an owner like any other", () => {
    const table = parse(`ffffffff81000000 t ${word}\nffffffff81000010 t f\t[${word}]\n`);
    expect(names(table)).toEqual([word, `f [${word}]`]);
    expect(table.getSymbolByOwnerAndName(word, "f")).toHaveLength(1);
    expect(table.lookup("f", { owner: "system" }).otherOwners).toEqual([word]);
    expect(table.owners().map(({ name }) => name)).toEqual(["system", word]);
    expect(table.search({ owner: word }).total).toBe(1);
    expect(table.search({ pattern: word, match: "exact" }).total).toBe(1);
    expect(parse(`ffffffff81000000 t ${word}\nffffffff81000010 t f\t[${word}]\n`, { owners: [word] }).size).toBe(1);
  });

  test("is neither where it isn't in the table", () => {
    const table = parse("ffffffff81000000 t f\n");
    expect(table.getSymbolByName(word)).toEqual([]);
    expect(table.getSymbolByOwnerAndName(word, "f")).toEqual([]);
    expect(table.lookup(word)).toEqual({ status: "absent", symbols: [], otherOwners: [], suggestions: [] });
  });
});

test("a module called system is told of, and kept apart where sizes are measured", () => {
  const table = parse("ffffffff81000000 t a\nffffffff81000010 t hidden\t[system]\nffffffff81000020 t b\n");
  expect(table.report.warnings.join()).toMatch(/module is called "system"/);
  expect(table.requireSymbol("a").size).toBe(0x20n);
  expect(table.requireSymbol("hidden").size).toBeUndefined();
  expect(table.owners().map(({ name, symbols }) => [name, symbols])).toEqual([["system", 2], ["system", 1]]);
});

test("70,000 owners", () => {
  const count = 70_000;
  const table = parse(Array.from({ length: count }, (_, at) => `${hex(0xffffffffc0000000n + BigInt(at) * 4096n)} t init_module\t[module_${at}]\n`).join(""));
  expect(table.statistics()).toMatchObject({ owners: count, symbols: count, ambiguousSymbols: count });
  for (const at of [0, 65_534, 65_535, 65_536, count - 1]) {
    expect(table.at(at)?.owner).toBe(`module_${at}`);
    expect(table.getSymbolByOwnerAndName(`module_${at}`, "init_module").map(({ index }) => index)).toEqual([at]);
    expect(table.search({ owner: `module_${at}` }).indices).toEqual(Uint32Array.of(at));
  }
  expect(table.owners()).toHaveLength(count);
  table.free();
});

test("a name of 1 MiB is kept, one of 5 MiB is rejected with its line", () => {
  const long = "x".repeat(2 ** 20);
  const table = parse(`ffffffff81000000 t a\nffffffff81000010 t ${long}\nffffffff81000020 t ${"y".repeat(5 * 2 ** 20)}\nffffffff81000030 t b\n`);
  expect(table.at(1)?.name).toBe(long);
  expect(table.getSymbolByName(long)).toHaveLength(1);
  expect(names(table).at(-1)).toBe("b");
  expect(table.report).toMatchObject({ lines: 4, accepted: 3, rejected: 1 });
  expect(table.report.rejectedLines[0]).toMatchObject({ line: 3, reason: expect.stringMatching(/too long/) as string });
  expect(table.report.rejectedLines[0]?.text.length).toBeLessThanOrEqual(201);
  table.free();
});

test("a table that begins with a line longer than what is looked at first is read like any other", () => {
  for (const end of ["\n", "\r\n"]) {
    const table = parse(`ffffffff81000000 t ${"x".repeat(100_000)}${end}ffffffff81000010 t b\t[m]${end}ffffffff81000020 t c${end}`);
    expect(names(table).slice(1), JSON.stringify(end)).toEqual(["b [m]", "c"]);
    table.free();
  }
});

test.each([0xffff_fffdn, 0xffff_fffen, 0xffff_ffffn, 0x1_0000_0000n, 0xffff_ffff_ffff_ffffn])("a size of 0x%s is exact", (size) => {
  const table = parse(`0000000000000000 d a\n${hex(size)} d b\n`);
  expect(table.at(0)?.size).toBe(size);
  expect(table.getSymbolByAddr(size).map(({ name }) => name)).toEqual(["b"]);
  expect(table.resolve(0xffff_ffff_ffff_ffffn)?.symbols[0].name).toBe(size === 0xffff_ffff_ffff_ffffn ? "b" : undefined);
  const again = parse(`0000000000000000 ${hex(size)} d a\nffffffff81000000 0000000000000001 t b\n`);
  expect(again.at(0)?.size).toBe(size);
});
