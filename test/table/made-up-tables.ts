/** Tables that no kernel prints, with every oddity that one could: for fast-check. */

import fc from "fast-check";

import { hex } from "./support.js";

/** A text, and how wide its addresses are. */
export interface MadeUp {
  readonly text: string;
  readonly digits: 8 | 16;
}

const NAMES = ["a", "b", "init_once", "_stext", "_etext", "$d", "$x.1", "$xrv64i", "$q", "L0", "L0x", ".L0 ", ".L1\x025", ".text", "name with blank", "tail ", " head", "array[3]", "in\ttab"];
const ODD_NAMES = ["\xc3\xa9", "\xff\xfe", "\xff", "\xef\xbf\xbd", "\xef\xbb\xbfbom", "__proto__", "constructor", "f.isra.0", "f.cold", "__pfx_f", "f", ".f", "[x]", "A", "B\x7f\x01", "\x0b"];
const OWNERS = ["m", "n", "bpf", "__builtin__ftrace", "system", "__proto__", "a b", "\xc3\xa9"];
const TYPES = "tTdDbBrRwWvVaA?-iuN";
const JUNK = ["", "   ", "\t", "\x0c", "junk", "(null) T a", "deadbeef", "0xffffffff81000000 T a", "          U undefined", "fff T short", "<html>"];

/** Few places, so that addresses meet, at the ends of what 64 (or 32) bits hold and of pages, near and far apart. */
const OFFSETS = [0, 1, 8, 0x10, 0xfff, 0x1000, 0x1001, 0x2000, 0x10000];
const BASES_64 = [0n, 0xffff_ffff_8100_0000n, 0xffff_ffff_c000_0000n, 0xffff_ffff_fffe_fff0n, 0x1_0000_0000n, 0xffff_fffdn, 0xffff_fffen];
const BASES_32 = [0n, 0xc010_0000n, 0xbf00_0000n, 0xfffe_fff0n];

const place = (bases: readonly bigint[]) => fc.tuple(fc.constantFrom(...bases), fc.constantFrom(...OFFSETS)).map(([base, offset]) => base + BigInt(offset));

/** A line: a symbol in one of the forms that are understood, or none. */
function line(digits: 8 | 16): fc.Arbitrary<string> {
  const symbol = fc.record({
    address: place(digits === 16 ? BASES_64 : BASES_32),
    // More text than all else, as in a kernel.
    type: fc.oneof(fc.constantFrom("t", "T", "d"), fc.constantFrom(...TYPES)),
    name: fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...ODD_NAMES), fc.string({ unit: fc.constantFrom(..."abc_.$ []\x01"), minLength: 1, maxLength: 6 })),
    owner: fc.option(fc.constantFrom(...OWNERS)),
    form: fc.constantFrom("kernel", "kernel", "kernel", "padded", "leading", "upper", "sized"),
  });
  const asText = symbol.map(({ address, type, name, owner, form }) => {
    const number = form === "upper" ? hex(address, digits).toUpperCase() : hex(address, digits);
    const size = form === "sized" ? ` ${hex(address & 0x3fn, digits)}` : "";
    const module = owner === null ? "" : form === "padded" ? `      [${owner}]` : `\t[${owner}]`;
    return `${form === "leading" ? "  " : ""}${number}${size} ${type} ${name}${module}`;
  });
  return fc.oneof({ weight: 12, arbitrary: asText }, { weight: 1, arbitrary: fc.constantFrom(...JUNK) });
}

/** A whole table: at least one line is a symbol. */
export const madeUpTable: fc.Arbitrary<MadeUp> = fc
  .constantFrom<8 | 16>(16, 16, 8)
  .chain((digits) =>
    fc.record({
      digits: fc.constant(digits),
      // The first line tells the form of all.
      lines: fc.array(line(digits), { maxLength: 60, size: "max" }).map((lines) => [`${hex(0x1000, digits)} t first`, ...lines]),
      end: fc.constantFrom("\n", "\n", "\r\n"),
      isWhole: fc.boolean(),
    }),
  )
  .map(({ digits, lines, end, isWhole }) => ({ digits, text: lines.join(end) + (isWhole ? end : "") }));
