import { gzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { SourceError } from "../../ts/core/errors.js";
import { readMembers } from "../../ts/source/members.js";
import type { Member, MemberOptions, MemberProgress, NamedSource } from "../../ts/source/members.js";
import type { ByteSource } from "../../ts/source/source.js";
import { archiveFixture, bytesOf, list, listAll, pax, show, shown, tar, tarPart, zip } from "./archives.js";
import { SMALL, concat, cut, fixture, silentStream } from "./support.js";

const TABLE = Buffer.from(SMALL).toString();
const MODULES = "bpf 1 0 - Live 0x0\n";
const gzip = (bytes: string | Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));

describe("archives in archives", () => {
  const nested = [
    `a/in/inner.tar.gz/host/proc/kallsyms: ${TABLE}`,
    `a/in/inner.tar.gz/host/proc/modules: ${MODULES}`,
    `a/in/kallsyms.xz: ${TABLE}`,
    `a/in/stored.zip/kallsyms: ${TABLE}`,
    `a/in/stored.zip/modules: ${MODULES}`,
  ];

  test.each(["nested.tar.xz", "nested-streams.tar.xz", "nested.tar.zst", "nested-members.tar.gz"])("%s", async (name) => {
    expect(await show(archiveFixture(name))).toEqual(nested);
  });

  test("in zip, in one stored and in one packed", async () => {
    const files = ["nested.tar.xz", "stored.zip"].map((name) => ({ name, content: archiveFixture(name) }));
    const expected = [...nested.map((line) => line.replace("a/", "a/nested.tar.xz/")), `a/stored.zip/kallsyms: ${TABLE}`, `a/stored.zip/modules: ${MODULES}`];
    expect(await show(zip(files))).toEqual(expected);
    expect(await show(zip(files.map((file) => ({ ...file, method: 0 }))))).toEqual(expected);
    expect(await show(gzip(zip(files)))).toEqual(expected);
  });

  test("four deep, and no deeper", async () => {
    let archive = tar({ name: "leaf", content: "found" });
    for (let depth = 1; depth < 4; depth += 1) archive = depth % 2 === 0 ? tar({ name: "t", content: archive }) : zip([{ name: "z", content: archive }]);
    expect(await show(archive)).toEqual(["a/z/t/z/leaf: found"]);
    const [tooDeep] = await list(tar({ name: "t", content: archive }));
    expect(tooDeep).toMatchObject({ path: "a/t/z/t/z", note: "an archive inside 4 others, and no deeper is looked: unpack it first" });
    expect(await show(tooDeep!.content!)).toEqual(["a/leaf: found"]);
  });

  test("the depth is the caller's to choose", async () => {
    const archive = tar({ name: "in", content: tar({ content: "x" }) });
    expect(await show(archive, { limits: { depth: 2 } })).toEqual(["a/in/file: x"]);
    expect((await show(archive, { limits: { depth: 1 } }))[0]).toMatch(/^a\/in!: an archive inside 1 others/);
    expect((await show(archive, { limits: { depth: 0 } }))[0]).toMatch(/^a!: an archive inside 0 others/);
  });

  test("compressions count through all archives", async () => {
    const wrap = (content: Uint8Array): Uint8Array => gzip(tar({ name: "in", content }));
    expect(await show(wrap(wrap(gzip(gzip("x")))))).toEqual(["a/in/in: x"]);
    expect(await show(wrap(wrap(gzip(gzip(gzip("x"))))))).toEqual([expect.stringMatching(/^a\/in\/in! the gzip data .*is compressed more than 4 times over; unpack it first$/)]);
    const zipped = zip([{ name: "z", method: 93, content: SMALL, packed: fixture("small.zst") }]);
    expect(await show(wrap(wrap(gzip(zipped))))).toEqual([`a/in/in/z: ${TABLE}`]);
    expect(await show(wrap(wrap(gzip(gzip(zipped)))))).toEqual([expect.stringMatching(/^a\/in\/in\/z! the zstd data inside gzip data inside .* is compressed more than 4 times over/)]);
  });
});

