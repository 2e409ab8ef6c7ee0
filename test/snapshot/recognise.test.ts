// Every kind of file is known by its content, also under a misleading name, and by its name where only that can tell.

import { existsSync, readFileSync, readdirSync } from "node:fs";

import { expect, test } from "vitest";

import { KINDS } from "../../ts/snapshot/kinds.js";
import type { Kind, MemberKind } from "../../ts/snapshot/kinds.js";
import { recognise } from "../../ts/snapshot/recognise.js";
import { bytes, firstLines, unpacked } from "./support.js";

const BUILD_ID_NOTE = Uint8Array.of(4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0, ...Array.from({ length: 20 }, (_, at) => at + 0xa0));
const BIG_ENDIAN_NOTE = Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 20, 0, 0, 0, 3, 0x47, 0x4e, 0x55, 0, ...Array.from({ length: 20 }, (_, at) => at + 0xa0));

/** By kind: a usual path, and samples; `named` where the content alone must not do. */
const SAMPLES: Readonly<Record<MemberKind, { path: string; samples: readonly (string | Uint8Array)[]; named?: true }>> = {
  kallsyms: {
    path: "proc/kallsyms",
    samples: [
      "0000000000000000 A fixed_percpu_data\nffffffff81000000 T _stext\nffffffffc0401000 t nf_init\t[nf_tables]\n",
      "0000000000000000 T _stext\n0000000000000000 t do_one\n",
      "          (null) A irq_stack_union\n          (null) T _text\n",
      "c0008000 T stext\r\nc0008040 t __enable_mmu\r\n",
    ],
  },
  "system-map": { path: "boot/System.map-6.1.0-50-amd64", samples: ["ffffffff81000000 T _text\nffffffff81000000 T startup_64\n"], named: true },
  "system-map-stub": { path: "boot/System.map-6.1.0-50-amd64", samples: ["ffffffffffffffff B The real System.map is in the linux-image-6.1.0-50-amd64-dbg package\n"] },
  nm: {
    path: "vmlinux.nm",
    samples: [
      "ffffffff81000000 0000000000000030 T _stext\nffffffff81000030 0000000000000010 t init_once\n",
      "                 U __fentry__\n0000000000000000 t init_module\n0000000000000010 r __param\n",
    ],
  },
  ksyms: { path: "proc/ksyms", samples: ["c0117e20 schedule_R01000e51\nd0812060 __insmod_nfs_S.text_L1234\t[nfs]\n", "c8800000 nfs_init  [nfs]\n"] },
  "kprobes-list": { path: "sys/kernel/debug/kprobes/list", samples: ["ffffffffc2f682b0  k  e1000_spi_eeprom_ready+0x0  e1000 [FTRACE]\nffffffff99a27060  r  xen_make_pud+0x0    [DISABLED]\n"] },
  "kprobe-blacklist": { path: "sys/kernel/debug/kprobes/blacklist", samples: ["0xffffffffa8600930-0xffffffffa8600950\tasm_exc_divide_error\n0xffffffffa8600950-0xffffffffa8600970\tasm_exc_overflow\n"] },
  "enabled-functions": {
    path: "sys/kernel/tracing/enabled_functions",
    samples: ["do_exit (1)      \ttramp: 0xffffffffc033f000 (function_stack_trace_call+0x0/0xb0) ->function_stack_trace_call+0x0/0xb0\nwake_up (2) R I\n", "nf_hook [nf_tables] (1) R   D\n"],
  },
  "available-filter-functions": { path: "sys/kernel/tracing/available_filter_functions", samples: ["__traceiter_initcall_level\nrun_init_process\ndo_one_initcall\n", "foo\nucma_leave_multicast [rdma_ucm]\n"] },
  "available-filter-functions-addrs": { path: "sys/kernel/tracing/available_filter_functions_addrs", samples: ["ffffffff81000130 run_init_process\nffffffff81000450 do_one_initcall\n"] },
  trace: { path: "sys/kernel/tracing/trace", samples: ["# tracer: function\n#\n# entries-in-buffer/entries-written: 1/1   #P:4\n", "            bash-1994  [000] ....  4342.324896: ext4_release_file <-__fput\n          <idle>-0     [001] d..1. 12.1: x: y\n"] },
  "trace-dat": { path: "trace.dat", samples: [bytes("\x17\x08Dtracing6\0", Uint8Array.of(0, 8, 0, 16, 0, 0), "header_page\0")] },
  bpftool: { path: "sos_commands/ebpf/bpftool_-j_prog_list", samples: ['[{"id":3,"type":"cgroup_skb","tag":"6deef7357e7b4530","bytes_xlated":64,"jited":true,"bytes_jited":58}]\n'] },
  modules: {
    path: "proc/modules",
    samples: [
      "rdma_cm 131072 1 rdma_ucm, Live 0xffffffffc1c1e000\nkscrash 16384 0 - Live 0xffffffffc3ae6000 (OE)\next4 1 2 [permanent], Live 0x0000000000000000\n",
      "loop 40960 - - Live 0xffffffffa0000000\n",
    ],
  },
  lsmod: { path: "sos_commands/kernel/lsmod", samples: ["Module                  Size  Used by\nrdma_cm               131072  1 rdma_ucm\n"] },
  "module-section": { path: "sys/module/nf_tables/sections/.text", samples: ["0xffffffffc0401000\n"], named: true },
  "module-attribute": { path: "sys/module/nf_tables/initstate", samples: ["live\n"], named: true },
  modinfo: { path: "sos_commands/kernel/modinfo_ALL_MODULES", samples: ["filename:       /lib/modules/6.1.0-50-amd64/kernel/net/nf.ko\nlicense:        GPL\nvermagic:       6.1.0-50-amd64 SMP\n"] },
  vmcoreinfo: { path: "vmcoreinfo.txt", samples: ["OSRELEASE=6.1.0-50-amd64\nBUILD-ID=a0a1a2a3\nPAGESIZE=4096\nSYMBOL(init_uts_ns)=ffffffff82a14c60\nKERNELOFFSET=1d000000\n"] },
  "vmcoreinfo-location": { path: "sys/kernel/vmcoreinfo", samples: ["0x0000000102e13000 1024\n"], named: true },
  uname: { path: "sos_commands/kernel/uname_-a", samples: ["Linux host 6.1.0-50-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02) x86_64 GNU/Linux\n"] },
  version: { path: "proc/version", samples: [readFileSync(new URL("../fixtures/amd64-7.3.4-own/version", import.meta.url))] },
  cmdline: { path: "proc/cmdline", samples: ["BOOT_IMAGE=/vmlinuz-6.1.0-50-amd64 root=UUID=1 ro quiet\n", "quiet\n"], named: true },
  config: { path: "boot/config-6.1.0-50-amd64", samples: ["#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.1.176 Kernel Configuration\n#\nCONFIG_CC_VERSION_TEXT=\"gcc\"\n", "CONFIG_X86=y\n# CONFIG_EMBEDDED is not set\nCONFIG_HZ=250\n"] },
  "os-release": { path: "etc/os-release", samples: ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n'] },
  notes: { path: "sys/kernel/notes", samples: [BUILD_ID_NOTE, BIG_ENDIAN_NOTE] },
  "module-notes": { path: "sys/module/nf_tables/notes/.note.gnu.build-id", samples: [BUILD_ID_NOTE], named: true },
  "abrt-kernel": { path: "var/spool/abrt/oops-2026-01-11-22:31:37-1234-0/kernel", samples: ["6.1.0-50-amd64"], named: true },
  "abrt-note": { path: "var/spool/abrt/oops-2026-01-11-22:31:37-1234-0/reason", samples: ["general protection fault in foo"], named: true },
  "pstore-dmesg": { path: "sys/fs/pstore/dmesg-efi-171234567800001", samples: ["Oops#1 Part1\n<4>[   12.3] x\n", "Panic#2 Part3\n", "====1700000000.123456-D\nPanic#1 Part1\n"] },
  "pstore-console": { path: "sys/fs/pstore/console-ramoops-0", samples: ["[    0.000000] Booting Linux\n"], named: true },
  "pstore-pmsg": { path: "sys/fs/pstore/pmsg-ramoops-0", samples: ["hello\n"], named: true },
  "pstore-ftrace": { path: "sys/fs/pstore/ftrace-ramoops-0", samples: ["CPU:0 ts:1 ffffffff810012a4  ffffffff810012b4  do_one <- do_other+0x1/0x2\n"] },
  bugreport: { path: "bugreport-x-2026.txt", samples: ["========================================================\n== dumpstate: 2026-01-11 22:31:37\n========================================================\n"] },
  mcelog: { path: "var/log/mcelog", samples: ["Hardware event. This is not a software error.\nMCE 0\nCPU 0 BANK 8 TSC 1\nRIP !INEXACT! 10:ffffffff81012345\n"] },
  "journal-json": {
    path: "journal.json",
    samples: ['{"__CURSOR":"s=1","_TRANSPORT":"kernel","MESSAGE":"BUG: unable to handle"}\n{"MESSAGE":"x","PRIORITY":"6"}\n', '{\n   "dmesg": [\n      {\n         "pri": 5,\n         "time": 0.0, "msg": "Linux version 6.1"\n'],
  },
  netconsole: { path: "netconsole-host.log", samples: ["6,416,1758426,-,ncfrag=0/31;the first chunk,\n6,416,1758426,-,ncfrag=16/31; the 2nd chunk.\n", "4,5,6,-,caller=T12,ncfrag=0/99;x\n"] },
  kmsg: { path: "kmsg.txt", samples: ["6,339,5140900,-;NET: Registered protocol family 10\n SUBSYSTEM=net\n30,340,5690716,c;udevd[80]: starting\n"] },
  stack: { path: "proc/123/stack", samples: ["[<0>] do_wait+0x5a/0xd0\n[<0>] kernel_wait4+0xa9/0x150\n"], named: true },
  "vmcore-dmesg": { path: "var/crash/127.0.0.1-2026-01-11-22:31:37/vmcore-dmesg.txt", samples: ["[    0.000000] Linux version 6.1.0\n[   12.345678] BUG: unable to handle page fault\n"], named: true },
  "kexec-dmesg": { path: "var/crash/127.0.0.1-2026-01-11-22:31:37/kexec-dmesg.log", samples: ["[    0.000000] Linux version 6.1.0\n"], named: true },
  kcrash: { path: "kernel.20260111.kcrash", samples: ["<4>[   12.345678] Call Trace:\n<0>[   12.345679] Kernel panic - not syncing: x\n"], named: true },
  log: {
    path: "var/log/kern.log",
    samples: [
      "[    0.000000] Linux version 6.1.0\n[   12.345678] BUG\n",
      "[Sun Nov 23 03:24:11 2025] usb 1-1: new device\n",
      "Jan 11 22:31:37 host systemd[1]: Started.\nJan 11 22:31:37 host kernel: [   12.3] x\n",
      "2026-01-11T22:31:37.123456+00:00 host kernel: x\n",
      "2026-01-11T22:31:37,123456+00:00 x\n",
      "kern  :warn  : [   12.345678] x\n",
      "[Nov23 03:24] x\n[  +0.000123] y\n",
      "[   12.345678 <    0.000012>] x\n",
      "<4>[   12.345678] x\n",
      "<13>BUG\n",
      "Call Trace:\n dump_stack_lvl+0x44/0x5c\n",
      " ? __schedule+0x800/0x9e0\n",
      "[<ffffffff810012a4>] ? foo+0x1/0x2 [bar]\n",
      "01-11 22:31:37.123     0     0 W kernel  : foo\n",
    ],
  },
  livepatch: { path: "sys/kernel/livepatch/lp_1/vmlinux/foo,2", samples: ["1\n"], named: true },
  "web-page": { path: "index.html", samples: ["<!DOCTYPE html>\n<html><head><title>404</title>\n"] },
  "utf-16": { path: "dmesg.txt", samples: [Uint8Array.of(0xff, 0xfe, 0x5b, 0, 0x20, 0, 0x20, 0)] },
  vmcore: { path: "vmcore", samples: [bytes("KDUMP   ", new Uint8Array(64)), bytes("makedumpfile\0", new Uint8Array(64)), elf(4)] },
  elf: { path: "vmlinux", samples: [elf(2)] },
  journal: { path: "var/log/journal/1/system.journal", samples: [bytes("LPKSHHRH", new Uint8Array(64))] },
  "perf-data": { path: "perf.data", samples: [bytes("PERFILE2", new Uint8Array(64))] },
  compressed: { path: "kallsyms.bz2", samples: [bytes("BZh91AY&SY", Uint8Array.of(0, 1, 2, 3))] },
  empty: { path: "proc/kallsyms", samples: [""] },
  unreadable: { path: "", samples: [] },
  binary: { path: "core", samples: [new Uint8Array(300), Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919) % 251)] },
  unknown: { path: "etc/hosts", samples: ["127.0.0.1 localhost\n", "Some text.\n", "nodev\tsysfs\n", "deadbeef file\n"] },
};

