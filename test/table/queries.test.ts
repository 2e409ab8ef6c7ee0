// Addresses in every form, markers, hidden addresses, and options that aren't as documented.

import { KernelSymbolTable, formatAddress, parseAddress } from "kallsyms";
import type { AddressLike, MatchKind, SearchOptions } from "kallsyms";
import { describe, expect, test } from "vitest";

import { failure, names, parse } from "./support.js";

const TABLE = parse("0000000000001000 d low\nffffffff81000000 T _stext\nffffffff81000000 T _text\nffffffff81000100 t middle\nffffffff81000200 T _etext\nffffffffffffffff d last\n");
const HIDDEN = parse("0000000000000000 T _stext\n0000000000000000 t init_once\n0000000000000000 T _etext\n0000000000000000 t init_once\t[ext4]\n0000000000000000 d data\t[ext4]\n");

const BY_ADDRESS: Readonly<Record<string, (table: KernelSymbolTable, address: AddressLike) => unknown>> = {
  getSymbolByAddr: (table, address) => table.getSymbolByAddr(address),
  getSymbolByOwnerAndAddr: (table, address) => table.getSymbolByOwnerAndAddr("system", address),
  getPotentiallyHiddenSymbolByAddr: (table, address) => table.getPotentiallyHiddenSymbolByAddr(address),
  textSegmentContains: (table, address) => table.textSegmentContains(address),
  resolve: (table, address) => table.resolve(address),
  "search from": (table, address) => table.search({ from: address }),
  "search to": (table, address) => table.search({ to: address }),
};

describe.each(Object.entries(BY_ADDRESS))("%s", (_, query) => {
  test.each<AddressLike>([0xffffffff81000000n, "ffffffff81000000", "FFFFFFFF81000000", "0xffffffff81000000", "0XFFFFFFFF81000000"])("takes %s", (address) => {
    expect(JSON.stringify(query(TABLE, address), big)).toBe(JSON.stringify(query(TABLE, 0xffffffff81000000n), big));
  });

  test("takes a safe integer and short hex digits", () => {
    expect(JSON.stringify(query(TABLE, 0x1000), big)).toBe(JSON.stringify(query(TABLE, 0x1000n), big));
    expect(JSON.stringify(query(TABLE, "1000"), big)).toBe(JSON.stringify(query(TABLE, 0x1000n), big));
  });

  test.each<unknown>([-1n, 2n ** 64n, -1, 1.5, NaN, Infinity, 2 ** 53, "", "0x", "g", " 1000", "1000 ", "-1", "0x1_0", "0xfffffffff81000000", "１", null, [], {}, true, Symbol("1"), new Date(0)])("refuses %s with a TypeError", (value) => {
    expect(() => query(TABLE, value as bigint)).toThrowError(TypeError);
  });

  test("of a table with hidden addresses throws, with the remedy", () => {
    const error = failure(() => query(HIDDEN, 0n));
    expect(error.name).toBe("RestrictedAddressesError");
    expect(error.code).toBe("RESTRICTED_ADDRESSES");
    expect(error.message).toMatch(/root.*kptr_restrict.*perf_event_paranoid/);
  });
});

test("addresses are printed as tools do", () => {
  expect(formatAddress(parseAddress("00001F"))).toBe("0x1f");
  expect(formatAddress(0n)).toBe("0x0");
});

test("the highest and the lowest address are found", () => {
  expect(TABLE.getSymbolByAddr(2n ** 64n - 1n).map(({ name }) => name)).toEqual(["last"]);
  expect(TABLE.resolve(2n ** 64n - 1n)?.offset).toBe(0n);
  expect(TABLE.getSymbolByAddr(0)).toEqual([]);
  expect(TABLE.resolve(0)).toBeUndefined();
  expect(TABLE.resolve(0xfff)).toBeUndefined();
  expect([...TABLE.resolveBatch(BigUint64Array.of(0n, 2n ** 64n - 1n)).index]).toEqual([0xffff_ffff, 5]);
});

