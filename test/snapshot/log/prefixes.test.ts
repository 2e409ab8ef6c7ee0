// What loggers put before a message: each form alone, and stacked in any order.

import fc from "fast-check";
import { afterAll, expect, test } from "vitest";

import { decodeLog } from "kallsyms";
import { PREFIX_FORMS, PrefixReader } from "../../../ts/snapshot/log/prefix.js";
import { TABLE_64, brief, mentionsIn, tableOf } from "./made.js";

const table = tableOf(TABLE_64);
afterAll(() => table.free());

/** Name of the form, and what it looks like. */
const PREFIXES: readonly (readonly [form: string, text: string])[] = [
  ["quote", "> "],
  ["quote", ">"],
  ["syslog RFC 3164", "Jan 11 22:31:37 host kernel: "],
  ["syslog RFC 3164", "Jan  1 22:31:37.123456 host kernel: "],
  ["syslog RFC 3164", "Jan  1 22:31:37 kernel: "],
  ["syslog RFC 5424", "<13>1 2026-01-11T22:31:37.123456+00:00 host kernel - - - "],
  ["syslog RFC 5424", '<6>1 2026-01-11T22:31:37Z host kernel - - [meta sequenceId="1"] '],
  ["ISO time", "2026-01-11T22:31:37,123456+00:00 "],
  ["ISO time", "2026-01-11T22:31:37+0000 "],
  ["journal host", "host kernel: "],
  ["dmesg -T", "[Sun Nov 23 03:24:11 2025] "],
  ["dmesg -T", "[Sun Nov  2 03:24:11 2025] "],
  ["dmesg --reltime", "[Nov23 03:24] "],
  ["dmesg --reltime", "[  +0.000123] "],
  ["dmesg -d", "[   12.345678 <    0.000012>] "],
  ["dmesg -d alone", "[<    0.000012>] "],
  ["dmesg -x", "kern  :warn  : "],
  ["dmesg -x", "user  :info  : "],
  ["level", "<4>"],
  ["level", "<12>c"],
  ["printk time", "[   12.345678] "],
  ["printk time", "[123456.345678] "],
  ["printk caller", "[  T123] "],
  ["printk caller", "[    C0] "],
  ["/dev/kmsg", "4,1234,567890123,-;"],
  ["/dev/kmsg", "6,1234,567890123,-,caller=T12;"],
  ["/dev/kmsg", "6,1234,567890123,-,caller=C1,ncfrag=0/1201;"],
  ["logcat", "01-11 22:31:37.123     0     0 W kernel  : "],
  ["console login", "debian login: "],
  ["printk itself", "** 12 printk messages dropped ** "],
  ["printk itself", "** replaying previous printk message ** "],
];

test("each form has an example", () => {
  expect(new Set(PREFIXES.map(([form]) => form))).toEqual(new Set(PREFIX_FORMS));
});

test.each(PREFIXES)("%s: %j", (_, prefix) => {
  const [frame] = mentionsIn(`${prefix} alpha+0x10/0x40`, table);
  expect(frame).toMatchObject({ kind: "frame", name: "alpha", status: "exact" });
  expect(mentionsIn(`${prefix}RIP: 0010:alpha+0x10/0x40`, table).map(brief)).toEqual(["pc alpha+10/40 exact"]);
});

test("prefixes stack, in any order", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PREFIXES.map(([, text]) => text).filter((text) => !text.startsWith(">"))), { maxLength: 6 }), fc.nat(3), (stack, quotes) => {
      const prefix = "> ".repeat(quotes) + stack.join("");
      const line = `${prefix}RIP: 0010:alpha+0x10/0x40`;
      const from = new PrefixReader().read(line, 0, line.length);
      expect(line.slice(from)).toBe("RIP: 0010:alpha+0x10/0x40");
      const [mention] = mentionsIn(line, table);
      expect(line.slice(mention?.start, mention?.end)).toBe("alpha+0x10/0x40");
    }),
    { numRuns: 500 },
  );
});

test("who prints is told", () => {
  const { lines } = decodeLog("[    1.000000][  T123] a\n[    1.000000][    C1] b\n4,1,2,-,caller=T7;c\n[    1.000000] d\n", table);
  expect(lines.map(({ caller }) => caller)).toEqual(["T123", "C1", "T7", undefined]);
});

test("lists of modules of two CPUs that print at once don't mix", () => {
  const { facts } = decodeLog(
    ["[    1.0][  T1] Modules linked in: one two(OE)", "[    1.0][  C2]  alpha+0x10/0x40", "[    1.0][  T1]  three [last unloaded: four]"].map((line) => line.replaceAll("1.0]", "1.000000]")).join("\n"),
    table,
  );
  expect(facts.modules.map(({ name }) => name)).toContain("two");
  expect(facts.modules.map(({ name }) => name)).not.toContain("alpha");
});

const MESSAGES = [
  "ordinary message: with colons",
  "[<ffffffff81000050>] alpha",
  "[drm] a driver",
  "[c000000007a3bb90] [c000000000001234] .alpha",
  "#0: ffff88003d3a3e50",
  "> not a quote in the middle",
  "12,34 apples;",
  "<TASK>",
  " indented",
  "Jan is no time",
];

test.each(MESSAGES)("a message is no prefix: %j", (message) => {
  const line = `[    1.000000] ${message}`;
  expect(line.slice(new PrefixReader().read(line, 0, line.length))).toBe(message);
});