describe("what is no archive", () => {
  test("is one member, its compression undone", async () => {
    expect(await list(SMALL)).toEqual([{ path: "a", bytes: SMALL.length, note: undefined, content: SMALL, error: undefined }]);
    expect(await list(fixture("small.xz"))).toEqual([{ path: "a", bytes: undefined, note: undefined, content: SMALL, error: undefined }]);
    expect(await show(new Uint8Array(0))).toEqual(["a: "]);
  });

  test.each<[string, (bytes: Uint8Array) => ByteSource]>([
    ["a Blob", (bytes) => new Blob([bytes.slice()])],
    ["a Response", (bytes) => new Response(bytes.slice())],
    ["a stream", (bytes) => new Blob([bytes.slice()]).stream()],
    ["single bytes", (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte))],
  ])("from %s", async (_, make) => {
    expect(await show(make(SMALL))).toEqual([`a: ${TABLE}`]);
    expect(await show(make(gzip(tar({ content: "x" }))))).toEqual(["a/file: x"]);
    expect(await show(make(zip([{ content: "x" }])))).toEqual(["a/file: x"]);
  });

  test("packed otherwise, it is named with what unpacks it", async () => {
    const magics = {
      "a 7z archive": "7z\xbc\xaf\x27\x1c",
      "a RAR archive": "Rar!\x1a\x07",
      "lzip data": "LZIP\x01",
      "lzop data": "\x89LZO\0\r\n\x1a\n",
      "lz4 data": "\x04\x22\x4d\x18",
      "compress data": "\x1f\x9d\x90",
    };
    const files = Object.entries(magics).map(([name, magic]) => ({ name, content: new Uint8Array(Buffer.from(`${magic} and more`, "latin1")) }));
    expect(await show(tar(...files))).toEqual(Object.keys(magics).map((name) => expect.stringContaining(`a/${name}! ${name}, which can't be unpacked here: unpack it first, with `)));
  });

  test("bzip2 is told for each member, alone and in a tar, and not for text that begins as it does", async () => {
    const told = "bzip2 data, which can't be unpacked here: unpack it first, with bzip2 -d";
    const error = expect.objectContaining({ name: "SourceError", code: "SOURCE_UNSUPPORTED", message: `a: ${told}` });
    expect(await list(archiveFixture("nested.tar.bz2"))).toEqual([expect.objectContaining({ path: "a", note: told, error })]);
    const files = [{ name: "m.bz2", content: archiveFixture("modules.bz2") }, { name: "text", content: "BZh9 is a name" }];
    expect(await show(tar(...files))).toEqual([`a/m.bz2! ${told}`, "a/text: BZh9 is a name"]);
    expect(await show(zip(files))).toEqual([`a/m.bz2! ${told}`, "a/text: BZh9 is a name"]);
  });
});

describe("several sources", () => {
  test("are read in turn, from any iterable", async () => {
    const sources: readonly NamedSource[] = [
      { path: "report.tar.gz", source: gzip(tar({ content: "1" })) },
      { path: "crash/dmesg", source: bytesOf("2") },
      { path: "crash/link", source: new Uint8Array(0), note: "a symbolic link to \x1b[31m" },
    ];
    const expected = ["report.tar.gz/file: 1", "crash/dmesg: 2", "crash/link! a symbolic link to \\x1b[31m"];
    async function* later(): AsyncGenerator<NamedSource> {
      yield* sources;
    }
    expect(shown(await listAll(sources))).toEqual(expected);
    expect(shown(await listAll(new Set(sources)))).toEqual(expected);
    expect(shown(await listAll(later()))).toEqual(expected);
    expect(await listAll([])).toEqual([]);
  });

  test("one that is damaged, cut off, refused or fails doesn't harm the others", async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield tarPart({ content: "before" });
      throw new DOMException("the disk is gone", "NotReadableError");
    }
    const bad: ByteSource[] = [
      gzip(tar({ content: "1" })).subarray(0, 60),
      fixture("small.xz").subarray(0, 40),
      new Response("", { status: 404 }),
      failing(),
      zip([{}]).subarray(0, 40),
    ];
    const lines = shown(await listAll([...bad.map((source, i) => ({ path: `bad${i}`, source })), { path: "good", source: SMALL }]));
    expect(lines).toEqual([
      expect.stringMatching(/^bad0! the gzip data is cut off: it ends at byte 60/),
      expect.stringMatching(/^bad1! the xz data is cut off/),
      expect.stringMatching(/^bad2! the source can't be read: the server answered 404/),
      "bad3/file: before",
      "bad3! the disk is gone",
      expect.stringMatching(/^bad4! the zip archive has no directory at its end/),
      `good: ${TABLE}`,
    ]);
  });

  test("what is no source is the caller's mistake", async () => {
    const mistakes: unknown[] = ["/var/crash", [{ path: "a", source: "text" }], [{ source: SMALL }], [SMALL], [{ path: "a", source: 5 }]];
    for (const mistake of mistakes) await expect(listAll(mistake as NamedSource[])).rejects.toThrow(TypeError);
    for (const limits of [{ members: -1 }, { depth: "4" }, { unpackedBytes: Number.NaN }]) await expect(list(SMALL, { limits } as MemberOptions)).rejects.toThrow(TypeError);
  });
});

