import { expect, test } from "vitest";
import { readQuery } from "../../web/query/reading.js";
import { digits, sharedDigits } from "../../web/text/addresses.js";
import { namePieces, plainName } from "../../web/text/names.js";
import { bytes, counted } from "../../web/text/numbers.js";
import { typeMeaning } from "../../web/text/types.js";
import { lastTop, scrollTopFor, spacerHeight, topAt, topShowing } from "../../web/views/list/scale.js";

test.each([
  ["", { as: "everything" }],
  ["  ", { as: "everything" }],
  ["vfs_read", { as: "name", text: "vfs_read" }],
  [" vfs_read ", { as: "name", text: "vfs_read" }],
  ["deadbee", { as: "name", text: "deadbee" }],
  ["*_lock", { as: "glob", pattern: "*_lock" }],
  ["vfs_[rw]*", { as: "glob", pattern: "vfs_[rw]*" }],
  ["/^vfs/", { as: "regex", pattern: "^vfs", anyCase: false }],
  ["/^vfs/i", { as: "regex", pattern: "^vfs", anyCase: true }],
  ["/^vfs", { as: "regex", pattern: "^vfs", anyCase: false }],
  ["/a/b/", { as: "regex", pattern: "a/b", anyCase: false }],
  ["/", { as: "regex", pattern: "", anyCase: false }],
  ["0x10", { as: "addresses", addresses: [0x10n], leftOut: 0 }],
  ["deadbeef", { as: "addresses", addresses: [0xdeadbeefn], leftOut: 0 }],
  ["ffffffff81000000", { as: "addresses", addresses: [0xffffffff81000000n], leftOut: 0 }],
  ["0xffffffff81000000+0x10", { as: "addresses", addresses: [0xffffffff81000010n], leftOut: 0 }],
  ["vfs_read+0x10", { as: "offset", name: "vfs_read", offset: 0x10n, size: undefined, owner: undefined }],
  ["vfs_read+16", { as: "offset", name: "vfs_read", offset: 16n, size: undefined, owner: undefined }],
  ["f+0x10/0x80 [ext4]", { as: "offset", name: "f", offset: 0x10n, size: 0x80n, owner: "ext4" }],
  ["f+0x1", { as: "offset", name: "f", offset: 1n, size: undefined, owner: undefined }],
  ["f+", { as: "name", text: "f+" }],
  ["=vfs_read", { as: "exact", text: "vfs_read" }],
  ["= vfs_read ", { as: "exact", text: "vfs_read" }],
  ["=", { as: "everything" }],
  ["~tcpsm", { as: "fuzzy", text: "tcpsm" }],
  ["~", { as: "everything" }],
  ["0x10, 0x20;ffffffff81000000\n0x30", { as: "addresses", addresses: [0x10n, 0x20n, 0xffffffff81000000n, 0x30n], leftOut: 0 }],
  ["0x10-0x20", { as: "range", from: 0x10n, to: 0x20n }],
  ["c0100000 – c0200000", { as: "range", from: 0xc0100000n, to: 0xc0200000n }],
  ["0x10..0x20", { as: "range", from: 0x10n, to: 0x20n }],
  ["a-b", { as: "name", text: "a-b" }],
])("%j is read", (text, reading) => {
  expect(readQuery(text)).toEqual(reading);
});

test("an address that isn't finished, or is too long, says so", () => {
  expect(readQuery("0x")).toMatchObject({ as: "unreadable", why: expect.stringContaining("missing") });
  expect(readQuery("0x20-0x20")).toMatchObject({ as: "unreadable", why: expect.stringContaining("range") });
  expect(readQuery("0x20-0x10")).toMatchObject({ as: "unreadable" });
  expect(readQuery("0xffffffff810000000")).toMatchObject({ as: "unreadable", why: expect.stringContaining("16") });
});

test("of a list of addresses ten thousand are taken, and the rest is counted", () => {
  const list = Array.from({ length: 10_003 }, (_, at) => `0x${at.toString(16)}`).join(" ");
  expect(readQuery(list)).toMatchObject({ as: "addresses", leftOut: 3, addresses: { length: 10_000 } });
});

test("addresses keep their width, and share what they share", () => {
  expect(digits(0x10n, 64)).toBe("0000000000000010");
  expect(digits(0xc0100000n, 32)).toBe("c0100000");
  expect(sharedDigits([0xffffffff81000000n, 0xffffffff81000010n], 64)).toBe(14);
  expect(sharedDigits([0xffffffff81000000n, 0xffffffff81000000n], 64)).toBe(15);
  expect(sharedDigits([0n, 0xffffffff81000000n], 64)).toBe(0);
  expect(sharedDigits([1n], 64)).toBe(0);
});

test("what can't be seen in a name is told by number", () => {
  expect(plainName("vfs_read")).toBe("vfs_read");
  expect(plainName(".L0 ")).toBe(".L0\\x20");
  expect(plainName("a b")).toBe("a b");
  expect(plainName("\x01\x7f\u202e\u200b\ufeff")).toBe("\\x01\\x7f\\u{202e}\\u{200b}\\u{feff}");
  expect(plainName("größe\ufffd")).toBe("größe\ufffd");
  expect(namePieces("a\x01b")).toEqual([
    { text: "a", stands: false },
    { text: "\\x01", stands: true },
    { text: "b", stands: false },
  ]);
});

test("numbers and types in words", () => {
  expect(counted(1, "symbol")).toBe("1 symbol");
  expect(counted(122_153, "symbol")).toBe("122,153 symbols");
  expect([0, 999, 1500, 3_100_000, 173_000_000].map(bytes)).toEqual(["0 B", "999 B", "2 kB", "3.1 MB", "173 MB"]);
  expect(["t", "T", "W", "?"].map(typeMeaning)).toEqual(["text, local", "text, global", "weak", "unknown"]);
});

const LISTS = [
  { rows: 3, rowHeight: 28, view: 500 },
  { rows: 10_000, rowHeight: 28, view: 500 },
  { rows: 1_000_000, rowHeight: 28, view: 500 },
  { rows: 4_887_929, rowHeight: 52, view: 333 },
];

test.each(LISTS)("a list of $rows rows can be scrolled to both ends and back", (list) => {
  expect(spacerHeight(list)).toBeLessThanOrEqual(8_000_000);
  expect(topAt(list, 0)).toBe(0);
  const end = Math.max(0, spacerHeight(list) - list.view);
  expect(topAt(list, end)).toBeCloseTo(lastTop(list), 5);
  for (const top of [0, lastTop(list) / 3, lastTop(list)]) expect(topAt(list, scrollTopFor(list, top))).toBeCloseTo(top, 5);
  expect(topShowing(list, 0, list.rows - 1)).toBeCloseTo(lastTop(list), 5);
  expect(topShowing(list, lastTop(list), 0)).toBe(0);
});