test("text lies from _stext to before _etext; without the markers an error names the missing one", () => {
  expect(["ffffffff80ffffff", "ffffffff81000000", "ffffffff810001ff", "ffffffff81000200"].map((address) => TABLE.textSegmentContains(address))).toEqual([false, true, true, false]);
  expect(failure(() => parse("ffffffff81000000 T _etext\n").textSegmentContains(0n))).toMatchObject({ code: "SYMBOL_NOT_FOUND", message: expect.stringContaining("_stext") as string });
  expect(failure(() => parse("ffffffff81000000 T _stext\nffffffff81000100 T _etext\t[m]\n").textSegmentContains(0n)).message).toContain("_etext");
});

test("of a table with hidden addresses names, owners and counts work", () => {
  expect(HIDDEN.restricted).toBe(true);
  expect(HIDDEN.report.warnings.join()).toMatch(/kptr_restrict/);
  expect(names(HIDDEN)).toHaveLength(5);
  expect(HIDDEN.getSymbolByOwnerAndName("ext4", "init_once")).toHaveLength(1);
  expect(HIDDEN.lookup("init_once")).toMatchObject({ status: "ambiguous" });
  expect(HIDDEN.lookup("init_once", { owner: "ext4" })).toMatchObject({ status: "unique", otherOwners: ["system"] });
  expect(HIDDEN.ambiguousNames().map(({ name }) => name)).toEqual(["init_once"]);
  expect(HIDDEN.owners()).toEqual([{ name: "system", symbols: 3, lowest: undefined, highest: undefined }, { name: "ext4", symbols: 2, lowest: undefined, highest: undefined }]);
  expect(HIDDEN.search({ pattern: "init", match: "prefix", ambiguous: true }).total).toBe(2);
  expect(HIDDEN.at(0)?.size).toBeUndefined();
  for (const query of [() => HIDDEN.sharedAddresses(), () => HIDDEN.search({ shared: true }), () => HIDDEN.resolveBatch(new BigUint64Array(1))]) {
    expect(failure(query).code).toBe("RESTRICTED_ADDRESSES");
  }
});

test("of a table with hidden addresses all counts about addresses are 0", () => {
  expect(HIDDEN.statistics()).toMatchObject({ symbols: 5, names: 4, ambiguousNames: 1, ambiguousSymbols: 2, addresses: 0, sharedAddresses: 0, sharedSymbols: 0, mostAliases: 0, zeroAddresses: 0 });
});

test("what is hidden is asked by address and owned by nobody", () => {
  expect(TABLE.getPotentiallyHiddenSymbolByAddr("ffffffffc0000000")).toEqual([{ index: -1, name: "", address: 0xffffffffc0000000n, type: "?", owner: "hidden", size: undefined }]);
  expect(TABLE.getPotentiallyHiddenSymbolByAddr("ffffffff81000100").map(({ name }) => name)).toEqual(["middle"]);
});

test("resolveBatch takes any number of addresses, and nothing but a BigUint64Array", () => {
  expect(TABLE.resolveBatch(new BigUint64Array(0))).toEqual({ index: new Uint32Array(0), offset: new BigUint64Array(0) });
  const addresses = BigUint64Array.of(0xffffffff81000010n, 0n, 0x1004n);
  expect(TABLE.resolveBatch(addresses)).toEqual({ index: Uint32Array.of(1, 0xffff_ffff, 0), offset: BigUint64Array.of(0x10n, 0n, 4n) });
  expect(addresses).toEqual(BigUint64Array.of(0xffffffff81000010n, 0n, 0x1004n));
  for (const other of [[0n], new BigInt64Array(1), new Uint32Array(2), undefined]) expect(() => TABLE.resolveBatch(other as unknown as BigUint64Array)).toThrowError(TypeError);
});