describe("paths", () => {
  test.each([
    ["proc/kallsyms", "proc/kallsyms"],
    ["./proc//kallsyms", "proc/kallsyms"],
    ["/etc/shadow", "etc/shadow"],
    ["//server/share", "server/share"],
    ["../../etc/shadow", "\\x2e\\x2e/\\x2e\\x2e/etc/shadow"],
    ["a/../../b/..", "a/\\x2e\\x2e/\\x2e\\x2e/b/\\x2e\\x2e"],
    ["..\\..\\boot.ini", "\\x2e\\x2e\\\\x2e\\x2e\\boot.ini"],
    ["\\\\server\\share", "server\\share"],
    ["C:\\boot.ini", "C\\x3a\\boot.ini"],
    ["./c:/x", "c\\x3a/x"],
    [".\\..\\x", "\\x2e\\x2e\\x"],
    ["a..b/...", "a..b/..."],
    ["dev-disk-by\\x2dlabel", "dev-disk-by\\x2dlabel"],
    ["red\x1b[31m\nnew line\x7f\x9b", "red\\x1b[31m\\x0anew line\\x7f\\x9b"],
    ["evil\u202etxt.exe\u2028\u200b", "evil\\u202etxt.exe\\u2028\\u200b"],
    ["\u{e0041}tag", "\\u{e0041}tag"],
    ["grün/内核", "grün/内核"],
    ["", "(no name)"],
    ["/", "(no name)"],
    ["./.", "(no name)"],
  ])("%j", async (name, expected) => {
    const paths = async (archive: Uint8Array): Promise<string[]> => (await list(archive)).map(({ path }) => path);
    expect(await paths(tar({ content: "x" }, pax({ path: name }), { content: "x" }))).toEqual(["a/file", `a/${expected}`]);
    expect(await paths(zip([{ name, content: "x", mode: 0o100644 }]))).toEqual([`a/${expected}`]);
    if (name !== "") expect((await listAll([{ path: name, source: SMALL }]))[0]?.path).toBe(expected);
  });

  test("that aren't UTF-8 show where bytes are lost", async () => {
    const name = new Uint8Array([0x67, 0xfc, 0x6e]);
    const header = tar({ edit: (block) => block.set(name) });
    expect((await list(header))[0]?.path).toBe("a/g\ufffdne");
  });

  test("of more than 4096 characters are shortened, and the file can be read", async () => {
    const name = `begin/${"x".repeat(2 ** 19)}/end`;
    const [only] = await list(tar(pax({ path: name }), { content: "text" }));
    expect(only!.path.length).toBe(4096);
    expect(only!.path).toMatch(/^a\/begin\/x+…x+\/end$/);
    expect(only!.note).toBe(`its path of ${name.length + 2} characters is shown shortened`);
    expect(Buffer.from(only!.content!).toString()).toBe("text");
    const inner = tar(pax({ path: name }), { name: "", content: tar({ content: "in" }) });
    expect((await list(inner))[0]?.path.length).toBeLessThanOrEqual(4096);
  });
});

