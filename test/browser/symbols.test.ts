import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { countIs, find, openPage, shownRows, useBrowser } from "./support.js";

useBrowser();

function menu(page: Page, name: string) {
  return page.getByRole("group", { name: "Filter" }).getByRole("button", { name, exact: true });
}

test("facets count, narrow, and can be cleared", async () => {
  const page = await openPage();
  await menu(page, "Owner").click();
  const ext4 = page.getByRole("checkbox", { name: /^ext4/ });
  const [, offered = ""] = /ext4\s*([\d,]+)/.exec(await page.locator(".menu-panel").innerText()) ?? [];
  await ext4.check();
  await countIs(page, "32,142", offered);
  await page.keyboard.press("Escape");
  expect((await shownRows(page)).every(([, , , owner]) => owner === "ext4")).toBe(true);
  await menu(page, "Type").click();
  const text = Number(/Text\s*([\d,]+)/.exec(await page.locator(".menu-panel").innerText())?.[1]?.replace(",", ""));
  await page.getByRole("checkbox", { name: /^Text/ }).check();
  await countIs(page, "32,142", text.toLocaleString("en"));
  expect((await shownRows(page)).every(([, type = ""]) => "tTwW".includes(type))).toBe(true);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear filter" }).click();
  await countIs(page, "32,142", "32,142");
});

test("sizes can be chosen and written", async () => {
  const page = await openPage();
  await menu(page, "Size").click();
  await page.getByRole("button", { name: /^at least 0x1000 / }).click();
  await page.getByLabel("to").fill("8192");
  await page.getByLabel("to").press("Enter");
  await page.locator(".menu-badge").filter({ hasText: "0x1000–0x2000" }).waitFor();
  await page.keyboard.press("Escape");
  const sizes = (await shownRows(page)).map(([, , , , size = ""]) => Number(size));
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.every((size) => size >= 0x1000 && size <= 0x2000)).toBe(true);
});

test("headings sort up, down, and back to the file's order", async () => {
  const page = await openPage();
  const heading = page.getByRole("button", { name: "Name", exact: true });
  const order = () => page.getByRole("columnheader", { name: /^Name/ }).getAttribute("aria-sort");
  const names = async () => (await shownRows(page)).slice(0, 20).map(([, , name = ""]) => (name.split("\n")[0] ?? "").trim());
  const inFile = await names();
  await heading.click();
  await page.waitForURL(/sort=name/);
  expect(await order()).toBe("ascending");
  const ascending = await names();
  expect(ascending).toEqual([...ascending].sort());
  await heading.click();
  await page.waitForURL(/sort=-name/);
  const descending = await names();
  expect(descending).toEqual([...descending].sort().reverse());
  await heading.click();
  await page.waitForURL((url) => !url.hash.includes("sort"));
  expect(await names()).toEqual(inFile);
});

test("columns are hidden, made wider by keys and by dragging, and stay so", async () => {
  const page = await openPage();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Type" }).uncheck();
  await page.keyboard.press("Escape");
  expect((await shownRows(page))[0]).toHaveLength(4);
  const handle = page.getByRole("separator", { name: "Width of Address" });
  const width = async () => Number(await handle.getAttribute("aria-valuenow"));
  const before = await width();
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(width).toBe(before + 16);
  const { x, y } = (await handle.boundingBox()) ?? { x: 0, y: 0 };
  await page.mouse.move(x + 12, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + 52, y + 8);
  await page.mouse.up();
  await expect.poll(width).toBe(before + 56);
  await page.reload();
  await countIs(page, "32,142", "32,142");
  expect((await shownRows(page))[0]).toHaveLength(4);
  await expect.poll(width).toBe(before + 56);
});

test("rows are selected by keys, and copied as lines, as a cell, as a column", async () => {
  const page = await openPage({ permissions: ["clipboard-read", "clipboard-write"] });
  await find(page, "load_elf_phdrs", "2");
  await page.getByRole("searchbox").press("Enter");
  await page.keyboard.press("Shift+ArrowDown");
  expect(await page.locator('#results [aria-selected="true"]').count()).toBe(2);
  await page.keyboard.press("y");
  await page.getByText("Copied 2 rows.").waitFor();
  expect((await clipboard(page)).split("\n").map((line) => line.replace(/^\w{16}/, "").trim())).toEqual(["t load_elf_phdrs", "t load_elf_phdrs"]);
  await page.keyboard.press("k");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+c");
  await page.getByText("Copied 1 address.").waitFor();
  const [[address] = []] = await shownRows(page);
  expect(await clipboard(page)).toBe(address);
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await page.locator(".menu-panel").getByRole("button", { name: "Size" }).click();
  await page.getByText("Copied 2 sizes.").waitFor();
  expect(await clipboard(page)).toBe("0xc0\n0xc0");
});

function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

test.each([
  ["CSV, for a spreadsheet", "csv", 3],
  ["TSV", "tsv", 3],
  ["NDJSON, a symbol a line", "ndjson", 2],
  ["System.map, the kernel image only", "System.map", 2],
])("rows are exported as %s", async (title, ending, lines) => {
  const page = await openPage();
  await find(page, "load_elf_phdrs", "2");
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: title }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(new RegExp(`^kallsyms.*${ending}$|^Sample.*${ending}$`));
  const text = readFileSync(await file.path(), "utf8");
  expect(text.trim().split(/\r?\n/)).toHaveLength(lines);
  expect(text.match(/load_elf_phdrs/g)).toHaveLength(2);
});

test("a list of addresses pasted into the box is answered for each", async () => {
  const page = await openPage({ permissions: ["clipboard-read", "clipboard-write"] });
  await find(page, "load_elf_phdrs", "2");
  const addresses = (await shownRows(page)).map(([address]) => address ?? "");
  const lines = [...Array.from({ length: 999 }, (_, at) => addresses[at % 2]), "0x1"];
  await page.evaluate((text) => navigator.clipboard.writeText(text), lines.join("\r\n"));
  await page.getByRole("searchbox").fill("");
  await page.getByRole("searchbox").press("Control+v");
  await countIs(page, "32,142", "999");
  await page.getByText("Read as 1,000 addresses").waitFor();
  await page.getByText("1 address covered by no symbol").waitFor();
  expect((await shownRows(page)).every(([, , name]) => name?.includes("+0x0/0xc0"))).toBe(true);
});

test("fuzzy, exact, any case and folded variants", async () => {
  const page = await openPage();
  await page.getByRole("searchbox").fill("~ldelfphd");
  await page.getByText("Read as fuzzy name").waitFor();
  expect((await shownRows(page))[0]?.[2]).toContain("load_elf_phdrs");
  await find(page, "=vfs_read", "1");
  await find(page, "LOAD_ELF_PHDRS", "0");
  await page.getByRole("button", { name: "Any case" }).click();
  await countIs(page, "32,142", "2");
  await page.getByRole("button", { name: "Any case" }).click();
  await find(page, "=nft_tcp_header_pointer", "0");
  await page.getByRole("button", { name: "Fold variants" }).click();
  await countIs(page, "32,142", "1");
  expect((await shownRows(page))[0]?.[2]).toContain("nft_tcp_header_pointer.constprop.0");
});

test("a range of addresses", async () => {
  const page = await openPage();
  await find(page, "_stext", "1");
  const [[start = ""] = []] = await shownRows(page);
  await page.getByRole("searchbox").fill(`0x${start}-0x${(BigInt(`0x${start}`) + 0x76n).toString(16)}`);
  await countIs(page, "32,142", "4");
});
