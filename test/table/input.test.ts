// What comes in: cut at any byte, in any chunks, damaged, or no symbol table at all.

import { gzipSync } from "node:zlib";

import { KernelSymbolTable, MalformedLineError, NotASymbolTableError } from "kallsyms";
import type { KernelSymbol } from "kallsyms";
import { describe, expect, test } from "vitest";

import { bytes, failure, hex, inTwo, names, parse, rejection } from "./support.js";

const TABLE = "ffffffff81000000 T _stext\nffffffff81000000 T _text\n\njunk\nffffffff81000010 t .L0 \t[m]\nffffffff81000020 t a\xff\xfe\nffffffff81000030 t pasted    [bpf]\nffffffff81000040 D _etext\n";
const CRLF = TABLE.replaceAll("\n", "\r\n");
const NARROW = TABLE.replaceAll("ffffffff8", "c");

describe.each([["LF", TABLE], ["CRLF", CRLF], ["8 digits", NARROW], ["a byte order mark", `\xef\xbb\xbf${TABLE}`]])("a table with %s", (_, text) => {
  const whole = parse(text);
  const expected = { report: whole.report, symbols: [...whole] };

  test("is the same whatever byte its chunks part at", async () => {
    for (let border = 0; border <= text.length; border++) {
      const table = await KernelSymbolTable.load(inTwo(bytes(text), border));
      expect({ report: table.report, symbols: [...table] }, `border ${border}`).toEqual(expected);
      table.free();
    }
  });

  test("is the same in chunks of a byte", async () => {
    const table = await KernelSymbolTable.load(Array.from(bytes(text), (byte) => Uint8Array.of(byte)));
    expect({ report: table.report, symbols: [...table] }).toEqual(expected);
  });

  test("cut at any byte gives no wrong symbol but the last, says so, and accounts for every line", () => {
    const rows = [...whole];
    for (let end = 0; end < text.length; end++) {
      const cut = text.slice(0, end);
      let table: KernelSymbolTable;
      try {
        table = parse(cut);
      } catch (error) {
        expect(error, `cut at ${end}`).toBeInstanceOf(NotASymbolTableError);
        expect(end).toBeLessThan(text.indexOf("\n") + 4);
        continue;
      }
      const { lines, accepted, blank, rejected, skipped, warnings } = table.report;
      expect(accepted + blank + rejected + skipped, `cut at ${end}`).toBe(lines);
      expect(lines).toBe(cut.split("\n").length - (cut.endsWith("\n") ? 1 : 0));
      const isMidLine = !cut.endsWith("\n");
      expect(warnings.some((warning) => warning.includes("last line has no line feed")), `cut at ${end}`).toBe(isMidLine);
      table.forEachSymbol(({ index, name, address, type, owner }) => {
        const { size: _, index: __, ...row } = rows[index] as KernelSymbol;
        // The last name may be cut, and its owner with it; its address and type can't.
        if (isMidLine && index === table.size - 1) expect({ address, type }, `cut at ${end}`).toEqual({ address: row.address, type: row.type });
        else expect({ name, address, type, owner }, `cut at ${end}`).toEqual(row);
      });
      table.free();
    }
  });
});

test("a table cut at its beginning rejects the rest of the first line only", () => {
  for (let start = 1; start < TABLE.indexOf("\n"); start++) {
    const table = parse(TABLE.slice(start));
    expect(table.report.rejected, `cut off ${start}`).toBe(2);
    expect(names(table)[0]).toBe("_text");
    table.free();
  }
});

describe("what is no symbol table is told by name, with the remedy", () => {
  const utf16 = (order: "le" | "be") => {
    const text = Buffer.from("\ufeffffffffff81000000 T _stext\n", "utf16le");
    return (order === "le" ? text : text.swap16()).toString("latin1");
  };
  const stub = "ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n";
  test.each([
    ["an empty file", "", /empty.*cat \/proc\/kallsyms/],
    ["a blank file", " \n\n\t\n", /empty/],
    ["a line feed", "\n", /empty/],
    ["random bytes", "\x00\x01\x02\xff\xfe\x00junk\n\x00", /binary data/],
    ["an ELF file", "\x7fELF\x02\x01\x01\x00\x00\x00", /ELF file.*nm -n/],
    ["a zip archive", "PK\x03\x04\x14\x00", /zip archive/],
    ["a web page", "<!DOCTYPE html>\n<html><body>404</body></html>\n", /web page/],
    ["a web page after blanks", "\n  <html>\n", /web page/],
    ["UTF-16, little-endian", utf16("le"), /UTF-16.*UTF-8/],
    ["UTF-16, big-endian", utf16("be"), /UTF-16/],
    ["Debian's stub of System.map", stub, /Debian.*linux-image-VERSION-dbg/],
    ["addresses of (null)", "          (null) T _stext\n          (null) t init\n", /\(null\).*kptr_restrict/],
    ["prose", "Hello, world.\nffff\n", /not one line.*line 1.*hexadecimal/],
    ["a log", "[    0.000000] Linux version 6.1.0\n", /not one line/],
    ["a cut address", "ffffffff81", /not one line.*line 1/],
  ])("%s", async (_, text, message) => {
    const error = failure(() => parse(text));
    expect(error).toBeInstanceOf(NotASymbolTableError);
    expect(error.code).toBe("NOT_A_SYMBOL_TABLE");
    expect(error.message).toMatch(message);
    expect((await rejection(KernelSymbolTable.load(bytes(text)))).message).toBe(error.message);
    expect((await rejection(KernelSymbolTable.load(Array.from(bytes(text), (byte) => Uint8Array.of(byte))))).message).toBe(error.message);
  });
});

