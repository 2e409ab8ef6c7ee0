// Small tables for lines that are made up, and what was recognised in a line, in short.

import { KernelSymbolTable, decodeLog } from "kallsyms";
import type { DecodeOptions, Mention } from "kallsyms";

/** 64 bits: a name at two addresses of the image, one in image and module, functions of known size. */
export const TABLE_64 = `ffffffff81000000 T _text
ffffffff81000000 T _stext
ffffffff81000040 T alpha
ffffffff81000080 t beta
ffffffff810000a0 t twin
ffffffff810000c0 T gamma.isra.0
ffffffff81000100 t twin
ffffffff81000140 T delta
ffffffff81000180 T shared
ffffffff81000180 T shared_alias
ffffffff810001c0 t lto_name.llvm.1234567890
ffffffff81000200 T .dotted
ffffffff81000240 t both
ffffffff81000280 T omega
ffffffff810002c0 T _etext
ffffffff81800000 D table_of_things
ffffffffc0000000 t mod_init\t[mod]
ffffffffc0000040 t twin\t[mod]
ffffffffc0000080 t both\t[mod]
ffffffffc00000c0 t mod_last\t[mod]
ffffffffc0000200 d mod_data\t[mod]
ffffffffc0002000 t other_fn\t[other_mod]
ffffffffc0002040 t other_end\t[other_mod]
ffffffffc0003000 t bpf_prog_6deef7357e7b4530_sd_devices\t[bpf]
`;

/** 32 bits. */
export const TABLE_32 = `c0100000 T _text
c0100000 T _stext
c0100040 T alpha
c0100080 t beta
c01000a0 t twin
c01000c0 T gamma
c0100100 t twin
c0100140 T delta
c0100180 T _etext
bf000000 t mod_init\t[mod]
bf000040 t mod_end\t[mod]
`;

const encoder = new TextEncoder();

export function tableOf(text: string): KernelSymbolTable {
  return KernelSymbolTable.parse(encoder.encode(text));
}

/** The mentions of one line. */
export function mentionsIn(line: string, table: KernelSymbolTable, options?: DecodeOptions): readonly Mention[] {
  const { lines } = decodeLog(line, table, options);
  return lines.flatMap(({ mentions }) => mentions);
}

/** `kind name+offset/size [module] @address ?status`, of what is there. */
export function brief({ kind, name, offset, size, module, printed, unreliable, status }: Mention): string {
  const symbol = `${name ?? ""}${hex("+", offset)}${hex("/", size)}${module === undefined ? "" : ` [${module}]`}`;
  return [kind, symbol, printed === undefined ? "" : `@${printed.toString(16)}`, unreliable ? "?" : "", status].filter((part) => part !== "").join(" ");
}

function hex(sign: string, value: bigint | undefined): string {
  return value === undefined ? "" : `${sign}${value.toString(16)}`;
}
