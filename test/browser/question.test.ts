// What the page asks of the table, against the obvious way to the same answer: a walk over all symbols.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { KernelSymbolTable } from "kallsyms";
import type { KernelSymbol } from "kallsyms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COLUMNS, NO_FILTER } from "../../web/query/filter.js";
import type { Column, Filter, Sort } from "../../web/query/filter.js";
import { readQuery } from "../../web/query/reading.js";
import { LoadedTable } from "../../web/worker/load.js";
import { answerQuery } from "../../web/worker/query.js";
import { fixture } from "./support.js";

const TEXTS = ["", "e", "tcp_", "load_elf_phdrs", "=load_elf_phdrs", "~ldelf", "nft_*", "/^__.*_init/", "/LOAD/i", "load_elf_phdrs+0x10", "0xffffffff00000000-0xffffffffffffffff", "no such name"];

let loaded: LoadedTable;
let symbols: readonly KernelSymbol[];
let ambiguous: ReadonlySet<number>;
let shared: ReadonlySet<number>;

beforeAll(async () => {
  loaded = new LoadedTable(await KernelSymbolTable.load(readFileSync(fixture("../../web/sample/kallsyms.xz"))));
  symbols = [...loaded.table];
  ambiguous = repeated((symbol) => symbol.name, (symbol) => symbol.address);
  shared = repeated((symbol) => symbol.address, (symbol) => symbol.index);
});

afterAll(() => loaded.table.free());

/** Symbols of which something is the same as another's while something else differs. */
function repeated(alike: (symbol: KernelSymbol) => unknown, differing: (symbol: KernelSymbol) => unknown): Set<number> {
  const seen = groupBy(symbols, alike);
  return new Set([...seen.values()].filter((group) => new Set(group.map(differing)).size > 1).flatMap((group) => group.map(({ index }) => index)));
}

const FAILS: readonly ((symbol: KernelSymbol, filter: Filter) => boolean)[] = [
  ({ type }, { types }) => types !== "" && !types.includes(type),
  ({ owner }, { owners }) => owners.length > 0 && !owners.includes(owner),
  ({ index }, filter) => filter.ambiguous && !ambiguous.has(index),
  ({ index }, filter) => filter.shared && !shared.has(index),
  ({ size }, { least, most }) => (least !== undefined || most !== undefined) && !(size !== undefined && size >= (least ?? 0) && size <= (most ?? Infinity)),
];

function fits(symbol: KernelSymbol, filter: Filter, without?: number): boolean {
  return FAILS.every((fails, at) => at === without || !fails(symbol, filter));
}

const filters = fc.record({
  types: fc.constantFrom("", "t", "tT", "rR", "?"),
  owners: fc.constantFrom([], ["ext4"], ["system", "tls"], ["nobody"]),
  ambiguous: fc.boolean(),
  shared: fc.boolean(),
  least: fc.option(fc.nat(5000), { nil: undefined }),
  most: fc.option(fc.nat(5000), { nil: undefined }),
  folded: fc.constant(false),
  caseSensitive: fc.constant(true),
});

test("a filter leaves what it admits, and each facet counts what another choice would leave", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), filters, (text, filter) => {
      const reading = readQuery(text);
      const all = answerQuery(loaded, { reading, filter: NO_FILTER, sort: undefined });
      const found = Array.from(all.indices ?? symbols.keys(), (index) => symbols[index] as KernelSymbol);
      const { indices, total, facets, exact } = answerQuery(loaded, { reading, filter, sort: undefined });
      const left = found.filter((symbol) => fits(symbol, filter)).map(({ index }) => index);
      expect(total).toBe(left.length);
      expect(Array.from(indices ?? symbols.keys())).toEqual(left);
      expect(facets.unfiltered).toBe(found.length);
      const name = reading.as === "name" || reading.as === "exact" ? reading.text : undefined;
      expect(exact).toBe(left.filter((index) => symbols[index]?.name === name).length);
      const byType = count(found.filter((symbol) => fits(symbol, filter, 0)), ({ type }) => type);
      expect(new Map(facets.types.filter(([, symbols]) => symbols > 0))).toEqual(byType);
      const byOwner = count(found.filter((symbol) => fits(symbol, filter, 1)), ({ owner }) => owner);
      expect(new Map(facets.owners.filter(([, symbols]) => symbols > 0))).toEqual(byOwner);
      expect(facets.ambiguous).toBe(found.filter((symbol) => ambiguous.has(symbol.index) && fits(symbol, filter, 2)).length);
      expect(facets.shared).toBe(found.filter((symbol) => shared.has(symbol.index) && fits(symbol, filter, 3)).length);
      const bySize = count(found.filter((symbol) => (symbol.size ?? 0n) > 0n && fits(symbol, filter, 4)), ({ size = 0n }) => size.toString(2).length - 1);
      expect(new Map([...facets.sizes.entries()].filter(([, symbols]) => symbols > 0))).toEqual(bySize);
    }),
    { numRuns: 60 },
  );
});

function count<K>(of: readonly KernelSymbol[], key: (symbol: KernelSymbol) => K): Map<K, number> {
  return new Map([...groupBy(of, key)].map(([value, group]) => [value, group.length]));
}

const VALUES: Readonly<Record<Column, (symbol: KernelSymbol) => bigint | number | string>> = {
  address: ({ address }) => address,
  type: ({ type }) => type.charCodeAt(0),
  name: ({ name }) => name,
  owner: ({ owner }) => (owner === "system" ? "" : owner),
  size: ({ size }) => size ?? 2n ** 64n,
};

test.each(COLUMNS.flatMap((by) => [false, true].map((descending): Sort => ({ by, descending }))))("rows by $by, descending: $descending", (sort) => {
  for (const text of TEXTS) {
    const reading = readQuery(text);
    const unsorted = answerQuery(loaded, { reading, filter: NO_FILTER, sort: undefined });
    const sorted = answerQuery(loaded, { reading, filter: NO_FILTER, sort });
    const value = (index: number) => VALUES[sort.by](symbols[index] as KernelSymbol);
    const expected = Array.from(unsorted.indices ?? symbols.keys()).sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a - b));
    if (sort.descending) expected.reverse();
    expect(Array.from(sorted.indices ?? []), text).toEqual(expected);
  }
});

test("addresses that were asked for go with their rows, sorted and filtered", () => {
  const [first, second] = loaded.table.getSymbolByName("load_elf_phdrs").map(({ address }) => address + 0x10n) as [bigint, bigint];
  const reading = readQuery(`0x${second.toString(16)} 0x${first.toString(16)} 0x1`);
  const plain = answerQuery(loaded, { reading, filter: NO_FILTER, sort: undefined });
  expect([...(plain.asked ?? [])]).toEqual([second, first]);
  expect(plain.uncovered).toBe(1);
  const sorted = answerQuery(loaded, { reading, filter: { ...NO_FILTER, ambiguous: true }, sort: { by: "address", descending: false } });
  expect([...(sorted.asked ?? [])]).toEqual([first, second]);
  expect(sorted.first.map(({ address }) => address + 0x10n)).toEqual([first, second]);
});

function groupBy<V, K>(values: readonly V[], key: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}
