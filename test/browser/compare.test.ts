import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { KernelSymbolTable, formatAddress, initialize } from "kallsyms";
import type { KernelSymbol, SymbolChange } from "kallsyms";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { headline } from "../../web/views/compare/words.js";
import type { Comparison } from "../../web/worker/compare-protocol.js";
import { SlidesOfOwners } from "../../web/worker/compare/slides.js";
import { tar } from "../source/archives.js";
import { LOOKS, findings } from "./axe.js";
import { countIs, find, fixture, openFile, openPage, useBrowser } from "./support.js";

const SLIDE = 0x4000000n;

// The image slid, a module lies elsewhere, and every kind of change is there.
const OLD = table(
  ...anchors(0n),
  image(0x0n, "t", "shifted"),
  image(0x100n, "t", "grown"),
  image(0x180n, "t", "after_grown"),
  image(0x200n, "t", "lettered"),
  image(0x300n, "t", "=dropped()"),
  image(0x400n, "t", "twin"),
  image(0x410n, "t", "twin"),
  image(0x500n, "t", "last"),
  module(0x0n, "mod_a", "here"),
  module(0x40n, "wanderer", "here"),
  module(0x80n, "mod_b", "here"),
  module(0x1000n, "gone_a", "gone"),
);
const NEW = table(
  ...anchors(SLIDE),
  image(SLIDE + 0x40n, "t", "shifted"),
  image(SLIDE + 0x100n, "t", "grown"),
  image(SLIDE + 0x1c0n, "t", "after_grown"),
  image(SLIDE + 0x200n, "T", "lettered"),
  image(SLIDE + 0x420n, "t", "twin"),
  image(SLIDE + 0x440n, "t", "twin"),
  image(SLIDE + 0x4a0n, "t", "twin"),
  image(SLIDE + 0x500n, "t", "last"),
  module(0x2000n, "mod_a", "here"),
  module(0x2080n, "mod_b", "here"),
  module(0x3000n, "wanderer", "there"),
  module(0x3040n, "new_a", "there"),
);
const CHANGES = 18;

