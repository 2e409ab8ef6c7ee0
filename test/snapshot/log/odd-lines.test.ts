// Lines that are more, or less, than their message: colours, JSON, escapes, carriage returns, length, lost bytes.

import fc from "fast-check";
import { afterAll, expect, test } from "vitest";

import { LogDecoder, decodeLog } from "kallsyms";
import { TABLE_64, brief, mentionsIn, tableOf } from "./made.js";

const table = tableOf(TABLE_64);
afterAll(() => table.free());

/** What a line's mentions span. */
function spans(line: string): string[] {
  return mentionsIn(line, table).map(({ start, end }) => line.slice(start, end));
}

test("terminal colours are passed over, and the text stays as it is", () => {
  const line = "\x1b[32m[    1.000000]\x1b[0m RIP: 0010:\x1b[1malpha\x1b[0m+0x10/0x40";
  const { lines } = decodeLog(line, table);
  expect(lines[0]?.text).toBe(line);
  expect(lines[0]?.mentions.map(brief)).toEqual(["pc alpha+10/40 exact"]);
  expect(spans(line)).toEqual(["alpha\x1b[0m+0x10/0x40"]);
});

test("carriage returns are neither text nor message", () => {
  expect(mentionsIn(" alpha+0x10/0x40\r\n", table).map(brief)).toEqual(["frame alpha+10/40 exact"]);
  expect(mentionsIn("\r\r[    1.000000]  alpha+0x10/0x40\r\r\n", table).map(brief)).toEqual(["frame alpha+10/40 exact"]);
  expect(decodeLog("a\r\nb\r\n", table).lines.map(({ text }) => text)).toEqual(["a\r", "b\r"]);
});

test.each([
  '{"pri":4,"time":1.5,"msg":" alpha+0x10/0x40"}',
  '{"__REALTIME_TIMESTAMP":"1","MESSAGE":" alpha+0x10/0x40","PRIORITY":"4"}',
  '   {"facility":"kern","message": " alpha+0x10/0x40"},',
  '{"msg":"\\t\\u0020alpha+0x10/0x40 \\"quoted\\""}',
])("a message in JSON: %s", (line) => {
  expect(mentionsIn(line, table).map(brief)).toEqual(["frame alpha+10/40 exact"]);
  expect(spans(line)).toEqual(["alpha+0x10/0x40"]);
});

test("journald's list of bytes", () => {
  const message = "\x1b[1m RIP: 0010:alpha+0x10/0x40";
  const line = `{"MESSAGE":[${[...message].map((character) => character.charCodeAt(0)).join(",")}],"_TRANSPORT":"kernel"}`;
  expect(mentionsIn(line, table).map(brief)).toEqual(["pc alpha+10/40 exact"]);
});

test("escapes of /dev/kmsg", () => {
  expect(mentionsIn("4,1,2,-;\\x09alpha+0x10/0x40 \\x5c", table).map(brief)).toEqual(["frame alpha+10/40 exact"]);
});

test.each(["{", '{"msg":"', '{"msg":"\\', '{"msg":"\\u00', '{"MESSAGE":[', '{"MESSAGE":[1,', "4,1,2,-;\\x", "\x1b", "\x1b[", "\x1b]0;", "+0x", "+0x/0x", "a+0x10/0x", "[<", "[<ffffffff8100005", "RIP: 0010:"])(
  "a line that ends too early gives nothing: %j",
  (line) => {
    expect(decodeLog(line, table).lines).toMatchObject([{ text: line, mentions: [] }]);
  },
);

test.each([
  ["of a megabyte in one word", "a".repeat(2 ** 20)],
  ["of a megabyte of plus signs", "+0x".repeat(350_000)],
  ["of a megabyte of brackets", "[<".repeat(500_000)],
  ["of a megabyte of prefixes", "[    1.000000]".repeat(75_000)],
  ["of a megabyte of quotes", ">".repeat(2 ** 20)],
  ["of a megabyte of escapes", "\x1b[".repeat(500_000)],
  ["of a megabyte of blanks", " ".repeat(2 ** 20)],
  ["of a megabyte of JSON", `{"msg":"${"\\".repeat(2 ** 20)}`],
  ["of a megabyte of digits", "0123456789abcdef".repeat(65_536)],
  ["of a megabyte of addresses", "ffffffff81000050 ".repeat(61_000)],
  ["of a megabyte of arrows", "a <- ".repeat(200_000)],
  ["of a megabyte of parts", "func(".repeat(200_000)],
])("a line %s is read once, and what follows it too", (_, line) => {
  const { lines, summary } = decodeLog(`${line}\n alpha+0x10/0x40\n`, table);
  expect(lines).toHaveLength(2);
  expect(lines[0]?.text).toBe(line);
  expect(lines[1]?.mentions.map(brief)).toEqual(["frame alpha+10/40 exact"]);
  expect(summary.lines).toBe(2);
});

test("a long line holds a symbol at its end", () => {
  const line = `${"x".repeat(2 ** 20)} alpha+0x10/0x40`;
  expect(spans(line)).toEqual(["alpha+0x10/0x40"]);
});

test("bytes that are no UTF-8 are shown as lost, and what stands beside them is found", () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x20]), Buffer.from("alpha+0x10/0x40 "), Buffer.from([0x80])]);
  const { lines } = decodeLog(bytes, table);
  expect(lines[0]?.text).toBe("\ufffd\ufffd alpha+0x10/0x40 \ufffd");
  expect(lines[0]?.mentions.map(brief)).toEqual(["place alpha+10/40 exact"]);
});

test("names are looked up by their bytes where the text is bytes", () => {
  const odd = tableOf("ffffffff81000040 T na\u00efve\nffffffff81000080 T next\n");
  const line = Buffer.from(" na\u00efve+0x10/0x40").toString("latin1");
  expect(mentionsIn(line, odd, { isBinary: true })[0]).toMatchObject({ name: "na\u00efve", status: "exact" });
  odd.free();
});

test("any text is kept to the last character, however it is cut", () => {
  const pieces = fc.constantFrom("\n", "\r\n", " ", "\x1b[1m", "[    1.000000] ", " alpha+0x10/0x40", "RIP: 0010:twin+0x1/0x20", "[<ffffffff81000050>]", "{\"msg\":\"", "é", "\ud800", "0xffffffff81000050", "Modules linked in: a b", "+0x", "(", ")");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.array(fc.nat(300), { maxLength: 6 }), (parts, cuts) => {
      const text = parts.join("");
      const whole = decodeLog(text, table).lines;
      expect(whole.map((line) => line.text).join("\n")).toBe(text.endsWith("\n") ? text.slice(0, -1) : text);
      const decoder = new LogDecoder(table);
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const cut = places.slice(1).flatMap((end, at) => decoder.push(text.slice(places[at], end)));
      const lines = [...cut, ...decoder.end()];
      expect(lines.map(({ text, mentions }) => [text, mentions.map(brief)])).toEqual(whole.map(({ text, mentions }) => [text, mentions.map(brief)]));
      for (const { text: line, mentions } of lines) for (const { start, end } of mentions) expect(0 <= start && start < end && end <= line.length).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
