// The kernel's sections of an Android bug report.

import { expect, test } from "vitest";

import { readBugreport } from "../../ts/snapshot/bugreport.js";
import { bytes, text } from "./support.js";

const REPORT = [
  "========================================================",
  "== dumpstate: 2026-01-11 22:31:37",
  "========================================================",
  "Build: x",
  "Kernel: Linux version 5.10.1-android13 (build@x) (clang) #1 SMP PREEMPT Mon Jan 1 00:00:00 UTC 2026",
  "------ MEMORY INFO (/proc/meminfo) ------",
  "MemTotal: 1 kB",
  "------ KERNEL LOG (dmesg) ------",
  "[    0.000000] Booting Linux",
  "------------[ cut here ]------------",
  "[   12.345678] BUG",
  "------ 0.005s was the duration of 'KERNEL LOG (dmesg)' ------",
  "not of the kernel",
  "------ LAST KMSG (/sys/fs/pstore/console-ramoops-0) ------",
  "<4>[   99.000000] last words",
  "",
  "------ LSMOD (lsmod) ------",
  "Module                  Size  Used by",
  "wlan                  123 0",
  "------ SYSTEM LOG (logcat) ------",
  "much",
  "------ LAST KMSG (/proc/last_kmsg) ------",
  "------ END ------",
].join("\n");

async function read(report: string, pieces: number, limit = 2 ** 20) {
  const file = bytes(report);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.length; at += pieces) yield file.subarray(at, at + pieces);
  }
  const { sections, version } = await readBugreport(chunks(), limit);
  return { version, sections: sections.map(({ title, is, bytes: kept, after }) => ({ title, is, text: text(kept), after })) };
}

test.each([1, 13, 100_000])("its kernel logs and modules, in pieces of %d", async (pieces) => {
  for (const lineFeed of ["\n", "\r\n"]) {
    const { version, sections } = await read(REPORT.replaceAll("\n", lineFeed), pieces);
    expect(version).toContain("Linux version 5.10.1-android13 ");
    expect(sections).toEqual([
      { title: "KERNEL LOG (dmesg)", is: "log", text: ["[    0.000000] Booting Linux", "------------[ cut here ]------------", "[   12.345678] BUG", ""].join(lineFeed), after: 0 },
      { title: "LAST KMSG (/sys/fs/pstore/console-ramoops-0)", is: "log", text: ["<4>[   99.000000] last words", "", ""].join(lineFeed), after: 0 },
      { title: "LSMOD (lsmod)", is: "lsmod", text: ["Module                  Size  Used by", "wlan                  123 0", ""].join(lineFeed), after: 0 },
    ]);
  }
});

test("a section ends with the report, too", async () => {
  expect((await read("------ KERNEL LOG (dmesg) ------\nlast", 5)).sections).toEqual([{ title: "KERNEL LOG (dmesg)", is: "log", text: "last", after: 0 }]);
});

test("a section that is too long is cut at a line, and how much is missing is told", async () => {
  const { sections } = await read(`------ KERNEL LOG (dmesg) ------\n${"123456789\n".repeat(10)}`, 7, 25);
  expect(sections).toEqual([{ title: "KERNEL LOG (dmesg)", is: "log", text: "123456789\n123456789\n", after: 80 }]);
});

test("lines of any length, in a section or out of it, are not gathered", async () => {
  const long = "x".repeat(3_000_000);
  const { sections } = await read(`${long}\n------ KERNEL LOG (dmesg) ------\na\n${long}\nb\n------ ${long} ------\n`, 4096, 10_000);
  expect(sections.map(({ text: kept, after }) => [kept, after])).toEqual([["a\n", long.length + 1 + 2 + long.length + 15]]);
});
