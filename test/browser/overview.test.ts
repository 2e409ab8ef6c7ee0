import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { tar } from "../source/archives.js";
import type { Finding } from "kallsyms";
import type { OpenTable } from "../../web/state/table.js";
import { reportOf } from "../../web/views/overview/report.js";
import { LOOKS, findings } from "./axe.js";
import { countIs, fixture, openFile, openPage, useBrowser } from "./support.js";

useBrowser();

const SMALL = "ffffffff81000000 T _stext\nffffffff81000010 t one\nffffffff81000020 T _etext\n";

/** The page with the overview of the sample. */
async function openOverview(options: Parameters<typeof openPage>[0] = {}): Promise<Page> {
  const page = await openPage(options);
  await show(page);
  return page;
}

async function show(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Overview" }).click();
  await page.getByRole("group", { name: /^Address map/ }).or(page.getByText("so there is no map")).waitFor();
  await treemap(page).getByRole("button").first().waitFor();
}

function treemap(page: Page): Locator {
  return page.getByRole("group", { name: /^Treemap/ });
}

function tile(page: Page, name: string | RegExp): Locator {
  return treemap(page).getByRole("button", { name });
}

/** The number of symbols that a part's label tells. */
async function symbolsOf(part: Locator): Promise<string> {
  const label = await wordsOf(part);
  return /([\d,]+) symbols?/.exec(label)?.[1] ?? label;
}

async function wordsOf(part: Locator): Promise<string> {
  return (await part.locator(".part-words").textContent()) ?? "";
}

/** The table shows exactly what the part told. */
async function opensInTable(page: Page, part: Locator, press: () => Promise<void>): Promise<void> {
  const symbols = await symbolsOf(part);
  await press();
  await countIs(page, "32,142", symbols);
  expect(await page.getByRole("tab", { name: "Symbols" }).getAttribute("aria-selected")).toBe("true");
}

test("the counts of the table stand there, and lead to what they count", async () => {
  const page = await openOverview();
  for (const words of ["Linux 6.1.176 (Debian, amd64)", "32,142", "28,000 in the image", "3 owners", "31,478", "32,050"]) await page.locator(".counts").getByText(words, { exact: true }).waitFor();
  await page.getByRole("button", { name: "234 ambiguous" }).click();
  await countIs(page, "32,142", "898");
  await show(page);
  await page.getByRole("button", { name: "47 shared" }).click();
  await countIs(page, "32,142", "139");
});

test("the treemap is walked by keys: into an owner, into a prefix, to a name, and back", async () => {
  const page = await openOverview();
  await tile(page, /^kernel image/).focus();
  await page.keyboard.press("ArrowRight");
  await focusIs(page, /^ext4: /);
  await page.keyboard.press("Enter");
  await page.getByText(/in \d+ prefixes/).first().waitFor();
  await page.locator(".way [aria-current]").filter({ hasText: "ext4" }).waitFor();
  await focusIs(page, /^ext4_…: /);
  await page.keyboard.press("Enter");
  await page.getByText(/in \d+ names/).first().waitFor();
  const name = (await wordsOf(focused(page))).replace(/:.*/, "");
  expect(name).toMatch(/^ext4_/);
  await page.keyboard.press("Escape");
  await focusIs(page, /^ext4_…: /);
  await page.keyboard.press("Backspace");
  await focusIs(page, /^ext4: /);
  await page.keyboard.press("Escape");
  expect(await page.locator(".way").innerText()).toBe("All owners");
  await page.keyboard.press("Enter");
  await focusIs(page, /^ext4_…: /);
  await page.keyboard.press("Enter");
  await focusIs(page, new RegExp(`^${name}: `));
  await opensInTable(page, focused(page), () => page.keyboard.press("Enter"));
  expect(await page.getByRole("searchbox", { name: "Find" }).inputValue()).toBe(`=${name}`);
});

test("Shift+Enter shows an owner or a prefix in the table, with as many symbols as it told", async () => {
  const page = await openOverview();
  await tile(page, /^tls: /).focus();
  await opensInTable(page, focused(page), () => page.keyboard.press("Shift+Enter"));
  await show(page);
  await tile(page, /^kernel image: /).click();
  for (const prefix of [/^acpi_…: /, /^__x64_…: /, /^no prefix: /]) {
    await tile(page, prefix).focus();
    await opensInTable(page, focused(page), () => page.keyboard.press("Shift+Enter"));
    await show(page);
  }
  await page.getByRole("button", { name: "Show in the table" }).click();
  await countIs(page, "32,142", "28,000");
});