describe("reading a member", () => {
  const archive = tar({ name: "1", content: "one".repeat(10_000) }, { name: "2", content: "two" });

  async function take(iterator: AsyncGenerator<Member, void, undefined>): Promise<Member> {
    const { value } = await iterator.next();
    return value as Member;
  }

  test("in part, or not at all, leaves the others whole", async () => {
    const archive = tar({ name: "1", content: "one".repeat(10_000) }, { name: "2", content: "2" }, { name: "3", content: "three" });
    const seen: string[] = [];
    for await (const member of readMembers([{ path: "a", source: cut(archive, [600, 1000, 9000]) }])) {
      if (member.path === "a/2") continue;
      for await (const chunk of member.read()) {
        seen.push(Buffer.from(chunk).toString());
        if (member.path === "a/1") break;
      }
    }
    expect(seen).toEqual([expect.stringMatching(/^(one)+o?n?$/), "three"]);
    expect(seen[0]!.length).toBeLessThan(30_000);
  });

  test("twice, or after the next was asked for, is a mistake that is told", async () => {
    for (const source of [archive, gzip(archive), zip([{ name: "1", content: "x".repeat(99_999) }, { name: "2" }])]) {
      const members = readMembers([{ path: "a", source }]);
      const first = await take(members);
      const begun = first.read();
      await begun.next();
      await expect(first.read().next()).rejects.toThrow(/^a\/1 was read already/);
      const second = await take(members);
      await expect(begun.next()).rejects.toThrow(/^the content of a\/1 is there only until the next member is asked for/);
      await members.return();
      await expect(second.read().next()).rejects.toThrow(TypeError);
    }
  });

  test("while the next is asked for doesn't mix them up", async () => {
    const members = readMembers([{ path: "a", source: cut(archive, [600, 1000, 9000]) }]);
    const first = (await take(members)).read();
    await first.next();
    const [late, second] = await Promise.allSettled([first.next(), members.next()]);
    expect(late.status === "rejected" ? late.reason : undefined).toBeInstanceOf(TypeError);
    const member = (second as PromiseFulfilledResult<IteratorResult<Member>>).value.value as Member;
    expect(member.path).toBe("a/2");
    for await (const chunk of member.read()) expect(Buffer.from(chunk).toString()).toBe("two");
  });

  test("damage in the middle is an error with the path, after the data before it", async () => {
    const large = gzip(concat(...Array.from({ length: 200 }, (_, i) => bytesOf(`${i} ${Math.sin(i)} `.repeat(40)))));
    const log = { name: "log.gz", content: large.subarray(0, -500) };
    const error = { name: "SourceError", code: "SOURCE_TRUNCATED", message: expect.stringMatching(/^a\/log\.gz: the gzip data is cut off/) };
    for (const source of [tar(log), zip([log])]) expect((await list(source))[0]).toMatchObject({ path: "a/log.gz", note: undefined, error });
  });

  test("chunks of what isn't compressed are views", async () => {
    for await (const member of readMembers([{ path: "a", source: archive }])) {
      for await (const chunk of member.read()) expect(chunk.buffer).toBe(archive.buffer);
    }
  });
});

