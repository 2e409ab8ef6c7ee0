import { expect, test } from "vitest";

import { sniffCompression } from "../../ts/source/source.js";
import { SMALL, fixture } from "./support.js";

test("tells compressions by their first bytes", () => {
  expect(sniffCompression(Uint8Array.of(0x1f, 0x8b))).toBe("gzip");
  expect(sniffCompression(fixture("small.xz"))).toBe("xz");
  expect(sniffCompression(fixture("small.zst"))).toBe("zstd");
  for (let nibble = 0; nibble < 16; nibble += 1) {
    expect(sniffCompression(Uint8Array.of(0x50 + nibble, 0x2a, 0x4d, 0x18)), "skippable frame").toBe("zstd");
  }
});

test("text, and beginnings that are too short, are no compression", () => {
  expect(sniffCompression(SMALL)).toBeUndefined();
  expect(sniffCompression(new Uint8Array(0))).toBeUndefined();
  expect(sniffCompression(Uint8Array.of(0x1f))).toBeUndefined();
  expect(sniffCompression(fixture("small.xz").subarray(0, 5))).toBeUndefined();
  expect(sniffCompression(fixture("small.zst").subarray(0, 3))).toBeUndefined();
});