describe("in the browser", () => {
  useBrowser();

  test("of two moments of one boot it tells which modules went", async () => {
    const page = await openPage();
    await openFile(page, fixture("amd64-6.1.176-kaslrA/kallsyms.xz"));
    await countIs(page, "272,215", "272,215");
    await compareTo(page, fixture("amd64-6.1.176-kaslrA/unloaded.kallsyms.xz"));
    await headlineIs(page, "Same build, image at the same addresses; 8,787 symbols removed, among them all of wireguard, zram, xfs and 3 more.");
    await page.getByText("8,787 of 8,787 changes").waitFor();
    await page.getByText("By owner: 344 slides, 6 owners gone").click();
    await page.getByText("Gone: wireguard, zram, xfs, vxlan, dummy").waitFor();
    await page.getByRole("button", { name: "Owner" }).click();
    await page.getByRole("button", { name: /^xfs [\d,]+$/ }).click();
    await page.getByRole("row").filter({ hasText: "xfs" }).nth(3).waitFor();
    expect(await page.locator(".list-changes .row-symbol").filter({ hasNotText: "xfs" }).count()).toBe(0);
  });

  test("of two boots it tells KASLR's slide and nothing else", async () => {
    const page = await openPage();
    await openFile(page, fixture("amd64-6.1.176-small-kaslrD/kallsyms.xz"));
    await countIs(page, "181,096", "181,096");
    await compareTo(page, fixture("amd64-6.1.176-small-kaslrE/kallsyms.xz"));
    await headlineIs(page, "Same build, image slid by 0xf000000 (KASLR); nothing else differs.");
    expect(await page.getByRole("table").first().getByRole("row", { name: /^kernel image \+0xf000000 93,719 0$/ }).count()).toBe(1);
    await page.getByRole("button", { name: "Swap" }).click();
    await headlineIs(page, "Same build, image slid by −0xf000000 (KASLR); nothing else differs.");
  });

  test("two builds are told apart, and filters find what a naive walk finds", async () => {
    const [old, now] = await Promise.all(["amd64-6.1.176-small-kaslrE", "amd64-5.10.223-small-kaslrA"].map((kernel) => loaded(readFileSync(fixture(`${kernel}/kallsyms.xz`)))));
    const page = await openPage();
    await openFile(page, fixture("amd64-6.1.176-small-kaslrE/kallsyms.xz"));
    await countIs(page, "181,096", "181,096");
    await compareTo(page, fixture("amd64-5.10.223-small-kaslrA/kallsyms.xz"));
    await headlineIs(page, /^Only [\d.]+ % of the image’s symbols slid alike: these are different builds\.$/);
    const changes = [...(old as KernelSymbolTable).diff(now as KernelSymbolTable)];
    await listed(page, changes.length, changes.length);
    const isNamed = (change: SymbolChange) => symbolOf(change).name.toLowerCase().includes("ext4_ioc");
    const isOf = (change: SymbolChange) => change.old?.owner === "ext4" || change.new?.owner === "ext4";
    await page.getByRole("searchbox", { name: "Part of the name" }).fill("EXT4_ioc");
    await listed(page, changes.filter(isNamed).length, changes.length);
    await toggle(page, "moved").click();
    await toggle(page, "retyped").click();
    const chosen = changes.filter((change) => isNamed(change) && ["moved", "retyped"].includes(change.change));
    await listed(page, chosen.length, changes.length);
    expect(await toggle(page, "resized").innerText()).toContain(`${changes.filter((change) => isNamed(change) && change.change === "resized").length}`);
    await page.getByRole("searchbox", { name: "Part of the name" }).fill("");
    await page.getByRole("button", { name: "Owner" }).click();
    await page.getByRole("searchbox", { name: "Find an owner" }).fill("ext4");
    await page.getByRole("button", { name: /^ext4 / }).click();
    const ofOwner = changes.filter((change) => isOf(change) && ["moved", "retyped"].includes(change.change));
    await listed(page, ofOwner.length, changes.length);
    await page.getByRole("button", { name: "Clear filter" }).click();
    await listed(page, changes.length, changes.length);
  });

  test("every kind of change has its row, in file order or kind by kind", async () => {
    const page = await openMade();
    await headlineIs(page, "The same image but for 14 changes, image slid by 0x4000000 (KASLR); 2 symbols removed, among them all of gone; 1 symbol added, among them all of there; 2 moved, 6 resized, 1 retyped, 1 re-owned, 5 ambiguous.");
    const rows = await changeRows(page);
    expect(rows).toHaveLength(CHANGES);
    expect(rows).toContainEqual(["→ moved", "shifted", "kernel image", "ffffffff81002000", "ffffffff85002040", "+0x40 off the slide"]);
    expect(rows).toContainEqual(["→ resized", "grown", "kernel image", "ffffffff81002100", "ffffffff85002100", "0x80 → 0xc0"]);
    expect(rows).toContainEqual(["→ retyped", "lettered", "kernel image", "ffffffff81002200", "ffffffff85002200", "t → T"]);
    expect(rows).toContainEqual(["→ re-owned", "wanderer", "here", "ffffffffc0000040", "ffffffffc0003000", "here → there"]);
    expect(rows).toContainEqual(["− removed", "gone_a", "gone", "ffffffffc0001000", "–", "type t"]);
    expect(rows).toContainEqual(["+ added", "new_a", "there", "–", "ffffffffc0003040", "type t"]);
    expect(rows.filter(([change, name]) => change === "? ambiguous" && name === "twin")).toHaveLength(5);
    await page.getByRole("button", { name: "By kind" }).click();
    await page.locator("#row-0", { hasText: "added" }).waitFor();
    const order = (await changeRows(page)).map(([change = ""]) => change.slice(2));
    expect(order).toEqual(["added", ...Array(2).fill("removed"), ...Array(2).fill("moved"), ...Array(6).fill("resized"), "retyped", "re-owned", ...Array(5).fill("ambiguous")]);
  });

  test("what was added is what is removed the other way round", async () => {
    const page = await openMade();
    await toggle(page, "added").click();
    await listed(page, 1, CHANGES);
    expect(await page.getByRole("region", { name: "The two tables" }).innerText()).toMatch(/Old\s*old\s.*the open table\s*New\s*new\s/s);
    await page.getByRole("button", { name: "Swap" }).click();
    await page.locator("#row-0", { hasText: "removed" }).waitFor();
    expect(await changeRows(page)).toEqual([["− removed", "new_a", "there", "ffffffffc0003040", "–", "type t"]]);
    expect(await page.getByRole("region", { name: "The two tables" }).innerText()).toMatch(/Old\s*new\s.*New\s*old\s.*the open table/s);
  });

  test("a change leads to its symbol in the open table, by keyboard alone", async () => {
    const page = await openPage();
    await openFile(page, { name: "old", text: OLD });
    await countIs(page, "32", "32");
    await page.keyboard.press("5");
    await tabTo(page, page.getByRole("button", { name: "Choose the other table…" }));
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
    await chooser.setFiles({ name: "new", mimeType: "application/octet-stream", buffer: Buffer.from(NEW) });
    await listed(page, CHANGES, CHANGES);
    await tabTo(page, page.getByRole("searchbox", { name: "Part of the name" }));
    await page.keyboard.type("gone");
    await listed(page, 1, CHANGES);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "About the symbol" }).getByRole("heading", { name: "gone_a" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("complementary", { name: "About the table" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.type("new_a");
    await page.locator("#row-0", { hasText: "new_a" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.getByText("only in the other table").waitFor();
    expect(await page.getByRole("complementary", { name: "About the symbol" }).count()).toBe(0);
  });

  test("the listed changes are written as NDJSON, as the package tells them", async () => {
    const page = await openMade();
    const [old, now] = [await loaded(OLD), await loaded(NEW)];
    const expected = [...old.diff(now)].map(({ change, old, new: now }) => JSON.stringify({ change, old: plain(old), new: plain(now) }));
    expect((await exported(page, "NDJSON")).trimEnd().split("\n")).toEqual(expected);
    await toggle(page, "retyped").click();
    await listed(page, 1, CHANGES);
    expect((await exported(page, "NDJSON")).trimEnd()).toBe(expected.find((line) => line.includes("retyped")));
  });

  test("CSV and TSV hold no formula", async () => {
    const page = await openMade();
    await toggle(page, "removed").click();
    await toggle(page, "moved").click();
    await listed(page, 4, CHANGES);
    const csv = (await exported(page, "CSV")).trimEnd().split("\r\n");
    expect(csv[0]).toBe("change,moved_by,old_name,old_address,old_type,old_owner,old_size,old_index,new_name,new_address,new_type,new_owner,new_size,new_index");
    expect(csv).toContain("removed,,'=dropped(),0xffffffff81002300,t,system,0x100,24,,,,,,");
    expect(csv).toContain("moved,64,shifted,0xffffffff81002000,t,system,0x100,20,shifted,0xffffffff85002040,t,system,0xc0,20");
    expect(csv).toHaveLength(5);
    const tsv = (await exported(page, "TSV")).trimEnd().split("\n");
    expect(tsv).toContain("removed\t\t'=dropped()\t0xffffffff81002300\tt\tsystem\t0x100\t24\t\t\t\t\t\t");
    expect(tsv).toHaveLength(5);
  });

  test("the summary is copied as Markdown, with names as text", async () => {
    const page = await openMade({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("searchbox", { name: "Part of the name" }).fill("a|`b");
    await listed(page, 0, CHANGES);
    await page.getByRole("button", { name: "Copy summary" }).click();
    await page.getByText("Copied the summary as Markdown.").waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toContain("- Old: `old`, 32 symbols\n- New: `new`, 32 symbols");
    expect(text).toContain("| re-owned | 1 |");
    expect(text).toContain("| `kernel image` | +0x4000000 | 23 | 2 |");
    expect(text).toContain("Gone: `gone`");
    expect(text).toContain("0 changes with `` a|`b `` in the name.");
  });

  test("another table of the same files is one of the choices", async () => {
    const archive = gzipSync(tar({ name: "a/proc/kallsyms", content: OLD }, { name: "b/proc/kallsyms", content: NEW }));
    const page = await openPage();
    await openFile(page, { name: "two.tar.gz", text: archive });
    await countIs(page, "32");
    await page.getByRole("tab", { name: "Compare" }).click();
    const choice = page.getByRole("combobox", { name: "or one of the same files" });
    await choice.waitFor();
    const paths = await choice.getByRole("option").allInnerTexts();
    expect(paths).toHaveLength(2);
    expect(paths[1]).toMatch(/^two\.tar\.gz\/[ab]\/proc\/kallsyms$/);
    await choice.selectOption({ index: 1 });
    await listed(page, CHANGES, CHANGES);
    expect(await page.getByRole("region", { name: "The two tables" }).innerText()).toContain(paths[1]);
  });

  test("a file dropped here is the other table; the open one stays", async () => {
    const page = await openMade();
    const place = await page.getByRole("region", { name: "The two tables" }).boundingBox();
    if (place === null) throw new Error("the place to drop at isn't there");
    const [inside, outside] = [{ x: place.x + 20, y: place.y + 10 }, { x: place.x + 20, y: place.y + place.height + 200 }];
    const file = fixture("amd64-6.1.176-small-kaslrE/kallsyms.xz");
    await drag(page, "dragEnter", outside, file);
    await page.getByText("Drop to open").waitFor();
    await drag(page, "dragOver", inside, file);
    await page.getByText("Drop the other table here").waitFor();
    expect(await page.getByText("Drop to open").count()).toBe(0);
    await drag(page, "dragOver", outside, file);
    await page.getByText("Drop to open").waitFor();
    expect(await page.getByText("Drop the other table here").count()).toBe(0);
    await drag(page, "dragOver", inside, file);
    await drag(page, "drop", inside, file);
    await page.getByText("181,096 symbols", { exact: true }).waitFor();
    expect(await page.getByText("Drop the other table here").count()).toBe(0);
    await page.getByRole("tab", { name: "Symbols" }).click();
    await find(page, "shifted", "1");
  });

  test("a load of the other table is cancelled, and the open one answers on", async () => {
    const page = await openMade();
    await chooseEndless(page);
    await page.getByText("The comparison before it stays").waitFor();
    await page.getByRole("searchbox", { name: "Part of the name" }).fill("gone");
    await listed(page, 1, CHANGES);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("progressbar").waitFor({ state: "detached" });
    await page.getByRole("searchbox", { name: "Part of the name" }).fill("");
    await listed(page, CHANGES, CHANGES);
    await choose(page, { name: "again", text: OLD });
    await headlineIs(page, "Nothing differs: the same symbols at the same addresses.");
    await page.getByRole("tab", { name: "Symbols" }).click();
    await find(page, "shifted", "1");
  });

  test("a file that is no table is explained, and the comparison before it stays", async () => {
    const page = await openMade();
    await choose(page, { name: "page.html", text: "<!DOCTYPE html><html></html>" });
    const alert = page.getByRole("alert").filter({ hasText: "page.html is no symbol table" });
    await alert.getByText("so does the comparison below").waitFor();
    await alert.getByText("Expected one symbol a line").waitFor();
    await choose(page, { name: "dmesg", text: "[    1.000000] Linux version 6.1.0\n[    2.000000] BUG: unable to handle page fault\n[    2.000001] RIP: 0010:vfs_read+0x10/0x310\n" });
    await page.getByRole("alert").filter({ hasText: "NO_TABLE" }).waitFor();
    await listed(page, CHANGES, CHANGES);
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await page.getByText("NO_TABLE").count()).toBe(0);
  });

  test("without addresses it says what can't be told", async () => {
    const page = await openPage();
    await openFile(page, fixture("armhf-6.1.176-A/kallsyms.xz"));
    await countIs(page, "90,727", "90,727");
    await compareTo(page, fixture("armhf-6.1.176-A/kallsyms.nobody.kptr1.xz"));
    await headlineIs(page, "Nothing differs in names, owners and types.");
    await page.getByText("The kernel hid the addresses of the new table.").waitFor();
    await choose(page, { name: "hidden", text: OLD.replaceAll(/^\w+/gm, "00000000") });
    await page.getByText(/of [\d,]+ changes/).waitFor();
    expect(await toggle(page, "moved").count()).toBe(0);
    expect(await page.locator(".cell-new").filter({ hasText: "00000000" }).count()).toBe(0);
  });

  test("another table ends the comparison", async () => {
    const page = await openMade();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("heading", { name: "Compare old with another table" }).waitFor();
    await choose(page, { name: "new", text: NEW });
    await listed(page, CHANGES, CHANGES);
    await page.getByRole("button", { name: "Sample" }).click();
    await page.getByRole("heading", { name: /^Compare Linux .* with another table/ }).waitFor();
  });

  test("names of a hostile table are text", async () => {
    const page = await openPage();
    await openFile(page, { name: "old", text: OLD });
    await countIs(page, "32", "32");
    await page.getByRole("tab", { name: "Compare" }).click();
    const evil = "<img/src=x/onerror=alert(1)>\u202e";
    await choose(page, { name: "<b>\u202e.txt", text: `${OLD}ffffffffc0009000 t ${evil}\t[${"<i>\u200b"}]\n` });
    await page.locator("#row-0", { hasText: "<img/src=x/onerror=alert(1)>\\u{202e}" }).waitFor();
    await headlineIs(page, /among them all of <i>\\u\{200b\}\.$/);
    await page.getByText("<b>\\u{202e}.txt").waitFor();
  });

  test.each(LOOKS)("axe finds nothing, $colorScheme, $viewport.width wide", async (options) => {
    const page = await openPage(options);
    await openFile(page, { name: "old", text: OLD });
    await countIs(page, "32", "32");
    await page.getByRole("tab", { name: "Compare" }).click();
    expect(await findings(page), "before a comparison").toEqual([]);
    await choose(page, { name: "bad", text: "<html></html>" });
    await page.getByRole("button", { name: "Dismiss" }).waitFor();
    expect(await findings(page), "with an error").toEqual([]);
    await choose(page, { name: "new", text: NEW });
    await listed(page, CHANGES, CHANGES);
    await page.getByText("By owner:").click();
    if (options.viewport.width < 640) await page.getByRole("button", { name: "Filter, export" }).click();
    await toggle(page, "removed").click();
    await listed(page, 2, CHANGES);
    expect(await findings(page), "with changes").toEqual([]);
    await page.getByRole("button", { name: "Owner" }).click();
    expect(await findings(page), "with owners").toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing stands out").toBe(true);
  });
});

describe("how far beyond a slide a symbol moved", () => {
  test("the nearest slide counts, as a naive look at all tells", () => {
    const slides = [0x1000n, -0x2000n, 0n, 0x7fff_ffff_ffff_0000n, -0x8000_0000_0000_0000n].map((slide) => ({ owner: "a", slide, agreeing: 1, differing: 0 }));
    const of = new SlidesOfOwners(slides);
    for (const distance of [0n, 1n, -1n, 0x7ffn, 0x801n, 0x1000n, 0x1001n, -0x1001n, 0x7fff_ffff_ffff_ffffn, -0x7fff_ffff_ffff_ffffn]) {
      const lengths = slides.map(({ slide }) => length(distance - slide));
      expect(length(of.beyond("a", distance) as bigint), String(distance)).toBe(lengths.reduce((least, other) => (other < least ? other : least)));
    }
    expect(of.beyond("b", 1n)).toBeUndefined();
  });
});

describe("the headline", () => {
  const counts = { added: 0, removed: 0, moved: 0, resized: 0, retyped: 0, reowned: 0, ambiguous: 0, unchanged: 100 };
  const side = { symbols: 100, addressBits: 64, restricted: false };
  const none = { total: 0, first: [] };
  const slide = (distance: bigint, agreeing = 100, differing = 0) => ({ owner: "system", slide: distance, agreeing, differing });
  const facts: Comparison = { old: side, new: side, size: 0, counts, imageChanges: 0, addresses: true, image: [slide(0n)], slides: none, anySlid: false, ownersAdded: none, ownersRemoved: none };

  test.each<[string, Partial<Comparison>]>([
    ["Nothing differs: the same symbols at the same addresses.", {}],
    ["Same build, image at the same addresses; modules lie elsewhere, nothing else differs.", { anySlid: true }],
    ["Same build, image slid by 0x200000 (KASLR); nothing else differs.", { anySlid: true, image: [slide(0n, 5), slide(0x20_0000n)] }],
    ["Only 49 % of the image’s symbols slid alike: these are different builds.", { size: 9, image: [slide(0n, 4999, 5001)] }],
    ["Same build, image at the same addresses; 3 moved.", { size: 3, counts: { ...counts, moved: 3 } }],
    ["No symbol of the kernel image is in both tables; 2 symbols added.", { size: 2, counts: { ...counts, added: 2 }, image: [] }],
    ["Compared by name, owner and type only; 1 retyped.", { size: 1, counts: { ...counts, retyped: 1 }, addresses: false, image: [] }],
  ])("%s", (words, change) => {
    expect(headline({ ...facts, ...change })).toBe(words);
  });
});

function table(...lines: string[]): string {
  return `${lines.join("\n")}\n`;
}

function anchors(slide: bigint): string[] {
  return Array.from({ length: 20 }, (_, at) => `${(0xffffffff81000000n + slide + BigInt(at) * 0x100n).toString(16)} t anchor_${at}`);
}

function image(offset: bigint, type: string, name: string): string {
  return `${(0xffffffff81002000n + offset).toString(16)} ${type} ${name}`;
}

function module(offset: bigint, name: string, owner: string): string {
  return `${(0xffffffffc0000000n + offset).toString(16)} t ${name}\t[${owner}]`;
}

/** The page with the two made tables compared. */
async function openMade(options: Parameters<typeof openPage>[0] = {}): Promise<Page> {
  const page = await openPage(options);
  await openFile(page, { name: "old", text: OLD });
  await countIs(page, "32", "32");
  await compareTo(page, { name: "new", text: NEW });
  await listed(page, CHANGES, CHANGES);
  return page;
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let press = 0; press < 60; press++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab doesn't lead there");
}

type Chosen = string | { name: string; text: string | Uint8Array };

async function compareTo(page: Page, file: Chosen): Promise<void> {
  await page.getByRole("tab", { name: "Compare" }).click();
  await choose(page, file);
}

async function choose(page: Page, file: Chosen): Promise<void> {
  const input = page.getByLabel("The other table", { exact: true });
  if (typeof file === "string") await input.setInputFiles(file);
  else await input.setInputFiles({ name: file.name, mimeType: "application/octet-stream", buffer: Buffer.from(file.text as Uint8Array) });
}

/** A table with some gigabytes of blank lines behind it: only a cancel ends its load. */
async function chooseEndless(page: Page): Promise<void> {
  const blank = gzipSync(Array.from({ length: 2 ** 16 }, (_, at) => `${"\n".repeat((at * 2_654_435_761) % 251)} `).join(""));
  await page.getByLabel("The other table", { exact: true }).evaluate(
    (input: HTMLInputElement, parts) => {
      const [table, lines] = parts.map((part) => Uint8Array.from(atob(part), (character) => character.charCodeAt(0))) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
      const chosen = new DataTransfer();
      chosen.items.add(new File([table, ...Array<Uint8Array<ArrayBuffer>>(400).fill(lines)], "endless.gz"));
      input.files = chosen.files;
      input.dispatchEvent(new Event("change"));
    },
    [gzipSync(OLD), blank].map((bytes) => bytes.toString("base64")),
  );
}

async function headlineIs(page: Page, words: string | RegExp): Promise<void> {
  await page.locator(".account-headline").filter({ hasText: typeof words === "string" ? new RegExp(`^${words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) : words }).waitFor();
}

async function listed(page: Page, found: number, total: number): Promise<void> {
  const text = (number: number) => number.toLocaleString("en");
  await page.locator(".changes-summary").filter({ hasText: new RegExp(`^${text(found)} of ${text(total)} changes$`) }).waitFor();
}

function toggle(page: Page, kind: string) {
  return page.getByRole("group", { name: "Kinds of changes" }).getByRole("button", { name: new RegExp(` ${kind} |^${kind} `) });
}

async function changeRows(page: Page): Promise<string[][]> {
  const rows = await page.locator(".list-changes .row-symbol").all();
  return Promise.all(rows.map(async (row) => (await row.getByRole("gridcell").allInnerTexts()).map((text) => text.replace(/^([+−→?])(?=[a-z])/, "$1 ").replaceAll(/\s+/g, " ").trim())));
}

async function exported(page: Page, format: string): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: new RegExp(`^${format}`) }).click()]);
  expect(download.suggestedFilename()).toBe(`changes.${format.toLowerCase()}`);
  await page.getByRole("button", { name: "Export" }).click();
  return readFileSync(await download.path(), "utf8");
}

async function loaded(bytes: Uint8Array | string): Promise<KernelSymbolTable> {
  await initialize();
  return KernelSymbolTable.load(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
}

function symbolOf({ old, new: now }: SymbolChange): KernelSymbol {
  return (old ?? now) as KernelSymbol;
}

function plain(symbol: KernelSymbol | null): unknown {
  if (symbol === null) return null;
  const { name, address, type, owner, size, index } = symbol;
  return { name, address: formatAddress(address), type, owner, size: size === undefined ? null : formatAddress(size), index };
}

function length(distance: bigint): bigint {
  return distance < 0n ? -distance : distance;
}

async function drag(page: Page, type: "dragEnter" | "dragOver" | "drop", { x, y }: { x: number; y: number }, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchDragEvent", { type, x, y, data: { items: [], files: [file], dragOperationsMask: 1 } });
  await session.detach();
}
