// `kallsyms decode`, `check`, and archives and folders in place of a table.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";

import { tar } from "../source/archives.js";
import { SMALL, objects, run } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "kallsyms-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LOG = [
  "[    1.000000] RIP: 0010:vfs_read+0x10/0x310",
  "[    1.000001]  init_once+0x8/0x1000",
  "[    1.000002]  init_once+0x8/0x40 [ext4]",
  "[    1.000003]  init_once+0x8/0x20",
  "[    1.000004]  nowhere+0x8/0x20",
  "plain line",
  "[    1.000005]  init_once+0x8",
].join("\n");

const MODULES = "ext4 8192 1 - Live 0xffffffffc0001000\nnf_tables 4096 0 - Live 0xffffffffc0002000\n";

/** A report in each of its forms. */
const REPORT = join(folder, "report");
mkdirSync(join(REPORT, "proc"), { recursive: true });
mkdirSync(join(REPORT, "var/log"), { recursive: true });
writeFileSync(join(REPORT, "proc/kallsyms"), SMALL);
writeFileSync(join(REPORT, "proc/modules"), MODULES);
writeFileSync(join(REPORT, "var/log/dmesg"), `${LOG}\n`);
const ARCHIVE = tar({ name: "report/proc/kallsyms", content: SMALL }, { name: "report/proc/modules", content: MODULES }, { name: "report/var/log/dmesg", content: `${LOG}\n` });
const TAR = join(folder, "report.tar");
const TAR_GZ = join(folder, "report.tar.gz");
const TAR_XZ = join(folder, "report.tar.xz");
writeFileSync(TAR, ARCHIVE);
writeFileSync(TAR_GZ, gzipSync(ARCHIVE));
writeFileSync(TAR_XZ, execFileSync("xz", ["-c"], { input: ARCHIVE }));
const TABLE = join(REPORT, "proc/kallsyms");

describe("decode", () => {
  test("is a filter: lines stay as they are, and say behind them what they stand for", async () => {
    const { status, stdout, stderr } = await run(["decode", "--from", TABLE], { stdin: LOG });
    const lines = stdout.split("\n");
    expect(lines[0]).toBe("[    1.000000] RIP: 0010:vfs_read+0x10/0x310  ← 0xffffffff81002010");
    expect(lines[1]).toBe("[    1.000001]  init_once+0x8/0x1000  ← 0xffffffff81001008, 1 of 3 by size, module");
    expect(stdout).toContain("init_once+0x8  ← ambiguous: 2 places\n      0xffffffff81001008  system  sympos 1  offset 0x8 is within its 0x1000 bytes\n");
    expect(stdout).toContain("init_once+0x8/0x20  ← doesn't fit this table\n");
    expect(stdout).toContain("init_once+0x8/0x40 [ext4]  ← 0xffffffffc0001008, 1 of 3 by module");
    expect(stdout).toContain("nowhere+0x8/0x20  ← not in this table");
    expect(stdout).toContain("plain line\n");
    expect(stderr).toContain("symbols and addresses in 7 lines");
    expect(status).toBe(1);
  });

  test("bytes that are no text pass through", async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x1b, 0x5b, 0x6d, 0x0d, 0x0a, 0x00, 0x0a]);
    const { stdout } = await run(["decode", "--from", TABLE], { stdin: bytes });
    expect(stdout).toBe(bytes.toString());
  });

  test("a last line without a line feed gets none, and a carriage return stays at the end", async () => {
    expect((await run(["decode", "--from", TABLE], { stdin: "plain" })).stdout).toBe("plain");
    expect((await run(["decode", "--from", TABLE], { stdin: " vfs_read+0x10/0x310\r\n" })).stdout).toBe(" vfs_read+0x10/0x310  ← 0xffffffff81002010\r\n");
  });

  test("gives the agreed fields as JSON, one mention a line", async () => {
    const { stdout } = await run(["decode", "--from", TABLE, "--json"], { stdin: LOG });
    const [first, second] = objects(stdout);
    expect(objects(stdout)).toHaveLength(6);
    expect(first).toMatchObject({ line: 1, kind: "pc", text: "vfs_read+0x10/0x310", name: "vfs_read", offset: "0x10", size: "0x310", module: null, status: "exact" });
    expect(first?.["candidates"]).toEqual([{ name: "vfs_read", address: "0xffffffff81002000", type: "T", owner: "system", size: "0x310", index: 3 }]);
    expect(second).toMatchObject({ line: 2, status: "narrowed" });
  });

  test("a log inside an archive, as Markdown", async () => {
    const { stdout, status } = await run(["decode", "--from", TAR_GZ, "--log", "report/var/log/dmesg", "--markdown"]);
    expect(stdout).toContain("| line | symbol | status | candidates |");
    expect(stdout).toContain("```text\n[    1.000000]");
    expect(status).toBe(1);
  });

  test.each([
    [["decode", "a", "b"], "is a second"],
    [["decode", "--from", TAR, "--log", "nosuch"], "holds no log"],
    [["decode", "x", "--log", "y"], "not both"],
    [["decode", "x", "--json", "--markdown"], "two forms"],
    [["decode", "--from", "-"], "standard input"],
    [["decode", "/nonexistent", "--from", TABLE], "/nonexistent"],
  ])("refuses %j", async (words, reason) => {
    const { status, stderr } = await run(words);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
});

