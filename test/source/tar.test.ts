import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { archiveFixture, list, pax, show, tar, tarPart } from "./archives.js";
import type { TarPart } from "./archives.js";
import { SMALL, concat, cut } from "./support.js";

const TABLE = Buffer.from(SMALL).toString();
const MODULES = "bpf 1 0 - Live 0x0\n";
const LONG = `host/${"long".repeat(30)}/folder/${"name".repeat(12)}.txt`;
const LINKS = ["a/host/kallsyms! a symbolic link to proc/kallsyms"];

describe("what tar(1) writes", () => {
  test.each(["gnu.tar", "pax.tar"])("%s: long names, links, a pipe, other letters", async (name) => {
    expect(await show(archiveFixture(name))).toEqual([
      ...LINKS,
      `a/${LONG}: long\n`,
      `a/host/proc/kallsyms: ${TABLE}`,
      `a/host/proc/modules: ${MODULES}`,
      `a/host/sos/faraway! a symbolic link to ${"far/".repeat(40)}away`,
      "a/host/sos/grün.txt: Grüße\n",
      "a/host/sos/modules! a hard link to host/proc/modules",
      "a/host/sos/pipe! a named pipe",
    ]);
  });

  test("ustar.tar: a name in two parts", async () => {
    expect(await show(archiveFixture("ustar.tar"))).toEqual([`a/host/proc/kallsyms: ${TABLE}`, `a/host/proc/modules: ${MODULES}`, `a/${LONG}: long\n`, ...LINKS]);
  });

  test("v7.tar: no magic", async () => {
    expect(await show(archiveFixture("v7.tar"))).toEqual([
      `a/host/proc/kallsyms: ${TABLE}`,
      `a/host/proc/modules: ${MODULES}`,
      ...LINKS,
      "a/host/sos/modules! a hard link to host/proc/modules",
    ]);
  });

  test.each(["sparse-gnu.tar.xz", "sparse-pax.tar.xz"])("%s: a file with holes is told by its own name, and the next is found", async (name) => {
    expect(await show(archiveFixture(name))).toEqual(["a/sparse! a sparse file, whose holes aren't filled in here: unpack the archive with GNU tar first", `a/host/proc/modules: ${MODULES}`]);
  });
});

describe("sizes", () => {
  test("in base 256, with blanks, or without an end", async () => {
    const base256 = `\0\0\0\0\0\0\0\0\0\0\0${String.fromCharCode(3)}`;
    const files = [
      { content: "abc", size: base256, edit: (header: Uint8Array) => void (header[124] = 0x80) },
      { content: "def", size: "          3 " },
      { content: "ghi", size: "000000000003" },
      { content: "", size: "\0\0\0\0\0\0\0\0\0\0\0\0" },
    ];
    expect(await show(tar(...files))).toEqual(["a/file: abc", "a/file: def", "a/file: ghi", "a/file: "]);
  });

  test.each([
    ["negative", "\0".repeat(12), 0xff],
    ["beyond what is exact", "\0\x7f".padEnd(12, "\xff"), 0x80],
    ["no octal", "00000000009\0", 0x30],
  ])("%s: damaged", async (_, size, first) => {
    const archive = tar({ content: "fine" }, { size, edit: (header) => void (header[124] = first) });
    expect(await show(archive)).toEqual(["a/file: fine", expect.stringMatching(/^a! the tar archive is damaged at byte 1024: a header with an impossible size/)]);
  });

  test("what isn't a file has no content, whatever its size", async () => {
    const archive = tar(...["2", "3", "4", "5", "6"].map((type) => ({ type, size: 5000, link: "x" })), { content: "next" });
    expect(await show(archive)).toEqual(["a/file! a symbolic link to x", "a/file! a device", "a/file! a device", "a/file! a named pipe", "a/file: next"]);
  });

  test("a hard link's size is that of what follows, if anything does", async () => {
    expect(await show(tar({ type: "1", link: "x", size: 700 }, { content: "next" }))).toEqual(["a/file! a hard link to x", "a/file: next"]);
    expect(await show(tar({ type: "1", link: "x", size: 700 }))).toEqual(["a/file! a hard link to x"]);
    expect(await show(tar({ type: "1", link: "x", content: "its content" }, { content: "next" }))).toEqual(["a/file! a hard link to x", "a/file: next"]);
  });
});

