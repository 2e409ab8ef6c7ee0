// What other readers of kallsyms text get wrong, a test for each case seen in the field.

import { nameVariant } from "kallsyms";
import type { KernelSymbol } from "kallsyms";
import { expect, test } from "vitest";

import { hex, names, parse } from "./support.js";

const places = (symbols: readonly KernelSymbol[]) => symbols.map(({ address, owner }) => `${hex(address)} ${owner}`);
const namesOf = (symbols: readonly KernelSymbol[] | undefined) => symbols?.map(({ name }) => name);

test("#1 one name at several addresses gives them all", () => {
  const table = parse("ffffffff81001000 t s_next\nffffffff81002000 t load_elf_phdrs\nffffffff81003000 t s_next\nffffffff81004000 t load_elf_phdrs\nffffffff81005000 t s_next\n");
  expect(places(table.getSymbolByName("s_next"))).toEqual(["ffffffff81001000 system", "ffffffff81003000 system", "ffffffff81005000 system"]);
  expect(table.lookup("s_next").status).toBe("ambiguous");
  expect(() => table.requireSymbol("load_elf_phdrs")).toThrowError(/load_elf_phdrs.*ffffffff81002000.*ffffffff81004000/);
  expect(table.ambiguousNames().map(({ name, indices }) => [name, ...indices])).toEqual([["s_next", 0, 2, 4], ["load_elf_phdrs", 1, 3]]);
});

test("#1 a name at 1693 addresses gives them all", () => {
  const table = parse(Array.from({ length: 1693 }, (_, at) => `${hex(0xffffffff82000000n + BigInt(at) * 16n)} r __func__.0\n`).join(""));
  expect(table.getSymbolByName("__func__.0").map(({ index }) => index)).toEqual([...new Array(1693).keys()]);
});

test("#2 one address with several names gives them all, in file order", () => {
  const aliases = ["srso_alias_untrain_ret", "_stext", "_text", "__pi__text"];
  const table = parse(`${aliases.map((name) => `ffffffff81000000 T ${name}`).join("\n")}\nffffffff81000040 t next\n`);
  expect(namesOf(table.getSymbolByAddr(0xffffffff81000000n))).toEqual(aliases);
  expect(namesOf(table.resolve(0xffffffff81000010n)?.symbols)).toEqual(aliases);
  expect(table.getSymbolByAddr(0xffffffff81000000n).map(({ size }) => size)).toEqual([0x40n, 0x40n, 0x40n, 0x40n]);
});

test("#2 an address with 75 names gives them all", () => {
  const table = parse(Array.from({ length: 75 }, (_, at) => `c0045678 T sys_${at}\n`).join(""));
  expect(table.getSymbolByAddr("c0045678")).toHaveLength(75);
  expect(table.sharedAddresses()).toHaveLength(1);
});

test("#3 one name in two modules is told apart by owner", () => {
  const table = parse("ffffffffc0001000 t icap_download_bitstream_axlf\t[xclmgmt]\nffffffffc0002000 t icap_download_bitstream_axlf\t[xocl]\n");
  expect(places(table.getSymbolByOwnerAndName("xocl", "icap_download_bitstream_axlf"))).toEqual(["ffffffffc0002000 xocl"]);
  expect(table.lookup("icap_download_bitstream_axlf", { owner: "xclmgmt" })).toMatchObject({ status: "unique", otherOwners: ["xocl"] });
  expect(table.lookup("icap_download_bitstream_axlf").status).toBe("ambiguous");
});

test("#4 a TAB before the owner isn't part of the name", () => {
  const table = parse("ffff800001717000 t tls_update\t[tls]\n");
  expect(table.at(0)).toEqual({ index: 0, name: "tls_update", address: 0xffff800001717000n, type: "t", owner: "tls", size: undefined });
});

test("#5 blanks before the owner, as in pasted tables, part it from the name", () => {
  const table = parse("ffffffffc0201000 t bpf_prog_7cc47bbf07148bfe_hid_tail_call      [bpf]\nffffffffc0202000 t array[3]\n");
  expect(names(table)).toEqual(["bpf_prog_7cc47bbf07148bfe_hid_tail_call [bpf]", "array[3]"]);
});

