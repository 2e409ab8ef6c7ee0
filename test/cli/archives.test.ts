/** Every command on an archive and on a directory, and what is told of the files in them. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { tar } from "../snapshot/support.js";
import { Folder, objects, run, SMALL } from "./support.js";

const MODULES = "ext4 4096 0 - Live 0xffffffffc0001000\nnf_tables 4096 0 - Live 0xffffffffc0002000\n";
const FILES = {
  "host/proc/kallsyms": SMALL,
  "host/proc/modules": MODULES,
  "host/proc/version": "Linux version 6.1.0-50-amd64 (x@y) (gcc 12) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-25)\n",
  "host/copies/kallsyms.old": SMALL.split("\n").slice(0, 9).join("\n") + "\n",
};

const folder = new Folder();
const archive = folder.file("report.tar.gz", gzipSync(tar(FILES)));
const single = folder.file("kallsyms", SMALL);
const directory = join(folder.path, "unpacked");
for (const [path, content] of Object.entries(FILES)) {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
}

describe.each([["an archive", archive], ["a directory", directory]])("%s", (_what, from) => {
  it.each([
    ["name", "vfs_read"],
    ["addr", "ffffffff81002004"],
    ["search", "vfs_*", "--match", "glob"],
    ["kprobe", "vfs_read", "--kernel", "6.1.0"],
    ["export", "--format", "csv"],
  ])("answers %s %s as the table itself does", async (...words) => {
    const expected = await run([...words, "--from", single, "--modules", join(directory, "host/proc/modules")]);
    const { status, stdout } = await run([...words, "--from", from]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expected.stdout });
  });

  it("names the member, and what was passed over and why", async () => {
    const { status, stderr } = await run(["name", "nothing_of_the_kind", "--from", from]);
    expect(status).toBe(1);
    expect(stderr).toContain(`${from}: host/proc/kallsyms: chosen as the table; passed over: host/copies/kallsyms.old (`);
    expect(stderr).toContain(`${from}: host/proc/kallsyms: no symbol is named nothing_of_the_kind`);
  });

  it("takes the member that is asked for", async () => {
    const { status, stdout } = await run(["info", "--json", "--member", "host/copies/kallsyms.old", "--from", from]);
    expect(status).toBe(0);
    expect(objects(stdout)[0]).toMatchObject({ source: `${from}: host/copies/kallsyms.old`, report: { accepted: 9 } });
  });

  it("refuses a member that isn't there", async () => {
    const { status, stdout, stderr } = await run(["info", "--member", "elsewhere", "--from", from]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("isn't in the snapshot");
  });
});

it("prefers --modules to the archive's own list", async () => {
  const own = tar({ "host/proc/modules": MODULES, "host/proc/kallsyms": `${SMALL}ffffffffc0001080 d ext4_data\t[ext4]\n` });
  const from = folder.file("sizes.tar", own);
  const modules = folder.file("modules", "ext4 256 0 - Live 0xffffffffc0001000\n");
  const sizeWith = async (words: readonly string[]) => {
    const [answer] = objects((await run(["name", "ext4_data", "--json", "--from", from, ...words])).stdout) as { symbols: { size: string | null }[] }[];
    return answer?.symbols[0]?.size;
  };
  expect(await sizeWith([])).toBe("0xf80");
  expect(await sizeWith(["--modules", modules])).toBe("0x80");
});

it("reads an archive and a table from standard input", async () => {
  const fromArchive = await run(["name", "vfs_read", "--from", "-", "-q"], { stdin: readFileSync(archive) });
  const fromTable = await run(["name", "vfs_read", "--from", "-"], { stdin: gzipSync(SMALL) });
  expect(fromArchive).toEqual({ status: 0, stdout: fromTable.stdout, stderr: "" });
  expect(fromTable.stdout).toContain("vfs_read");
});

it("takes the release of the archive for kprobe, and says so", async () => {
  const { stdout, stderr } = await run(["kprobe", "vfs_read", "--from", archive]);
  expect(stdout).toContain("by name on 6.1.0-50-amd64");
  expect(stderr).toContain(`${archive}: the kernel is 6.1.0-50-amd64, by its own files`);
  const other = await run(["kprobe", "vfs_read", "--kernel", "5.10.223", "--from", archive]);
  expect(other.stdout).toContain("by name on 5.10.223");
  expect(other.stderr).not.toContain("the kernel is");
});

it("tells what there is where no table is, and the remedy", async () => {
  const bare = folder.file("bare.tar", tar({ "host/dmesg": "[    0.000000] Linux version 6.1.0\n" }));
  const { status, stdout, stderr } = await run(["name", "vfs_read", "--from", bare]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/bare\.tar: no usable symbol table .*\/proc\/kallsyms of the same boot as root.*\n$/);
});

it("refuses --member for a single table", async () => {
  const { status, stderr } = await run(["info", "--from", single, "--member", "x"]);
  expect(status).toBe(2);
  expect(stderr).toContain("--member chooses among the files of an archive or directory");
});
