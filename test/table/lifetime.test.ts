// The end of a table: free twice, any use after it, `using`, and the serialized form that outlives it.

import { KernelSymbolTable, TableDisposedError } from "kallsyms";
import { describe, expect, test } from "vitest";

import { bytes, failure, names, parse, rejection } from "./support.js";

const TEXT = "ffffffff81000000 T _stext\nffffffff81000000 T a\nffffffff81000010 t a\nffffffff81000020 T _etext\n";

const USES: Readonly<Record<string, (table: KernelSymbolTable) => unknown>> = {
  at: (table) => table.at(0),
  "at, where nothing is": (table) => table.at(-1),
  nameBytes: (table) => table.nameBytes(0),
  iteration: (table) => [...table],
  forEachSymbol: (table) => table.forEachSymbol(() => {}),
  columns: (table) => table.columns(),
  sortedIndices: (table) => table.sortedIndices("name"),
  getSymbolByName: (table) => table.getSymbolByName("a"),
  indicesByName: (table) => table.indicesByName("a"),
  getSymbolByAddr: (table) => table.getSymbolByAddr(0n),
  getSymbolByOwnerAndName: (table) => table.getSymbolByOwnerAndName("system", "a"),
  getSymbolByOwnerAndAddr: (table) => table.getSymbolByOwnerAndAddr("system", 0n),
  getPotentiallyHiddenSymbolByAddr: (table) => table.getPotentiallyHiddenSymbolByAddr(0n),
  textSegmentContains: (table) => table.textSegmentContains(0n),
  lookup: (table) => table.lookup("a"),
  requireSymbol: (table) => table.requireSymbol("_stext"),
  resolve: (table) => table.resolve(0n),
  resolveBatch: (table) => table.resolveBatch(new BigUint64Array(1)),
  search: (table) => table.search(),
  ambiguousNames: (table) => table.ambiguousNames(),
  sharedAddresses: (table) => table.sharedAddresses(),
  owners: (table) => table.owners(),
  statistics: (table) => table.statistics(),
  memory: (table) => table.memory(),
  kprobeTargets: (table) => table.kprobeTargets("a"),
  kprobePlan: (table) => table.kprobePlan("a"),
  diff: (table) => table.diff(parse(TEXT)),
  "diff, as the new table": (table) => parse(TEXT).diff(table),
  serialize: (table) => table.serialize(),
};

describe.each(Object.entries(USES))("%s", (_, use) => {
  test("works before free and throws after it", () => {
    const table = parse(TEXT);
    use(table);
    table.free();
    const error = failure(() => use(table));
    expect(error).toBeInstanceOf(TableDisposedError);
    expect(error.code).toBe("TABLE_DISPOSED");
  });

  test("throws after free also where the table was empty", () => {
    const table = parse(TEXT, { owners: ["nobody"] });
    table.free();
    expect(failure(() => use(table)).code).toBe("TABLE_DISPOSED");
  });
});

test("every method of a table is one that the tests above use", () => {
  const others = ["constructor", "free", "refresh", "restricted"];
  const methods = Object.getOwnPropertyNames(KernelSymbolTable.prototype).filter((name) => !others.includes(name));
  const used = Object.values(USES).map(String).join();
  expect(methods.filter((method) => !used.includes(`.${method}(`))).toEqual([]);
});

test("refresh gives another table, leaves this one whole, and rejects after free", async () => {
  const table = parse(TEXT);
  const { table: other } = await table.refresh(bytes("ffffffff81000000 T other\n"));
  expect([names(table)[0], names(other)[0]]).toEqual(["_stext", "other"]);
  await expect(table.refresh(bytes("junk"))).rejects.toThrowError(/not one line/);
  expect(names(table)).toHaveLength(4);
  table.free();
  expect((await rejection(table.refresh(bytes(TEXT)))).code).toBe("TABLE_DISPOSED");
  expect(names(other)).toEqual(["other"]);
});

test("freeing twice does nothing, and nothing to other tables", () => {
  const [table, other] = [parse(TEXT), parse(TEXT)];
  table.free();
  table.free();
  const third = parse("ffffffff82000000 T third\n");
  table.free();
  expect([names(other).length, names(third)]).toEqual([4, ["third"]]);
});

test("symbols, reports and sizes outlive the table", () => {
  const table = parse(TEXT);
  const symbols = table.getSymbolByName("a");
  table.free();
  parse(TEXT.replaceAll("a", "b"));
  expect(symbols).toEqual([
    { index: 1, name: "a", address: 0xffffffff81000000n, type: "T", owner: "system", size: 16n },
    { index: 2, name: "a", address: 0xffffffff81000010n, type: "t", owner: "system", size: 16n },
  ]);
  expect([table.size, table.report.accepted, table.restricted]).toEqual([4, 4, false]);
});