test("#6 zeroed text addresses are hidden ones", () => {
  const table = parse("0000000000000000 T __x64_sys_bpf\n0000000000000000 t init_once\n0000000000000000 t init_once\t[ext4]\n");
  expect(table.restricted).toBe(true);
  expect(places(table.getSymbolByName("init_once"))).toEqual(["0000000000000000 system", "0000000000000000 ext4"]);
  expect(() => table.getSymbolByAddr(0n)).toThrowError(/kptr_restrict/);
});

test("#7 zero and low addresses of percpu symbols are no sign of hidden ones", () => {
  const table = parse("0000000000000000 A fixed_percpu_data\n0000000000000000 A __per_cpu_start\n0000000000032080 A steal_time\nffffffff81000000 T _text\n");
  expect(table.restricted).toBe(false);
  expect(namesOf(table.getSymbolByAddr(0n))).toEqual(["fixed_percpu_data", "__per_cpu_start"]);
  expect(namesOf(table.resolve(0x32084)?.symbols)).toEqual(["steal_time"]);
  // Between percpu offsets and addresses lies nothing that a symbol covers.
  expect(table.resolve(0x1000_0000)).toBeUndefined();
});

test("#8 addresses of 8 digits are those of a 32-bit kernel", () => {
  const table = parse("c0008000 T stext\nc0008040 t init\nffff1004 t vector_rst\n");
  expect(table.report.addressBits).toBe(32);
  expect(table.getSymbolByName("vector_rst")[0]?.address).toBe(0xffff1004n);
  expect(table.resolve("c0008010")).toMatchObject({ offset: 0x10n, size: 0x40n });
});

test("#9 modules below the image keep their symbols", () => {
  const table = parse("ffff8000081e0000 T _text\nffff8000081e0100 T _stext\nffff800001717000 t $x\t[tls]\nffff800001717000 t tls_update\t[tls]\nffff800001717040 t tls_end\t[tls]\n");
  expect(table.size).toBe(5);
  expect(namesOf(table.resolve("ffff800001717004")?.symbols)).toEqual(["tls_update"]);
  expect(table.report.sorted).toBe(false);
});

test("#10 mapping symbols are found by name and address and passed over by resolve", () => {
  const table = parse("ffff80007bfb6d60 d $d\t[openvswitch]\nffff80007bfb6d60 d __tracepoint_ovs_do_execute_action\t[openvswitch]\nffff80007bfb6d80 d $d\t[openvswitch]\nffff80007bfb6da0 d end\t[openvswitch]\n");
  expect(namesOf(table.getSymbolByAddr("ffff80007bfb6d60"))).toEqual(["$d", "__tracepoint_ovs_do_execute_action"]);
  expect(table.getSymbolByName("$d")).toHaveLength(2);
  expect(table.resolve("ffff80007bfb6d90")).toMatchObject({ offset: 0x30n, size: 0x40n, symbols: [{ name: "__tracepoint_ovs_do_execute_action" }] });
});

test("#11 a name with .llvm.HASH is found by its base where variants are folded", () => {
  const table = parse("ffffffffc0100000 t btrfs_file_read_iter.llvm.3433979326929198294\t[btrfs]\nffffffffc0200000 t ovl_create.llvm.10133695243223489424\n");
  expect(table.getSymbolByName("ovl_create")).toEqual([]);
  expect(table.lookup("ovl_create").suggestions).toEqual(["ovl_create.llvm.10133695243223489424"]);
  expect(namesOf(table.search({ pattern: "btrfs_file_read_iter", match: "exact", foldVariants: true }).symbols)).toEqual(["btrfs_file_read_iter.llvm.3433979326929198294"]);
});

test("#12 clones are variants, and a .cold part is a fragment", () => {
  const clones = ["ttwu_do_wakeup.isra.20", "ttwu_do_wakeup.constprop.0", "ttwu_do_wakeup.part.0", "ttwu_do_wakeup.cold", "ttwu_do_wakeup.cold.12", "ttwu_do_wakeup"];
  const table = parse(clones.map((name, at) => `${hex(0xffffffff81000000n + BigInt(at * 16))} t ${name}\n`).join(""));
  const { symbols, variants } = table.search({ pattern: "ttwu_do_wakeup", match: "exact", foldVariants: true });
  expect(namesOf(symbols)).toEqual(clones);
  expect(variants.map(({ isFragment }) => isFragment)).toEqual([false, false, false, true, true, false]);
  expect(table.statistics()).toMatchObject({ variants: 5, fragments: 2 });
});

