import fc from "fast-check";
import { expect, test } from "vitest";
import { COLUMNS, NO_FILTER } from "../../web/query/filter.js";
import { VIEWS, readHash, writeHash } from "../../web/query/hash.js";
import type { PageState } from "../../web/query/hash.js";
import { countIs, find, openFile, openPage, useBrowser, visit } from "./support.js";

useBrowser();

const FIRST: PageState = { view: "symbols", text: "", filter: NO_FILTER, sort: undefined, symbol: undefined };

const size = fc.option(fc.nat(2 ** 30), { nil: undefined });
const states: fc.Arbitrary<PageState> = fc.record({
  view: fc.constantFrom(...VIEWS),
  text: fc.string({ unit: "grapheme", maxLength: 200 }),
  filter: fc.record({
    types: fc.uniqueArray(fc.constantFrom(..."tTdDrR?"), { maxLength: 4 }).map((types) => types.join("")),
    owners: fc.uniqueArray(fc.string({ unit: "grapheme" }), { maxLength: 4 }),
    ambiguous: fc.boolean(),
    shared: fc.boolean(),
    least: size,
    most: size,
    folded: fc.boolean(),
    caseSensitive: fc.boolean(),
  }),
  sort: fc.option(fc.record({ by: fc.constantFrom(...COLUMNS), descending: fc.boolean() }), { nil: undefined }),
  symbol: fc.option(fc.record({ index: fc.nat(4_887_929), of: fc.nat(4_887_929) }), { nil: undefined }),
});

test("what is written into a link is read from it", () => {
  fc.assert(fc.property(states, (state) => void expect(readHash(`#${writeHash(state)}`)).toEqual({ ...state, isNewer: false })));
});

test("what isn't understood is left out, whatever it is", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (hash) => void expect(() => readHash(hash)).not.toThrow()));
  expect(readHash("#v=1&view=moon&sort=-colour&size=a-b&at=1&type=&case=x&only=odd")).toEqual({ ...FIRST, isNewer: false });
});

test("links of the first pages still hold, and those of later ones say so", () => {
  expect(readHash("#view=log&q=vfs_read")).toEqual({ ...FIRST, view: "log", text: "vfs_read", isNewer: false });
  expect(readHash("#v=2&q=vfs_read&new=1")).toEqual({ ...FIRST, text: "vfs_read", isNewer: true });
  expect(writeHash(FIRST)).toBe("");
});

test("a pasted list of addresses doesn't go into the link", () => {
  expect(writeHash({ ...FIRST, text: "0x10 ".repeat(1000) })).toBe("");
});

test("a link brings back view, search, filter, order and symbol", async () => {
  const page = await openPage({ hash: "#v=1&q=load_elf&only=ambiguous&sort=-address&at=17100.32142" });
  await countIs(page, "32,142", "6");
  expect(await page.getByRole("button", { name: /^Ambiguous/ }).getAttribute("aria-pressed")).toBe("true");
  expect(await page.getByRole("columnheader", { name: /^Address/ }).getAttribute("aria-sort")).toBe("descending");
  await page.getByRole("complementary", { name: "About the symbol" }).getByRole("heading", { name: "load_elf_phdrs" }).waitFor();
});

test("a symbol of another table isn't guessed", async () => {
  const page = await openPage({ hash: "#v=1&at=1.3" });
  await page.getByRole("complementary", { name: "About the table" }).waitFor();
  await openFile(page, { name: "three", text: "ffffffff81000000 T one\nffffffff81000010 t two\nffffffff81000020 T three\n" });
  await page.getByRole("complementary", { name: "About the symbol" }).getByRole("heading", { name: "two" }).waitFor();
});

test("a newer link says so", async () => {
  const page = await openPage({ hash: "#v=99&q=load_elf_phdrs" });
  await page.getByText("made by a newer version of the page").waitFor();
});

test("Back goes through views, filters and orders, and not through letters", async () => {
  const page = await openPage();
  await find(page, "load_elf", "6");
  await page.getByRole("button", { name: /^Shared/ }).click();
  await countIs(page, "32,142", "0");
  await page.getByRole("tab", { name: "Ambiguity" }).click();
  expect(page.url()).toContain("view=ambiguity");
  await page.goBack();
  await countIs(page, "32,142", "0");
  await page.goBack();
  await countIs(page, "32,142", "6");
  expect(await page.getByRole("searchbox").inputValue()).toBe("load_elf");
  await page.goForward();
  await countIs(page, "32,142", "0");
});

test("a reload restores what was asked", async () => {
  const page = await openPage();
  await find(page, "nft_set", "51");
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await page.waitForURL(/sort=name/);
  const { hash } = new URL(page.url());
  await visit(page, "");
  await page.reload();
  await visit(page, hash);
  await page.reload();
  await countIs(page, "32,142", "51");
  expect(await page.getByRole("columnheader", { name: /^Name/ }).getAttribute("aria-sort")).toBe("ascending");
});
