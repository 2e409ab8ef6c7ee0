// Folders on a disk as sources, and that reading them writes nothing and follows nothing.

import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { MAX_DIRECTORY_DEPTH, sourcesOf } from "../../ts/node/directory.js";
import { readMembers } from "../../ts/source/members.js";
import type { NamedSource } from "../../ts/source/members.js";
import { bytesOf, listAll, pax, shown, tar, zip } from "./archives.js";
import { SMALL, fixture } from "./support.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kallsyms-directory-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, content: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function show(path: string | URL = folder): Promise<string[]> {
  return shown(await listAll(sourcesOf(path)));
}

function openFiles(): number {
  return readdirSync("/dev/fd").length;
}

describe("a folder", () => {
  test("gives every file below it, sorted, archives opened", async () => {
    write("b.tar", tar({ content: "in tar" }));
    write("b/z", "1");
    write("b/a/deep", "2");
    write("B", "3");
    write("kallsyms.xz", fixture("small.xz"));
    write("c.zip", zip([{ content: "in zip" }]));
    write("empty", "");
    mkdirSync(join(folder, "nothing"));
    expect(await show()).toEqual(["B: 3", "b/a/deep: 2", "b/z: 1", "b.tar/file: in tar", "c.zip/file: in zip", "empty: ", `kallsyms.xz: ${Buffer.from(SMALL).toString()}`]);
    expect(await show(pathToFileURL(folder))).toEqual(await show());
    expect(await show(`${folder}/`)).toEqual(await show());
  });

  test("without files gives nothing", async () => {
    expect(await show()).toEqual([]);
  });

  test("tells links, pipes, sockets and devices, and opens none of them", async () => {
    write("file", "text");
    symlinkSync("/etc/passwd", join(folder, "link"));
    symlinkSync("..", join(folder, "loop"));
    symlinkSync("nowhere\u001b[31m", join(folder, "dangling"));
    linkSync(join(folder, "file"), join(folder, "same"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
    expect(await show()).toEqual([
      "dangling! a symbolic link to nowhere\\x1b[31m",
      "file: text",
      "link! a symbolic link to /etc/passwd",
      "loop! a symbolic link to ..",
      "pipe! a named pipe",
      "same: text",
      "socket! a socket",
    ]);
    await new Promise((resolve) => server.close(resolve));
    expect(shown(await listAll(only("/dev", "null")))).toEqual(["null! a device"]);
  });

  test("tells what can't be read, and reads the rest", async () => {
    write("closed/file", "text");
    write("gone", "text");
    write("ok", "text");
    chmodSync(join(folder, "closed"), 0);
    const lines: string[] = [];
    const isRoot = process.getuid?.() === 0;
    for await (const member of readMembers(sourcesOf(folder))) {
      lines.push(`${member.path} ${member.note}`);
      if (member.path.startsWith("closed")) rmSync(join(folder, "gone"));
    }
    chmodSync(join(folder, "closed"), 0o700);
    expect(lines[0]).toMatch(isRoot ? /^closed\/file undefined$/ : /^closed .*closed can't be read: EACCES/);
    expect(lines[1]).toMatch(/^gone .*gone can't be read: ENOENT/);
    expect(lines[2]).toBe("ok undefined");
  });

  test("what takes a file's place before it is read is neither waited for nor followed", async () => {
    write("1", "text");
    write("2", "text");
    write("3", "text");
    const lines: string[] = [];
    for await (const { path, source } of sourcesOf(folder)) {
      const file = join(folder, path);
      rmSync(file);
      if (path === "1") execFileSync("mkfifo", [file]);
      if (path === "2") symlinkSync("/etc/passwd", file);
      if (path === "3") mkdirSync(file);
      lines.push(...shown(await listAll([{ path, source }])));
    }
    expect(lines).toEqual([
      expect.stringMatching(/^1! .*1 can't be read: it is no file any more$/),
      expect.stringMatching(/^2! .*2 can't be read: ELOOP/),
      expect.stringMatching(/^3! .*3 can't be read: it is no file any more$/),
    ]);
  });

  test("names that are no UTF-8 are read, and shown with what is lost", async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/g`), Buffer.from([0xfc]), Buffer.from("n")]), "text");
    write("new\nline", "text");
    expect(await show()).toEqual(["g\ufffdn: text", "new\\x0aline: text"]);
  });

  test(`more than ${MAX_DIRECTORY_DEPTH} folders deep isn't looked at`, async () => {
    const deep = Array.from({ length: MAX_DIRECTORY_DEPTH - 1 }, () => "d").join("/");
    write(`${deep}/last`, "text");
    write(`${deep}/d/beyond`, "text");
    expect(await show()).toEqual([`${deep}/d! a folder inside ${MAX_DIRECTORY_DEPTH} others, and no deeper is looked: give it itself`, `${deep}/last: text`]);
  });
});

describe("a file", () => {
  test("gives itself, by its name; through a link too", async () => {
    const file = write("x/report.tar", tar({ content: "text" }));
    symlinkSync(file, join(folder, "latest"));
    expect(await show(file)).toEqual(["report.tar/file: text"]);
    expect(await show(pathToFileURL(file))).toEqual(["report.tar/file: text"]);
    expect(await show(join(folder, "latest"))).toEqual(["latest/file: text"]);
  });

  test("without a size but with content, as in /proc, is read", async () => {
    const [only] = await listAll(sourcesOf("/proc/self/status"));
    expect(Buffer.from(only!.content!).toString()).toMatch(/^Name:\t/);
    expect(only!.bytes).toBeUndefined();
  });

  test("that is a pipe is read, as a shell's <(…) gives it", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    execFileSync("sh", ["-c", `(printf text > ${JSON.stringify(pipe)}) > /dev/null 2>&1 &`]);
    expect(await show(pipe)).toEqual(["pipe: text"]);
  });

  test("of a zip is read in place: little of a large one", async () => {
    const archive = zip([{ name: "1", content: "one" }, { name: "large", content: new Uint8Array(2 ** 24), method: 0 }, { name: "2", content: "two" }]);
    const file = write("a.zip", archive);
    let bytes = 0;
    const found: string[] = [];
    for await (const { path } of readMembers(sourcesOf(file), { onProgress: (progress) => (bytes = Math.max(bytes, found.length < 3 ? progress.bytes : 0)) })) found.push(path);
    expect(found).toEqual(["a.zip/1", "a.zip/large", "a.zip/2"]);
    expect(bytes).toBeLessThan(2 ** 21);
  });

  test("that becomes shorter while it is read is told", async () => {
    const file = write("a.zip", zip([{ name: "1", content: "one" }, { name: "2", content: Buffer.alloc(2 ** 20, "text"), method: 0 }]));
    const lines: string[] = [];
    for await (const member of readMembers(sourcesOf(file))) {
      if (member.path.endsWith("2")) truncateSync(file, 2 ** 19);
      const outcome = await (async () => {
        for await (const _ of member.read());
        return "whole";
      })().catch((error: unknown) => (error as Error).message);
      lines.push(`${member.path} ${outcome}`);
    }
    expect(lines).toEqual(["a.zip/1 whole", expect.stringMatching(/^a\.zip\/2 a\.zip\/2: the file became shorter while it was read/)]);
  });

  test("that isn't there is an error with its path", async () => {
    const missing = join(folder, "missing");
    await expect(show(missing)).rejects.toMatchObject({ name: "SourceError", code: "SOURCE_UNREADABLE", message: expect.stringContaining(`${missing} can't be read: ENOENT`) });
  });
});

describe("nothing is left behind", () => {
  const attack = [{ name: "../../escaped", content: "x" }, { name: "/tmp/kallsyms-escaped", content: "x" }, { name: "proc/kallsyms", content: "x" }];

  test("no file is written, moved or changed", async () => {
    write("a.tar", tar({ name: "l", type: "2", link: "/etc" }, { name: "l/passwd", content: "x" }, pax({ path: "../up" }), {}, ...attack));
    write("a.zip", zip([{ name: "l", content: "/etc", mode: 0o120777 }, ...attack]));
    const before = snapshotOf(folder);
    const lines = await show();
    expect(lines.length).toBe(10);
    expect(snapshotOf(folder)).toEqual(before);
    expect(() => lstatSync("/tmp/kallsyms-escaped")).toThrow();
  });

  test("no file stays open: read, passed over, ended early or failed", async () => {
    for (let i = 0; i < 20; i += 1) write(`${i}`, i % 2 === 0 ? bytesOf("text".repeat(99_999)) : zip([{ content: "x".repeat(99_999) }]));
    const before = openFiles();
    await show();
    for await (const _ of readMembers(sourcesOf(folder)));
    for await (const member of readMembers(sourcesOf(folder))) {
      await member.read().next();
      if (member.path === "5/file") break;
    }
    const controller = new AbortController();
    await expect((async () => {
      for await (const member of readMembers(sourcesOf(folder), { signal: controller.signal })) if (member.path.startsWith("4")) controller.abort();
    })()).rejects.toMatchObject({ name: "AbortError" });
    renameSync(join(folder, "3"), join(folder, "moved"));
    await show();
    expect(openFiles()).toBe(before);
  });
});

/** One file of a folder. */
async function* only(path: string, name: string): AsyncGenerator<NamedSource> {
  for await (const source of sourcesOf(path)) {
    if (source.path === name) yield source;
  }
}

/** Every file below a folder, with its content and times. */
function snapshotOf(path: string): unknown {
  return readdirSync(path, { recursive: true, encoding: "utf8" }).sort().map((name) => {
    const stats = lstatSync(join(path, name));
    return [name, stats.mode, stats.mtimeMs, stats.ino, stats.isFile() ? readFileSync(join(path, name)).toString("hex") : ""];
  });
}