describe("progress", () => {
  async function progressOf(sources: readonly NamedSource[], read: boolean): Promise<MemberProgress[]> {
    const seen: MemberProgress[] = [];
    for await (const member of readMembers(sources, { onProgress: (progress) => seen.push({ ...progress }) })) {
      if (read && member.note === undefined) for await (const _ of member.read());
    }
    return seen;
  }

  const archives = { tar: tar({ content: SMALL }), gz: gzip(tar({ content: SMALL })), zip: zip([{ content: SMALL }, { content: SMALL, method: 0 }]), plain: SMALL };

  test.each([true, false])("counts bytes of the sources, to the last, whether members are read (%s)", async (read) => {
    const sources = Object.entries(archives).map(([path, source]) => ({ path, source: new Blob([source.slice()]) }));
    const total = sources.reduce((sum, { source }) => sum + source.size, 0);
    const seen = await progressOf(sources, read);
    expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ bytes: total, totalBytes: total, path: "plain" });
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(Object.keys(archives)));
  });

  test("has no total where a size isn't known", async () => {
    const seen = await progressOf([{ path: "a", source: cut(archives.gz, [50]) }], true);
    expect(seen).toEqual([{ bytes: 50, path: "a" }, { bytes: archives.gz.length, path: "a" }]);
  });

  test("an error of the callback is thrown, and isn't an archive's", async () => {
    const onProgress = (): void => {
      throw new Error("mine");
    };
    for (const source of Object.values(archives)) await expect(list(new Blob([source.slice()]), { onProgress })).rejects.toThrow(/^mine$/);
  });
});

describe("cancelling", () => {
  const reason = new Error("enough");
  const deep = zip([{ name: "t.gz", content: gzip(tar({ content: "x".repeat(5000) }, { name: "z", content: zip([{ content: SMALL }, { content: SMALL }]) })) }, { name: "last" }]);

  test("before: nothing is read", async () => {
    const { stream } = silentStream();
    await expect(list(stream, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(stream.locked).toBe(false);
  });

  test("while a source is awaited: it is cancelled", async () => {
    const { stream, cancelledWith } = silentStream();
    const controller = new AbortController();
    const listing = list(stream, { signal: controller.signal });
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    await expect(listing).rejects.toBe(reason);
    expect(cancelledWith).toEqual([reason]);
  });

  test("while the next source is awaited that never comes", async () => {
    let isReturned = false;
    const never: AsyncIterable<NamedSource> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          isReturned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const controller = new AbortController();
    const listing = listAll(never, { signal: controller.signal });
    await Promise.resolve();
    controller.abort(reason);
    await expect(listing).rejects.toBe(reason);
    expect(isReturned).toBe(true);
  });

  test("while a piece of a Blob is awaited that never comes", async () => {
    const archive = deep;
    const never = { arrayBuffer: () => new Promise(() => {}) };
    const stuck = { ...never, size: archive.length, stream: () => new Blob([archive.slice()]).stream(), slice: () => never };
    const controller = new AbortController();
    const listing = list(stuck as unknown as Blob, { signal: controller.signal });
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    await expect(listing).rejects.toBe(reason);
  });

  test.each<[string, () => ByteSource]>([["in place", () => deep], ["streamed", () => Array.from(deep, (byte) => Uint8Array.of(byte))], ["compressed", () => cut(gzip(deep), [9])]])(
    "at every step of a deep listing, %s",
    async (_, source) => {
      let steps = 0;
      for (let at = 0; ; at += 1) {
        const controller = new AbortController();
        steps = 0;
        const step = (): void => {
          if (steps === at) controller.abort(reason);
          steps += 1;
        };
        const listing = (async () => {
          for await (const member of readMembers([{ path: "a", source: source() }], { signal: controller.signal, onProgress: step })) {
            step();
            for await (const _chunk of member.read()) step();
          }
        })();
        const outcome = await listing.then(() => undefined, (error: unknown) => error);
        if (!controller.signal.aborted) break;
        // The last step may be the end itself.
        if (outcome !== undefined) expect(outcome).toBe(reason);
        else expect(steps).toBe(at + 1);
      }
      expect(steps).toBeGreaterThan(5);
    },
  );

  test("a task that is waiting gets its turn, also in the midst of a bomb in memory", async () => {
    const zeros = gzip(new Uint8Array(2 ** 26));
    const bomb = concat(...Array.from({ length: 200 }, () => zeros));
    const controller = new AbortController();
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
      if (turns === 2) controller.abort(reason);
    }, 1);
    const header = tarPart({ content: "", size: "77777777777\0" });
    await expect(list(concat(gzip(header), bomb), { signal: controller.signal })).rejects.toBe(reason);
    clearInterval(ticking);
  });

  test("an early end gives everything back", async () => {
    let isReturned = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        yield* cut(gzip(tar({ content: "x" }, { content: "y" })), [30]);
      } finally {
        isReturned += 1;
      }
    }
    async function* sources(): AsyncGenerator<NamedSource> {
      try {
        yield { path: "a", source: chunks() };
        yield { path: "b", source: SMALL };
      } finally {
        isReturned += 1;
      }
    }
    for await (const member of readMembers(sources())) {
      expect(member.path).toBe("a/file");
      break;
    }
    expect(isReturned).toBe(2);
  });
});

