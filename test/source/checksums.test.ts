import { createHash } from "node:crypto";

import fc from "fast-check";
import { expect, test } from "vitest";

import { Crc32, Crc64, Sha256, Xxh64Low32, crc32 } from "../../ts/source/checksums.js";
import type { Checksum } from "../../ts/source/checksums.js";
import { cut } from "./support.js";

const DIGITS = new TextEncoder().encode("123456789");

function hex(checksum: Checksum, ...parts: readonly Uint8Array[]): string {
  for (const part of parts) checksum.update(part);
  return Buffer.from(checksum.digest()).toString("hex");
}

test("known values", () => {
  expect(crc32(DIGITS)).toBe(0xcbf43926);
  expect(hex(new Crc32(), DIGITS)).toBe("2639f4cb");
  expect(hex(new Crc64(), DIGITS)).toBe("fa3919dfbbc95d99"); // 0x995dc9bbdf1939fa, little-endian
  expect(hex(new Xxh64Low32())).toBe("99e9d851"); // of 0xef46db3751d8e999
});

test("SHA-256 is Node's, at every length around the block", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    expect(hex(new Sha256(), bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});

test("pieces give what the whole gives", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300)), (bytes, borders) => {
      for (const make of [() => new Crc32(), () => new Crc64(), () => new Sha256(), () => new Xxh64Low32()]) {
        expect(hex(make(), ...cut(bytes, borders))).toBe(hex(make(), bytes));
      }
    }),
  );
});