test("the way leads back, and what has no tile of its own is reached", async () => {
  const page = await openOverview();
  await page.getByRole("radio", { name: "by symbols" }).check();
  await page.getByRole("group", { name: "Treemap: owners by symbols" }).waitFor();
  await tile(page, /^kernel image: /).click();
  const more = tile(page, / more: /);
  const hidden = Number((/^[\d,]+/.exec(await wordsOf(more))?.[0] ?? "").replaceAll(",", ""));
  const drawn = (await treemap(page).getByRole("button").count()) - 1;
  await more.click();
  await page.locator(".way [aria-current]").filter({ hasText: `after the first ${drawn}` }).waitFor();
  expect(hidden).toBeGreaterThan(200);
  const list = treemap(page).locator("xpath=..").getByText("As a table");
  await list.click();
  await page.getByText(`The first 200 of ${hidden.toLocaleString("en-US")} are shown.`).waitFor();
  await page.getByRole("button", { name: "Show the next" }).click();
  await page.locator(".way [aria-current]").filter({ hasText: `after the first ${drawn + 200}` }).waitFor();
  await page.getByRole("navigation", { name: "Place in the treemap" }).getByRole("button", { name: "All owners" }).click();
  await focusIs(page, /^kernel image: /);
});

test("who goes on goes on from what is shown, also while another place is worked out", async () => {
  const page = await openOverview();
  await treemap(page).evaluate((picture) => {
    for (const name of ["kernel image", "tls"]) [...picture.querySelectorAll("button")].find(({ textContent }) => textContent.includes(`${name}: `))?.click();
  });
  await page.locator(".way [aria-current]").filter({ hasText: "tls" }).waitFor();
  expect(await page.locator(".way li").allInnerTexts()).toEqual(["All owners", "tls"]);
  await tile(page, /^tls_…: /).waitFor();
});

test("the measure changes the parts", async () => {
  const page = await openOverview();
  const before = await tile(page, /^ext4: /).boundingBox();
  await page.getByRole("radio", { name: "by symbols" }).check();
  await page.getByRole("group", { name: "Treemap: owners by symbols" }).waitFor();
  expect(await tile(page, /^ext4: /).boundingBox()).not.toEqual(before);
});

test("a bar of sizes, a type, an area and a cell lead to exactly their symbols", async () => {
  const page = await openOverview();
  const parts = [
    page.getByRole("group", { name: "Histogram of sizes" }).getByRole("button", { name: /^16 to 31 bytes/ }),
    page.getByRole("group", { name: "Histogram of sizes" }).getByRole("button", { name: /^1 byte:/ }),
    page.getByRole("group", { name: "Symbols by type" }).getByRole("button", { name: /^W, weak/ }),
    page.getByRole("group", { name: /^Address map/ }).getByRole("button", { name: /^text, / }),
    page.getByRole("group", { name: /^Address map/ }).getByRole("button", { name: /^nf_tables, / }).first(),
  ];
  for (const part of parts) {
    await opensInTable(page, part, () => part.click());
    await show(page);
  }
});

test("each picture is one stop of Tab, and has its table", async () => {
  const page = await openOverview();
  for (const picture of await page.getByRole("group").filter({ has: page.locator("button") }).all()) {
    expect(await picture.locator("button[tabindex='0']").count(), (await picture.getAttribute("aria-label")) ?? "").toBe(1);
  }
  const tables = page.locator(".as-table > summary");
  expect(await tables.count()).toBe(5);
  for (const summary of await tables.all()) await summary.click();
  await page.getByRole("table").nth(4).waitFor();
  await page.getByRole("table", { name: "Symbols by type" }).getByRole("row", { name: /^W weak 142 0.4 %/ }).waitFor();
  await page.getByRole("table", { name: /^Owners beside/ }).getByRole("button", { name: "tls" }).click();
  // All of them but its percpu offset lie in its range.
  await page.getByRole("searchbox", { name: "Find" }).waitFor();
  expect(await page.getByRole("searchbox", { name: "Find" }).inputValue()).toMatch(/^0xffffffff[0-9a-f]{8}-0xffffffff[0-9a-f]{8}$/);
});