function elf(type: number): Uint8Array {
  return bytes("\x7fELF", Uint8Array.of(2, 1, 1, ...new Array<number>(9).fill(0), type, 0, 62, 0), new Uint8Array(100));
}

const cases = Object.entries(SAMPLES).flatMap(([kind, { path, samples, named = false }]) => samples.map((sample, at) => ({ kind, path, named, sample: bytes(sample), at })));

test("there is a sample of every kind, and every kind says what it is", () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(KINDS.map(({ kind }) => kind).sort());
  for (const { says } of KINDS) expect(says).toMatch(/^\S.{8,}\.$/);
});

test.each(cases)("$kind under its own name, sample $at", ({ kind, path, sample }) => {
  const { kind: found, why } = recognise(`sosreport-host/${path}`, sample);
  expect(found).toBe(kind);
  expect(why).not.toBe("");
});

test.each(cases.filter(({ named }) => !named))("$kind under another name, sample $at", ({ kind, sample }) => {
  for (const name of ["x", "somewhere/readme.md", "etc/passwd", "proc/kallsyms.txt"]) expect(recognise(name, sample).kind).toBe(kind);
});

test.each(cases.filter(({ named }) => named))("$kind isn't guessed where the name is missing, sample $at", ({ kind, sample }) => {
  expect(recognise("x", sample).kind).not.toBe(kind);
});

