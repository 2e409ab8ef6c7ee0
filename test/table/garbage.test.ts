// Damaged and random text: never a crash, never a line unaccounted for, the same result in whatever chunks.

import fc from "fast-check";
import { KallsymsError, KernelSymbolTable } from "kallsyms";
import { expect, test } from "vitest";

import { madeUpTable } from "./made-up-tables.js";
import { bytes } from "./support.js";

/** What a text gives: symbols and report, or an error's code and message. */
async function outcome(load: () => KernelSymbolTable | Promise<KernelSymbolTable>): Promise<unknown> {
  try {
    const table = await load();
    const { lines, accepted, blank, rejected, skipped } = table.report;
    expect(accepted + blank + rejected + skipped).toBe(lines);
    expect(accepted).toBe(table.size);
    const all = { report: table.report, symbols: [...table], statistics: table.statistics() };
    table.free();
    return all;
  } catch (error) {
    if (!(error instanceof KallsymsError)) throw error;
    return { code: error.code, message: error.message, line: error.line };
  }
}

const damagedTable = fc.tuple(madeUpTable, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 })).map(([{ text }, changes]) => {
  const damaged = bytes(text);
  for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
  return damaged;
});

const anyBytes = fc.oneof(
  damagedTable,
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(..."0f8 \tTt[]a\r\n"), maxLength: 200 }).map(bytes),
);

test("any bytes give a table or an error of the package's, the same in chunks of any size", async () => {
  await fc.assert(
    fc.asyncProperty(anyBytes, fc.integer({ min: 1, max: 40 }), fc.constantFrom<"report" | "throw">("report", "throw"), async (text, size, onMalformed) => {
      const whole = await outcome(() => KernelSymbolTable.parse(text, { onMalformed }));
      // Text that begins as compressed data does is another test's affair.
      fc.pre((whole as { code?: string }).code !== "SOURCE_COMPRESSED");
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.subarray(at * size, (at + 1) * size));
      expect(await outcome(() => KernelSymbolTable.load(chunks, { onMalformed }))).toEqual(whole);
    }),
    { numRuns: 2000 },
  );
});

test("any damage to a serialized table is told", () => {
  fc.assert(
    fc.property(madeUpTable, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ text }, at, change) => {
      const table = KernelSymbolTable.parse(bytes(text));
      const serialized = table.serialize();
      serialized[at % serialized.length] = (serialized[at % serialized.length] ?? 0) ^ change;
      expect(() => KernelSymbolTable.deserialize(serialized)).toThrowError(expect.objectContaining({ code: "BAD_SERIALIZED_TABLE" }) as Error);
      table.free();
    }),
    { numRuns: 500 },
  );
});

test("any pattern finds rows or is refused", () => {
  const table = KernelSymbolTable.parse(bytes("ffffffff81000000 T tcp_v4_rcv\nffffffff81000010 t a\xff\xfe\nffffffff81000020 t .L0 \t[m]\n"));
  const pattern = fc.oneof(fc.string({ unit: fc.constantFrom(..."ac_.*+?()[]{}|^$\\!-,0129:=<>PdwsbBxQE"), maxLength: 12 }), fc.string(), fc.uint8Array({ maxLength: 8 }));
  fc.assert(
    fc.property(pattern, fc.constantFrom("substring", "exact", "prefix", "glob", "regex", "fuzzy"), fc.boolean(), fc.boolean(), (text, match, caseSensitive, foldVariants) => {
      const search = () => table.search({ pattern: text, match, caseSensitive, foldVariants }).total;
      try {
        expect(search()).toBeLessThanOrEqual(table.size);
      } catch (error) {
        expect(error).toMatchObject({ code: "BAD_PATTERN" });
        expect(match).toBe("regex");
      }
    }),
    { numRuns: 20_000 },
  );
});
