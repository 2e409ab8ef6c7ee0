// Archives that are cut, changed, or made to harm: what is read is right or told, time and memory stay bounded.

import { constants, deflateRawSync, gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DEFAULT_MEMBER_LIMITS, readMembers } from "../../ts/source/members.js";
import type { Member, MemberOptions } from "../../ts/source/members.js";
import { MAX_LISTED_CHARACTERS } from "../../ts/source/reading.js";
import type { ByteSource } from "../../ts/source/source.js";
import { MAX_ZIP_DIRECTORY_BYTES } from "../../ts/source/zip.js";
import { archiveFixture, bytesOf, list, numbers, pax, show, tar, tarPart, zip } from "./archives.js";
import type { Listed, TarPart, ZipPart } from "./archives.js";
import { concat } from "./support.js";

const gzip = (bytes: string | Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));

const FILES: readonly { readonly name: string; readonly content: string }[] = [
  { name: "proc/kallsyms", content: "ffffffff81000000 T _stext\n".repeat(30) },
  { name: "proc/modules", content: "bpf 1 0 - Live 0x0\n" },
];
const PLAIN_TAR = tar(FILES[0]!, pax({ path: "proc/modules" }), { content: FILES[1]!.content });

const ARCHIVES: Readonly<Record<string, Uint8Array>> = {
  tar: PLAIN_TAR,
  "tar.gz": gzip(PLAIN_TAR),
  zip: zip(FILES),
  "zip64 zip, one file stored": zip([{ ...FILES[0]!, zip64: true }, { ...FILES[1]!, method: 0 }], { zip64: true, comment: "a comment" }),
  "zip with data descriptors": zip(FILES.map((file) => ({ ...file, descriptor: true }))),
  "zip in tar": tar({ name: "in.zip", content: zip(FILES) }),
  "tar.gz in zip": zip([{ name: "in.tar.gz", content: gzip(PLAIN_TAR) }]),
};

/** Whether it says that something is wrong. */
function isTold(listed: readonly Listed[]): boolean {
  return listed.some(({ note, error }) => note !== undefined || error !== undefined);
}

/** Whether all is there as it was: paths and content; or nothing was recognised, and the bytes are given as they are. */
function isWhole(listed: readonly Listed[], input: Uint8Array): boolean {
  if (listed.length === 1 && listed[0]!.path === "a") return Buffer.from(listed[0]!.content ?? "").equals(input);
  return listed.length === FILES.length && listed.every(({ path, content }, i) => path.endsWith(`/${FILES[i]!.name}`) && isContent(content, FILES[i]!.content));
}

function isContent(content: Uint8Array | undefined, expected: string): boolean {
  return content !== undefined && Buffer.from(content).equals(bytesOf(expected));
}

/** Whether whatever content is given is one of the files', or the beginning of one that is told to be cut off. */
function isGenuine({ content, path }: Listed, input: Uint8Array): boolean {
  return content === undefined || FILES.some((file) => isContent(content, file.content)) || (path === "a" && Buffer.from(content).equals(input));
}