describe("limits", () => {
  const many = tar(...Array.from({ length: 20 }, (_, i) => ({ name: `${i}` })));

  test("of members: as many are listed, and that there are more", async () => {
    const lines = await show(many, { limits: { members: 11 } });
    expect(lines.length).toBe(11);
    expect(lines.at(-2)).toBe("a/9: ");
    expect(lines.at(-1)).toBe("a! the listing ends here: there are more than 11 archives, folders and files; unpack what matters and give that alone");
    expect((await show(many, { limits: { members: 21 } })).length).toBe(20);
  });

  test("of members: folders and other sources count", async () => {
    const folders = tar(...Array.from({ length: 20 }, (_, i) => ({ name: `${i}/`, type: "5" })));
    expect(await show(folders, { limits: { members: 10 } })).toEqual([expect.stringMatching(/^a! the listing ends here/)]);
    const files = Array.from({ length: 5 }, (_, i) => ({ path: `${i}`, source: SMALL }));
    expect((await listAll(files, { limits: { members: 3 } })).map(({ path, note }) => `${path} ${note?.slice(0, 11)}`)).toEqual(["0 undefined", "1 undefined", "2 undefined", "3 the listing"]);
  });

  test("of unpacked bytes: for what is passed over, and for what is read", async () => {
    const limits = { unpackedBytes: 100_000 };
    const told = "reading ends here: more than 100000 bytes come out of what is compressed; unpack what matters and give that alone";
    const packed = gzip(tar({ name: "1", content: "x" }, { name: "2", content: new Uint8Array(200_000) }, { name: "3" }));
    const seen: string[] = [];
    for await (const { path, note } of readMembers([{ path: "a", source: packed }, { path: "b", source: SMALL }], { limits })) seen.push(`${path}: ${note}`);
    expect(seen).toEqual(["a/1: undefined", "a/2: undefined", `a: ${told}`]);
    expect(await show(packed, { limits })).toEqual(["a/1: x", `a/2? a/2: ${told}`, `a! ${told}`]);
    expect(await show(zip([{ content: new Uint8Array(200_000) }, { content: "x" }]), { limits })).toEqual([`a/file? a/file: ${told}`, expect.stringContaining(told)]);
    expect((await list(tar({ content: new Uint8Array(200_000) }), { limits }))[0]?.content?.length).toBe(200_000);
  });

  test("of what is held in memory of zip archives that are streamed; given back with each", async () => {
    const small = zip([{ content: "x" }]);
    const large = zip([{ name: "y", content: new Uint8Array(50_000), method: 0 }]);
    const limits = { gatheredBytes: 1000 };
    const archive = tar(...Array.from({ length: 10 }, () => ({ name: "s.zip", content: small })), { name: "l.zip", content: large }, { name: "s.zip", content: small });
    const lines = await show(archive, { limits });
    expect(lines.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => "a/s.zip/file: x"));
    expect(lines[10]).toMatch(/^a\/l\.zip! a zip archive is read from its end; this one comes as a stream and has more than the 1000 bytes/);
    expect(lines[11]).toBe("a/s.zip/file: x");
    expect((await list(large, { limits }))[0]?.note).toBeUndefined();
  });

  test("errors of limits have a code", async () => {
    const [first] = await list(gzip(new Uint8Array(5000)), { limits: { unpackedBytes: 10 } });
    expect(first!.error).toMatchObject({ name: "SourceError", code: "SOURCE_LIMIT" });
    expect(first!.error).toBeInstanceOf(SourceError);
  });
});
