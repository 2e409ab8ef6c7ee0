import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSource } from "../../ts/source/source.js";
import { tar, tarPart, zip } from "../source/archives.js";
import { LOOKS, findings } from "./axe.js";
import { SAMPLE_SIZE, countIs, find, fixture, openFile, openPage, silenceNextWorker, useBrowser } from "./support.js";

useBrowser();

const REAL = fixture("amd64-6.1.176-small-kaslrE/kallsyms.xz");
const REAL_SIZE = "181,096";
const SMALL = "ffffffff81000000 T _stext\nffffffff81000010 t one\nffffffff81000020 T _etext\n";
const LOG = "[    1.000000] Linux version 6.1.0\n[    1.000001]  one+0x2/0x10\n";

/** A folder of this file's own. */
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kallsyms-page-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function unpacked(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSource(readFileSync(file))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function openFiles(page: Page, ...files: readonly (readonly [name: string, content: string | Uint8Array])[]): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(files.map(([name, content]) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content as Uint8Array) })));
}

async function showFiles(page: Page): Promise<Locator> {
  await page.getByRole("tab", { name: "Files" }).click();
  return page.getByRole("grid", { name: "Files" });
}

function rowOf(page: Page, path: string): Locator {
  return page.getByRole("row").filter({ has: page.locator(`[title="${path}"]`) });
}

async function drag(page: Page, type: "dragEnter" | "dragOver" | "drop", ...files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchDragEvent", { type, x: 300, y: 400, data: { items: [], files, dragOperationsMask: 1 } });
  await session.detach();
}

async function drop(page: Page, ...files: string[]): Promise<void> {
  await drag(page, "dragEnter", ...files);
  await drag(page, "drop", ...files);
}

/** Makes a file of the dropped folder one that the system doesn't let the browser read. */
function refuseFile(name: string): void {
  const { webkitGetAsEntry } = DataTransferItem.prototype;
  DataTransferItem.prototype.webkitGetAsEntry = function () {
    const folder = webkitGetAsEntry.call(this) as FileSystemDirectoryEntry;
    const reader = folder.createReader();
    const readEntries = reader.readEntries.bind(reader);
    reader.readEntries = (take, refuse) =>
      readEntries((entries) => {
        for (const entry of entries.filter((one) => one.name === name)) {
          Object.assign(entry, { file: (_: unknown, fail: (error: Error) => void) => fail(new DOMException("nobody may read it", "NotReadableError")) });
        }
        take(entries);
      }, refuse);
    folder.createReader = () => reader;
    return folder;
  };
}

async function pasteText(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("ControlOrMeta+V");
}