test("compressed bytes given to parse are refused with the remedy, and loaded by load", async () => {
  const packed = new Uint8Array(gzipSync(bytes(TABLE)));
  expect(failure(() => KernelSymbolTable.parse(packed))).toMatchObject({ code: "SOURCE_COMPRESSED", message: expect.stringContaining("load()") as string });
  expect(names(await KernelSymbolTable.load(packed))).toEqual(names(parse(TABLE)));
});

test("a string given in place of bytes is a TypeError that says what to do", async () => {
  expect(() => KernelSymbolTable.parse(TABLE as unknown as Uint8Array)).toThrowError(/TextEncoder/);
  await expect(KernelSymbolTable.load(TABLE as unknown as Uint8Array)).rejects.toThrowError(/TextEncoder/);
});

test("the first 100 rejected lines are kept, cut and with their numbers; all are counted", () => {
  const table = parse(`ffffffff81000000 T a\n${"junk\n".repeat(150)}${"z".repeat(1000)}\n`);
  expect(table.report).toMatchObject({ lines: 152, accepted: 1, rejected: 151 });
  expect(table.report.rejectedLines.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, at) => at + 2));
  expect(table.report.warnings.join()).toMatch(/151 of 152 lines are no symbols/);
});

describe("onMalformed", () => {
  test('"throw" stops at the first bad line with its number and reason', async () => {
    const text = "ffffffff81000000 T a\n\nffffffff8100 t cut\nffffffff81000000 T b\n";
    const error = failure(() => parse(text, { onMalformed: "throw" }));
    expect(error).toBeInstanceOf(MalformedLineError);
    expect(error).toMatchObject({ code: "MALFORMED_LINE", line: 3, message: expect.stringMatching(/line 3.*digits.*ffffffff8100 t cut/) as string });
    expect(await rejection(KernelSymbolTable.load([bytes(text)], { onMalformed: "throw" }))).toMatchObject({ line: 3 });
  });

  test('"throw" tells of a bad last line without a line feed', () => {
    expect(failure(() => parse("ffffffff81000000 T a\nffffffff81000010 t tls\t[tl", { onMalformed: "throw" }))).toMatchObject({ line: 2 });
  });

  test('"report" is the default, another word a TypeError', () => {
    expect(parse("ffffffff81000000 T a\njunk\n").report.rejectedLines).toEqual([{ line: 2, reason: expect.stringContaining("hexadecimal") as string, text: "junk" }]);
    expect(() => parse("", { onMalformed: "ignore" as "throw" })).toThrowError(TypeError);
  });
});

describe("owners", () => {
  const text = "ffffffff81000000 T a\nffffffffc0000000 t b\t[m]\njunk\nffffffffc0001000 t c\t[n]\n\nffffffff81000010 T d\n";

  test("loads these only and counts the others", () => {
    const table = parse(text, { owners: ["m", "n"] });
    expect(names(table)).toEqual(["b [m]", "c [n]"]);
    expect(table.report).toMatchObject({ lines: 6, accepted: 2, blank: 1, rejected: 1, skipped: 2 });
    expect(names(parse(text, { owners: ["system"] }))).toEqual(["a", "d"]);
  });

  test("that aren't there give an empty table, of which every query has an answer", () => {
    for (const owners of [["nobody"], []]) {
      const table = parse(text, { owners });
      expect(table.report).toMatchObject({ accepted: 0, skipped: 4 });
      expect([table.size, [...table], table.at(0), table.owners(), table.ambiguousNames(), table.sharedAddresses()]).toEqual([0, [], undefined, [], [], []]);
      expect([table.getSymbolByName("a"), table.getSymbolByAddr(0n), table.resolve(0n), table.search().total]).toEqual([[], [], undefined, 0]);
      expect(table.resolveBatch(BigUint64Array.of(1n)).index).toEqual(Uint32Array.of(0xffff_ffff));
      expect(table.statistics()).toMatchObject({ symbols: 0, owners: 0, names: 0 });
      expect(KernelSymbolTable.deserialize(table.serialize()).report).toEqual(table.report);
    }
  });

  test("of a table with hidden addresses don't hide that from the reader", () => {
    const hidden = "0000000000000000 T a\n0000000000000000 d data\t[m]\n0000000000000000 t f\t[m]\n0000000000000000 d only_data\t[n]\n";
    expect(parse(hidden, { owners: ["m"] }).restricted).toBe(true);
    const data = parse(hidden, { owners: ["n"] });
    expect(data.restricted).toBe(true);
    expect(failure(() => data.getSymbolByAddr(0n)).code).toBe("RESTRICTED_ADDRESSES");
  });
});