describe.each(Object.entries(ARCHIVES))("%s", (name, archive) => {
  test("is whole as it is", async () => {
    const listed = await list(archive);
    expect(isTold(listed)).toBe(false);
    expect(isWhole(listed, archive)).toBe(true);
  });

  test("cut off at any byte: told, and what is given is right", async () => {
    for (let length = 0; length < archive.length; length += 1) {
      const input = archive.subarray(0, length);
      const listed = await list(input);
      expect(isTold(listed) || isWhole(listed, input), `${length} bytes: ${JSON.stringify(listed)}`).toBe(true);
      expect(listed.every((member) => isGenuine(member, input)), `${length} bytes`).toBe(true);
    }
  });

  test("any byte changed: told, or harmless", async () => {
    for (let at = 0; at < archive.length; at += 1) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const input = archive.slice();
        input[at]! ^= mask;
        const listed = await list(input);
        const isFine = isTold(listed) || isWhole(listed, input) || (name in UNCHECKED && (isOneByteOff(listed) || UNCHECKED[name]!(at)));
        expect(isFine, `byte ${at} ^ ${mask}: ${JSON.stringify(listed.map(({ path, content }) => [path, content?.length]))}`).toBe(true);
      }
    }
  });

  test("in single bytes it is the same", async () => {
    const whole = await list(archive);
    expect(await list(Array.from(archive, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    expect(await list(new Blob([archive.slice()]))).toEqual(whole);
  });

  test("with much changed, it ends, and only with notes", async () => {
    const change = fc.record({ at: fc.nat(archive.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), fc.nat(archive.length), async (changes, length) => {
        const input = archive.slice(0, Math.max(length, archive.length - 60));
        for (const { at, bytes } of changes) input.set(bytes.subarray(0, Math.max(0, input.length - at)), Math.min(at, input.length));
        await list(input);
        await list([input]);
      }),
      { numRuns: 200 },
    );
  });
});

/** Where a change can't be found, since tar has no checksum of content: in pax attributes, and in what makes a zip archive of some content. */
const UNCHECKED: Readonly<Record<string, (at: number) => boolean>> = {
  tar: (at) => at >= 2048 && at < 2560,
  "zip in tar": (at) => at >= 512 && at < 516,
};

function isOneByteOff(listed: readonly Listed[]): boolean {
  const differences = FILES.map(({ content }, i) => {
    const found = listed[i]?.content;
    const expected = bytesOf(content);
    return found?.length === expected.length ? expected.filter((byte, at) => byte !== found[at]).length : Number.NaN;
  });
  return listed.length === FILES.length && differences.reduce((sum, count) => sum + count) === 1;
}

describe("fixtures of real tools", () => {
  test.each(["gnu.tar", "infozip.zip", "streamed.zip", "nested.tar.xz", "nested.tar.zst"])("%s, cut off anywhere, is told", async (name) => {
    const archive = archiveFixture(name);
    const whole = await show(archive);
    const step = Math.ceil(archive.length / 500);
    for (let length = 300; length < archive.length; length += step) {
      const listed = await list(archive.subarray(0, length));
      // tar pads its end, so the last bytes can be spared.
      if (!isTold(listed.filter(({ note }) => !/link to|pipe/.test(note ?? "")))) expect(await show(archive.subarray(0, length)), `${length} bytes`).toEqual(whole);
    }
  });
});

// ── Bombs

interface Consumed {
  readonly members: readonly Member[];
  readonly bytes: number;
  readonly errors: readonly unknown[];
  readonly peakBytes: number;
}

/** What reading all of a source took: members, bytes, and the most memory at any time. */
async function consume(source: ByteSource, options: MemberOptions & { readonly read?: boolean } = {}): Promise<Consumed> {
  globalThis.gc?.();
  const before = memory();
  const members: Member[] = [];
  const errors: unknown[] = [];
  let bytes = 0;
  let peakBytes = 0;
  // What looks like a new peak may be garbage that waits: it counts only if it is still there after a collection.
  const sample = () => {
    if (memory() - before <= peakBytes) return;
    globalThis.gc?.();
    peakBytes = Math.max(peakBytes, memory() - before);
  };
  let sampledAt = 0;
  for await (const member of readMembers([{ path: "a", source }], options)) {
    members.push(member);
    if (members.length % 1000 === 0) sample();
    if (options.read !== true || member.note !== undefined) continue;
    try {
      for await (const chunk of member.read()) {
        bytes += chunk.length;
        if (bytes - sampledAt < 2 ** 22) continue;
        sampledAt = bytes;
        sample();
      }
    } catch (error) {
      errors.push(error);
    }
  }
  sample();
  return { members, bytes, errors, peakBytes };
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const MIB = 2 ** 20;

describe("bombs", () => {
  const TEN_GIB = 10 * 2 ** 30;
  const zeros = new Uint8Array(2 ** 26);
  const deflated = new Uint8Array(deflateRawSync(zeros, { finishFlush: constants.Z_SYNC_FLUSH }));
  /** Ten GiB of zeros in ten MB. */
  const tenGib = concat(...Array.from({ length: TEN_GIB / zeros.length }, () => deflated), numbers([2, 0x0003]));
  const sizes = { unpacked: TEN_GIB, crc: 1 };
  const bomb: ZipPart = { name: "bomb", packed: tenGib, zip64: true, local: sizes, central: sizes };
  const limits = { unpackedBytes: 200 * MIB };

  test("ten GiB in a zip: passed over for nothing, read up to the limit", async () => {
    const archive = zip([bomb, { name: "next", content: "text" }]);
    const passed = await consume(archive, { limits: { unpackedBytes: MIB } });
    expect(passed.members.map(({ path, bytes, note }) => [path, bytes, note])).toEqual([["a/bomb", TEN_GIB, undefined], ["a/next", 4, undefined]]);
    const read = await consume(archive, { limits, read: true });
    expect(read.errors).toEqual([expect.objectContaining({ code: "SOURCE_LIMIT" })]);
    expect(read.bytes).toBeGreaterThan(190 * MIB);
    expect(read.bytes).toBeLessThanOrEqual(200 * MIB);
    expect(read.peakBytes).toBeLessThan(64 * MIB);
  });

  test("ten GiB in a zip that says it is small", async () => {
    const small = { unpacked: 100_000, crc: 1 };
    const read = await consume(zip([{ ...bomb, zip64: false, local: small, central: small }]), { read: true });
    expect(read.errors).toEqual([expect.objectContaining({ code: "SOURCE_DAMAGED", message: expect.stringContaining("more than the 100000 bytes") })]);
    expect(read.bytes).toBeLessThanOrEqual(100_000);
  });

  test("little in a zip that says it is much", async () => {
    const much = { unpacked: 2 ** 52 };
    const read = await consume(zip([{ content: "x".repeat(9999), zip64: true, local: much, central: much }]), { read: true });
    expect(read.errors).toEqual([expect.objectContaining({ code: "SOURCE_DAMAGED" })]);
    expect(read.peakBytes).toBeLessThan(64 * MIB);
  });

  const zipped = gzip(zeros);
  const rest = Array.from({ length: TEN_GIB / zeros.length }, () => zipped);

  test("ten GiB in a gzip: alone, and between a tar's files", async () => {
    const [alone] = await list(rest, { limits });
    expect(alone!.error).toMatchObject({ code: "SOURCE_LIMIT" });
    const header = tarPart({ name: "bomb", edit: (block) => block.set([0x80, 0, 0, 0, 0, 0, 0, 2, 0x80, 0, 0, 0], 124) });
    const inTar = await consume([gzip(header), ...rest, gzip(tar({ name: "behind" }))], { limits });
    expect(inTar.members.map(({ path, bytes, note }) => [path, bytes, note?.slice(0, 18)])).toEqual([["a/bomb", TEN_GIB, undefined], ["a", undefined, "reading ends here:"]]);
    expect(inTar.peakBytes).toBeLessThan(64 * MIB);
  });

  test("zeros without end behind a tar", async () => {
    const told = await list([gzip(tar({ content: "x" })), ...rest], { limits });
    expect(told.map(({ path, note }) => [path, note?.slice(0, 18)])).toEqual([["a/file", undefined], ["a", "reading ends here:"]]);
  });

  test("files of a zip that share their bytes: each is told, none is read", async () => {
    const shared = deflated.subarray(0, 5000);
    const parts = Array.from({ length: 50 }, (_, i): ZipPart => ({ name: "same", packed: i === 0 ? shared : new Uint8Array(0), central: { offset: 0, packed: shared.length } }));
    const same = await list(zip(parts));
    expect(same.length).toBe(50);
    expect(same.every(({ note }) => note?.includes("overlap with those of another file"))).toBe(true);
    // Each file's content holds the headers and content of all that follow.
    const quoted = Array.from({ length: 10 }, (_, i): ZipPart => {
      const sizes = { packed: (9 - i) * 31, unpacked: (9 - i) * 31 };
      return { name: `${i}`, method: 0, local: sizes, central: sizes };
    });
    const lines = await show(zip(quoted));
    expect(lines.slice(0, 9).every((line) => line.includes("overlap"))).toBe(true);
    expect(lines[9]).toBe("a/9: ");
  });

  test("zips in zips in zips, six in each: as many as four levels hold", async () => {
    let archive = zip([{ name: "leaf", content: "x" }]);
    for (let level = 0; level < 4; level += 1) archive = zip(Array.from({ length: 6 }, (_, i) => ({ name: `${i}`, content: archive })));
    const { members, peakBytes } = await consume(archive);
    expect(members.length).toBe(6 ** 4);
    expect(members.every(({ note }) => note === "an archive inside 4 others, and no deeper is looked: unpack it first")).toBe(true);
    expect(peakBytes).toBeLessThan(64 * MIB);
  });

  test("a tar that goes on inside itself for ever", async () => {
    const header = tarPart({ name: "t", size: "77777777777\0" });
    const lines = await list(concat(...Array.from({ length: 1000 }, () => header)));
    expect(lines.map(({ path, note }) => [path, note?.slice(0, 24)])).toEqual([
      ["a/t/t/t/t", "an archive inside 4 othe"],
      ["a/t/t/t", "the tar archive is cut o"],
      ["a/t/t", "the tar archive is cut o"],
      ["a/t", "the tar archive is cut o"],
      ["a", "the tar archive is cut o"],
    ]);
  });

  test("windows and streamed zips at every level stay within what is stated", async () => {
    const noise = Buffer.alloc(3 * MIB, 7);
    for (let i = 0; i < noise.length; i += 1) noise[i] = (i * i * 31 + (i >> 7)) & 255;
    let archive: Uint8Array = zip([{ content: noise, method: 0 }]);
    for (let level = 0; level < 3; level += 1) archive = zip([{ name: "z", content: archive, method: 0 }]);
    const { members, peakBytes } = await consume([archive], { limits: { gatheredBytes: 13 * MIB }, read: true });
    expect(members.map(({ note }) => note)).toEqual([undefined]);
    expect(peakBytes).toBeLessThan(13 * MIB + 32 * MIB);
    const tooMuch = await list([archive], { limits: { gatheredBytes: 11 * MIB } });
    expect(tooMuch.map(({ note }) => note?.slice(0, 13))).toEqual(["a zip archive"]);
  });
});

describe("very many", () => {
  test("files of a tar: as many as the limit, in bounded memory", async () => {
    const hundred = concat(...Array.from({ length: 100 }, (_, i) => tarPart({ name: `${i}`.padStart(90, "n") })));
    const { members, peakBytes } = await consume(Array.from({ length: 1001 }, () => hundred));
    expect(members.length).toBe(DEFAULT_MEMBER_LIMITS.members);
    expect(members.at(-1)!.note).toMatch(/^the listing ends here: there are more than 100000/);
    expect(peakBytes).toBeLessThan(200 * MIB);
  });

  test("characters in their names: what is kept of each is bounded, and all together", async () => {
    const long: TarPart[] = [pax({ path: "x/".repeat(MIB / 2 - 100) }), { content: "x" }];
    const some = concat(...long.map(tarPart));
    const kept = await consume(Array.from({ length: 100 }, () => some));
    expect(kept.members.filter(({ path }) => path.length === 4096).length).toBe(100);
    expect(kept.peakBytes).toBeLessThan(32 * MIB);
    const short = concat(...[pax({ path: "x".repeat(4000) }), {}].map(tarPart));
    const { members } = await consume(Array.from({ length: 17_000 }, () => short));
    expect(members.at(-1)!.note).toMatch(/^the listing ends here: the paths have more than 67108864 characters/);
    expect(members.reduce((sum, { path }) => sum + path.length, 0)).toBeLessThanOrEqual(MAX_LISTED_CHARACTERS);
  });

  test("files that are damaged, each", async () => {
    const damaged = concat(...Array.from({ length: 1000 }, () => tarPart({ content: gzip("text").subarray(0, 15) })));
    const { members, peakBytes } = await consume(Array.from({ length: 20 }, () => damaged));
    expect(members.filter(({ note }) => note?.startsWith("the gzip data is cut off")).length).toBe(20_000);
    expect(peakBytes).toBeLessThan(64 * MIB);
  });

  test("attributes before a file that never comes", async () => {
    const attributes = tarPart(pax({ comment: "x".repeat(60_000) }));
    const { members, peakBytes } = await consume(Array.from({ length: 2000 }, () => attributes));
    expect(members.map(({ note }) => note?.slice(0, 20))).toEqual(["the tar archive ends"]);
    expect(peakBytes).toBeLessThan(64 * MIB);
  });

  test("slashes and dots in a name", async () => {
    const half = MIB / 2 - 100;
    const names = ["/".repeat(2 * half), "./".repeat(half), "\\".repeat(2 * half), "../".repeat(half / 2), ".\\".repeat(half)];
    const listed = await list(tar(...names.flatMap((path) => [pax({ path }), { content: "x" }])));
    expect(listed.length).toBe(names.length);
    expect(listed.every(({ path }) => path.length <= 4096 && !path.split(/[\\/]/).includes(".."))).toBe(true);
  });

  test("records in a zip's directory: those that fit are listed, and that there are more", async () => {
    const name = "n".repeat(65_000);
    const count = Math.ceil(MAX_ZIP_DIRECTORY_BYTES / name.length) + 5;
    const { members, peakBytes } = await consume(zip(Array.from({ length: count }, () => ({ name, method: 0 }))));
    expect(members.length).toBeLessThan(count);
    expect(members.length).toBeGreaterThan(count - 10);
    expect(members.at(-1)!.note).toMatch(/^the zip archive has a directory of \d+ bytes, and no more than 67108864 are read/);
    expect(peakBytes).toBeLessThan(100 * MIB);
  });

  test("ends of a zip, none of them true: a few are followed up", async () => {
    const end = numbers([4, 0x06054b50], [4, 0], [2, 1], [2, 1], [4, 22], [4, 0], [2, 0]);
    const archive = concat(zip([{ content: new Uint8Array(2 ** 17), method: 0 }]).subarray(0, -22), ...Array.from({ length: 2900 }, () => end));
    let bytesRead = 0;
    class Counted extends Blob {
      override slice(start?: number, stop?: number): Blob {
        bytesRead += (stop ?? 0) - (start ?? 0);
        return super.slice(start, stop);
      }
    }
    expect(await show(new Counted([archive.slice()]))).toEqual([expect.stringMatching(/^a! the zip archive has no directory at its end/)]);
    expect(bytesRead).toBeGreaterThan(2 ** 16);
    expect(bytesRead).toBeLessThan(100 * 2 ** 16);
  });
});

describe("impossible sizes", () => {
  test.each([2 ** 40, 2 ** 52, 2 ** 63])("%d bytes in a tar", async (size) => {
    const field = numbers([8, size]).reverse();
    const archive = tar({ name: "x", edit: (block) => block.set([0x80, 0, 0, 0, ...field], 124) });
    const told = (await list(archive)).map(({ note, error }) => note ?? (error as Error).message);
    const isCutOff = [expect.stringContaining("cut off: it ends at byte 1536"), expect.stringContaining("cut off: it ends at byte 1536")];
    expect(told).toEqual(size > Number.MAX_SAFE_INTEGER ? [expect.stringContaining("impossible size")] : isCutOff);
  });

  test("of everything in a zip's end", async () => {
    for (const zip64 of [false, true]) {
      for (const field of ["count", "size", "offset"] as const) {
        for (const value of [1, 2 ** 16 - 1, 2 ** 31, 2 ** 32 - 2, ...(zip64 ? [2 ** 53, 2 ** 63] : [])]) {
          const listed = await list(zip([{ content: "x" }, { content: "y" }], { zip64, end: { [field]: value } }));
          expect(isTold(listed), `${field} ${value}`).toBe(true);
        }
      }
    }
  });
});