describe("pax attributes", () => {
  test("path, linkpath and size go for the next file only", async () => {
    const archive = tar(
      pax({ path: "long/näme", size: "3", comment: "a = b\nc" }),
      { content: "abc", size: 0 },
      { content: "" },
      pax({ linkpath: "far away" }),
      { type: "2" },
    );
    expect(await show(archive)).toEqual(["a/long/näme: abc", "a/file: ", "a/file! a symbolic link to far away"]);
  });

  test("global ones go for all that follow, the file's own before them", async () => {
    const archive = tar({}, pax({ path: "all" }, "g"), {}, pax({ path: "one" }), {}, {});
    expect((await list(archive)).map(({ path }) => path)).toEqual(["a/file", "a/all", "a/one", "a/all"]);
  });

  test("of several sets before a file, all count", async () => {
    const archive = tar(pax({ path: "first", linkpath: "kept" }), pax({ path: "second" }), { type: "2" });
    expect(await show(archive)).toEqual(["a/second! a symbolic link to kept"]);
  });

  test.each(["x", "5 a=\n", "0 a=b\n", "6 a=b\n7", "99999999999 a=b\n", "6 ab\n\n", "999 a=b\n", "7 a=b\n\n8 a=b\n", " 6 a=b\n", "-6 a=b\n"])("%j: damaged or harmless", async (content) => {
    const [first, ...others] = await show(tar({ type: "x", content }, { content: "next" }));
    expect(others).toEqual([]);
    expect(first).toMatch(content === "5 a=\n" ? /^a\/file: next$/ : /^a! the tar archive is damaged at byte \d+: pax attributes that don't add up/);
  });

  test.each(["", "-1", "1e3", "0x10", "99999999999999999", "3.5", " 3"])("size %j: damaged", async (size) => {
    expect(await show(tar(pax({ size }), {}))).toEqual([expect.stringContaining("an impossible size among the pax attributes")]);
  });

  test("more than 1 MiB of them isn't read", async () => {
    const most = "x".repeat(2 ** 20);
    expect((await list(tar({ type: "L", content: most }, { content: "next" })))[0]?.content?.length).toBe(4);
    expect(await show(tar({ content: "fine" }, { type: "L", content: `${most}x` }, {}))).toEqual(["a/file: fine", expect.stringMatching(/^a! .*attributes of 1048577 bytes/)]);
    expect(await show(tar({ type: "x", size: "77777777777\0" }))).toEqual([expect.stringMatching(/^a! .*attributes of 8589934591 bytes/)]);
  });
});

describe("kinds", () => {
  test.each([
    ["7", "a/file: text"],
    ["\0", "a/file: text"],
    ["q", "a/file: text"],
    ["S", "a/file! a sparse file"],
    ["M", "a/file! the rest of a file that begins in another volume"],
    ["Z", "a/file! of the type Z, which isn't known here"],
  ])("%j", async (type, expected) => {
    const [first, second] = await show(tar({ type, content: "text" }, { content: "next" }));
    expect(first).toContain(expected);
    expect(second).toBe("a/file: next");
  });

  test("folders aren't listed, nor is the label of a volume", async () => {
    const archive = tar({ name: "folder/", type: "5" }, { name: "old/", type: "\0", format: "v7" }, { name: "dump", type: "D", content: "Yfile\0\0" }, { type: "V" }, { content: "next" });
    expect(await show(archive)).toEqual(["a/file: next"]);
    expect(await show(tar({ name: "folder", type: "5" }))).toEqual(["a! an archive without files"]);
  });

  test("a name ends at its NUL, and may fill its field", async () => {
    const name = "n".repeat(100);
    const paths = (await list(tar({ name: "short\0rest" }, { name, prefix: "p".repeat(155) }, { name, prefix: "no prefix", format: "gnu" }))).map(({ path }) => path);
    expect(paths).toEqual(["a/short", `a/${"p".repeat(155)}/${name}`, `a/${name}`]);
  });
});

describe("checksums", () => {
  test("of bytes taken as signed are right too", async () => {
    const name = "gr\u00fcn";
    expect(await show(tar({ name, checksum: (sum) => sum - 2 * 256 }))).toEqual(["a/grün: "]);
    expect(await show(tar({ name, checksum: (sum) => sum - 256 }))).toEqual([expect.stringContaining("a header that doesn't match its checksum")]);
  });

  test("without a magic every field must make sense to be an archive at all", async () => {
    const v7: TarPart = { format: "v7", content: "x" };
    expect(await show(tar(v7))).toEqual(["a/file: x"]);
    for (const broken of [{ ...v7, type: "x" }, { ...v7, size: "9" }, { ...v7, name: "" }, { ...v7, checksum: (sum: number) => sum + 1 }]) {
      const archive = tar(broken);
      const [only] = await list(archive);
      expect(only).toMatchObject({ path: "a", note: undefined });
      expect(Buffer.from(only!.content!).equals(archive)).toBe(true);
    }
  });
});

describe("ends", () => {
  const file = tarPart({ content: "text" });
  const zeros = (count: number): Uint8Array => new Uint8Array(count);

  test.each([512, 1024, 1500, 20_480, 3 * 2 ** 20])("%d zeros", async (count) => {
    expect(await show(concat(file, zeros(count)))).toEqual(["a/file: text"]);
  });

  test.each([0, 1, 511])("%d zeros are no end", async (count) => {
    expect(await show(concat(file, zeros(count)))).toEqual(["a/file: text", expect.stringMatching(/^a! the tar archive ends at byte 1024 without the zero blocks/)]);
  });

  test("another archive may follow", async () => {
    expect(await show(concat(tar({ content: "1" }), zeros(512 * 17), tar({ content: "2" }), tar({ content: "3", format: "v7" })))).toEqual(["a/file: 1", "a/file: 2", "a/file: 3"]);
  });

  test("anything else that follows is told", async () => {
    const told = expect.stringMatching(/^a! the tar archive is damaged at byte 2048: something else follows the end/);
    expect(await show(concat(file, zeros(1024), file.map((byte) => byte ^ 1)))).toEqual(["a/file: text", told]);
    expect(await show(concat(file, zeros(1034), Uint8Array.of(1)))).toEqual(["a/file: text", told]);
  });
});

test("any files come as they went, from chunks of any size", async () => {
  const files = fc.array(fc.record({ name: fc.stringMatching(/^[a-z]{1,20}(\/[a-z ]{1,9}[a-z])?$/), content: fc.uint8Array({ maxLength: 1500 }) }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(files, fc.array(fc.nat(8000)), async (parts, borders) => {
      const listed = await list(cut(tar(...parts), borders));
      expect(listed.map(({ path, bytes, note }) => ({ path, bytes, note }))).toEqual(parts.map(({ name, content }) => ({ path: `a/${name}`, bytes: content.length, note: undefined })));
      expect(listed.every(({ content }, i) => Buffer.from(content!).equals(parts[i]!.content))).toBe(true);
    }),
  );
});
