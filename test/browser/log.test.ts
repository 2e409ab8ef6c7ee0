import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { readSource } from "../../ts/source/source.js";
import { tar } from "../source/archives.js";
import { LOOKS, findings } from "./axe.js";
import { fixture, openPage, useBrowser } from "./support.js";

useBrowser();

/** In the sample this name is at two addresses, with the same size; the other is unique. */
const AMBIGUOUS = "[    1.000000]  load_elf_phdrs+0x10/0xc0";
const CRASH = `[    0.900000] what went before\n${AMBIGUOUS}\n[    1.000001]  vfs_read+0x10\n[    1.000002]  nowhere_at_all+0x1/0x2\n[    1.000003] what came after\n`;

const CRASHES = [
  { kernel: "amd64-7.3.4-own", symbols: "525,266", frames: "4 of 50 frames ambiguous", mentions: "52 symbols and addresses in 117 lines", ambiguous: 6 },
  { kernel: "arm64-6.1.176-kaslrA", symbols: "115,942", frames: "8 of 38 frames ambiguous", mentions: "42 symbols and addresses in 87 lines", ambiguous: 10 },
  { kernel: "armhf-6.1.176-A", symbols: "90,727", frames: "8 of 60 frames ambiguous", mentions: "62 symbols and addresses in 59 lines", ambiguous: 8 },
  { kernel: "s390x-6.1.176-A", symbols: "59,711", frames: "0 of 30 frames ambiguous", mentions: "50 symbols and addresses in 81 lines", ambiguous: 2 },
];

test.each(CRASHES)("the crash of $kernel: its lines beside what they stand for, ambiguous ones in words", async ({ kernel, symbols, frames, mentions, ambiguous }) => {
  const page = await openPage();
  await openTable(page, fixture(`${kernel}/kallsyms.xz`), symbols);
  await decode(page, readFileSync(fixture(`${kernel}/console-crash-chain.log`), "utf8"));
  const summary = page.locator(".log-summary");
  await summary.getByText(frames).waitFor();
  expect(await summary.innerText()).toContain(mentions);
  expect(await page.getByRole("region", { name: "Whether table and log belong together" }).innerText()).toContain("Belongs together. The log is of the same kernel");
  await page.getByRole("button", { name: `Ambiguous ${ambiguous}` }).click();
  // The frames that are ambiguous may be as many: only the rows tell that the filter holds.
  await expect.poll(async () => (await shownLines(page)).length).toBe(ambiguous);
  for (const [, , decoded] of await shownLines(page)) expect(decoded).toMatch(/ambiguous: \d+ places/);
});

test("each line stands beside what it stands for: address, symbol, owner; lines without a symbol beside nothing", async () => {
  const page = await openLog(CRASH);
  expect((await shownLines(page)).map(([number, text, decoded]) => [number, text, decoded?.replace(/[0-9a-f]{16}/, "ADDRESS")])).toEqual([
    ["1", "[    0.900000] what went before", ""],
    ["2", AMBIGUOUS, "ambiguous: 2 places"],
    ["3", "[    1.000001]  vfs_read+0x10", "ADDRESS vfs_read kernel image"],
    ["4", "[    1.000002]  nowhere_at_all+0x1/0x2", "not in this table"],
    ["5", "[    1.000003] what came after", ""],
  ]);
});

