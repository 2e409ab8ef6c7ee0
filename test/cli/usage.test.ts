/** Command lines that can't be understood, files that can't be read, and the help. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Folder, run, SMALL } from "./support.js";

const folder = new Folder();
const small = folder.file("kallsyms", SMALL);
const COMMANDS = ["info", "name", "addr", "search", "duplicates", "kprobe", "decode", "check", "export"];

describe("usage errors", () => {
  it.each([
    [[], "missing command"],
    [["bogus"], 'unknown command "bogus"'],
    [["name"], "name needs an argument"],
    [["addr"], "addr needs an argument"],
    [["search"], "search needs a PATTERN"],
    [["search", "a", "b"], "search takes one PATTERN"],
    [["search", "a", "--match", "soundex"], '--match is "soundex"'],
    [["search", "a", "--from-address", "x"], '--from-address is "x"'],
    [["search", "a", "--limit", "-1"], "--limit needs a value"],
    [["search", "a", "--limit=-1"], '--limit is "-1"'],
    [["search", "a", "--offset", "1e3"], '--offset is "1e3"'],
    [["search", "[", "--match", "regex", "--from", small], "the pattern can't be used"],
    [["kprobe"], "kprobe needs an argument"],
    [["kprobe", "f+zz"], '"f+zz" has no number after the +'],
    [["kprobe", "f", "--kernel", "newest"], '--kernel is "newest"'],
    [["kprobe", "f", "--check", "list"], "kprobe takes no argument"],
    [["kprobe", "--check", "-", "--from", "-"], "- stands for standard input, which can be read once"],
    [["info", "--modules", "-", "--from", "-"], "- stands for standard input, which can be read once"],
    [["export"], "export needs --format"],
    [["export", "--format", "xlsx"], '--format is "xlsx"'],
    [["export", "--format", "csv", "--json"], "contradict each other"],
    [["info", "x"], 'info takes no argument "x"'],
    [["name", "x", "--bogus"], "unknown option --bogus"],
    [["name", "x", "-z"], "unknown option -z"],
    [["name", "x", "--match", "exact"], "name doesn't take --match"],
    [["name", "x", "--owner", "a", "--owner", "b"], "name takes one --owner"],
    [["info", "--from"], "--from needs a value"],
    [["info", "--json=yes"], "--json takes no value"],
    [["info", "--color", "sometimes"], '--color is "sometimes"'],
  ])("%j is told in one line with the remedy", async (words, message) => {
    const { status, stdout, stderr } = await run(words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^kallsyms: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  it("takes what follows -- for an argument", async () => {
    const { status, stderr } = await run(["name", "--from", small, "--", "--bogus"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${small}: no symbol is named --bogus\n` });
  });

  it("takes options before the command", async () => {
    expect((await run(["--json", "--from", small, "search", "jiffies", "-c"])).stdout).toBe('{"count":1}\n');
  });
});

describe("unreadable input", () => {
  it.each([
    ["a missing file", "/nonexistent/kallsyms", /^\/nonexistent\/kallsyms: can't be read: no such file or directory\n$/],
    ["an empty file", folder.file("empty", ""), /: the file is empty; .*\n$/],
    ["a web page", folder.file("page.html", "<!doctype html><title>404</title>"), /: this is a web page, .*\n$/],
    ["a text", folder.file("text", "\nhello world\n"), /text:2: not one line of this text is a symbol; .*\n$/],
    ["cut gzip", folder.file("cut.gz", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0)), /cut\.gz: .*\n$/],
  ])("%s is told with its name", async (_what, path, message) => {
    const { status, stdout, stderr } = await run(["info", "--from", path]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.split("\n").length).toBe(2);
  });

  it("names the other file too", async () => {
    const { status, stderr } = await run(["info", "--from", small, "--modules", "/nonexistent"]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "/nonexistent: can't be read: no such file or directory\n" });
  });
});

describe("a restricted table", () => {
  const hidden = folder.file("hidden", SMALL.replaceAll(/^f{8}[0-9a-f]{8}/gm, "0".repeat(16)));

  it("answers by name, with a warning and the remedy", async () => {
    const { status, stdout, stderr } = await run(["name", "init_once", "--from", hidden]);
    expect(status).toBe(0);
    expect(stdout).toContain("ambiguous: 2 of 3 symbols\n");
    expect(stderr).toMatch(/: warning: .*kptr_restrict.*\n$/);
  });

  it.each([["addr", "ffffffff81000000"], ["kprobe", "vfs_read"], ["duplicates", "--shared"], ["search", "", "--shared"]])("refuses %s %s", async (...words) => {
    const { status, stdout, stderr } = await run([...words, "--from", hidden]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/hidden: every text symbol .*kptr_restrict.*\n$/);
    expect(stderr.split("\n").length).toBe(2);
  });

  it("is described", async () => {
    const { status, stdout, stderr } = await run(["info", "--from", hidden]);
    expect(status).toBe(0);
    expect(stdout).toContain("64-bit addresses, all hidden");
    expect(stdout).toContain("kptr_restrict");
    expect(stderr).toBe("");
  });
});

describe("help", () => {
  it("lists the commands and gives three examples", async () => {
    const { status, stdout } = await run(["--help"]);
    expect(status).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
    expect(stdout.split("\nExamples:\n")[1]?.match(/^  kallsyms /gm)).toHaveLength(3);
  });

  it.each(COMMANDS)("tells of %s with three examples, without reading a table", async (command) => {
    const { status, stdout } = await run([command, "--help", "--from", "/nonexistent"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^kallsyms ${command}: `));
    expect(stdout.split("\nExamples:\n")[1]?.split("\n\n")[0]?.match(/^  \S.*$/gm)).toHaveLength(3);
    expect(stdout.split("\n").filter((line) => line.length > 130)).toEqual([]);
    expect(stdout.endsWith("\n")).toBe(true);
  });

  it("tells the version of package and core", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
    const { status, stdout } = await run(["--version"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^kallsyms ${version.replaceAll(".", "\\.")} \\(core kallsyms\\.wasm sha256 [0-9a-f]{12}; Node .*\\)\\n$`));
  });
});