describe("ways in", () => {
  test("a chosen file takes the sample's place, and the sample comes back by its button alone", async () => {
    const page = await openPage();
    await openFile(page, REAL);
    await countIs(page, REAL_SIZE, REAL_SIZE);
    const source = page.getByRole("region", { name: "Symbol table" });
    expect(await source.innerText()).toContain("kallsyms.xz");
    await find(page, "load_elf_phdrs", "2");
    await page.getByRole("button", { name: "Sample" }).focus();
    await page.keyboard.press("Enter");
    await countIs(page, SAMPLE_SIZE, "2");
    expect(await source.innerText()).toContain("Sample");
  });

  test("a folder is chosen by the keyboard, with all that is in it", async () => {
    const page = await openPage();
    written("host/proc/kallsyms", SMALL);
    written("host/var/log/dmesg", LOG);
    await page.getByRole("button", { name: "Folder…" }).focus();
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles(join(folder, "host"));
    await countIs(page, "3", "3");
    await page.getByRole("status").getByRole("button", { name: "2 files used" }).waitFor();
    await showFiles(page);
    await rowOf(page, "host/proc/kallsyms").waitFor();
    await rowOf(page, "host/var/log/dmesg").getByText("2 lines").waitFor();
  });

  test("after a folder, the other button chooses files again", async () => {
    const page = await openPage();
    for (const [name, isFolder] of [["Folder…", true], ["Open…", false]] as const) {
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name }).click();
      expect(await (await chooser).element().evaluate((input) => (input as HTMLInputElement).webkitdirectory)).toBe(isFolder);
    }
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
    await drop(page, REAL, fixture("amd64-6.1.176-small-kaslrE/modules"));
    await countIs(page, REAL_SIZE);
    await page.getByRole("status").getByRole("button", { name: "2 files used" }).click();
    await rowOf(page, "modules").getByText("/proc/modules").waitFor();
    await rowOf(page, "kallsyms.xz").getByText("181,096 symbols").waitFor();
  });

  test("a dropped folder is walked, and what can't be read in it is told", async () => {
    const page = await openPage();
    written("crash/proc/kallsyms", SMALL);
    written("crash/secret", LOG);
    // More than the hundred entries that a browser gives at a time.
    for (let at = 0; at < 120; at++) written(`crash/many/${at}`, "nothing\n");
    await page.evaluate(refuseFile, "secret");
    await drop(page, join(folder, "crash"));
    await countIs(page, "3", "3");
    const alert = page.getByRole("alert").filter({ hasText: "crash/secret can’t be used" });
    await alert.getByText("nobody may read it").waitFor();
    await showFiles(page);
    await page.getByText("122 files in crash/").waitFor();
    await page.getByRole("searchbox", { name: "Filter files" }).fill("many/119");
    await page.getByText("1 of 122 files in crash/").waitFor();
    await rowOf(page, "crash/many/119").getByText("not recognised").waitFor();
  });

  test("an empty folder is told", async () => {
    const page = await openPage();
    mkdirSync(join(folder, "void"));
    await drop(page, join(folder, "void"));
    await page.getByText("Nothing to open").waitFor();
    await find(page, "", SAMPLE_SIZE);
  });

  test("a table is pasted into the dialog, by keys alone", async () => {
    const page = await openPage();
    await page.getByRole("button", { name: "Paste…" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Paste a table or a log" }).waitFor();
    await page.keyboard.insertText(SMALL);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await countIs(page, "3", "3");
    expect(await page.getByRole("region", { name: "Symbol table" }).innerText()).toContain("Pasted text");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Paste…");
  });

  test("Escape leaves the dialog, and the keyboard is back at its button", async () => {
    const page = await openPage();
    await page.getByRole("button", { name: "Paste…" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Paste…");
  });

  test("Ctrl+V opens a table or a log, but not where somebody types", async () => {
    const page = await openPage();
    await page.getByRole("searchbox", { name: "Find" }).focus();
    await pasteText(page, "load_elf_phdrs");
    await page.getByText("2 symbols of this name").waitFor();
    await page.getByRole("grid").focus();
    await pasteText(page, SMALL);
    await countIs(page, "3", "0");
    await page.getByRole("tab", { name: "Overview" }).focus();
    await pasteText(page, LOG);
    await page.getByRole("tab", { name: "Log", selected: true }).waitFor();
    await page.getByText("one+0x2/0x10").first().waitFor();
  });

  test("a file on the clipboard is opened", async () => {
    const page = await openPage();
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([text], "copied"));
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, SMALL);
    await countIs(page, "3", "3");
    expect(await page.getByRole("region", { name: "Symbol table" }).innerText()).toContain("copied");
  });

  test("a large text isn't put into the box first", async () => {
    const page = await openPage();
    const text = Array.from({ length: 10_000 }, (_, at) => `${(0xffffffff81000000n + BigInt(at)).toString(16)} t f${at}\n`).join("");
    await page.getByRole("button", { name: "Paste…" }).click();
    await page.getByRole("dialog").waitFor();
    await pasteText(page, text);
    await countIs(page, "10,000", "10,000");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });
});

