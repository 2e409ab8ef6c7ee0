// The built package against its naive twin on real tables: 100,000 random questions of every kind over all of them.

import { KernelSymbolTable, SymbolNotFoundError } from "kallsyms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { expectEqual, expectRows, expectSame } from "./compare.js";
import { REAL_FILES, readCompressed, readText } from "./corpus.js";
import { Random, SEED } from "./random.js";
import { bytes } from "./support.js";
import { byAddress, byName, isLocal, isRestricted, neighboursOf, readTwin, resolveTwin, sizeOf, variantOf } from "./twin.js";
import type { TwinRow, TwinSymbol, TwinText } from "./twin.js";
import { checkColumns, checkOrders } from "./twin-columns.js";
import { TwinIndex } from "./twin-index.js";

const QUESTIONS = Math.ceil(100_000 / REAL_FILES.length);
/** Questions of each kind that are also answered by going through all lines. */
const WALKS = 5;

test("there are real tables", () => {
  expect(REAL_FILES.length).toBeGreaterThan(0);
});

describe.each(REAL_FILES)(`$name, seed ${SEED}`, (file) => {
  const random = new Random(SEED);
  let table: KernelSymbolTable;
  let plain: Uint8Array;
  let text: TwinText;
  let twin: TwinIndex;
  let restricted: boolean;
  let names: readonly string[];

  beforeAll(async () => {
    table = await KernelSymbolTable.load(readCompressed(file));
    const content = await readText(file);
    plain = bytes(content);
    text = readTwin(content, content.indexOf(" "));
    twin = new TwinIndex(text.rows);
    restricted = isRestricted(text.rows);
    names = twin.names();
  });
  afterAll(() => table.free());

  /** Asks as many random questions as each file's share is. */
  function ask(question: () => void): void {
    for (let asked = 0; asked < QUESTIONS; asked++) question();
  }

  /** Of an owner that `name` is likely to have, or not. */
  const anyOwner = () => random.pick(text.rows).owner;

  /** A name of the table's, or one that isn't. The most repeated ones come seldom, as every other name does. */
  const anyName = () => (random.chance(0.9) ? random.pick(names) : `${random.pick(names)}x`);

  /** An address that bears a symbol, lies near one, or lies anywhere. */
  function anyAddress(): bigint {
    const { address } = random.pick(text.rows);
    const kind = random.below(8);
    if (kind < 3) return address;
    if (kind < 6) return BigInt.asUintN(64, address + BigInt(random.below(2 ** (kind * 4)) - 64));
    return kind === 6 ? BigInt.asUintN(64, address - 1n) : random.long();
  }

  const symbolsOf = (rows: readonly TwinRow[]) => rows.map((row) => twin.symbols[text.rows.indexOf(row)] as TwinSymbol);

  test("every line is accounted for, every symbol is as the line says", () => {
    const { lines, accepted, blank, rejected, skipped, rejectedLines } = table.report;
    expect({ lines, accepted, blank, rejected, skipped, restricted: table.restricted }).toEqual({
      lines: text.lines,
      accepted: text.rows.length,
      blank: text.blank,
      rejected: text.rejected.length,
      skipped: 0,
      restricted,
    });
    expect(rejectedLines.map(({ line }) => line)).toEqual(text.rejected.slice(0, 100));
    expectEqual(table.size, text.rows.length, () => "size");
    expectSame(table, twin.symbols, () => "iteration");
    const visited: number[] = [];
    table.forEachSymbol(({ index }) => visited.push(index));
    expectRows(visited, [...twin.symbols.keys()], () => "forEachSymbol");
  });

  test("columns and sortedIndices", () => {
    checkColumns(table, twin.symbols);
    checkOrders(table, twin);
  });

  test("sizes follow the rule, by going through all lines too", () => {
    for (let walk = 0; walk < WALKS * 4; walk++) {
      const index = random.below(text.rows.length);
      const row = text.rows[index] as TwinRow;
      expectEqual(table.at(index)?.size, sizeOf(row, neighboursOf(text.rows, row)), () => `size of ${index}`);
    }
  });

  test("at", () => {
    ask(() => {
      const index = random.below(text.rows.length);
      expectSame([table.at(index) ?? raise()], [twin.symbols[index] as TwinSymbol], () => `at(${index})`);
    });
    for (const none of [-1, text.rows.length, 0.5, NaN, Infinity]) expect(table.at(none)).toBeUndefined();
  });

  test("getSymbolByName and getSymbolByOwnerAndName", () => {
    ask(() => {
      const [name, owner] = [anyName(), anyOwner()];
      const expected = twin.byName(name);
      expectSame(table.getSymbolByName(name), expected, () => `name ${JSON.stringify(name)}`);
      const own = expected.filter((symbol) => symbol.owner === owner);
      expectSame(table.getSymbolByOwnerAndName(owner, name), own, () => `${owner}, ${JSON.stringify(name)}`);
    });
    for (let walk = 0; walk < WALKS; walk++) {
      const name = anyName();
      expectSame(table.getSymbolByName(name), symbolsOf(byName(text.rows, name)), () => `name ${JSON.stringify(name)}`);
    }
  });

  test("getSymbolByName takes the bytes of a name", () => {
    ask(() => {
      const { raw } = twin.symbols[random.below(twin.symbols.length)] as TwinSymbol;
      const { name } = twin.symbols[random.below(twin.symbols.length)] as TwinSymbol;
      // Names shown with U+FFFD aren't found by those bytes alone; no other names differ from what is shown.
      if (twin.byName(name).length > 50) return;
      expectSame(table.getSymbolByName(new Uint8Array(Buffer.from(name, "utf8"))), twin.byName(name), () => `bytes of ${JSON.stringify(name)}`);
      if (twin.byName(raw).length > 50) return;
      const first = table.getSymbolByName(new Uint8Array(Buffer.from(raw, "latin1")))[0] ?? raise();
      expectEqual(twin.symbols[first.index]?.raw, raw, () => `bytes of ${JSON.stringify(raw)}`);
    });
  });

  test("getSymbolByAddr, getSymbolByOwnerAndAddr and getPotentiallyHiddenSymbolByAddr", () => {
    if (restricted) return expectRestricted((address) => [table.getSymbolByAddr(address), table.getSymbolByOwnerAndAddr("system", address), table.getPotentiallyHiddenSymbolByAddr(address)]);
    ask(() => {
      const [address, owner] = [anyAddress(), anyOwner()];
      const expected = twin.byAddress(address);
      const question = () => `address ${address.toString(16)}`;
      expectSame(table.getSymbolByAddr(address), expected, question);
      expectSame(table.getSymbolByOwnerAndAddr(owner, address), expected.filter((symbol) => symbol.owner === owner), question);
      const hidden: TwinSymbol = { index: -1, raw: "", name: "", address, type: "?", owner: "hidden", size: undefined };
      expectSame(table.getPotentiallyHiddenSymbolByAddr(address), expected.length > 0 ? expected : [hidden], question);
    });
    for (let walk = 0; walk < WALKS; walk++) {
      const address = anyAddress();
      expectSame(table.getSymbolByAddr(address), symbolsOf(byAddress(text.rows, address)), () => `address ${address.toString(16)}`);
    }
  });

  test("textSegmentContains", () => {
    if (restricted) return expectRestricted((address) => table.textSegmentContains(address));
    const marker = (name: string) => text.rows.find((row) => row.raw === name && row.owner === "system")?.address;
    const [start, end] = [marker("_stext"), marker("_etext")];
    // An excerpt lacks them.
    if (start === undefined || end === undefined) return expect(() => table.textSegmentContains(0n)).toThrowError(SymbolNotFoundError);
    const borders = [start - 1n, start, end - 1n, end];
    ask(() => {
      const address = random.chance(0.1) ? random.pick(borders) : anyAddress();
      expectEqual(table.textSegmentContains(address), start <= address && address < end, () => `text holds ${address.toString(16)}`);
    });
  });

  test("lookup", () => {
    ask(() => {
      // Absent names are asked for on small tables: there, all names are compared for suggestions.
      const [name, owner] = [random.pick(names), random.chance(0.5) ? anyOwner() : undefined];
      const all = twin.byName(name);
      const own = owner === undefined ? all : all.filter((symbol) => symbol.owner === owner);
      const { status, symbols, otherOwners, suggestions } = table.lookup(name, { owner });
      const question = () => `lookup ${JSON.stringify(name)} of ${owner}`;
      expectSame(symbols, own, question);
      expectEqual(status, statusOf(own, restricted), question);
      const others = owner === undefined ? [] : all.filter((symbol) => symbol.owner !== owner).map((symbol) => symbol.owner);
      expectEqual(otherOwners.join(), [...new Set(others)].join(), question);
      expectEqual(suggestions.length, 0, question);
    });
  });

  test("resolve and resolveBatch", () => {
    if (restricted) return expectRestricted((address) => [table.resolve(address), table.resolveBatch(BigUint64Array.of(address))]);
    const addresses: bigint[] = [];
    const expected: (TwinSymbol | undefined)[] = [];
    ask(() => {
      const address = anyAddress();
      const aliases = twin.resolve(address);
      const [first] = aliases;
      addresses.push(address);
      expected.push(first);
      const given = table.resolve(address);
      const question = () => `resolve ${address.toString(16)}`;
      expectSame(given?.symbols ?? [], aliases, question);
      if (first === undefined) return;
      expectEqual(given?.address, address, question);
      expectEqual(given?.offset, address - first.address, question);
      expectEqual(given?.size, first.size, question);
    });
    const batch = table.resolveBatch(BigUint64Array.from(addresses));
    expectRows(batch.index, expected.map((first) => first?.index ?? 0xffff_ffff), () => "resolveBatch");
    addresses.forEach((address, at) => {
      const first = expected[at];
      expectEqual(batch.offset[at], first === undefined ? 0n : address - first.address, () => `offset of ${address.toString(16)} in the batch`);
    });
    for (let walk = 0; walk < WALKS; walk++) {
      const address = anyAddress();
      expectSame(table.resolve(address)?.symbols ?? [], symbolsOf(resolveTwin(text.rows, address)), () => `resolve ${address.toString(16)}`);
    }
  });

  test("ambiguousNames and sharedAddresses", () => {
    const groups = [...twin.groupsOfNames()].filter((group) => statusOf(group, restricted) === "ambiguous");
    const ambiguous = table.ambiguousNames();
    expectEqual(ambiguous.length, groups.length, () => "number of ambiguous names");
    groups.forEach((group, at) => {
      expectEqual(ambiguous[at]?.name, group[0]?.name, () => `ambiguous name ${at}`);
      expectRows(ambiguous[at]?.indices ?? [], group.map(({ index }) => index), () => `rows of ambiguous name ${at}`);
    });
    if (restricted) return expectRestricted(() => table.sharedAddresses());
    const places = [...twin.groupsOfAddresses()].filter((group) => group.length > 1);
    const shared = table.sharedAddresses();
    expectEqual(shared.length, places.length, () => "number of shared addresses");
    places.forEach((group, at) => {
      expectEqual(shared[at]?.address, group[0]?.address, () => `shared address ${at}`);
      expectSame(shared[at]?.symbols ?? [], group, () => `symbols at shared address ${at}`);
    });
  });

  test("owners", () => {
    const byOwner = groupByOwner(text.rows);
    const lowest = (rows: readonly TwinRow[]) => rows.reduce((low, { address }) => (address < low ? address : low), rows[0]?.address ?? 0n);
    const highest = (rows: readonly TwinRow[]) => rows.reduce((high, { address }) => (address > high ? address : high), 0n);
    expect(table.owners()).toEqual(
      Array.from(byOwner, ([name, rows]) => ({
        name,
        symbols: rows.length,
        lowest: restricted ? undefined : lowest(rows),
        highest: restricted ? undefined : highest(rows),
      })),
    );
  });

  test("statistics", () => {
    const ofNames = [...twin.groupsOfNames()];
    const ambiguous = ofNames.filter((group) => statusOf(group, restricted) === "ambiguous");
    const places = restricted ? [] : [...twin.groupsOfAddresses()];
    const shared = places.filter((group) => group.length > 1);
    const variants = text.rows.map((row) => variantOf(row.raw)).filter(({ isVariant }) => isVariant);
    const types = new Map<string, number>();
    for (const { type } of text.rows) types.set(type, (types.get(type) ?? 0) + 1);
    expect(table.statistics()).toEqual({
      symbols: text.rows.length,
      systemSymbols: text.rows.filter(({ owner }) => owner === "system").length,
      owners: new Set(text.rows.map(({ owner }) => owner)).size,
      names: ofNames.length,
      addresses: places.length,
      ambiguousNames: ambiguous.length,
      ambiguousSymbols: sum(ambiguous),
      sharedAddresses: shared.length,
      sharedSymbols: sum(shared),
      mostAliases: places.reduce((most, group) => Math.max(most, group.length), 0),
      zeroAddresses: restricted ? 0 : text.rows.filter(({ address }) => address === 0n).length,
      localSymbols: text.rows.filter(isLocal).length,
      variants: variants.length,
      fragments: variants.filter(({ isFragment }) => isFragment).length,
      longestName: text.rows.reduce((most, { raw }) => Math.max(most, raw.length), 0),
      nameBytes: text.rows.reduce((total, { raw }) => total + raw.length, 0),
      types,
    });
  });

  test("a serialized table gives the same answers", () => {
    const again = KernelSymbolTable.deserialize(table.serialize());
    expect(again.report).toEqual(table.report);
    expectSame(again, twin.symbols, () => "iteration of the deserialized table");
    for (let asked = 0; asked < 1000; asked++) {
      const name = anyName();
      expectSame(again.getSymbolByName(name), twin.byName(name), () => `name ${JSON.stringify(name)}`);
      if (restricted) continue;
      const address = anyAddress();
      expectSame(again.resolve(address)?.symbols ?? [], twin.resolve(address), () => `resolve ${address.toString(16)}`);
    }
    again.free();
  });

  test("modules given by /proc/modules change nothing but the size of what is last in a module", () => {
    const told = KernelSymbolTable.parse(plain, { modules: file.modules ?? "" });
    const changed = [...told].filter((symbol) => symbol.size !== twin.symbols[symbol.index]?.size);
    for (const { index, owner, address, size } of changed) {
      expectEqual(twin.symbols[index]?.size, undefined, () => `size of ${index} without modules`);
      const [, length = "", base = ""] = new RegExp(`^${owner} (\\d+) .* 0x([0-9a-f]+)`, "m").exec(file.modules ?? "") ?? [];
      expectEqual(address + (size ?? 0n), BigInt(`0x${base}`) + BigInt(length), () => `end of ${index} in ${owner}`);
    }
    told.free();
  });

  function expectRestricted(query: (address: bigint) => unknown): void {
    for (const address of [0n, random.long()]) expect(() => query(address)).toThrowError(expect.objectContaining({ code: "RESTRICTED_ADDRESSES" }) as Error);
  }
});

/** Which status several symbols of one name have. */
function statusOf(symbols: readonly TwinSymbol[], restricted: boolean): string {
  if (symbols.length === 0) return "absent";
  const several = restricted ? symbols.length > 1 : new Set(symbols.map(({ address }) => address)).size > 1;
  return several ? "ambiguous" : "unique";
}

function groupByOwner(rows: readonly TwinRow[]): Map<string, TwinRow[]> {
  const groups = new Map<string, TwinRow[]>();
  for (const row of rows) {
    const group = groups.get(row.owner);
    if (group === undefined) groups.set(row.owner, [row]);
    else group.push(row);
  }
  return groups;
}

function sum(groups: readonly (readonly unknown[])[]): number {
  return groups.reduce((total, group) => total + group.length, 0);
}

function raise(): never {
  throw new Error("the table lacks what the test needs");
}
