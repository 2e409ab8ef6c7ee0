// Snapshots from paths: a folder with a link in it, an archive, a file.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { afterAll, expect, test } from "vitest";

import { openSnapshot } from "../../ts/node/snapshot.js";
import type { SnapshotProgress } from "../../ts/snapshot/options.js";
import { tar } from "./support.js";

const root = mkdtempSync(join(tmpdir(), "kallsyms-snapshot-"));
afterAll(() => rmSync(root, { recursive: true }));

const TABLE = "ffffffff81000000 T _stext\nffffffff81000010 t init_once\n";

mkdirSync(join(root, "host/proc"), { recursive: true });
writeFileSync(join(root, "host/proc/kallsyms"), TABLE);
writeFileSync(join(root, "host/dmesg"), "[    0.000000] Linux\n");
symlinkSync("/etc/passwd", join(root, "host/proc/modules"));
writeFileSync(join(root, "report.tar.gz"), gzipSync(tar({ "host/proc/kallsyms": TABLE })));

test("a folder: paths below it, links not followed, bytes known beforehand", async () => {
  const seen: SnapshotProgress[] = [];
  const snapshot = await openSnapshot(join(root, "host"), { onProgress: (progress) => seen.push(progress) });
  expect(snapshot.members.map(({ path, kind, chosen }) => [path, kind, chosen])).toEqual([
    ["dmesg", "log", true],
    ["proc/kallsyms", "kallsyms", true],
    ["proc/modules", "unreadable", false],
  ]);
  expect(snapshot.members[2]?.note).toMatch(/link/);
  expect(snapshot.table?.size).toBe(2);
  expect(snapshot.logs.map(({ text }) => text)).toEqual(["[    0.000000] Linux\n"]);
  expect(seen.at(-1)?.totalBytes).toBe(TABLE.length + 21);
  snapshot.free();
});

test("an archive and a file, by path or URL", async () => {
  for (const path of [join(root, "report.tar.gz"), pathToFileURL(join(root, "report.tar.gz"))]) {
    const snapshot = await openSnapshot(path);
    expect(snapshot.members.map((member) => member.path)).toEqual(["report.tar.gz/host/proc/kallsyms"]);
    expect(snapshot.table?.size).toBe(2);
    snapshot.free();
  }
  const single = await openSnapshot(join(root, "host/proc/kallsyms"));
  expect(single.members).toEqual([{ path: "kallsyms", kind: "kallsyms", bytes: TABLE.length, chosen: true, note: "2 symbols" }]);
  single.free();
});

test("a path that isn't there is an error with its name", async () => {
  await expect(openSnapshot(join(root, "nothing"))).rejects.toThrow(/nothing/);
  await expect(openSnapshot(join(root, "nothing"))).rejects.toMatchObject({ code: "SOURCE_UNREADABLE" });
});