test("#13 prefixes of the compiler are names of their own, and variants", () => {
  const table = parse("ffffffff81000000 t __pfx_run_init_process\nffffffff81000010 t run_init_process\nffffffff81000050 t __cfi_other\nffffffff81000060 t other.cfi_jt\n");
  expect(table.resolve("ffffffff81000008")?.symbols[0].name).toBe("__pfx_run_init_process");
  expect(table.resolve("ffffffff81000014")).toMatchObject({ offset: 4n, symbols: [{ name: "run_init_process" }] });
  expect(nameVariant("__pfx_run_init_process")).toMatchObject({ prefix: "__pfx_", base: "run_init_process" });
  expect(table.search({ pattern: "other", match: "exact", foldVariants: true }).total).toBe(2);
});

test("#14 Rust names are kept whole, however long", () => {
  const name = `_RNvNtCs1234_7mycrate3foo${"3bar".repeat(120)}`;
  const table = parse(`ffffffff81000000 t ${name}\nffffffff81000010 t _RNvNtCs1234_7mycrate3foo3bar\n`);
  expect(table.at(0)?.name).toBe(name);
  expect(table.getSymbolByName(name)).toHaveLength(1);
  expect(nameVariant("_RNvNtCs1234_7mycrate3foo3bar").demangled).toBe("mycrate::foo::bar");
  expect(table.search({ pattern: "mycrate::foo::bar", foldVariants: true }).total).toBeGreaterThanOrEqual(1);
});

test("#15 names are bytes: UTF-8 is shown as such, the rest as U+FFFD", () => {
  const korean = Buffer.from("__kstrtab_功能", "utf8").toString("latin1");
  const table = parse(`ffffffff81000000 t ${korean}\t[mod]\nffffffff81000010 t a\xff\xfeb\nffffffff81000020 t a\xf0\x90b\n`);
  expect(names(table)).toEqual(["__kstrtab_功能 [mod]", "a\ufffd\ufffdb", "a\ufffdb"]);
  expect(table.getSymbolByName("__kstrtab_功能").map(({ index }) => index)).toEqual([0]);
  expect(table.getSymbolByName(Uint8Array.of(0x61, 0xff, 0xfe, 0x62)).map(({ index }) => index)).toEqual([1]);
  expect(table.getSymbolByName("a\ufffdb").map(({ index }) => index)).toEqual([2]);
  expect(table.nameBytes(2)).toEqual(Uint8Array.of(0x61, 0xf0, 0x90, 0x62));
});

test("#16 a module's symbol at the place of a freed one is shown beside it", () => {
  const table = parse("ffffffffc0300000 t freed_init\t[old]\nffffffffc0300000 t fresh\t[new]\n");
  expect(table.getSymbolByAddr("ffffffffc0300000").map(({ owner }) => owner)).toEqual(["old", "new"]);
  expect(table.getSymbolByOwnerAndAddr("new", "ffffffffc0300000").map(({ name }) => name)).toEqual(["fresh"]);
});

test("#17 BPF programs are the owner's and not the name's affair", () => {
  const table = parse("ffffffff81200000 T bpf_prog_alloc\nffffffffc0201000 t bpf_prog_6deef7357e7b4530_sd_fw_egress\t[bpf]\nffffffffc0200000 t bpf_prog_6deef7357e7b4530\t[bpf]\n");
  expect(table.search({ pattern: "bpf_prog_", match: "prefix", owner: "bpf" }).total).toBe(2);
  expect(table.getSymbolByOwnerAndName("system", "bpf_prog_alloc")).toHaveLength(1);
  expect(table.requireSymbol("bpf_prog_6deef7357e7b4530").size).toBe(0x1000n);
  expect(table.requireSymbol("bpf_prog_6deef7357e7b4530_sd_fw_egress").size).toBeUndefined();
});

test("#18 pseudo-modules are owners by their own names", () => {
  const table = parse("ffffffffc0000000 t ftrace_trampoline\t[__builtin__ftrace]\nffffffffc0001000 t kprobe_insn_page\t[__builtin__kprobes]\nffffffffc0002000 t bpf_trampoline_6442536467\t[bpf]\n");
  expect(table.owners().map(({ name }) => name)).toEqual(["__builtin__ftrace", "__builtin__kprobes", "bpf"]);
});

