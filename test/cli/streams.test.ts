/** Standard input, compressed input, closed pipes, Ctrl-C, colour, and names that would act on a terminal. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Folder, objects, PROGRAM, REAL, run, SMALL } from "./support.js";

const folder = new Folder();
const small = folder.file("kallsyms", SMALL);

describe("input", () => {
  it("comes from standard input", async () => {
    const { status, stdout } = await run(["name", "vfs_read", "--from", "-"], { stdin: SMALL });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "ffffffff81002000    0x310 T vfs_read [system]\n" });
  });

  it("is called <stdin> in messages", async () => {
    expect((await run(["info", "--from", "-"], { stdin: "" })).stderr).toMatch(/^<stdin>: the file is empty/);
  });

  it("may be gzip or xz, as a file and from standard input", async () => {
    const expected = "ffffffff81002000    0x310 T vfs_read [system]\n";
    const packed = gzipSync(SMALL);
    expect((await run(["name", "vfs_read", "--from", folder.file("kallsyms.gz", packed)])).stdout).toBe(expected);
    expect((await run(["name", "vfs_read", "--from", "-"], { stdin: packed })).stdout).toBe(expected);
    expect((await run(["search", "", "-c", "--from", "-"], { stdin: readFileSync(REAL) })).stdout).toBe("181096\n");
  });
});

describe("output", () => {
  it("ends without a word where the reader has seen enough", async () => {
    const child = spawn(process.execPath, [PROGRAM, "export", "--format", "csv", "--from", REAL]);
    const errors: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    await once(child.stdout, "readable");
    child.stdout.destroy();
    const [status, signal] = (await once(child, "close")) as [number | null, string | null];
    expect({ status, signal, errors: Buffer.concat(errors).toString() }).toEqual({ status: 0, signal: null, errors: "" });
  });

  it("stops with 130 on Ctrl-C, also while it waits for a reader", async () => {
    const child = spawn(process.execPath, [PROGRAM, "export", "--format", "ndjson", "--from", REAL]);
    await once(child.stdout, "readable");
    child.kill("SIGINT");
    const [status] = (await once(child, "exit")) as [number | null];
    expect(status).toBe(130);
    child.stdout.destroy();
  });

  it("is coloured only on demand where no terminal reads it", async () => {
    const words = ["name", "init_once", "nope", "--from", small];
    const escape = "\x1b[";
    const automatic = await run(words);
    expect(automatic.stdout + automatic.stderr).not.toContain(escape);
    const always = await run([...words, "--color=always"]);
    expect(always.stdout).toContain(escape);
    expect(always.stderr).toContain(escape);
    expect((await run([...words, "--color", "always"], { environment: { NO_COLOR: "1" } })).stdout).toContain(escape);
    const unwanted = await run(words, { environment: { NO_COLOR: "1" } });
    expect(unwanted.stdout).toBe(automatic.stdout);
    expect((await run([...words, "--color=never"])).stdout).toBe(automatic.stdout);
  });
});

describe("hostile names", () => {
  const name = (text: string | number[]) => Buffer.from(text as string);
  const NAMES = [
    name("evil\x1b[31mred"),
    name("back\\slash"),
    name("bidi\u202ename"),
    name([0x62, 0xff, 0xfe]),
    name(".L0 "),
    name("c1\u009b2J"),
    name("del\x7fzero\u200bwidth"),
    name("line\u2028break"),
    name("bell\x07\x08\x0c"),
    name("fake\x0d[ext4]"),
  ];
  const lines = NAMES.map((text, at) => Buffer.concat([Buffer.from(`ffffffff810${at}0000 t `), text, Buffer.from("\n")]));
  const owner = Buffer.from("ffffffffc0000000 t fn\t[mod\x1b]0;title\x07]\nnot \x1b[2J a \u202e line\n");
  const hostile = folder.file("hostile", Buffer.concat([Buffer.from("ffffffff80000000 T _stext\n"), ...lines, owner]));
  // What no answer may hold raw: controls but the line feed, bidi and other invisible characters, lost bytes.
  const RAW = /[^\P{C}\n]|[\u2028\u2029\ufffd]/u;

  it.each([
    [["search", ""]],
    [["search", "", "--fold"]],
    [["info", "--limit", "0"]],
    [["name", "evil\x1b[31mred", "absent\x1b[2J\u202e"]],
    [["addr", "ffffffff81000004", "ffffffffc0000000", "evil\x1b[31mred+1"]],
    [["duplicates"]],
    [["kprobe", "evil\x1b[31mred", "bidi\u202ename", ".L0 ", "no\x1b[0m"]],
    [["name", "--owner", "\x1b[2J", "fn"]],
    [["\x1b[2J"]],
    [["info", "--\x1b[2J"]],
    [["info", "--from=\x1b[2J"]],
  ])("are shown as escapes by %j", async (words) => {
    const from = words.some((word) => word.startsWith("--from")) ? [] : ["--from", hostile];
    const { stdout, stderr } = await run([...words, ...from]);
    expect(stdout + stderr).not.toMatch(RAW);
    expect((stdout + stderr).length).toBeGreaterThan(0);
  });

  it("keep their words apart and tell one from another", async () => {
    const { stdout } = await run(["search", "", "-q", "--from", hostile]);
    const shown = stdout.split("\n").slice(1, -2).map((line) => line.trim().split(/ +/));
    expect(shown.every((words) => words.length === 5)).toBe(true);
    expect(shown.map((words) => words[3])).toEqual([
      "evil\\x1b[31mred",
      "back\\\\slash",
      "bidi\\xe2\\x80\\xaename",
      "b\\xff\\xfe",
      ".L0\\x20",
      "c1\\xc2\\x9b2J",
      "del\\x7fzero\\xe2\\x80\\x8bwidth",
      "line\\xe2\\x80\\xa8break",
      "bell\\x07\\x08\\x0c",
      "fake\\x0d[ext4]",
    ]);
  });

  it("are escaped in JSON, and come back whole", async () => {
    const { stdout } = await run(["search", "", "--json", "-q", "--from", hostile]);
    expect(stdout).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
    expect(objects(stdout).slice(1, -1).map((symbol) => symbol["name"])).toEqual(NAMES.map((text) => text.toString()));
    expect(objects(stdout).at(-1)?.["owner"]).toBe("mod\x1b]0;title\x07");
  });
});
