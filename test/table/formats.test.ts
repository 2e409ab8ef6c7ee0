// Symbols as text: what is written in each form can be read back, and harms no spreadsheet.

import fc from "fast-check";
import { KernelSymbolTable, SYMBOL_FORMATS, symbolBytes, symbolLines } from "kallsyms";
import type { KernelSymbol, SymbolFormat, SymbolFormatOptions } from "kallsyms";
import { describe, expect, test } from "vitest";

import { csvRecord, tsvRecord } from "../../ts/table/delimited.js";
import { madeUpTable } from "./made-up-tables.js";
import { bytes, failure, parse } from "./support.js";

const TABLE = parse("ffffffff81002000 T late\nffffffff81001000 t =early\nffffffffc0000000 t in_module\t[ext4]\nffffffffc0000010 t other\t[system]\n0000000000000010 A percpu\n");
const FIELDS = ["name", "address", "type", "owner", "size", "index"];

const text = (table: KernelSymbolTable, format: SymbolFormat, options?: SymbolFormatOptions) => [...symbolLines(table, format, options)].join("");
const written = (table: KernelSymbolTable, format: SymbolFormat, options?: SymbolFormatOptions) => new Uint8Array(Buffer.concat([...symbolBytes(table, format, options)]));
const unguarded = (field: string) => (field.startsWith("'") ? field.slice(1) : field);
const plainText = (bytesOfText: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesOfText);

/** Reads CSV by its grammar. */
function readCsv(csv: string): string[][] {
  const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const records: string[][] = [[]];
  while (FIELD.lastIndex < csv.length) {
    const [, quoted, bare = "", end] = FIELD.exec(csv) ?? [];
    if (end === undefined) throw new Error(`no CSV: ${JSON.stringify(csv)}`);
    records.at(-1)?.push(unguarded(quoted?.replaceAll('""', '"') ?? bare));
    if (end !== ",") records.push([]);
  }
  return records.slice(0, -1);
}

function readTsv(tsv: string): string[][] {
  const escapes: Readonly<Record<string, string>> = { "\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r" };
  const field = (escaped: string) => unguarded(escaped.replace(/\\[^]/g, (pair) => escapes[pair] ?? pair));
  return tsv.split("\n").slice(0, -1).map((line) => line.split("\t").map(field));
}

/** A symbol as the fields of a record. */
function fieldsOf({ name, address, type, owner, size, index }: KernelSymbol): string[] {
  return [name, `0x${address.toString(16)}`, type, owner, size === undefined ? "" : `0x${size.toString(16)}`, String(index)];
}

function objectOf({ name, address, type, owner, size, index }: KernelSymbol): object {
  return { name, address: `0x${address.toString(16)}`, type, owner, size: size === undefined ? null : `0x${size.toString(16)}`, index };
}

/** What each form gives back, as the records or objects of all symbols. */
const READERS = {
  csv: (written: string) => readCsv(written).slice(1),
  tsv: (written: string) => readTsv(written).slice(1),
  json: (written: string) => JSON.parse(written) as unknown[],
  ndjson: (written: string) => written.split("\n").slice(0, -1).map((line) => JSON.parse(line) as unknown),
};

describe.each(Object.entries(READERS))("%s", (name, read) => {
  const format = name as keyof typeof READERS;
  const expected = (symbols: Iterable<KernelSymbol>) => Array.from(symbols, format === "csv" || format === "tsv" ? fieldsOf : objectOf);

  test("gives back every symbol of made-up tables, as lines and as bytes", () => {
    fc.assert(
      fc.property(madeUpTable, (madeUp) => {
        const table = KernelSymbolTable.parse(bytes(madeUp.text));
        expect(read(text(table, format))).toEqual(expected(table));
        expect(plainText(written(table, format))).toBe(text(table, format));
        table.free();
      }),
      { numRuns: 300 },
    );
  });

  test("holds the wanted symbols in the wanted order", () => {
    expect(read(text(TABLE, format, { indices: Uint32Array.of(2, 0) }))).toEqual(expected([TABLE.at(2), TABLE.at(0)] as KernelSymbol[]));
    expect(read(text(TABLE, format, { indices: [] }))).toEqual([]);
    expect(read(plainText(written(TABLE, format, { indices: new Set([4]) })))).toEqual(expected([TABLE.at(4)] as KernelSymbol[]));
  });
});