test("from pasting to a candidate’s symbol and back, by keys alone", async () => {
  const page = await openPage();
  await page.getByRole("tab", { name: "Symbols" }).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
  const box = page.getByLabel("Paste a kernel log");
  for (let step = 0; step < 10 && !(await box.evaluate((element) => element === document.activeElement)); step++) await page.keyboard.press("Tab");
  await page.keyboard.insertText(CRASH);
  await page.keyboard.press("Control+Enter");
  await page.locator("#results:focus").waitFor();
  await page.keyboard.press("n");
  await activeIs(page, "row-1");
  await page.keyboard.press("n");
  await activeIs(page, "row-3");
  await page.keyboard.press("n");
  await activeIs(page, "row-1");
  await page.keyboard.press("N");
  await activeIs(page, "row-3");
  await page.keyboard.press("k");
  await page.keyboard.press("ArrowRight");
  await activeIs(page, "mention-2-0");
  await page.keyboard.press("Enter");
  const symbol = page.getByRole("complementary", { name: "About the symbol" });
  await symbol.getByRole("heading", { name: "vfs_read" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary", { name: "About the line" }).getByText("Line 3").waitFor();
  await page.keyboard.press("k");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const line = page.getByRole("complementary", { name: "About the line" });
  await line.getByText("It may be any of 2 places").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await symbol.getByRole("heading", { name: "load_elf_phdrs" }).waitFor();
  await page.keyboard.press("Escape");
  await line.waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary", { name: "About the table" }).waitFor();
  await page.locator("#results:focus").waitFor();
});

test("a click on a mention leads to its symbol, on the rest of the line to all that it may be", async () => {
  const page = await openLog(CRASH);
  await page.locator("#mention-2-0").click();
  await page.getByRole("complementary", { name: "About the symbol" }).getByRole("heading", { name: "vfs_read" }).waitFor();
  await page.locator("#mention-1-0").click();
  const line = page.getByRole("complementary", { name: "About the line" });
  await line.getByText("Line 2").waitFor();
  const text = (await line.innerText()).replaceAll(/\s+/g, " ");
  expect(text.match(/✓ for size 0xc0, as printed/g)).toHaveLength(2);
  expect(text).toContain("sympos 1");
  expect(text).toContain("sympos 2");
  await page.locator("#row-3 .cell-line").click();
  await line.getByText("The name isn’t in this table").waitFor();
  await page.locator("#row-0 .cell-line").click();
  await line.getByText("Nothing in it is a symbol").waitFor();
});

test("what is excluded is told with the reason", async () => {
  const page = await openLog("[    1.0]  load_elf_library+0x10/0x250\n[    1.1]  load_elf_library+0x10/0x251\n");
  await page.getByText("1 of 2 by size").waitFor();
  await page.locator("#row-0 .cell-line").click();
  const line = page.getByRole("complementary", { name: "About the line" });
  await line.getByText("Excluded: 1").waitFor();
  expect((await line.innerText()).replaceAll(/\s+/g, " ")).toMatch(/✗ against size 0x[0-9a-f]+, the log prints 0x250/);
  await page.locator("#row-1 .cell-line").click();
  await line.getByText("nothing of it fits what the line prints").waitFor();
  expect((await line.innerText()).match(/✗ against/g)).toHaveLength(2);
});

test("only some lines are shown, and the active one stays active among all", async () => {
  const page = await openLog(CRASH);
  await page.getByRole("button", { name: "With symbols 3" }).click();
  await page.getByText("3 of 5 lines shown").waitFor();
  await page.getByRole("button", { name: "Unclear 2" }).click();
  await page.getByText("2 of 5 lines shown").waitFor();
  await page.locator("#row-1 .cell-line").click();
  await page.getByRole("button", { name: "All lines 5" }).click();
  await activeIs(page, "row-3");
  await page.getByRole("searchbox", { name: "Only lines that hold" }).fill("WHAT");
  await page.getByText("2 of 5 lines shown").waitFor();
  expect((await shownLines(page)).map(([number]) => number)).toEqual(["1", "5"]);
  await page.getByRole("searchbox", { name: "Only lines that hold" }).fill("no line has this");
  await page.getByRole("button", { name: "Show all lines" }).click();
  await page.locator("#row-4").waitFor();
});

const SMALL = Array.from({ length: 8 }, (_, at) => `${(0xffffffff81000000n + BigInt(at * 0x20)).toString(16)} ${at === 0 ? "T _text" : `t f${at}`}\n`).join("");
const SLID = Array.from({ length: 4 }, (_, at) => `[    1.0]  [<${(0xffffffff9d000024n + BigInt(at * 0x20)).toString(16)}>] f${at + 1}+0x4/0x20\n`).join("");

test("the slide between table and log is taken out, and told", async () => {
  const page = await openPage();
  await openTable(page, { name: "small", mimeType: "text/plain", buffer: Buffer.from(SMALL) }, "8");
  // The bare address comes before anything tells the slide.
  await decode(page, `[    0.9]  [<ffffffff9d000044>]\n${SLID}`);
  const belonging = page.getByRole("region", { name: "Whether table and log belong together" });
  await belonging.getByText("Addresses in the log lie 0x1c000000 above the table’s (KASLR): taken out.").waitFor();
  expect((await shownLines(page))[0]?.[2]).toBe("ffffffff81000044 f2+0x4 kernel image");
  await page.getByRole("button", { name: "Another log" }).click();
  await decode(page, "[    0.9]  [<ffffffff9d000044>]\n[    1.0] Kernel Offset: 0x1c000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)\n");
  await belonging.getByText("0x1c000000 above").waitFor();
  expect((await shownLines(page))[0]?.[2]).toBe("ffffffff81000044 f2+0x4 kernel image");
  await belonging.getByText("Evidence").click();
  await belonging.getByText("its image lies 0x1c000000 higher than the table has it by Kernel Offset").waitFor();
});

test("a log of another kernel, and one that tells nothing, are said to be so", async () => {
  const page = await openPage();
  await decode(page, readFileSync(fixture("amd64-7.3.4-own/console-crash-chain.log"), "utf8"));
  const belonging = page.getByRole("region", { name: "Whether table and log belong together" });
  await belonging.getByText("Another kernel.").waitFor();
  await belonging.getByText("Evidence").click();
  await belonging.getByText(/have other sizes: .* printed 0x/).waitFor();
  await page.getByRole("button", { name: "Another log" }).click();
  await decode(page, "[    1.0] nothing to see\n");
  await belonging.getByText("Not certain. Nothing contradicts").waitFor();
});

test("a log of an archive is decoded with what its other files tell", async () => {
  const page = await openPage();
  const kernel = "amd64-7.3.4-own";
  const archive = gzipSync(
    tar(
      { name: "report/proc/kallsyms", content: await unpacked(fixture(`${kernel}/kallsyms.xz`)) },
      { name: "report/uname", content: "Linux host 7.3.4+deb13-amd64 #1 SMP PREEMPT_DYNAMIC Debian 7.3.4-1~bpo13+1 x86_64 GNU/Linux\n" },
      { name: "report/var/log/dmesg", content: readFileSync(fixture(`${kernel}/console-crash-chain.log`)) },
    ),
  );
  await openTable(page, { name: "report.tar.gz", mimeType: "application/gzip", buffer: archive }, "525,266");
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByRole("combobox", { name: "Logs of report.tar.gz" }).selectOption({ index: 1 });
  await page.getByText("4 of 50 frames ambiguous").waitFor();
  const belonging = page.getByRole("region", { name: "Whether table and log belong together" });
  await belonging.getByText("Belongs together.").waitFor();
  await belonging.getByText("Evidence").click();
  await belonging.getByText(/modules linked in, all in the table/).waitFor();
  await page.getByRole("button", { name: "Next unclear" }).click();
  await page.getByText("sympos 2").first().waitFor();
});

test("a file is decoded as a log whatever its name, and what is none is told", async () => {
  const page = await openPage();
  await page.getByRole("tab", { name: "Log" }).click();
  const input = page.locator("input[type=file][aria-label='Log file']");
  await input.setInputFiles({ name: "notes.bin", mimeType: "application/octet-stream", buffer: Buffer.from("nothing like a log\n  load_elf_phdrs+0x10/0xc0\n") });
  await page.getByText("ambiguous: 2 places").waitFor();
  await page.getByRole("button", { name: "Another log" }).click();
  await input.setInputFiles({ name: "vmlinux", mimeType: "application/octet-stream", buffer: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]) });
  const alert = page.getByRole("alert").filter({ hasText: "vmlinux" });
  await alert.getByText("dmesg").waitFor();
  await alert.getByRole("button", { name: "Dismiss" }).click();
  await input.setInputFiles({ name: "dmesg.gz", mimeType: "application/gzip", buffer: gzipSync(`[    0.000000] Linux version 6.1.0 (a@b) #1 SMP\n${CRASH}`) });
  await page.getByText("ambiguous: 2 places").waitFor();
});