test("a page is a part of all results", () => {
  const page = (options: SearchOptions) => [...TABLE.search(options).indices];
  expect(page({ offset: 1, limit: 2 })).toEqual([1, 2]);
  expect(page({ offset: 5 })).toEqual([5]);
  expect(page({ offset: 6 })).toEqual([]);
  expect(page({ offset: 1e9, limit: 1e9 })).toEqual([]);
  expect(page({ limit: 0 })).toEqual([]);
  expect(page({ limit: Infinity })).toHaveLength(6);
  expect(TABLE.search({ limit: 0 }).total).toBe(6);
});

test.each<[string, unknown]>([
  ["a pattern that is a number", { pattern: 5 }],
  ["a pattern that is null", { pattern: null }],
  ["a pattern that is an object", { pattern: {} }],
  ["an unknown match", { match: "like" as MatchKind }],
  ["an unknown order", { order: "name" }],
  ["a type that is a number", { type: 5 }],
  ["types in an array", { type: ["t", "T"] }],
  ["an owner that is a number", { owner: 5 }],
  ["a negative offset", { offset: -1 }],
  ["an offset that is no integer", { offset: 0.5 }],
  ["a limit that is no number", { limit: "5" }],
])("search refuses %s with a TypeError", (_, options) => {
  expect(() => TABLE.search(options as SearchOptions)).toThrowError(TypeError);
});

test.each(["(", "[", "a{2,1}", "(?=a)", "\\1", "*"])("a regular expression that can't be used is a PatternError: %s", (pattern) => {
  expect(failure(() => TABLE.search({ pattern, match: "regex" }))).toMatchObject({ name: "PatternError", code: "BAD_PATTERN" });
});

test("a pattern of more than 4096 bytes is a PatternError", () => {
  expect(TABLE.search({ pattern: "x".repeat(4096) }).total).toBe(0);
  expect(failure(() => TABLE.search({ pattern: "x".repeat(4097) })).code).toBe("BAD_PATTERN");
});

test("an owner with a line feed is one owner, which no table has", () => {
  const table = parse("ffffffff81000000 t a\nffffffffc0000000 t b\t[m]\n");
  expect(table.search({ owner: "nobody\nm" }).total).toBe(0);
  expect(parse("ffffffff81000000 t a\nffffffffc0000000 t b\t[m]\n", { owners: ["nobody\nm"] }).size).toBe(0);
});

test("columns and orders of a table with hidden addresses are as the file has them", () => {
  const { addresses, sizes, owners, ownerNames } = HIDDEN.columns();
  expect([[...addresses], [...sizes], [...owners], ownerNames]).toEqual([[0n, 0n, 0n, 0n, 0n], [NaN, NaN, NaN, NaN, NaN], [0, 0, 0, 1, 1], ["system", "ext4"]]);
  expect([...HIDDEN.sortedIndices("address")]).toEqual([0, 1, 2, 3, 4]);
  expect([...HIDDEN.sortedIndices("name")]).toEqual([2, 0, 4, 1, 3]);
});

test("columns hold sizes above 32 bits, and an owner who is called system beside the kernel image", () => {
  const table = parse("0000000000000000 d low\n0000000500000000 d high\nffffffffc0000000 t a\t[system]\nffffffffc0000010 t b\t[m]\n");
  const { sizes, owners, ownerNames } = table.columns();
  expect([[...sizes], [...owners], ownerNames]).toEqual([[0x5_0000_0000, NaN, NaN, NaN], [0, 0, 1, 2], ["system", "system", "m"]]);
  expect([...table.sortedIndices("owner")]).toEqual([0, 1, 3, 2]);
});

test.each<unknown>(["names", "toString", "", 0, undefined, null])("sortedIndices refuses %s with a TypeError", (by) => {
  expect(() => TABLE.sortedIndices(by as "name")).toThrowError(TypeError);
});

test.each<unknown>([5, null, undefined, {}, true])("a name that is %s is a TypeError", (name) => {
  expect(() => TABLE.getSymbolByName(name as string)).toThrowError(TypeError);
  expect(() => TABLE.indicesByName(name as string)).toThrowError(TypeError);
});

function big(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString(16) : value;
}
