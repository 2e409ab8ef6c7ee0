import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { crc32 } from "../../ts/source/checksums.js";
import { readSource } from "../../ts/source/source.js";
import { SMALL, collect, concat, cut, failure, fixture } from "./support.js";

const encoder = new TextEncoder();
const skippable = concat(Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0), encoder.encode("hello"));
const emptySkippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0);

function gzipWithAllFields(data: Uint8Array): Uint8Array {
  const plain = new Uint8Array(gzipSync(data));
  const header = Uint8Array.from(plain.subarray(0, 10));
  header[3] = 0x01 | 0x04 | 0x08 | 0x10; // FTEXT, FEXTRA, FNAME, FCOMMENT
  return concat(header, Uint8Array.of(3, 0, 1, 2, 3), encoder.encode("name\0comment\0"), plain.subarray(10));
}

const half = SMALL.length >> 1;
const xzPadding = new Uint8Array(8);

/** Everything here unpacks to SMALL. */
const SMALL_FILES: Readonly<Record<string, Uint8Array>> = {
  gzip: new Uint8Array(gzipSync(SMALL)),
  "gzip, stored": new Uint8Array(gzipSync(SMALL, { level: 0 })),
  "gzip, all header fields": gzipWithAllFields(SMALL),
  "gzip, three members, one of them empty": concat(gzipSync(SMALL.subarray(0, half)), gzipSync(""), gzipSync(SMALL.subarray(half))),
  "gzip, zero padding": concat(gzipSync(SMALL), new Uint8Array(1000)),
  ...Object.fromEntries(
    ["small", "crc32", "sha256", "none", "blocks", "sized-blocks", "streams", "properties", "dictionary-1g"].map((name) => [
      `${name}.xz`,
      fixture(`${name}.xz`),
    ]),
  ),
  "xz, stream padding": concat(fixture("small.xz"), xzPadding),
  ...Object.fromEntries(["small", "piped", "unchecked", "ultra", "long", "frames"].map((name) => [`${name}.zst`, fixture(`${name}.zst`)])),
  "zstd, skippable frames": concat(skippable, emptySkippable, fixture("small.zst"), skippable),
  "xz in gzip": new Uint8Array(gzipSync(fixture("small.xz"))),
  "zstd in gzip in gzip in gzip": new Uint8Array(gzipSync(gzipSync(gzipSync(fixture("small.zst"))))),
};

describe.each(Object.entries(SMALL_FILES))("%s", (name, packed) => {
  test("unpacks", async () => {
    expect(Buffer.from(await collect(packed)).toString()).toBe(Buffer.from(SMALL).toString());
  });

  test("unpacks the same from chunks of any size", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(packed.length)), async (borders) => {
        expect(await collect(cut(packed, borders))).toEqual(SMALL);
      }),
      { numRuns: 20 },
    );
    expect(await collect(Array.from(packed, (byte) => Uint8Array.of(byte)))).toEqual(SMALL);
  });

  test("cut off anywhere, it is an error or ends between two members", async () => {
    const soundEnds = SOUND_ENDS[name] ?? [];
    for (let length = 7; length < packed.length; length += 1) {
      if (soundEnds.includes(length)) continue;
      if (name.includes("padding") && packed.subarray(length).every((byte) => byte === 0) && (name.startsWith("gzip") || (packed.length - length) % 4 === 0)) continue;
      const error = await failure(packed.subarray(0, length), SMALL.subarray(0, 0)).catch((other: unknown) => other);
      expect(error, `${length} of ${packed.length} bytes`).toMatchObject({ name: "SourceError", code: expect.stringMatching(/TRUNCATED|DAMAGED/) });
    }
  });

  test("with any byte flipped, it is an error or harmless", async () => {
    for (let at = 0; at < packed.length; at += 1) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const damaged = packed.slice();
        damaged[at]! ^= mask;
        const outcome = await failure(damaged, SMALL).catch((other: unknown) => other);
        if (outcome === undefined || (outcome as Error).name === "SourceError") continue;
        // What no longer begins as its compression does is given as it is.
        const isMagic = at < 6 && (await collect(damaged)).every((byte, i) => byte === damaged[i]);
        // Without a checksum in the file there is nothing to find the damage by.
        expect(isMagic || UNCHECKED.includes(name), `byte ${at} ^ ${mask}: ${outcome}`).toBe(true);
      }
    }
  });
});

