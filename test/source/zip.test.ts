import { deflateRawSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readMembers } from "../../ts/source/members.js";
import { archiveFixture, bytesOf, list, numbers, show, zip } from "./archives.js";
import type { ZipPart } from "./archives.js";
import { SMALL, concat, cut, fixture } from "./support.js";

const TABLE = Buffer.from(SMALL).toString();
const MODULES = "bpf 1 0 - Live 0x0\n";
const LONG = `host/${"long".repeat(30)}/folder/${"name".repeat(12)}.txt`;

/** The ways to hand an archive in: read in place, or held in memory. */
const WAYS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | Blob | Iterable<Uint8Array>>> = {
  bytes: (bytes) => bytes,
  "a Blob": (bytes) => new Blob([bytes.slice()]),
  "a stream": (bytes) => cut(bytes, [10, 11, 400]),
};

describe.each(Object.entries(WAYS))("what zip(1) writes, from %s", (_, way) => {
  test("infozip.zip: packed and stored, links, other letters, a comment", async () => {
    expect(await show(way(archiveFixture("infozip.zip")))).toEqual([
      `a/host/proc/modules: ${MODULES}`,
      `a/host/proc/kallsyms: ${TABLE}`,
      `a/${LONG}: long\n`,
      `a/host/sos/modules: ${MODULES}`,
      "a/host/sos/grün.txt: Grüße\n",
      `a/host/sos/faraway! a symbolic link to ${"far/".repeat(40)}away`,
      "a/host/kallsyms! a symbolic link to proc/kallsyms",
    ]);
  });

  test("stored.zip", async () => {
    expect(await show(way(archiveFixture("stored.zip")))).toEqual([`a/kallsyms: ${TABLE}`, `a/modules: ${MODULES}`]);
  });

  test("streamed.zip: with a data descriptor, and a pipe that has content", async () => {
    expect(await show(way(archiveFixture("streamed.zip")))).toEqual([`a/-: ${TABLE}`]);
  });

  test("encrypted.zip", async () => {
    expect(await show(way(archiveFixture("encrypted.zip")))).toEqual(["a/modules! encrypted: unpack the archive with its password first"]);
  });
});

describe("methods", () => {
  test("zstd and xz", async () => {
    const archive = zip([
      { name: "z", content: SMALL, method: 93, packed: fixture("small.zst") },
      { name: "x", content: SMALL, method: 95, packed: fixture("small.xz") },
    ]);
    expect(await show(archive)).toEqual([`a/z: ${TABLE}`, `a/x: ${TABLE}`]);
  });

  test.each([
    [9, "deflate64"],
    [12, "bzip2"],
    [14, "LZMA"],
    [77, "method 77"],
  ])("%d is named and not undone", async (method, name) => {
    expect(await show(zip([{ method }, { content: "next" }]))).toEqual([`a/file! packed by ${name}, which isn't undone here: unpack the archive first`, "a/file: next"]);
  });

  test("what is compressed inside is unpacked too", async () => {
    expect(await show(zip([{ name: "kallsyms.xz", content: fixture("small.xz"), method: 0 }]))).toEqual([`a/kallsyms.xz: ${TABLE}`]);
  });
});

