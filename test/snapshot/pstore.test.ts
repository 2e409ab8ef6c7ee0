// pstore's parts: undone, grouped by crash, in order.

import { deflateRawSync, deflateSync } from "node:zlib";

import { expect, test } from "vitest";

import { joinPstoreParts, parsePstorePart } from "../../ts/snapshot/pstore.js";
import type { PstorePart } from "../../ts/snapshot/pstore.js";
import { bytes, text } from "./support.js";

function part(path: string, content: string | Uint8Array): PstorePart {
  const parsed = parsePstorePart(path, bytes(content));
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
}

function joined(...parts: readonly PstorePart[]): (string | readonly string[])[][] {
  return joinPstoreParts(parts).map(({ path, missing, bytes: log }) => [path, missing, text(log)]);
}

/** EFI's number of a part: (seconds · 100 + part) · 1000 + crash. */
function efi(seconds: number, number: number, crash: number): string {
  return `fs/pstore/dmesg-efi-${(BigInt(seconds) * 100n + BigInt(number)) * 1000n + BigInt(crash)}`;
}

test("parts come newest first, and are put back in order, whatever order they are found in", () => {
  const parts = [2, 10, 1, 3, 9, 4, 8, 5, 7, 6].map((number) => part(efi(1_700_000_000, number, 1), `Oops#1 Part${number}\nline of ${number}\n`));
  const log = Array.from({ length: 10 }, (_, at) => `line of ${10 - at}\n`).join("");
  expect(joined(...parts)).toEqual([["fs/pstore/dmesg-efi Oops#1 (10 parts)", [], log]]);
});

test("parts of one crash may be stored some seconds apart; those of another boot are another log", () => {
  const first = [part(efi(1_700_000_000, 1, 1), "Panic#1 Part1\nb\n"), part(efi(1_700_000_003, 2, 1), "Panic#1 Part2\na\n")];
  const second = [part(efi(1_700_009_000, 1, 1), "Panic#1 Part1\nd\n"), part(efi(1_700_009_001, 2, 1), "Panic#1 Part2\nc\n")];
  expect(joined(...second, ...first).map(([, , log]) => log)).toEqual(["a\nb\n", "c\nd\n"]);
  expect(new Set(joined(...second, ...first).map(([path]) => path)).size).toBe(2);
});

test("where numbers tell no time, a part that is there twice begins another log", () => {
  const parts = [1, 2, 1, 2].map((number, at) => part(`p/dmesg-nvram-${at}`, `Oops#1 Part${number}\n${at}\n`));
  expect(joined(...parts).map(([, , log]) => log)).toEqual(["1\n0\n", "3\n2\n"]);
});

test("ERST's numbers tell the boot", () => {
  const id = (seconds: number, record: number) => `p/dmesg-erst-${(BigInt(seconds) << 32n) + BigInt(record)}`;
  const logs = joined(part(id(1_700_000_000, 1), "Oops#1 Part2\na\n"), part(id(1_700_000_000, 0), "Oops#1 Part1\nb\n"), part(id(1_700_100_000, 0), "Oops#1 Part3\nc\n"));
  expect(logs).toEqual([
    ["p/dmesg-erst Oops#1 (2 parts)", [], "a\nb\n"],
    [id(1_700_100_000, 0), ["1–2"], "Oops#1 Part3\nc\n"],
  ]);
});

test("crashes of one boot are logs of their own, and missing parts are told", () => {
  const logs = joined(part(efi(1_700_000_000, 1, 1), "Oops#1 Part1\na\n"), part(efi(1_700_000_001, 7, 2), "Panic#2 Part7\nb"), part(efi(1_700_000_001, 5, 2), "Panic#2 Part5\nc\n"), part(efi(1_700_000_001, 1, 2), "Panic#2 Part1\nd\n"));
  expect(logs).toEqual([
    [efi(1_700_000_000, 1, 1), [], "Oops#1 Part1\na\n"],
    ["fs/pstore/dmesg-efi Panic#2 (3 parts)", ["2–4", "6"], "b\nc\nd\n"],
  ]);
});

test("ramoops writes a time first", () => {
  expect(part("p/dmesg-ramoops-0", "====1700000000.123456-D\nPanic#1 Part1\nx\n")).toMatchObject({ time: "1700000000.123456", record: "Panic#1", part: 1, id: 0n, store: "p/dmesg-ramoops" });
  expect(text(part("p/dmesg-ramoops-0", "====1700000000.123456\nx\n").text)).toBe("x\n");
});

const PLAIN = "Oops#3 Part2\n<4>[   12.345678] x\n".repeat(40);
test.each([
  ["with zlib's header", deflateSync(PLAIN)],
  ["with a small window", deflateSync(PLAIN, { windowBits: 12 })],
  ["raw", deflateRawSync(PLAIN)],
  ["with padding behind", bytes(deflateSync(PLAIN), new Uint8Array(100))],
])("a compressed part is undone, %s", (_, packed) => {
  const parsed = part("p/dmesg-efi-1.enc.z", packed);
  expect(parsed).toMatchObject({ record: "Oops#3", part: 2, store: "p/dmesg-efi", id: 1n });
  expect(text(parsed.bytes)).toBe(PLAIN);
});

test("ramoops' own mark of compression is obeyed", () => {
  expect(text(part("p/dmesg-ramoops-0", bytes("====1.5-C\n", deflateSync(PLAIN))).bytes)).toBe(PLAIN);
});

test.each([
  ["of another method", bytes("\x28\xb5\x2f\xfd....")],
  ["cut off", deflateSync(PLAIN).subarray(0, 40)],
  ["a bomb", deflateSync(new Uint8Array(2 ** 25))],
  ["empty", bytes("")],
])("a compressed part that can't be undone is told, %s", (_, packed) => {
  expect(parsePstorePart("p/dmesg-efi-1.enc.z", packed)).toContain("zlib");
});

test("a great many parts, and absurd numbers, take no great time", () => {
  const parts = Array.from({ length: 20_000 }, (_, at) => part(`p/dmesg-nvram-${at}`, "Oops#1 Part1\nx\n"));
  expect(joinPstoreParts(parts).length).toBe(20_000);
  expect(joined(part("p/dmesg-nvram-1", "Oops#1 Part999999999\nx\n"))[0]?.[1]).toEqual(["1–999999998"]);
});