describe("check", () => {
  test("lists files and what they say of each other", async () => {
    const { stdout } = await run(["check", "--from", TAR_XZ]);
    expect(stdout).toContain("report/proc/kallsyms");
    expect(stdout).toContain("Do they belong together?");
    expect(stdout).not.toContain("report.tar.xz/report");
  });

  test("as JSON, an object a line", async () => {
    const { stdout } = await run(["check", "--from", REPORT, "--json"]);
    const kinds = objects(stdout).flatMap((object) => Object.keys(object));
    expect(kinds.filter((kind) => kind === "member")).toHaveLength(3);
    expect(kinds).toContain("kaslr");
    expect(kinds).toContain("belongs");
  });

  test("a hidden module is something to check", async () => {
    const hidden = join(folder, "hidden.tar");
    writeFileSync(hidden, tar({ name: "proc/kallsyms", content: SMALL }, { name: "proc/modules", content: MODULES.split("\n").slice(1).join("\n") }));
    const { status, stdout } = await run(["check", "--from", hidden, "--json"]);
    expect(status).toBe(1);
    expect(JSON.stringify(objects(stdout).filter((object) => "finding" in object))).toContain("ext4");
  });

  test("nothing is written beside what is read", async () => {
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);
    await run(["check", "--from", TAR_GZ]);
    await run(["check", "--from", REPORT]);
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before);
  });
});

describe.each([["a folder", REPORT], ["tar", TAR], ["tar.gz", TAR_GZ], ["tar.xz", TAR_XZ]])("%s in place of a table", (_, from) => {
  test.each([
    [["name", "init_once"], "ambiguous: 1 of 3"],
    [["addr", "ffffffff81002010"], "vfs_read"],
    [["search", "nft"], "nft_do"],
    [["info"], "kallsyms"],
    [["duplicates"], "init_once"],
    [["kprobe", "vfs_read"], "vfs_read"],
    [["export", "--format", "csv"], "vfs_write"],
  ])("%j", async (words, answer) => {
    const { stdout } = await run([...words, "--from", from]);
    expect(stdout).toContain(answer);
  });
});

test("an archive on standard input", async () => {
  const { stdout, status } = await run(["name", "vfs_read", "--from", "-"], { stdin: readFileSync(TAR_GZ) });
  expect(stdout).toContain("vfs_read");
  expect(status).toBe(0);
});

test("an archive without a table says what it holds", async () => {
  const empty = join(folder, "empty.tar");
  writeFileSync(empty, tar({ name: "notes.txt", content: "nothing\n" }));
  const { status, stderr } = await run(["name", "x", "--from", empty]);
  expect(status).toBe(2);
  expect(stderr).toContain("empty.tar");
  const checked = await run(["check", "--all", "--from", empty]);
  expect(checked.status).toBe(2);
  expect(checked.stdout).toContain("notes.txt");
});

test("diff takes archives", async () => {
  const { status, stdout } = await run(["diff", TAR, TAR_XZ, "-c"]);
  expect(stdout).toContain("0 added");
  expect(status).toBe(0);
});