describe("zip64, shifts and ends", () => {
  const parts: readonly ZipPart[] = [{ name: "one", content: "1", zip64: true }, { name: "two", content: "2" }];
  const expected = ["a/one: 1", "a/two: 2"];

  test("zip64 attributes and end", async () => {
    expect(await show(zip(parts))).toEqual(expected);
    expect(await show(zip(parts, { zip64: true }))).toEqual(expected);
  });

  test("a comment may hold anything, even an end", async () => {
    for (const comment of ["PK\u0005\u0006", "PK\u0005\u0006".repeat(10), "x".repeat(0xffff), zip([{ name: "fake" }]).subarray(-22)]) {
      expect(await show(zip(parts, { comment }))).toEqual(expected);
    }
  });

  test("what stands before the archive, or behind it, is told", async () => {
    const before = bytesOf("PK\u0003\u0004 was something else ");
    const told = `a! the zip archive is damaged at byte 0: ${before.length} bytes stand before the archive that are no part of it; copy or download it again, in binary mode`;
    expect(await show(zip(parts, { before }))).toEqual([...expected, told]);
    expect(await show(zip(parts, { before, zip64: true }))).toEqual([...expected, told]);
    expect(await show(concat(zip(parts), bytesOf("more")))).toEqual([...expected, expect.stringMatching(/^a! .* 4 bytes follow the archive/)]);
  });

  test("of two archives one behind the other, the last, and that there is more", async () => {
    expect(await show(concat(zip([{ name: "first" }]), zip(parts)))).toEqual([...expected, expect.stringMatching(/bytes stand before the archive/)]);
  });

  test("something may stand between the files and the directory, or behind its records", async () => {
    expect(await show(zip(parts, { between: bytesOf("decryption header, say") }))).toEqual(expected);
    const signed = zip([{ name: "one", content: "1" }]);
    const end = signed.length - 22;
    const signature = numbers([4, 0x05054b50], [2, 0]);
    const tail = signed.slice(end);
    new DataView(tail.buffer).setUint32(12, new DataView(tail.buffer).getUint32(12, true) + signature.length, true);
    expect(await show(concat(signed.subarray(0, end), signature, tail))).toEqual(["a/one: 1"]);
  });

  test("without files", async () => {
    expect(await show(zip([]))).toEqual(["a! an archive without files"]);
    expect(await show(zip([{ name: "folder/", method: 0 }]))).toEqual(["a! an archive without files"]);
  });

  test("the marks of what was split once, or meant to be", async () => {
    const mark = bytesOf("PK00");
    const marked = concat(mark, zip([{ content: "x", central: { offset: 4 } }], { end: { offset: 4 + 30 + 4 + 3 } }));
    expect(await show(marked)).toEqual(["a/file: x"]);
    expect(await show(zip(parts, { end: { disk: 1 } }))).toEqual([expect.stringMatching(/^a! the zip archive is one part of several; join them first/)]);
    expect(await show(zip(parts, { zip64: true, end: { disk: 1 } }))).toEqual([expect.stringMatching(/^a! the zip archive is one part of several/)]);
    expect(await show(zip([{ central: { disk: 3 } }]))).toEqual(["a/file! in another part of a split archive: join the parts first"]);
  });

  test("more files than the end can count", async () => {
    const many = Array.from({ length: 65_537 }, (_, i) => ({ name: `${i}`, method: 0 }));
    let count = 0;
    for await (const { note } of readMembers([{ path: "a", source: zip(many) }])) count += note === undefined ? 1 : 0;
    expect(count).toBe(65_537);
    expect(await show(zip(many.slice(0, 3), { end: { count: 4 } }))).toEqual(["a/0: ", "a/1: ", "a/2: ", expect.stringMatching(/^a! .*the directory has 3 records, and its end says otherwise/)]);
  });
});

describe("names", () => {
  test("of DOS and Windows are parted by backslashes, of others they aren't", async () => {
    const archive = zip([{ name: "proc\\kallsyms", host: 0 }, { name: "proc\\kallsyms", host: 10 }, { name: "a\\x2db", mode: 0o100644 }]);
    expect((await list(archive)).map(({ path }) => path)).toEqual(["a/proc/kallsyms", "a/proc/kallsyms", "a/a\\x2db"]);
  });

  test("equal ones are both listed", async () => {
    expect(await show(zip([{ content: "1" }, { content: "2" }]))).toEqual(["a/file: 1", "a/file: 2"]);
  });
});