describe("forms", () => {
  const compressed = (name: string) => readFileSync(fixture(`compression/${name}`));
  const FORMS: readonly (readonly [form: string, name: string, content: () => Uint8Array | Promise<Uint8Array>, symbols: string])[] = [
    ["gzip of several members", "kallsyms.gz", () => Buffer.concat([gzipSync(SMALL.slice(0, 40)), gzipSync(SMALL.slice(40))]), "3"],
    ["xz of several blocks", "kallsyms.xz", () => compressed("blocks.xz"), "24"],
    ["xz of several streams", "kallsyms.xz", () => compressed("streams.xz"), "24"],
    ["zstd of several frames", "kallsyms.zst", () => compressed("frames.zst"), "24"],
    ["zstd with a long window", "kallsyms.zst", () => compressed("long.zst"), "24"],
    ["xz in gzip", "kallsyms.xz.gz", () => gzipSync(compressed("small.xz")), "24"],
    ["the wrong extension", "photo.jpeg", () => compressed("small.zst"), "24"],
    ["tar.gz", "host.tar.gz", () => gzipSync(tar({ name: "host/proc/kallsyms", content: SMALL })), "3"],
    ["tar.xz, archives in it", "host.tar.xz", () => readFileSync(fixture("archives/nested.tar.xz")), "24"],
    ["tar.zst, archives in it", "host.tar.zst", () => readFileSync(fixture("archives/nested.tar.zst")), "24"],
    ["zip", "host.zip", () => readFileSync(fixture("archives/infozip.zip")), "24"],
    ["tar.gz in zip in tar", "case.tar", () => tar({ name: "in.zip", content: zip([{ name: "in.tgz", content: gzipSync(tar({ name: "kallsyms", content: SMALL })) }]) }), "3"],
  ];

  test.each(FORMS)("%s", async (_, name, content, symbols) => {
    const page = await openPage();
    await openFile(page, { name, text: await content() });
    await countIs(page, symbols, symbols);
  });

  test("an archive tells what came with its table, and leads there", async () => {
    const page = await openPage();
    const kernel = "amd64-7.3.4-own";
    const archive = gzipSync(
      tar(
        { name: "report/proc/kallsyms", content: await unpacked(fixture(`${kernel}/kallsyms.xz`)) },
        { name: "report/<b>odd</b>", content: "nothing\n" },
        { name: "report/proc/version", content: readFileSync(fixture(`${kernel}/version`)) },
        { name: "report/boot/System.map", content: "          (null) T _stext\n          (null) T _text\n" },
        { name: "report/var/log/dmesg", content: readFileSync(fixture(`${kernel}/console-crash-chain.log`)) },
        { name: "report/var/log/dmesg.old", content: readFileSync(fixture("arm64-6.1.176-kaslrA/console-crash-null.log")) },
      ),
    );
    await openFile(page, { name: "report.tar.gz", text: archive });
    await countIs(page, "525,266");
    expect(await page.getByRole("region", { name: "Symbol table" }).innerText()).toContain("7.3.4");
    const came = page.locator(".note-came").filter({ hasText: "report.tar.gz" });
    await came.getByRole("button", { name: /^[1-9]\d* things? to check$/ }).click();
    await page.getByRole("tab", { name: "Overview", selected: true }).waitFor();
    await came.getByRole("button", { name: "2 logs" }).click();
    await page.getByRole("tab", { name: "Log", selected: true }).waitFor();
    await came.getByRole("button", { name: "4 of 6 files used" }).click();
    await page.getByText("6 files in report.tar.gz/report/").waitFor();
    await page.getByText("<b>odd</b>").waitFor();
    await came.getByRole("button", { name: "Dismiss" }).click();
    await came.waitFor({ state: "detached" });
  });
});