describe("modules", () => {
  const text = "ffffffffc0000000 t f\t[m]\nffffffffc0000100 d data\t[m]\nffffffffc0004000 t g\t[n]\nffffffffc0004100 d other\t[n]\n";
  const modules = "m 8192 0 - Live 0xffffffffc0000000 (OE)\nn 4096 0 - Live 0xffffffffc0004000\n";

  test("tells where a module's last symbol ends", () => {
    const table = parse(text, { modules });
    expect(table.requireSymbol("data").size).toBe(8192n - 0x100n);
    expect(table.requireSymbol("other").size).toBe(4096n - 0x100n);
    expect(table.resolve("ffffffffc0001fff")).toMatchObject({ symbols: [{ name: "data" }], offset: 0x1effn });
    expect(table.resolve("ffffffffc0002000")).toBeUndefined();
    expect(parse(text, { modules: bytes(modules) }).requireSymbol("data").size).toBe(8192n - 0x100n);
    expect(parse(text, { modules }).report.warnings).toEqual([]);
    expect(parse(text, { modules: "no such list" }).report.warnings).toEqual([expect.stringContaining("/proc/modules")]);
    expect(parse(text).requireSymbol("data").size).toBeUndefined();
  });

  test("is believed only where it agrees with the table", () => {
    for (const other of ["m 16 0 - Live 0xffffffffc0000000\n", "m 65536 0 - Live 0xffffffffc0000000\nn 16 0 - Live 0xffffffffc0004000\n", "m 8192 0 - Live 0x0000000000000000\n", "junk", "m x 0 - Live 0x1\n", "m 18446744073709551615 0 - Live 0xffffffffc0000000\nn 1 0 - Live 0xffffffffc0004000"]) {
      expect(parse(text, { modules: other }).requireSymbol("data").size, other).toBeUndefined();
    }
  });

  test("stays with a serialized table", () => {
    const again = KernelSymbolTable.deserialize(parse(text, { modules }).serialize());
    expect(again.requireSymbol("data").size).toBe(8192n - 0x100n);
  });
});

describe("expectedBytes", () => {
  const text = Array.from({ length: 20_000 }, (_, at) => `${hex(0xffffffff81000000n + BigInt(at) * 16n)} t f${at}\n`).join("");

  test.each([0, 1, NaN, -5, 1e6, 1e9, 1e12, Number.MAX_SAFE_INTEGER, Infinity])("%s does no harm", async (expectedBytes) => {
    const table = await KernelSymbolTable.load([bytes(text)], { expectedBytes });
    expect(table.size).toBe(20_000);
    table.free();
  });
});

describe("progress and abort", () => {
  const text = bytes(Array.from({ length: 100_000 }, (_, at) => `${hex(0xffffffff81000000n + BigInt(at) * 16n)} t f${at}\n`).join(""));

  test("progress counts the bytes that came, to the last", async () => {
    const seen: { bytes: number; totalBytes?: number }[] = [];
    const table = await KernelSymbolTable.load(new Blob([text.slice()]), { onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toEqual({ bytes: text.length, totalBytes: text.length });
    table.free();
  });

  test("an aborted load rejects with the signal's reason, before, between chunks and while one is awaited", async () => {
    const reason = new Error("enough");
    await expect(KernelSymbolTable.load(text, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(() => KernelSymbolTable.parse(text, { signal: AbortSignal.abort(reason) })).toThrowError(reason);
    const between = new AbortController();
    await expect(KernelSymbolTable.load(text, { signal: between.signal, onProgress: () => between.abort(reason) })).rejects.toBe(reason);
    const waiting = new AbortController();
    const silent = new ReadableStream<Uint8Array>({ pull: () => waiting.abort(reason) }, { highWaterMark: 0 });
    await expect(KernelSymbolTable.load(silent, { signal: waiting.signal })).rejects.toBe(reason);
  });

  test("a source's own error passes as it is", async () => {
    const error = new Error("the disk is gone");
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield text.subarray(0, 1000);
      throw error;
    }
    await expect(KernelSymbolTable.load(failing())).rejects.toBe(error);
  });
});
