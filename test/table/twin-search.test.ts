// Searches of every kind against the naive twin: 100,000 of each on excerpts of real tables, and some on the whole tables.

import { KernelSymbolTable } from "kallsyms";
import type { MatchKind } from "kallsyms";
import { beforeAll, describe, test } from "vitest";

import { REAL_FILES, readText } from "./corpus.js";
import { Random, SEED } from "./random.js";
import { bytes } from "./support.js";
import { isRestricted, readTwin } from "./twin.js";
import { TwinIndex } from "./twin-index.js";
import { makeSearch, marksOf } from "./twin-search.js";
import { checkSearch } from "./twin-search-check.js";

const SEARCHES = Math.ceil(100_000 / REAL_FILES.length);
/** Lines of an excerpt, and searches on each. */
const LINES = 16;
const SEARCHES_EACH = 300;
/** Tables with more lines are searched in excerpts only. */
const WHOLE = 120_000;
/** Searches of each kind on a whole table. */
const SEARCHES_WHOLE = 1;

const KINDS: readonly MatchKind[] = ["substring", "exact", "prefix", "glob", "regex", "fuzzy"];

describe.each(REAL_FILES)(`$name, seed ${SEED}`, (file) => {
  const random = new Random(SEED);
  let lines: readonly string[];
  let digits: number;

  beforeAll(async () => {
    const text = await readText(file);
    digits = text.indexOf(" ");
    lines = text.trimEnd().split("\n");
  });

  /** Lines from several places, so that owners, ambiguous names and shared addresses come together. */
  function excerpt(): string {
    const places = Array.from({ length: 4 }, () => random.below(Math.max(1, lines.length - LINES / 4)));
    return places.flatMap((place) => lines.slice(place, place + LINES / 4)).join("\n");
  }

  function searchIn(text: string, kind: MatchKind, count: number): void {
    const twin = new TwinIndex(readTwin(text, digits).rows);
    const table = KernelSymbolTable.parse(bytes(text));
    const restricted = isRestricted(twin.rows);
    const marks = marksOf(twin, restricted);
    for (let asked = 0; asked < count; asked++) checkSearch(table, twin.symbols, marks, makeSearch(random, kind, twin.symbols, !restricted));
    table.free();
  }

  test.each(KINDS)("%s", (kind) => {
    for (let asked = 0; asked < SEARCHES; asked += SEARCHES_EACH) searchIn(excerpt(), kind, SEARCHES_EACH);
  });

  test("of every kind on the whole table", () => {
    if (lines.length > WHOLE) return;
    const text = lines.join("\n");
    const twin = new TwinIndex(readTwin(text, digits).rows);
    const table = KernelSymbolTable.parse(bytes(text));
    const marks = marksOf(twin, table.restricted);
    for (const kind of KINDS) {
      for (let asked = 0; asked < SEARCHES_WHOLE; asked++) checkSearch(table, twin.symbols, marks, makeSearch(random, kind, twin.symbols, !table.restricted));
    }
    table.free();
  });
});