/** Data without a checksum, where flipped literals can't be seen. */
const UNCHECKED = ["none.xz", "unchecked.zst", "frames.zst"];

/** Lengths at which a file of several members is a whole file of fewer. */
const SOUND_ENDS: Readonly<Record<string, readonly number[]>> = {
  "gzip, three members, one of them empty": [gzipSync(SMALL.subarray(0, half)).length, gzipSync(SMALL.subarray(0, half)).length + gzipSync("").length],
  "streams.xz": [fixture("streams.xz").length - streamLength(fixture("streams.xz"))],
  "frames.zst": [frameEnd(fixture("frames.zst"))],
  "zstd, skippable frames": [
    skippable.length,
    skippable.length + emptySkippable.length,
    skippable.length + emptySkippable.length + fixture("small.zst").length,
  ],
};

/** Length of the last stream of an xz file: from its last header to its end. */
function streamLength(file: Uint8Array): number {
  return file.length - Buffer.from(file).lastIndexOf(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]));
}

/** Where the second frame of a zstd file begins. */
function frameEnd(file: Uint8Array): number {
  return Buffer.from(file).lastIndexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
}

test("the checksum of a zstd frame is verified at every length", async () => {
  const expected = Array.from({ length: 73 }, (_, length) => SMALL.subarray(0, length));
  expect(await collect(fixture("lengths.zst"))).toEqual(concat(...expected));
});

test("data that doesn't compress", async () => {
  const noise = fixture("noise.bin");
  for (const packed of [new Uint8Array(gzipSync(noise)), fixture("noise.xz"), fixture("noise.zst")]) {
    expect(await collect(packed)).toEqual(noise);
  }
});

test("a real table", async () => {
  for (const name of ["table.xz", "table.zst", "table-fast.zst"]) {
    expect(await sha256(fixture(name)), name).toBe("1feab76f3c46b4ba9148f2d2f30d0f935d86c5f7affe262ac0a0d383ed58176a");
  }
});

test("windows that slide many times", async () => {
  for (const name of ["period.xz", "period.zst"]) {
    expect(await sha256(fixture(name)), name).toBe("0e8c5123b2203fc008bfde65acc0b435f3517456577d08e9d3141ad65a2e89a2");
  }
});

test("gzip of any data, members and chunks gives the data", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(20_000)),
      async (members, borders) => {
        const packed = concat(...members.map(([data, level]) => gzipSync(data, { level })));
        expect(await collect(cut(packed, borders))).toEqual(concat(...members.map(([data]) => data)));
      },
    ),
  );
});

async function sha256(packed: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readSource(packed)) hash.update(chunk);
  return hash.digest("hex");
}

describe("a bomb", () => {
  const bombs = { gzip: new Uint8Array(gzipSync(new Uint8Array(2 ** 25))), xz: fixture("zeros-32m.xz"), zstd: fixture("zeros-32m.zst") };

  test.each(Object.entries(bombs))("of %s comes in bounded chunks, as they are asked for", async (_, packed) => {
    let pulled = 0;
    function* slowly(): Generator<Uint8Array> {
      for (const byte of packed) {
        pulled += 1;
        yield Uint8Array.of(byte);
      }
    }
    let unpacked = 0;
    let pulledForFirst = 0;
    for await (const chunk of readSource(slowly())) {
      pulledForFirst ||= pulled;
      expect(chunk.length).toBeLessThanOrEqual(2 ** 21);
      unpacked += chunk.length;
    }
    expect(unpacked).toBe(2 ** 25);
    expect(pulledForFirst).toBeLessThan(packed.length / 4);
  });
});