const HOSTILE = ["<img src=x onerror=alert(1)>", "a\u202egnp.exe+0x1/0x2", "bell\x07esc\x1b[31mred\x1b[0m vfs_read+0x10", "\ttab and  blanks  ", "zero\u200bwidth", `${"<b>x</b>".repeat(50)}`];

test("hostile lines are text, whatever they hold", async () => {
  const page = await openLog(`${HOSTILE.join("\n")}\n`);
  const texts = (await page.locator(".row-line .cell-text").allTextContents()).map((text) => text.trimEnd());
  expect(texts[0]).toBe(HOSTILE[0]);
  expect(texts[1]).toBe("a\\u{202e}gnp.exe+0x1/0x2");
  expect(texts[2]).toContain("bell\\x07esc\\x1b[31mred");
  expect(texts[3]).toBe("    tab and  blanks");
  expect(texts[4]).toBe("zero\\u{200b}width");
  for (let row = 0; row < HOSTILE.length; row++) {
    await page.locator(`#row-${row} .cell-line`).click();
    await page.getByRole("complementary", { name: "About the line" }).getByText(`Line ${row + 1}`, { exact: true }).waitFor();
  }
  expect(await page.locator(".row-line img, .row-line b, .line-whole b").count()).toBe(0);
});

test("a log of 100,000 lines and a line of a megabyte are walked from end to end", async () => {
  const long = `${"x".repeat(1000)} load_elf_phdrs+0x10/0xc0 `.repeat(1000);
  const lines = Array.from({ length: 100_000 }, (_, at) => (at % 1000 === 999 ? `[${at}.0]  load_elf_phdrs+0x10/0xc0` : at === 50_000 ? long : `[${at}.0] line of no interest`));
  const page = await openPage();
  await page.getByRole("tab", { name: "Log" }).click();
  await page.locator("input[type=file][aria-label='Log file']").setInputFiles({ name: "long.log", mimeType: "text/plain", buffer: Buffer.from(lines.join("\n")) });
  await page.getByText("1,100 symbols and addresses in 100,000 lines").waitFor();
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await page.locator("#row-99999").getByText("load_elf_phdrs").waitFor();
  expect(await page.locator(".row-line").count()).toBeLessThan(100);
  await page.keyboard.press("Home");
  await page.keyboard.press("n");
  await activeIs(page, "row-999");
  await page.locator("#row-999").getByText("ambiguous: 2 places").waitFor();
  await page.getByRole("button", { name: "Unclear 101" }).click();
  await page.getByText("101 of 100,000 lines shown").waitFor();
  await page.getByRole("searchbox", { name: "Only lines that hold" }).fill("XXXX");
  await page.getByText("1 of 100,000 lines shown").waitFor();
  await page.locator("#row-0").getByText("50,001").waitFor();
  await page.locator("#row-0 .cell-line").click();
  const line = page.getByRole("complementary", { name: "About the line" });
  await line.getByText("The first 20,000 of 1,026,000 characters are shown.").waitFor();
  await line.getByText("The first 100 of 1,000 are shown.").waitFor();
});

