import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { readSource } from "../../ts/source/source.js";
import { tar } from "../source/archives.js";
import { SAMPLE_SIZE, countIs, find, fixture, openFile, openPage, silenceNewWorkers, useBrowser } from "./support.js";

useBrowser();

const REAL = fixture("amd64-6.1.176-small-kaslrE/kallsyms.xz");
const REAL_SIZE = "181,096";
const SMALL = "ffffffff81000000 T _stext\nffffffff81000010 t one\nffffffff81000020 T _etext\n";

test("a chosen file takes the sample's place, and the sample comes back", async () => {
  const page = await openPage();
  await openFile(page, REAL);
  await countIs(page, REAL_SIZE, REAL_SIZE);
  expect(await page.getByRole("region", { name: "Symbol table" }).innerText()).toContain("kallsyms.xz");
  await find(page, "load_elf_phdrs", "2");
  await page.getByRole("button", { name: "Sample" }).click();
  await countIs(page, SAMPLE_SIZE, "2");
});

test("a file is dropped anywhere on the page", async () => {
  const page = await openPage();
  await drag(page, "dragEnter", REAL);
  await page.getByText("Drop to open").waitFor();
  await drag(page, "dragOver", REAL);
  await drag(page, "drop", REAL);
  await countIs(page, REAL_SIZE, REAL_SIZE);
  expect(await page.getByText("Drop to open").count()).toBe(0);
});

test("several dropped files are opened together, and listed", async () => {
  const page = await openPage();
  const other = fixture("amd64-6.1.176-small-kaslrE/modules");
  await drag(page, "dragEnter", REAL, other);
  await drag(page, "drop", REAL, other);
  await countIs(page, REAL_SIZE);
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByText("2 files in 2 files, 2 files used").waitFor();
  await page.getByRole("row", { name: /modules/ }).first().waitFor();
});

test("an archive is opened, and its files are listed", async () => {
  const page = await openPage();
  const kernel = "amd64-7.3.4-own";
  const archive = gzipSync(
    tar(
      { name: "report/proc/kallsyms", content: await unpacked(fixture(`${kernel}/kallsyms.xz`)) },
      { name: "report/<b>odd</b>", content: "nothing\n" },
      { name: "report/var/log/dmesg", content: readFileSync(fixture(`${kernel}/console-crash-chain.log`)) },
    ),
  );
  await page.locator("input[type=file]").setInputFiles({ name: "report.tar.gz", mimeType: "application/gzip", buffer: archive });
  await countIs(page, "525,266");
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByText("3 files in report.tar.gz, 2 files used").waitFor();
  await page.getByText("<b>odd</b>").waitFor();
});

async function unpacked(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSource(readFileSync(file))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const BAD: readonly { name: string; text: string | Uint8Array; says: readonly string[] }[] = [
  { name: "System.map", text: "<!DOCTYPE html><html><body>404</body></html>", says: ["System.map is no symbol table", "web page", "NOT_A_SYMBOL_TABLE", "Expected one symbol a line"] },
  { name: "empty.txt", text: "", says: ["empty.txt is no symbol table", "empty", "cat /proc/kallsyms"] },
  { name: "vmlinux", text: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0), says: ["vmlinux is no symbol table", "ELF", "nm -n"] },
  { name: "nulls", text: "          (null) T _stext\n          (null) T _text\n", says: ["nulls is no symbol table", "(null)", "root"] },
  { name: "log.txt", text: "[    0.0] Linux version 6.1\n[    0.1] Command line: quiet\n", says: ["log.txt is no symbol table", "line 1"] },
  { name: "cut.xz", text: readFileSync(REAL).subarray(0, 100_000), says: ["cut.xz is cut off", "SOURCE_TRUNCATED", "whole"] },
];

test.each(BAD)("$name gives an error with its name, and the page goes on", async ({ name, text, says }) => {
  const page = await openPage();
  await openFile(page, { name, text });
  const alert = page.getByRole("alert").filter({ hasText: name });
  for (const words of says) await alert.getByText(words).first().waitFor();
  await alert.getByText("stays open").waitFor();
  await find(page, "load_elf_phdrs", "2");
  await page.getByRole("button", { name: "Dismiss" }).click();
  expect(await page.getByText("is no symbol table").count()).toBe(0);
  await openFile(page, { name: "good", text: SMALL });
  await countIs(page, "3");
});

test("a table with hidden addresses answers by name, and says why not by address", async () => {
  const page = await openPage();
  await openFile(page, { name: "nobody", text: SMALL.replaceAll(/^\w+/gm, "0000000000000000") });
  await countIs(page, "3", "3");
  await page.getByRole("button", { name: "1 warning" }).waitFor();
  await find(page, "one", "1");
  await page.locator("#row-0").click();
  await page.getByText("Addresses of this name").waitFor();
  await page.getByRole("searchbox").fill("0xffffffff81000010");
  const alert = page.getByRole("alert").filter({ hasText: "The addresses are hidden" });
  await alert.getByText("kptr_restrict").waitFor();
});

test("lines that aren't understood are counted and shown", async () => {
  const page = await openPage();
  await openFile(page, { name: "odd", text: `${SMALL}what is this?\n` });
  await countIs(page, "3", "3");
  await page.getByText("Line 4:").waitFor();
  await page.getByText("what is this?").waitFor();
});

test("a load can be cancelled, and the table before it stays", async () => {
  const page = await openPage();
  await openFile(page, { name: "small", text: SMALL });
  await countIs(page, "3", "3");
  await silenceNewWorkers(page);
  await page.getByRole("button", { name: "Sample" }).click();
  await page.getByText("stays until this one is ready").waitFor();
  await find(page, "one", "1");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  await find(page, "", "3");
});

async function drag(page: Page, type: "dragEnter" | "dragOver" | "drop", ...files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchDragEvent", { type, x: 300, y: 400, data: { items: [], files, dragOperationsMask: 1 } });
  await session.detach();
}