describe("says what is wrong, where, and what to do", () => {
  const gz = new Uint8Array(gzipSync(SMALL));

  test("garbage after gzip", async () => {
    const error = await failure(concat(gz, new Uint8Array(3), encoder.encode("garbage")), SMALL);
    expect(error).toMatchObject({ code: "SOURCE_DAMAGED", message: expect.stringContaining(`garbage from byte ${gz.length + 3} on`) });
  });

  test("garbage after xz, and padding that is no multiple of four", async () => {
    expect(await failure(concat(fixture("small.xz"), encoder.encode("garbage")), SMALL)).toMatchObject({ code: "SOURCE_DAMAGED" });
    expect(await failure(concat(fixture("small.xz"), new Uint8Array(3)), SMALL)).toMatchObject({ code: "SOURCE_DAMAGED" });
  });

  test("garbage after zstd", async () => {
    expect(await failure(concat(fixture("small.zst"), encoder.encode("garbage")), SMALL)).toMatchObject({ code: "SOURCE_DAMAGED" });
  });

  test("a cut, with its place", async () => {
    for (const packed of [gz, fixture("small.xz"), fixture("small.zst")]) {
      const error = await failure(packed.subarray(0, 60), SMALL);
      expect(error?.code).toBe("SOURCE_TRUNCATED");
      expect(error?.message).toMatch(/^the (gzip|xz|zstd) data is cut off: it ends at byte \d+, where more must follow; copy or download it again, whole$/);
    }
  });

  test("in which layer", async () => {
    const error = await failure(new Uint8Array(gzipSync(fixture("small.xz").subarray(0, 100))), SMALL);
    expect(error?.message).toMatch(/^the xz data inside gzip data is cut off/);
  });

  test("filters for machine code", async () => {
    expect(await failure(fixture("x86.xz"), SMALL)).toMatchObject({ code: "SOURCE_UNSUPPORTED", message: expect.stringContaining("the x86 filter") });
    expect(await failure(fixture("delta.xz"), SMALL)).toMatchObject({ code: "SOURCE_UNSUPPORTED", message: expect.stringContaining("the delta filter") });
  });

  test("an xz index that tells of other blocks, though its own CRC-32 is right", async () => {
    const packed = fixture("small.xz").slice();
    const view = new DataView(packed.buffer);
    const crcAt = packed.length - 12 - 4;
    const indexAt = crcAt - (view.getUint32(packed.length - 8, true) * 4);
    packed[indexAt + 2]! ^= 1;
    view.setUint32(crcAt, crc32(packed.subarray(indexAt, crcAt)), true);
    expect(await failure(packed, SMALL)).toMatchObject({ code: "SOURCE_DAMAGED", message: expect.stringContaining("the index doesn't match the blocks") });
  });

  test("a dictionary that isn't there", async () => {
    expect(await failure(fixture("dictionary.zst"), SMALL)).toMatchObject({ code: "SOURCE_UNSUPPORTED", message: expect.stringContaining("needs the dictionary") });
  });

  test("more layers than anybody means", async () => {
    let packed = SMALL;
    for (let layer = 0; layer < 4; layer += 1) packed = new Uint8Array(gzipSync(packed));
    expect(await failure(packed, SMALL)).toBeUndefined();
    expect(await failure(new Uint8Array(gzipSync(packed)), SMALL)).toMatchObject({ code: "SOURCE_UNSUPPORTED" });
  });
});

test("many can be read at once, in step and one inside another", async () => {
  const readers = Array.from({ length: 8 }, () => readSource(fixture("streams.xz")));
  const parts = readers.map((): Uint8Array[] => []);
  for (let isDone = false; !isDone; ) {
    const results = await Promise.all(readers.map((reader) => reader.next()));
    results.forEach((result, i) => result.value && parts[i]!.push(result.value));
    isDone = results.every((result) => result.done);
  }
  for (const chunks of parts) expect(concat(...chunks)).toEqual(SMALL);
});

test("chunks belong to the consumer once they are decompressed", async () => {
  for (const packed of [gzipSync(new Uint8Array(2 ** 20)), fixture("period.xz"), fixture("period.zst")]) {
    const expected = await collect(packed);
    const copies: Uint8Array[] = [];
    for await (const chunk of readSource(packed)) {
      copies.push(chunk.slice());
      chunk.fill(0xee);
    }
    expect(Buffer.from(concat(...copies)).equals(expected)).toBe(true);
  }
});
