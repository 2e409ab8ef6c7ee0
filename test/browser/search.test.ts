import { expect, test } from "vitest";
import { find, openPage, shownRows, useBrowser } from "./support.js";

useBrowser();

test("the page opens with the sample and says what it is", async () => {
  const page = await openPage();
  const source = page.getByRole("region", { name: "Symbol table" });
  expect(await source.innerText()).toContain("Linux 6.1.176 (Debian, amd64)");
  expect(await source.innerText()).toContain("Sample");
  await page.getByText("Read here in your browser. Never sent.").waitFor();
  expect((await shownRows(page))[0]?.[2]).toContain("_stext");
});

test("a name gives every symbol of it, with owners, and says that it is ambiguous", async () => {
  const page = await openPage();
  await find(page, "load_elf_phdrs", "2");
  const rows = await shownRows(page);
  expect(rows.map(([, type, name, owner]) => [type, name?.replace(/\s+/g, " "), owner])).toEqual([
    ["t", "load_elf_phdrs ambiguous", "kernel image"],
    ["t", "load_elf_phdrs ambiguous", "kernel image"],
  ]);
  expect(new Set(rows.map(([address]) => address)).size).toBe(2);
  expect(await page.locator(".summary").innerText()).toContain("ambiguous 2 symbols of this name");
});

test("the exact name comes first, then those that hold it", async () => {
  const page = await openPage();
  await page.getByRole("searchbox").fill("vfs_read");
  await page.getByText("the name is unique").waitFor();
  const names = (await shownRows(page)).map(([, , name]) => name);
  expect(names[0]).toBe("vfs_read");
  expect(names.length).toBeGreaterThan(1);
  expect(names.every((name) => name?.includes("vfs_read"))).toBe(true);
});

test("a part of a name, a glob and a regex", async () => {
  const page = await openPage();
  await page.getByRole("searchbox").fill("nft_set_");
  await page.getByText("no name is exactly this").waitFor();
  expect((await shownRows(page)).every(([, , name, owner]) => name?.includes("nft_set_") && owner === "nf_tables")).toBe(true);
  await find(page, "load_elf_phdr?", "2");
  expect(await page.locator(".search-reading").innerText()).toContain("Read as glob");
  await find(page, "/^LOAD_elf_phdrs$/i", "2");
  expect(await page.locator(".search-reading").innerText()).toContain("Read as regex");
});

test("an address gives every alias that covers it, with offset and size", async () => {
  const page = await openPage();
  await find(page, "_stext", "1");
  const [[start = ""] = []] = await shownRows(page);
  const inside = `0x${(BigInt(`0x${start}`) + 0x12n).toString(16)}`;
  await find(page, inside, "2");
  expect((await shownRows(page)).map(([, , name]) => name?.replace(/\s+/g, " "))).toEqual(["_stext+0x12/0x70 alias", "_text+0x12/0x70 alias"]);
  await find(page, start, "2");
  expect(await page.locator(".search-reading").innerText()).toContain("Read as address");
});

test("symbol+offset answers for every address of the symbol", async () => {
  const page = await openPage();
  await find(page, "load_elf_phdrs+0x10", "2");
  expect((await shownRows(page)).map(([, , name]) => name?.replace(/\s+/g, " "))).toEqual(["load_elf_phdrs+0x10/0xc0 ambiguous", "load_elf_phdrs+0x10/0xc0 ambiguous"]);
  expect(await page.locator(".summary").innerText()).toContain("several addresses");
  await find(page, "load_elf_library+0x10/0x250", "2");
  expect((await shownRows(page)).map(([, , name]) => name?.includes("other size"))).toEqual([false, true]);
  await find(page, "load_elf_phdrs+0x10/0xc0 [ext4]", "0");
});

test("an absent name is told, with names that may be meant", async () => {
  const page = await openPage();
  await find(page, "load_elf_phdrz", "0");
  await page.getByRole("button", { name: "load_elf_phdrs" }).click();
  await page.locator(".summary").filter({ hasText: "^2 of" }).or(page.getByText("2 symbols of this name")).first().waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("load_elf_phdrs");
});

test("a broken pattern is named, and mending it answers", async () => {
  const page = await openPage();
  await page.getByRole("searchbox").fill("/vfs_(/");
  await page.getByRole("alert").filter({ hasText: "The pattern can’t be read" }).waitFor();
  await find(page, "/^vfs_(read|write)$/", "2");
  expect(await page.getByText("The pattern can’t be read").count()).toBe(0);
});

test("a symbol tells all addresses of its name, all names of its address, and its neighbours", async () => {
  const page = await openPage();
  await find(page, "load_elf_phdrs", "2");
  await page.locator("#row-1").click();
  const panel = page.getByRole("complementary", { name: "About the symbol" });
  const text = (await panel.innerText()).replaceAll(/\s+/g, " ");
  expect(text).toContain("Addresses of this name 2");
  expect(text).toContain("0xc0 (192 bytes)");
  expect(text).toContain("text, local");
  await panel.getByRole("listitem").first().getByRole("button").click();
  await panel.getByText("symbol 17,101").waitFor();
  await find(page, "_tex[t]", "1");
  await page.locator("#row-0").click();
  await panel.getByText("Names of this address 2").waitFor();
  await panel.getByRole("button", { name: "Close" }).click();
  await page.getByRole("complementary", { name: "About the table" }).waitFor();
});

test("the search stands in the address of the page, and is taken from there", async () => {
  const page = await openPage({ hash: "#q=load_elf_phdrs" });
  expect(await page.getByRole("searchbox").inputValue()).toBe("load_elf_phdrs");
  await find(page, "vfs_readv", "1");
  expect(page.url()).toContain("q=vfs_readv");
});
