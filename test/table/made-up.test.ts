// The built package against its naive twin on made-up tables, every query about every name and address in them.

import fc from "fast-check";
import { KernelSymbolTable } from "kallsyms";
import { expect, test } from "vitest";

import { expectEqual, expectRows, expectSame } from "./compare.js";
import { madeUpTable } from "./made-up-tables.js";
import { Random } from "./random.js";
import { bytes } from "./support.js";
import { byAddress, byName, isRestricted, neighboursOf, readTwin, resolveTwin, sizeOf } from "./twin.js";
import type { TwinRow, TwinSymbol } from "./twin.js";
import { checkColumns, checkOrders } from "./twin-columns.js";
import { TwinIndex } from "./twin-index.js";
import { makeSearch, marksOf } from "./twin-search.js";
import { checkSearch } from "./twin-search-check.js";

test("report, symbols and sizes are the twin's", () => {
  fc.assert(
    fc.property(madeUpTable, ({ text, digits }) => {
      const twin = readTwin(text, digits);
      const table = KernelSymbolTable.parse(bytes(text));
      const { lines, accepted, blank, rejected, skipped, rejectedLines } = table.report;
      expect([lines, accepted, blank, rejected, skipped]).toEqual([twin.lines, twin.rows.length, twin.blank, twin.rejected.length, 0]);
      expect(rejectedLines.map(({ line }) => line)).toEqual(twin.rejected);
      expect([table.restricted, table.report.addressBits]).toEqual([isRestricted(twin.rows), digits * 4]);
      expectSame(table, new TwinIndex(twin.rows).symbols, () => JSON.stringify(text));
      checkColumns(table, new TwinIndex(twin.rows).symbols);
      twin.rows.forEach((row, index) => expectEqual(table.at(index)?.size, sizeOf(row, neighboursOf(twin.rows, row)), () => `size of row ${index} of ${JSON.stringify(text)}`));
      table.free();
    }),
    { numRuns: 1500 },
  );
});

test("queries by name and address, and orders, are the twin's, before and after serialize", () => {
  fc.assert(
    fc.property(madeUpTable, ({ text, digits }) => {
      const { rows } = readTwin(text, digits);
      const index = new TwinIndex(rows);
      const whole = KernelSymbolTable.parse(bytes(text));
      const again = KernelSymbolTable.deserialize(whole.serialize());
      expect(again.report).toEqual(whole.report);
      for (const table of [whole, again]) {
        checkNames(table, index);
        checkOrders(table, index);
        if (!table.restricted) checkAddresses(table, index);
        table.free();
      }
    }),
    { numRuns: 300 },
  );
});

test("searches are the twin's", () => {
  fc.assert(
    fc.property(madeUpTable, fc.integer(), ({ text, digits }, seed) => {
      const twin = new TwinIndex(readTwin(text, digits).rows);
      const table = KernelSymbolTable.parse(bytes(text));
      const marks = marksOf(twin, table.restricted);
      const random = new Random(seed);
      for (let asked = 0; asked < 30; asked++) checkSearch(table, twin.symbols, marks, makeSearch(random, undefined, twin.symbols, !table.restricted));
      table.free();
    }),
    { numRuns: 300 },
  );
});

function symbolsOf(index: TwinIndex, rows: readonly TwinRow[]): TwinSymbol[] {
  return rows.map((row) => index.symbols[index.rows.indexOf(row)] as TwinSymbol);
}

function checkNames(table: KernelSymbolTable, index: TwinIndex): void {
  for (const name of [...index.names(), "absent", "", "toString"]) {
    const all = symbolsOf(index, byName(index.rows, name));
    expectSame(table.getSymbolByName(name), all, () => JSON.stringify(name));
    for (const owner of ["system", "m", "absent"]) {
      const own = all.filter((symbol) => symbol.owner === owner);
      const { status, symbols, otherOwners } = table.lookup(name, { owner });
      expectSame(table.getSymbolByOwnerAndName(owner, name), own, () => JSON.stringify([owner, name]));
      expectSame(symbols, own, () => JSON.stringify([owner, name]));
      const places = table.restricted ? own.length : new Set(own.map(({ address }) => address)).size;
      expect(status).toBe(places === 0 ? "absent" : places === 1 ? "unique" : "ambiguous");
      expect(otherOwners).toEqual([...new Set(all.map((symbol) => symbol.owner).filter((other) => other !== owner))]);
    }
  }
  const ambiguous = [...index.groupsOfNames()].filter((group) => (table.restricted ? group.length : new Set(group.map(({ address }) => address)).size) > 1);
  expect(table.ambiguousNames().map(({ indices }) => [...indices])).toEqual(ambiguous.map((group) => group.map((symbol) => symbol.index)));
}

function checkAddresses(table: KernelSymbolTable, index: TwinIndex): void {
  const addresses = [...new Set(index.rows.flatMap(({ address }) => [address - 1n, address, address + 1n, address + 0xfffn, address + 0x1000n]))].map((address) => BigInt.asUintN(64, address));
  const batch = table.resolveBatch(BigUint64Array.from(addresses));
  addresses.forEach((address, at) => {
    const question = () => address.toString(16);
    expectSame(table.getSymbolByAddr(address), symbolsOf(index, byAddress(index.rows, address)), question);
    const aliases = symbolsOf(index, resolveTwin(index.rows, address));
    expectRows(index.resolve(address).map((symbol) => symbol.index), aliases.map((symbol) => symbol.index), question);
    expectSame(table.resolve(address)?.symbols ?? [], aliases, question);
    expectEqual(batch.index[at], aliases[0]?.index ?? 0xffff_ffff, question);
    expectEqual(batch.offset[at], address - (aliases[0]?.address ?? address), question);
  });
  const shared = [...index.groupsOfAddresses()].filter((group) => group.length > 1);
  expect(table.sharedAddresses().map(({ indices }) => [...indices])).toEqual(shared.map((group) => group.map((symbol) => symbol.index)));
}