test("where addresses are hidden, there is no map, and owners are measured by symbols", async () => {
  const page = await openPage();
  await openFile(page, { name: "nobody", text: SMALL.replaceAll(/^\w+/gm, "0000000000000000") });
  await countIs(page, "3", "3");
  await show(page);
  await page.getByText("so there is no map").waitFor();
  await page.getByText("No sizes are known").waitFor();
  await page.getByText("sizes aren’t known where addresses are hidden").waitFor();
  expect(await page.getByRole("radio", { name: "by bytes" }).count()).toBe(0);
  await page.getByRole("group", { name: "Treemap: owners by symbols" }).getByRole("button", { name: "kernel image: 3 symbols, 100 %, kernel image" }).waitFor();
});

test("what is looked at changes with the table", async () => {
  const page = await openOverview();
  await tile(page, /^ext4: /).click();
  await tile(page, /^ext4_…/).waitFor();
  await openFile(page, { name: "small", text: SMALL });
  await page.getByRole("group", { name: "Treemap: owners by bytes" }).getByRole("button", { name: /^kernel image: 32 B, 3 symbols, 100 %/ }).waitFor();
  expect(await page.locator(".way").innerText()).toBe("All owners");
});

test("of a snapshot the release and what to check are told, and names stay text", async () => {
  const page = await openPage();
  const table = `${SMALL}ffffffffc0000000 t <img src=x onerror=alert(1)>_f\t[evil‮m]\nffffffffc0000100 t g\t[evil‮m]\n`;
  const archive = gzipSync(tar({ name: "report/proc/kallsyms", content: table }, { name: "report/proc/version", content: readFileSync(fixture("amd64-7.3.4-own/version")) }, { name: "report/proc/modules", content: "other 16384 0 - Live 0xffffffffc0400000\n" }));
  await page.locator("input[type=file]").first().setInputFiles({ name: "report.tar.gz", mimeType: "application/gzip", buffer: archive });
  await countIs(page, "5");
  await show(page);
  await page.locator(".counts").getByText(/^7\.3\.4/).waitFor();
  const findings = page.getByRole("region", { name: "To check" });
  await findings.locator(".finding-severity").first().waitFor();
  expect(await findings.locator(".finding-severity").allInnerTexts()).toContain("To check");
  await tile(page, /^evil\\u\{202e\}m: /).click();
  await tile(page, /^<img src=x onerror=alert\(1\)>_…: /).focus();
  await page.keyboard.press("Shift+Enter");
  await countIs(page, "5", "1");
});

test("the report is copied as Markdown, names in it as code", async () => {
  const page = await openOverview({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByRole("button", { name: "Copy as Markdown" }).click();
  await page.getByText("Copied the report as Markdown.").waitFor();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain("- Release: `Linux 6.1.176 (Debian, amd64)`");
  expect(report).toContain("| Symbols | 32,142 |");
  expect(report).toContain("| `t` text, local |");
});

test("what a report takes from files is no markup", () => {
  const facts = { size: 1, report: { restricted: false, warnings: ["a *b*\nc"], rejected: 0 }, statistics: { symbols: 1, systemSymbols: 1, owners: 1, names: 1, addresses: 1, ambiguousNames: 0, sharedAddresses: 0, types: new Map([["|", 1]]) } };
  const finding = { code: "x", severity: "problem", title: "<b>", text: "[a](b)", evidence: ["`` e"], evidenceCount: 3 } as unknown as Finding;
  const report = reportOf({ name: "a`b|c\nd", facts } as unknown as OpenTable, undefined, [finding]);
  expect(report).toContain("- File: `` a`b|c\\x0ad ``");
  expect(report).toContain("**Warning:** a \\*b\\*\\\\x0ac");
  expect(report).toContain("| `\\|` unknown | 1 |");
  expect(report).toContain("- **Problem: \\<b\\>** \\[a\\]\\(b\\)\n  - ``` `` e ```\n  - … 2 more");
});

test("without other files it is said what would be checked", async () => {
  const page = await openOverview();
  await page.getByRole("region", { name: "To check" }).getByText("A table alone has nothing to be held against").waitFor();
});

test.each(LOOKS)("axe finds nothing, $colorScheme, $viewport.width wide", async (options) => {
  const page = await openOverview(options);
  expect(await findings(page), "of the owners").toEqual([]);
  await tile(page, /^kernel image: /).click();
  await tile(page, / more: /).waitFor();
  for (const summary of await page.locator(".as-table > summary").all()) await summary.click();
  expect(await findings(page), "of prefixes, with tables").toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await page.locator(".overview").evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true);
});

function focused(page: Page): Locator {
  return page.locator("button:focus");
}

async function focusIs(page: Page, name: RegExp): Promise<void> {
  await page.locator("button:focus").and(page.getByRole("button", { name })).waitFor();
}