test.each(["dmesg", "var/log/messages-20260111.gz", "var/log/syslog.1", "sos_commands/logs/journalctl_--no-pager", "console.log", "sys/fs/pstore/dmesg-erst-7"])("%s is a log by its name, whatever it begins with", (path) => {
  const { kind, why } = recognise(path, bytes("nothing that tells\n"));
  expect(["log", "pstore-dmesg"]).toContain(kind);
  expect(why).toContain("it is called");
});

test("a name makes no log of a binary file", () => {
  expect(recognise("var/log/messages", SAMPLES.binary.samples[1] as Uint8Array).kind).toBe("binary");
});

test("a log with blocks of NUL bytes, as lost power leaves them, stays a log", () => {
  expect(recognise("x", bytes("Jan 11 22:31:37 host kernel: x\n", new Uint8Array(40_000), "Jan 11 22:33:37 host kernel: y\n")).kind).toBe("log");
});

const FOLDERS = readdirSync(new URL("../fixtures", import.meta.url)).filter((folder) => existsSync(new URL(`../fixtures/${folder}/modules`, import.meta.url)));
const REAL: Readonly<Record<string, MemberKind>> = {
  kallsyms: "kallsyms",
  modules: "modules",
  available_filter_functions: "available-filter-functions",
  "oracle-kprobe-blacklist.txt": "kprobe-blacklist",
  version: "version",
};