describe("csv and tsv", () => {
  const odd = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."=+-@\uff1d\t\r\n\",;'\\ a\u00a0") }));
  const records = fc.array(fc.array(odd, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });

  test("come back field by field, whatever is in it", () => {
    fc.assert(
      fc.property(records, (given) => {
        expect(readCsv(given.map(csvRecord).join(""))).toEqual(given);
        expect(readTsv(given.map(tsvRecord).join(""))).toEqual(given);
      }),
    );
  });

  test("begin no field as a formula, and no field of tsv with a quote", () => {
    fc.assert(
      fc.property(odd, (field) => {
        const [csv = ""] = csvRecord([field, "x"]).replace(/^"/, "").split(/"?,x\r\n/);
        expect(csv).not.toMatch(/^ *[=+\-@\uff1d]|^[\t\r\n]/);
        expect(tsvRecord([field, "x"])).not.toMatch(/^ *[=+\-@\uff1d]|^"/);
        expect(tsvRecord([field, "x"]).match(/[\t\n\r]/g)).toEqual(["\t", "\n"]);
      }),
    );
  });

  test.each([["csv", "'=early"], ["tsv", "'=early"]] as const)("%s has a header, and a guarded name", (format, name) => {
    const [header, , second] = format === "csv" ? text(TABLE, format).split("\r\n").map((line) => line.split(",")) : text(TABLE, format).split("\n").map((line) => line.split("\t"));
    expect(header).toEqual(FIELDS);
    expect(second?.[0]).toBe(name);
  });
});

describe("system-map", () => {
  test("is the kernel image by address, without a module that calls itself system", () => {
    const map = "0000000000000010 A percpu\nffffffff81001000 t =early\nffffffff81002000 T late\n";
    expect(text(TABLE, "system-map")).toBe(map);
    expect(text(TABLE, "system-map", { indices: [3, 2, 0, 1] })).toBe(map.slice(map.indexOf("\n") + 1));
  });

  test("gives back the image's symbols of made-up tables, byte by byte", () => {
    fc.assert(
      fc.property(madeUpTable, (madeUp) => {
        const table = KernelSymbolTable.parse(bytes(madeUp.text));
        const { owners } = table.columns();
        const image = Array.from(table.sortedIndices("address")).filter((index) => owners[index] === 0);
        const lines = image.map((index) => `${table.at(index)?.address.toString(16).padStart(madeUp.digits, "0")} ${table.at(index)?.type} ${Buffer.from(table.nameBytes(index) ?? []).toString("latin1")}\n`);
        expect(Buffer.from(written(table, "system-map")).toString("latin1")).toBe(lines.join(""));
        table.free();
      }),
      { numRuns: 300 },
    );
  });

  test("as lines shows what is no text, unless told how to show it", () => {
    const table = parse("ffffffff81000000 t a\xff\nffffffff81000010 t \xc3\xa9\n");
    expect(text(table, "system-map")).toBe("ffffffff81000000 t a\ufffd\nffffffff81000010 t é\n");
    const show = (name: string | Uint8Array) => (typeof name === "string" ? name.toUpperCase() : `<${name.join()}>`);
    for (const format of ["system-map", "csv", "tsv"] as const) expect(text(table, format, { show }), format).toContain("<97,255>");
    expect(plainText(written(table, "system-map", { show }))).toBe("ffffffff81000000 T <97,255>\nffffffff81000010 T É\n");
  });
});

test("bytes come in pieces of about 64 KiB", () => {
  const line = `t ${"n".repeat(100)}\xff\n`;
  const table = parse(Array.from({ length: 5000 }, (_, at) => `${(0x1000 + at).toString(16).padStart(16, "0")} ${line}`).join(""));
  for (const format of SYMBOL_FORMATS) {
    const lengths = Array.from(symbolBytes(table, format), ({ length }) => length);
    expect(lengths.length, format).toBeGreaterThan(3);
    for (const length of lengths.slice(0, -1)) expect(length >= 65_536 && length < 70_000, `${format}: ${length}`).toBe(true);
  }
});

test("other forms and indices are refused, and a table that is freed meanwhile ends the text", () => {
  for (const format of ["xml", "toString", "", undefined]) {
    expect(() => symbolLines(TABLE, format as "csv")).toThrowError(TypeError);
    expect(() => symbolBytes(TABLE, format as "csv")).toThrowError(TypeError);
  }
  for (const format of SYMBOL_FORMATS) for (const index of [-1, 5, 0.5, NaN]) expect(() => text(TABLE, format, { indices: [index] }), format).toThrowError(TypeError);
  for (const format of SYMBOL_FORMATS) {
    const table = parse("ffffffff81000000 t a\nffffffff81000010 t b\nffffffff81000020 t c\n");
    const lines = symbolLines(table, format);
    lines.next();
    lines.next();
    table.free();
    expect(failure(() => lines.next()).code, format).toBe("TABLE_DISPOSED");
  }
});