test("#19 section markers are aliases like any other", () => {
  const table = parse("ffffffff82000000 R __start___ksymtab\nffffffff82000000 R __stop_rodata\nffffffff82000000 r real\nffffffff82000008 r next\n");
  expect(namesOf(table.resolve("ffffffff82000004")?.symbols)).toEqual(["__start___ksymtab", "__stop_rodata", "real"]);
});

test("#20 aliases of system calls and weak symbols stay apart", () => {
  const table = parse("ffffffff81000000 T __do_sys_open\nffffffff81000000 T __x64_sys_open\nffffffff81000010 T __ia32_sys_open\nffffffff81000020 W blake2s_compress\nffffffff81000020 T blake2s_compress_generic\nffffffff81000030 T memcpy\nffffffff81000030 T __memcpy\n");
  expect(table.statistics()).toMatchObject({ sharedAddresses: 3, mostAliases: 2, names: 7 });
  expect(table.requireSymbol("blake2s_compress").type).toBe("W");
  expect(table.lookup("memcpy").status).toBe("unique");
});

test("#21 ppc64's dot symbols are names of their own, and variants", () => {
  const table = parse("c000000000001000 d function\nc000000000002000 T .function\n");
  expect(table.getSymbolByName("function")).toHaveLength(1);
  expect(table.getSymbolByName(".function")).toHaveLength(1);
  expect(table.search({ pattern: "function", match: "exact", foldVariants: true }).total).toBe(2);
});

test("#22 every type letter is kept", () => {
  const letters = [..."aAbBcCdDgGiInNpPrRsStTuUvVwW?-"];
  const table = parse(`${letters.map((letter, at) => `${hex(0xffffffff81000000n + BigInt(at))} ${letter} n${at}`).join("\n")}\n`);
  expect(Array.from(table, ({ type }) => type)).toEqual(letters);
  expect(table.report.rejected).toBe(0);
});

test("#22 _etext of type D ends the text", () => {
  const table = parse("ffff800008010000 T _stext\nffff800008020000 D _etext\n");
  expect(table.textSegmentContains("ffff80000801ffff")).toBe(true);
  expect(table.textSegmentContains("ffff800008020000")).toBe(false);
  expect(table.textSegmentContains("ffff800008010000")).toBe(true);
});

test("#23 a copied file: CRLF, blank lines, leading blanks, upper-case digits, no last newline", () => {
  const table = parse("FFFFFFFF81000000 T _stext\r\n\r\n   ffffffff81000010 t init_once\t[ext4]\r\n  \r\nffffffff81000020 t last");
  expect(names(table)).toEqual(["_stext", "init_once [ext4]", "last"]);
  expect(table.report).toMatchObject({ lines: 5, accepted: 3, blank: 2, rejected: 0 });
  expect(table.report.warnings.join()).toMatch(/last line has no line feed/);
});

test("#24 System.map is told by its form, and loads", () => {
  const table = parse("0000000000000000 D __per_cpu_start\nffffffff81000000 T _text\nffffffff82000000 D kallsyms_token_table\nffffffff82000010 a absolute\n");
  expect(table.report.format).toBe("system-map");
  expect(table.size).toBe(4);
});

test("#24 nm's output loads: undefined symbols are rejected, sizes are taken", () => {
  const table = parse("                 U mcount\nffffffff81000010 0000000000000008 T b\nffffffff81000000 0000000000000004 T a\n                 w weak\n");
  expect(table.report).toMatchObject({ format: "nm", accepted: 2, rejected: 2 });
  expect(table.requireSymbol("a").size).toBe(4n);
  expect(table.resolve("ffffffff81000005")).toBeUndefined();
});

test("#24 text of Linux 2.4's ksyms, without types, loads", () => {
  const table = parse("c0105000 gdt_R__ver_gdt\nc88a2000 apm_info_R99\t[apm]\n");
  expect(table.report.format).toBe("ksyms");
  expect(names(table)).toEqual(["gdt_R__ver_gdt", "apm_info_R99 [apm]"]);
});