describe("the list of files", () => {
  const OTHER = "ffffffff81000000 T _stext\nffffffff81000010 t two\n";

  test("one table by itself stands in it", async () => {
    const page = await openPage();
    await openFile(page, { name: "kallsyms.txt", text: SMALL });
    await countIs(page, "3", "3");
    await showFiles(page);
    await rowOf(page, "kallsyms.txt").getByText("3 symbols").waitFor();
    expect(await page.getByRole("row").count()).toBe(2);
  });

  test("the sample stands in it, and has no other role", async () => {
    const page = await openPage();
    await showFiles(page);
    await page.getByText("32,142 symbols").last().waitFor();
    expect(await page.getByRole("combobox", { name: "Role" }).count()).toBe(0);
  });

  test("what was recognised comes first, and the filter counts", async () => {
    const page = await openPage();
    await openFiles(page, ["zzz", "nothing\n"], ["config-6.1", "CONFIG_SMP=y\nCONFIG_X86=y\nCONFIG_KALLSYMS=y\n"], ["kallsyms", SMALL], ["dmesg", LOG]);
    await countIs(page, "3", "3");
    const grid = await showFiles(page);
    expect(await grid.locator(".path-name").allInnerTexts()).toEqual(["kallsyms", "dmesg", "config-6.1", "zzz"]);
    await page.getByRole("button", { name: "Left aside 1" }).click();
    await page.getByText("1 of 4 files").waitFor();
    await page.getByRole("button", { name: "Left aside 1" }).click();
    await page.getByRole("searchbox", { name: "Filter files" }).fill("LOG");
    await page.getByText("1 of 4 files").waitFor();
    await page.getByRole("button", { name: "Used 1" }).waitFor();
    await page.getByRole("searchbox", { name: "Filter files" }).fill("no such file");
    await page.getByText("No file fits the filter.").waitFor();
    await page.getByRole("button", { name: "Show all files" }).click();
    await page.locator(".files-summary").getByText("4 files").waitFor();
  });

  test("by keys alone: from the filter to a file, to its role and back", async () => {
    const page = await openPage();
    await openFiles(page, ["kallsyms", SMALL], ["dmesg", LOG]);
    await countIs(page, "3", "3");
    await showFiles(page);
    await page.getByRole("searchbox", { name: "Filter files" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.locator('#results:focus[aria-activedescendant="row-1"]').waitFor();
    await page.keyboard.press("Enter");
    await page.locator("#role:focus").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#results:focus").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#file-filter:focus").waitFor();
  });

  test("a role is given, and given back", async () => {
    const page = await openPage();
    await openFiles(page, ["kallsyms", SMALL], ["trace.txt", "# tracer: nop\n cat-1 [000] 1.0: one <-two\n"]);
    await countIs(page, "3", "3");
    await showFiles(page);
    await rowOf(page, "trace.txt").click();
    const role = page.getByRole("combobox", { name: "Role" });
    await role.selectOption("log");
    await rowOf(page, "trace.txt").getByText("2 lines").waitFor();
    await rowOf(page, "trace.txt").getByText("by you").waitFor();
    await page.getByRole("button", { name: "Decode" }).click();
    await page.getByRole("tab", { name: "Log", selected: true }).waitFor();
    await page.getByText("tracer: nop").first().waitFor();
    await showFiles(page);
    await role.selectOption("");
    await rowOf(page, "trace.txt").getByText("ftrace text").waitFor();
    await rowOf(page, "trace.txt").getByText("not used").waitFor();
  });

  test("a file is left aside, and the next one is the table", async () => {
    const page = await openPage();
    await openFiles(page, ["kallsyms", SMALL], ["other", OTHER]);
    await countIs(page, "3", "3");
    await showFiles(page);
    await rowOf(page, "kallsyms").click();
    await page.getByRole("combobox", { name: "Role" }).selectOption("unknown");
    await rowOf(page, "other").getByText("2 symbols").waitFor();
    await rowOf(page, "kallsyms").getByText("left aside").waitFor();
    await page.getByRole("tab", { name: "Symbols" }).click();
    await countIs(page, "2", "2");
  });

  test("another table is used, and another System.map", async () => {
    const page = await openPage();
    await openFiles(page, ["kallsyms", SMALL], ["other", OTHER]);
    await countIs(page, "3", "3");
    await showFiles(page);
    await rowOf(page, "other").click();
    await page.getByRole("button", { name: "Use as table" }).click();
    await rowOf(page, "kallsyms").getByText("not used").waitFor();
    await rowOf(page, "kallsyms").click();
    await page.getByRole("button", { name: "Use as System.map" }).click();
    await rowOf(page, "kallsyms").getByText("3 symbols").waitFor();
    await page.getByRole("tab", { name: "Symbols" }).click();
    await countIs(page, "2", "2");
  });

  test("a table by itself is given another role", async () => {
    const page = await openPage();
    await openFile(page, { name: "odd\u202ename", text: SMALL });
    await countIs(page, "3", "3");
    await showFiles(page);
    await page.getByRole("combobox", { name: "Role" }).selectOption("system-map");
    await page.getByText("by you").first().waitFor();
    await page.getByText("odd\\u{202e}name").first().waitFor();
  });

  test("a table is compared with the open one", async () => {
    const page = await openPage();
    await openFiles(page, ["kallsyms", SMALL], ["other", OTHER]);
    await countIs(page, "3", "3");
    await showFiles(page);
    await rowOf(page, "other").click();
    await page.getByRole("button", { name: "Compare with the open table" }).click();
    await page.getByRole("tab", { name: "Compare", selected: true }).waitFor();
    await page.getByRole("grid").getByText("two").first().waitFor();
  });

  test("files are added to what is open", async () => {
    const page = await openPage();
    await openFile(page, { name: "kallsyms", text: SMALL });
    await countIs(page, "3", "3");
    await showFiles(page);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add files…" }).click();
    await (await chooser).setFiles({ name: "dmesg", mimeType: "text/plain", buffer: Buffer.from(LOG) });
    await rowOf(page, "dmesg").getByText("2 lines").waitFor();
    await rowOf(page, "kallsyms").getByText("3 symbols").waitFor();
  });

  test("a log by itself is decoded against the open table, and listed beside it", async () => {
    const page = await openPage();
    await openFile(page, { name: "console.log", text: LOG });
    await page.getByRole("tab", { name: "Log", selected: true }).waitFor();
    await page.getByText("Decoded against the sample").waitFor();
    await showFiles(page);
    await rowOf(page, "console.log").getByText("2 lines").waitFor();
    expect(await page.getByRole("row").count()).toBe(3);
  });

  test("logs without a table are no failure, but it is told by which they are read", async () => {
    const page = await openPage();
    await openFile(page, { name: "kallsyms", text: SMALL });
    await countIs(page, "3", "3");
    await openFiles(page, ["one.log", LOG], ["two.log", LOG]);
    await page.getByText("logs are decoded against kallsyms").waitFor();
    await page.getByRole("tab", { name: "Files", selected: true }).waitFor();
    expect(await page.getByRole("button", { name: "Dismiss" }).count()).toBe(1);
    await rowOf(page, "two.log").click();
    await page.getByRole("button", { name: "Decode" }).click();
    await page.getByText("one+0x2/0x10").first().waitFor();
  });

  test("tens of thousands of files are listed and filtered", async () => {
    const page = await openPage();
    const parts = Array.from({ length: 40_000 }, (_, at) => ({ name: `host/f${at}`, content: "x\n" }));
    await openFile(page, { name: "many.tar.gz", text: gzipSync(tar({ name: "host/kallsyms", content: SMALL }, ...parts), { level: 1 }) });
    await countIs(page, "3", "3");
    const grid = await showFiles(page);
    await page.getByText("40,001 files in many.tar.gz/host/").waitFor();
    await grid.focus();
    await page.keyboard.press("End");
    await rowOf(page, "many.tar.gz/host/f39999").waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(100);
    await page.getByRole("searchbox", { name: "Filter files" }).fill("f1234");
    await page.getByText("11 of 40,001 files").waitFor();
  });
});

describe("a load under way", () => {
  /** A load that lasts until it is cancelled. */
  async function openEndless(page: Page): Promise<void> {
    await silenceNextWorker(page);
    await page.getByRole("button", { name: "Sample" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("progressbar").waitFor();
  }

  test("can be cancelled, and the table before it stays usable all the time", async () => {
    const page = await openPage();
    await openFile(page, { name: "small", text: SMALL });
    await countIs(page, "3", "3");
    await openEndless(page);
    await page.getByText("stays until it is ready").waitFor();
    await find(page, "one", "1");
    await page.getByRole("button", { name: "Cancel" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("progressbar").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Sample");
    await find(page, "", "3");
  });

  test("is cancelled by Escape, but not where Escape means something else", async () => {
    const page = await openPage();
    await openFile(page, { name: "small", text: SMALL });
    await countIs(page, "3", "3");
    await openEndless(page);
    await find(page, "one", "1");
    await page.getByRole("searchbox", { name: "Find" }).press("Escape");
    await find(page, "", "3");
    expect(await page.getByRole("progressbar").count()).toBe(1);
    await page.getByRole("tab", { name: "Symbols" }).press("Escape");
    await page.getByRole("progressbar").waitFor({ state: "detached" });
    await countIs(page, "3", "3");
  });

  test("gives way to the next one", async () => {
    const page = await openPage();
    await openFile(page, { name: "small", text: SMALL });
    await countIs(page, "3", "3");
    await openEndless(page);
    await openFile(page, { name: "other", text: "ffffffff81000000 T _stext\n" });
    await countIs(page, "1", "1");
    expect(await page.getByRole("progressbar").count()).toBe(0);
  });

  test("tells how far it is", async () => {
    const page = await openPage();
    const seen = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          new MutationObserver(() => {
            const bar = document.querySelector("progress[max]");
            if (bar !== null) resolve(`${document.querySelector(".loading-what")?.textContent} ${bar.getAttribute("max")}`);
          }).observe(document.body, { childList: true, subtree: true, attributes: true });
        }),
    );
    const text = await unpacked(fixture("amd64-7.3.4-own/kallsyms.xz"));
    await openFile(page, written("large", text));
    expect(await seen).toMatch(new RegExp(`^Reading large .* ${text.length}$`));
    await countIs(page, "525,266", "525,266");
  });
});

describe("errors", () => {
  const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0);
  const nested = (levels: number): Uint8Array => (levels === 0 ? tar({ name: "kallsyms", content: SMALL }) : tar({ name: "in.tar", content: nested(levels - 1) }));
  const crowd = () => gzipSync(Buffer.concat(Array.from({ length: 100_001 }, (_, at) => tarPart({ name: `f${at}` }))), { level: 1 });
  const badGzip = gzipSync(SMALL);
  badGzip[badGzip.length - 8] = ~badGzip[badGzip.length - 8]!;

  const BAD: readonly { name: string; text: string | Uint8Array | (() => Uint8Array); says: readonly string[] }[] = [
    { name: "System.map", text: "<!DOCTYPE html><html><body>404</body></html>", says: ["System.map is no symbol table", "web page", "NOT_A_SYMBOL_TABLE", "Expected one symbol a line"] },
    { name: "empty.txt", text: "", says: ["empty.txt is no symbol table", "empty", "cat /proc/kallsyms"] },
    { name: "vmlinux", text: ELF, says: ["vmlinux is no symbol table", "ELF", "nm -n"] },
    { name: "nulls", text: "          (null) T _stext\n          (null) T _text\n", says: ["nulls is no symbol table", "(null)", "root"] },
    { name: "stub", text: "ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n", says: ["stub is no symbol table", "placeholder that Debian installs", "linux-image-VERSION-dbg"] },
    { name: "notes.txt", text: "\n\nDear all,\nhello\n", says: ["notes.txt is no symbol table", "Line 3:", "expected a hexadecimal address", "Dear all,"] },
    { name: "cut.xz", text: readFileSync(REAL).subarray(0, 100_000), says: ["cut.xz is cut off", "SOURCE_TRUNCATED", "whole"] },
    { name: "bad.gz", text: badGzip, says: ["bad.gz is damaged", "SOURCE_DAMAGED", "binary mode"] },
    { name: "secret.zip", text: readFileSync(fixture("archives/encrypted.zip")), says: ["secret.zip holds no symbol table", "secret.zip/modules can’t be used", "with its password first"] },
    { name: "deep.tar", text: nested(5), says: ["deep.tar holds no symbol table", "no deeper is looked: unpack it first"] },
    { name: "old.bz2", text: readFileSync(fixture("archives/modules.bz2")), says: ["bzip2"] },
    { name: "crowd.tar.gz", text: crowd, says: ["crowd.tar.gz can’t be used", "more than 100000"] },
  ];

  test.each(BAD)("$name is told with its name and the remedy, and the page goes on", async ({ name, text, says }) => {
    const page = await openPage();
    await openFile(page, { name, text: typeof text === "function" ? text() : text });
    const alert = page.getByRole("alert").filter({ hasText: name });
    for (const words of says) await alert.getByText(words).first().waitFor();
    await alert.getByText("stays open").waitFor();
    await page.getByRole("tab", { name: "Symbols" }).click();
    await find(page, "load_elf_phdrs", "2");
    await page.getByRole("button", { name: "Dismiss" }).first().click();
    await alert.waitFor({ state: "detached" });
    await openFile(page, { name: "good", text: SMALL });
    await countIs(page, "3", "0");
  });

  test("several are all told, and the rest is open", async () => {
    const page = await openPage();
    await openFiles(page, ["kallsyms", SMALL], ["vmlinux", ELF], ["empty", ""], ["cut.xz", readFileSync(REAL).subarray(0, 100_000)], ["page.html", "<html></html>"], ["zero", "\0".repeat(100)], ["bad.gz", badGzip]);
    await countIs(page, "3", "3");
    const alert = page.getByRole("alert").filter({ hasText: "can’t be used" });
    for (const words of ["vmlinux can’t be used", "nm -n", "cut.xz can’t be used", "cut off", "page.html can’t be used", "And 1 more", "The rest is open"]) await alert.getByText(words).first().waitFor();
  });

  test("a log that is given the role of a table says what it is", async () => {
    const page = await openPage();
    await openFiles(page, ["kallsyms", SMALL], ["dmesg", LOG]);
    await countIs(page, "3", "3");
    await showFiles(page);
    await rowOf(page, "dmesg").click();
    await page.getByRole("combobox", { name: "Role" }).selectOption("kallsyms");
    const alert = page.getByRole("alert").filter({ hasText: "dmesg can’t be used" });
    await alert.getByText("expected a hexadecimal address").first().waitFor();
    await rowOf(page, "kallsyms").getByText("3 symbols").waitFor();
  });

  test("a file that was deleted meanwhile is told as such", async () => {
    const page = await openPage();
    const path = written("vanishing", SMALL);
    await openFile(page, path);
    await countIs(page, "3", "3");
    await showFiles(page);
    rmSync(path);
    await page.getByRole("combobox", { name: "Role" }).selectOption("log");
    const alert = page.getByRole("alert").filter({ hasText: "vanishing" });
    await alert.getByText("vanishing isn’t there any more").waitFor();
    await alert.getByText("choose it again").waitFor();
    await alert.getByText("stays open").waitFor();
  });

  test("a file that was changed meanwhile is told as such", async () => {
    const page = await openPage();
    const path = written("changing", SMALL);
    await openFile(page, path);
    await countIs(page, "3", "3");
    await showFiles(page);
    writeFileSync(path, `${SMALL}ffffffff81000030 t more\n`);
    await page.getByRole("combobox", { name: "Role" }).selectOption("log");
    await page.getByRole("alert").getByText("changing can’t be read").waitFor();
    await page.getByRole("alert").getByText("choose it again").waitFor();
  });

  test("a table with hidden addresses answers by name, and says why not by address", async () => {
    const page = await openPage();
    await openFile(page, { name: "nobody", text: SMALL.replaceAll(/^\w+/gm, "0000000000000000") });
    await countIs(page, "3", "3");
    await page.getByRole("button", { name: "1 warning" }).waitFor();
    await find(page, "one", "1");
    await page.locator("#row-0").click();
    await page.getByText("Symbols of this name").waitFor();
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
});

test.each(LOOKS)("axe finds nothing, $colorScheme, $viewport.width wide", async (options) => {
  const page = await openPage(options);
  await page.getByRole("button", { name: "Paste…" }).click();
  await page.getByRole("dialog").waitFor();
  expect(await findings(page), "with the box for pasting").toEqual([]);
  await page.keyboard.press("Escape");
  await openFiles(page, ["kallsyms", SMALL], ["other", SMALL.replace("one", "two")], ["dmesg", LOG], ["config", "CONFIG_SMP=y\nCONFIG_X86=y\nCONFIG_KALLSYMS=y\n"], ["empty", ""], ["page.html", "<html></html>"], ["zero", "\0".repeat(100)]);
  await countIs(page, "3", "3");
  await showFiles(page);
  await rowOf(page, "other").click();
  expect(await findings(page), "with files and failures").toEqual([]);
  await page.getByRole("searchbox", { name: "Filter files" }).fill("no such file");
  await page.getByText("No file fits the filter.").waitFor();
  expect(await findings(page), "with no file left").toEqual([]);
  await silenceNextWorker(page);
  await page.getByRole("button", { name: "Sample" }).click();
  await page.getByRole("progressbar").waitFor();
  await page.getByRole("button", { name: "Show all files" }).click();
  expect(await findings(page), "while something loads").toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
