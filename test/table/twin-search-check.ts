/** One search, asked of the package and of the twin. */

import type { KernelSymbolTable } from "kallsyms";

import { expectEqual, expectRows, expectSame } from "./compare.js";
import { variantOf } from "./twin.js";
import type { TwinSymbol } from "./twin.js";
import { searchTwin } from "./twin-search.js";
import type { Marks, TwinSearch } from "./twin-search.js";

export function checkSearch(table: KernelSymbolTable, symbols: readonly TwinSymbol[], marks: Marks, search: TwinSearch): void {
  const question = () => JSON.stringify(search, (_, value: unknown) => (typeof value === "bigint" ? `0x${value.toString(16)}` : value));
  const expected = searchTwin(symbols, marks, search);
  const asked = { ...search, pattern: search.match === "regex" ? search.pattern : new Uint8Array(Buffer.from(search.pattern, "latin1")) };
  if (search.foldVariants === true) {
    // A mangled name also matches by its path, which the twin doesn't know: such names are left out of the comparison.
    const isKnown = (row: number) => !/^(_R|_ZN)/.test(variantOf(symbols[row]?.raw ?? "").base);
    const { indices } = table.search({ ...asked, offset: 0, limit: undefined });
    expectRows(indices.filter(isKnown).sort(), expected.filter(isKnown), question);
    return;
  }
  const { total, indices, symbols: page } = table.search(asked);
  const { offset = 0, limit = Infinity } = search;
  const isByRelevance = search.match === "fuzzy";
  // By relevance the twin knows which rows, and not their order: a page is a part of the whole list then.
  const whole = isByRelevance ? Array.from(table.search({ ...asked, offset: 0, limit: undefined }).indices) : expected;
  expectEqual(total, expected.length, question);
  if (isByRelevance) expectRows([...whole].sort((a, b) => a - b), expected, question);
  const part = whole.slice(offset, offset + limit);
  expectRows(indices, part, question);
  expectSame(page, part.map((row) => symbols[row] as TwinSymbol), question);
}