test("decoding can be cancelled, and the page goes on", async () => {
  const page = await openPage();
  await page.getByRole("tab", { name: "Log" }).click();
  // Made in the page, since it is long: a second at least.
  await page.locator("input[type=file][aria-label='Log file']").evaluate((input: HTMLInputElement) => {
    const files = new DataTransfer();
    files.items.add(new File(["[    1.0]  vfs_read+0x10/0x40 load_elf_phdrs+0x10/0xc0 vfs_write+0x1/0x2\n".repeat(800_000)], "huge.log"));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  expect(await page.locator(".log-summary").count()).toBe(0);
  await decode(page, CRASH);
  await page.locator("#row-1").getByText("ambiguous: 2 places").waitFor();
});

test("the lines are copied as text and as Markdown, one line by y, and saved", async () => {
  const page = await openLog(CRASH, { permissions: ["clipboard-read", "clipboard-write"] });
  const menu = page.getByRole("button", { name: "Copy, save" });
  await menu.click();
  await page.getByRole("button", { name: "Copy as text" }).click();
  await page.getByText("Copied 5 lines as text.").waitFor();
  expect(await clipboard(page)).toMatch(/\n\[ {4}1\.000000] {2}load_elf_phdrs\+0x10\/0xc0 {2}← ambiguous: 2 places\n {6}0x[0-9a-f]+ {2}system {2}sympos 1 {2}size 0xc0, as printed\n/);
  await page.getByRole("button", { name: "Unclear 2" }).click();
  await page.getByText("2 of 5 lines shown").waitFor();
  await menu.click();
  await page.getByRole("button", { name: "Copy as Markdown" }).click();
  await page.getByText("Copied 2 of 5 lines as Markdown.").waitFor();
  const markdown = await clipboard(page);
  expect(markdown).toContain("# Decoded log");
  expect(markdown).toContain("load\\_elf\\_phdrs");
  expect(markdown).not.toContain("vfs_read");
  await page.getByRole("grid").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("y");
  await page.getByText("Copied line 2.").waitFor();
  expect((await clipboard(page)).split("\n")[0]).toBe(`${AMBIGUOUS}  ← ambiguous: 2 places`);
  await menu.click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as text" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("decoded-log.txt");
  expect(readFileSync(await file.path(), "utf8")).toContain("nowhere_at_all+0x1/0x2  ← not in this table");
});

test("a narrow screen shows one under the other, and the line in the place of the list", async () => {
  const page = await openLog(CRASH, { viewport: { width: 360, height: 740 } });
  const [text, decoded] = await Promise.all([page.locator("#row-1 .cell-text").boundingBox(), page.locator("#row-1 .cell-decoded").boundingBox()]);
  expect(decoded?.y).toBeGreaterThanOrEqual((text?.y ?? 0) + (text?.height ?? 0) - 1);
  await page.locator("#row-1 .cell-line").click();
  const line = page.getByRole("complementary", { name: "About the line" });
  await line.getByText("It may be any of 2 places").waitFor();
  expect(await page.getByRole("grid").isVisible()).toBe(false);
  await line.getByRole("button", { name: /sympos 2/ }).click();
  await page.getByRole("complementary", { name: "About the symbol" }).getByRole("button", { name: "Close" }).click();
  await line.getByRole("button", { name: "Close" }).click();
  await page.locator("#results:focus").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test.each(LOOKS)("axe finds nothing in a log, $colorScheme, $viewport.width wide", async (options) => {
  const page = await openPage(options);
  await page.getByRole("tab", { name: "Log" }).click();
  expect(await findings(page), "before a log").toEqual([]);
  await decode(page, `${CRASH}[    2.0]  load_elf_library+0x10/0x250\n[    2.1]  load_elf_library+0x10/0x251\n`);
  await page.getByText("Not certain.").waitFor();
  await page.getByText("Evidence").click();
  expect(await findings(page), "with a log that may belong").toEqual([]);
  await page.getByRole("button", { name: "Copy, save" }).click();
  expect(await findings(page), "with the menu").toEqual([]);
  await page.getByRole("grid").focus();
  for (const row of [1, 3, 5, 6]) {
    await page.locator(`#row-${row} .cell-line`).click();
    await page.getByRole("complementary", { name: "About the line" }).getByText(`Line ${row + 1}`, { exact: true }).waitFor();
    expect(await findings(page), `with line ${row + 1}`).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Another log" }).click();
  await decode(page, readFileSync(fixture("amd64-7.3.4-own/console-crash-chain.log"), "utf8"));
  await page.getByText("Another kernel.").waitFor();
  expect(await findings(page), "with another kernel's log").toEqual([]);
});

async function openLog(text: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(options);
  await decode(page, text);
  return page;
}

async function decode(page: Page, text: string): Promise<void> {
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByLabel("Paste a kernel log").fill(text);
  await page.getByRole("button", { name: "Decode" }).click();
  await page.locator(".log-summary").waitFor();
}

/** Opens a table while the symbols are shown, and waits for its number of symbols. */
async function openTable(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }, symbols: string): Promise<void> {
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.locator(".summary").filter({ hasText: `of ${symbols}` }).waitFor();
}

/** Number, text and decoded form of each line in the document. */
async function shownLines(page: Page): Promise<string[][]> {
  const rows = await page.locator(".row-line").all();
  return Promise.all(
    rows.map(async (row) => {
      const [number = "", text = "", decoded = ""] = await Promise.all((await row.getByRole("gridcell").all()).map((cell) => cell.evaluate((element) => (element as HTMLElement).innerText)));
      return [number, text, decoded.replaceAll(/\s+/g, " ").trim()];
    }),
  );
}

async function activeIs(page: Page, id: string): Promise<void> {
  await page.locator(`#results[aria-activedescendant="${id}"]`).waitFor();
}

function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

async function unpacked(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSource(readFileSync(file))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