test.each(FOLDERS)("real files of %s, under a name that says nothing", async (folder) => {
  const names = readdirSync(new URL(`../fixtures/${folder}`, import.meta.url));
  const wanted = names.flatMap((name) => {
    const kind = name.startsWith("console-") ? "log" : (REAL[name.replace(/\.xz$/, "")] ?? (name.startsWith("kallsyms") ? "kallsyms" : undefined));
    return kind === undefined ? [] : [{ name, kind }];
  });
  expect(wanted.length).toBeGreaterThan(0);
  for (const { name, kind } of wanted) expect(recognise("x", (await unpacked(`${folder}/${name}`)).subarray(0, 65536)).kind, name).toBe(kind);
});

test("what is beyond the head isn't looked at, and a line that it cuts doesn't count", async () => {
  const table = await unpacked("s390x-6.1.176-A/kallsyms.xz");
  expect(recognise("x", bytes(firstLines(table, 3), " ".repeat(70_000), "\0\0\0\0\x01\x02\x03")).kind).toBe("kallsyms");
});

test("no beginning, however made, is looked at for long", () => {
  const texts = ["[".repeat(65536), "[ ".repeat(32768), "\n".repeat(65536), " \n".repeat(32768), "a".repeat(65536), "1,".repeat(32768), "0".repeat(65536), `${"x,ncfrag=".repeat(7000)}`, "f+0x".repeat(16384), "12:12:12 ".repeat(7000), "<1>".repeat(20000), "a [b] (".repeat(9000)];
  const pattern = (KINDS as readonly Kind[]).flatMap(({ name }) => name ?? []);
  for (const text of texts) {
    expect(() => recognise("x", bytes(text))).not.toThrow();
    for (const name of pattern) name.test(text.slice(0, 1024));
    recognise(text, bytes("x\n"));
  }
});