describe("kinds", () => {
  test.each([
    [0o100644, "a/file: "],
    [0o10644, "a/file! a named pipe"],
    [0o20644, "a/file! a device"],
    [0o60644, "a/file! a device"],
    [0o140644, "a/file! a socket"],
    [0o40755, "a! an archive without files"],
  ])("mode %o", async (mode, expected) => {
    expect(await show(zip([{ mode }]))).toEqual([expected]);
  });

  test("a link to what is longer than a path, or damaged", async () => {
    const mode = 0o120777;
    const [long] = await list(zip([{ mode, content: "x".repeat(2 ** 22) }]));
    expect(long!.note!.length).toBeLessThanOrEqual(4096);
    expect(await show(zip([{ mode, content: "target", central: { crc: 1 }, local: { crc: 1 } }]))).toEqual([expect.stringMatching(/^a\/file! a symbolic link that can't be read: .*CRC-32/)]);
  });
});

describe("the file's own header against the directory", () => {
  test.each([
    ["name (evil)", { name: "evil" }],
    ["name (files)", { name: "files" }],
    ["compression method", { method: 0 }],
    ["encryption", { flags: 1 }],
    ["size", { unpacked: 2 }],
    ["size", { packed: 9 }],
    ["checksum", { crc: 5 }],
  ])("another %s", async (difference, local) => {
    expect(await show(zip([{ content: "x", local }, { content: "next" }]))).toEqual([
      `a/file! damaged or disguised: its own header at byte 0 gives another ${difference} than the directory`,
      "a/file: next",
    ]);
  });

  test("with a data descriptor, sizes stand behind the content", async () => {
    expect(await show(zip([{ content: "x", descriptor: true }, { content: "next" }]))).toEqual(["a/file: x", "a/file: next"]);
    expect(await show(zip([{ content: "x", flags: 8 }, { content: "next" }]))).toEqual([expect.stringContaining("overlap with those of another file"), "a/file: next"]);
  });

  test("none where the directory says", async () => {
    expect(await show(zip([{ content: "some text" }, { central: { offset: 3 } }]))).toEqual([expect.stringContaining("overlap"), expect.stringContaining("no header of its own at byte 3")]);
    for (const offset of [0xfffffffe, 5000]) expect(await show(zip([{ central: { offset } }]))).toEqual([expect.stringMatching(/^a\/file! damaged or an attack: its bytes, from byte \d+ on, overlap/)]);
  });
});

// Of a short file a look at what it is finds what is wrong with it; of a long one, reading to its end.
describe.each([["short", ""], ["long", "more text, ".repeat(9999)]])("%s content is verified", (_, more) => {
  const content = `some text, some text, some text${more}`;
  async function problem(part: ZipPart): Promise<string> {
    const [only] = await list(zip([part]));
    expect(only).toMatchObject({ content: undefined, error: { name: "SourceError", code: expect.stringMatching(/DAMAGED|TRUNCATED/) } });
    return only!.note ?? (only!.error as Error).message;
  }
  const both = (fields: NonNullable<ZipPart["local"]>): Partial<ZipPart> => ({ local: fields, central: fields });

  test.each([0, 8])("method %d: its checksum and its size", async (method) => {
    expect(await problem({ content, method, ...both({ crc: 7 }) })).toMatch(/the zip member is damaged at byte \d+: it doesn't match its CRC-32/);
    expect(await problem({ content, method, ...both({ unpacked: 10 }) })).toContain("more than the 10 bytes that the directory says");
    expect(await problem({ content, method, ...both({ unpacked: content.length + 19 }) })).toContain("19 bytes fewer than the directory says");
  });

  test("bytes behind its end, and none where more must follow", async () => {
    const packed = new Uint8Array(deflateRawSync(content));
    expect(await problem({ content, packed: concat(packed, bytesOf("hidden")) })).toContain("bytes are left after its end");
    expect(await problem({ content, packed: packed.subarray(0, -1) })).toContain("the zip member is cut off");
    expect(await problem({ content, packed: bytesOf("\x07 no deflate") })).toMatch(/invalid/);
    expect(await problem({ content, method: 95, packed: bytesOf(content) })).toContain("no xz stream where one must begin");
    expect(await problem({ content, method: 93, packed: bytesOf(content) })).toContain("no zstd frame where one must begin");
  });
});

test("a directory that is damaged gives what stood before the damage", async () => {
  const archive = zip([{ name: "one" }, { name: "two" }, { name: "three" }]);
  const record = Buffer.from(archive).lastIndexOf("PK\x01\x02", undefined, "latin1");
  archive[record] = 0;
  expect(await show(archive)).toEqual(["a/one: ", "a/two: ", expect.stringMatching(new RegExp(`^a! the zip archive is damaged at byte ${record}: no file's record`))]);
});

test("any files come as they went", async () => {
  const file = fc.record({
    name: fc.stringMatching(/^[a-z]{1,20}(\/[a-z ]{1,9}[a-z])?$/),
    content: fc.uint8Array({ maxLength: 1500 }),
    method: fc.constantFrom(0, 8),
    descriptor: fc.boolean(),
    zip64: fc.boolean(),
  });
  // With a descriptor the writer here keeps no sizes in zip64 attributes, as some tools do and some don't.
  const files = fc.array(file.map((part) => (part.descriptor ? { ...part, zip64: false } : part)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(files, fc.boolean(), fc.constantFrom(...Object.values(WAYS)), async (parts, zip64, way) => {
      const listed = await list(way(zip(parts, { zip64 })));
      expect(listed.map(({ path, bytes, note }) => ({ path, bytes, note }))).toEqual(parts.map(({ name, content }) => ({ path: `a/${name}`, bytes: content.length, note: undefined })));
      expect(listed.every(({ content }, i) => Buffer.from(content!).equals(parts[i]!.content))).toBe(true);
    }),
  );
});