test("columns and orders outlive the table", () => {
  const table = parse(TEXT);
  const [{ types, owners, ownerNames, addresses, sizes }, order] = [table.columns(), table.sortedIndices("name")];
  table.free();
  parse(TEXT.replaceAll("8", "9").replaceAll("T", "D"));
  expect([String.fromCharCode(...types), [...owners], ownerNames, [...sizes], [...order]]).toEqual(["TTtT", [0, 0, 0, 0], ["system"], [16, 16, 16, NaN], [3, 0, 1, 2]]);
  expect([...addresses]).toEqual([0xffffffff81000000n, 0xffffffff81000000n, 0xffffffff81000010n, 0xffffffff81000020n]);
});

test("a search's page is read when asked for, as long as the table is there", () => {
  const table = parse(TEXT);
  const [read, unread] = [table.search({ pattern: "a" }), table.search({ pattern: "a" })];
  const [group, unreadGroup] = [table.ambiguousNames()[0], table.sharedAddresses()[0]];
  expect(read.symbols).toHaveLength(2);
  expect(group?.symbols).toHaveLength(2);
  table.free();
  parse(TEXT.replaceAll("a", "b"));
  expect(read.symbols).toHaveLength(2);
  expect(group?.name).toBe("a");
  expect([unread.total, ...unread.indices]).toEqual([2, 1, 2]);
  expect([...(unreadGroup?.indices ?? [])]).toEqual([0, 1]);
  for (const late of [() => unread.symbols, () => unread.variants, () => read.variants, () => unreadGroup?.symbols, () => unreadGroup?.address]) {
    expect(failure(late).code).toBe("TABLE_DISPOSED");
  }
});

test("a page keeps its symbols while the table is asked other things", () => {
  const table = parse(TEXT);
  const page = table.search({ pattern: "a" });
  table.search({ pattern: "_etext" });
  table.getSymbolByName("_stext");
  expect(page.symbols.map(({ index }) => index)).toEqual([1, 2]);
});

test("freeing in the midst of a walk ends the walk with an error", () => {
  const table = parse(TEXT);
  expect(failure(() => table.forEachSymbol(() => table.free())).code).toBe("TABLE_DISPOSED");
  const other = parse(TEXT);
  expect(failure(() => { for (const _ of other) other.free(); }).code).toBe("TABLE_DISPOSED");
});

test("a walk may ask the table other things", () => {
  const table = parse(TEXT);
  const found: number[] = [];
  for (const { name } of table) found.push(table.getSymbolByName(name).length, table.search({ pattern: name, match: "exact" }).total);
  expect(found).toEqual([1, 1, 2, 2, 2, 2, 1, 1]);
});

test("Symbol.dispose frees, where the runtime knows it", () => {
  const table = parse(TEXT);
  expect(typeof Symbol.dispose === "symbol").toBe(Symbol.dispose in table);
  if (typeof Symbol.dispose !== "symbol") return;
  table[Symbol.dispose]();
  table[Symbol.dispose]();
  expect(failure(() => table.at(0)).code).toBe("TABLE_DISPOSED");
});

test("a serialized table can be opened, also as a part of a buffer, and says when it can't", () => {
  const table = parse(TEXT);
  const serialized = table.serialize();
  const inside = new Uint8Array(serialized.length + 7);
  inside.set(serialized, 3);
  const again = KernelSymbolTable.deserialize(inside.subarray(3, 3 + serialized.length));
  expect([...again]).toEqual([...table]);
  expect(again.serialize()).toEqual(serialized);
  for (let at = 0; at < serialized.length; at++) {
    const cut = failure(() => KernelSymbolTable.deserialize(serialized.subarray(0, at)));
    expect(cut.code, `cut at ${at}`).toBe("BAD_SERIALIZED_TABLE");
    const damaged = serialized.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    expect(failure(() => KernelSymbolTable.deserialize(damaged)).code, `byte ${at}`).toBe("BAD_SERIALIZED_TABLE");
  }
  expect(failure(() => KernelSymbolTable.deserialize(bytes(TEXT))).code).toBe("BAD_SERIALIZED_TABLE");
  expect(failure(() => KernelSymbolTable.deserialize(inside)).code).toBe("BAD_SERIALIZED_TABLE");
  expect(() => KernelSymbolTable.deserialize("kallsyms" as unknown as Uint8Array)).toThrowError(TypeError);
});

test("only load, parse and deserialize make tables", () => {
  const Class = KernelSymbolTable as unknown as new () => unknown;
  expect(() => new Class()).toThrowError(TypeError);
});
