/** Kinds of files in words, in the groups in which they are offered. */

import type { MemberKind } from "kallsyms";

/** What a kind of file is there for. */
export type KindGroup = "Symbol tables" | "Logs" | "Modules" | "Which kernel" | "Probing" | "Only listed";

const KINDS: Readonly<Record<MemberKind, readonly [group: KindGroup, title: string]>> = {
  kallsyms: ["Symbol tables", "kallsyms"],
  "system-map": ["Symbol tables", "System.map"],
  nm: ["Symbol tables", "nm’s output"],
  ksyms: ["Symbol tables", "ksyms of Linux 2.4"],
  "trace-dat": ["Symbol tables", "trace.dat"],
  log: ["Logs", "log"],
  "vmcore-dmesg": ["Logs", "dmesg of a vmcore"],
  "kexec-dmesg": ["Logs", "dmesg of the kdump kernel"],
  "pstore-dmesg": ["Logs", "pstore dmesg"],
  "pstore-console": ["Logs", "pstore console"],
  kmsg: ["Logs", "/dev/kmsg records"],
  netconsole: ["Logs", "netconsole"],
  "journal-json": ["Logs", "journal as JSON"],
  bugreport: ["Logs", "Android bug report"],
  kcrash: ["Logs", "ChromeOS kcrash"],
  mcelog: ["Logs", "mcelog"],
  stack: ["Logs", "stack of a task"],
  modules: ["Modules", "/proc/modules"],
  lsmod: ["Modules", "lsmod"],
  "module-section": ["Modules", "section of a module"],
  "module-attribute": ["Modules", "attribute of a module"],
  vmcoreinfo: ["Which kernel", "VMCOREINFO"],
  version: ["Which kernel", "/proc/version"],
  uname: ["Which kernel", "uname -a"],
  notes: ["Which kernel", "build id"],
  "abrt-kernel": ["Which kernel", "release, by abrt"],
  "available-filter-functions": ["Probing", "available_filter_functions"],
  "kprobe-blacklist": ["Probing", "kprobes/blacklist"],
  "kprobes-list": ["Probing", "kprobes/list"],
  "enabled-functions": ["Probing", "enabled_functions"],
  "system-map-stub": ["Only listed", "Debian’s stub"],
  "available-filter-functions-addrs": ["Only listed", "available_filter_functions_addrs"],
  trace: ["Only listed", "ftrace text"],
  "pstore-ftrace": ["Only listed", "pstore ftrace"],
  "pstore-pmsg": ["Only listed", "pstore pmsg"],
  bpftool: ["Only listed", "bpftool’s JSON"],
  modinfo: ["Only listed", "modinfo"],
  "module-notes": ["Only listed", "build id of a module"],
  "vmcoreinfo-location": ["Only listed", "place of VMCOREINFO"],
  cmdline: ["Only listed", "kernel command line"],
  config: ["Only listed", "kernel configuration"],
  "os-release": ["Only listed", "os-release"],
  "abrt-note": ["Only listed", "note by abrt"],
  livepatch: ["Only listed", "live patch"],
  vmcore: ["Only listed", "memory dump"],
  elf: ["Only listed", "ELF file"],
  journal: ["Only listed", "binary journal"],
  "perf-data": ["Only listed", "perf.data"],
  "web-page": ["Only listed", "web page"],
  "utf-16": ["Only listed", "UTF-16 text"],
  compressed: ["Only listed", "packed file"],
  binary: ["Only listed", "binary file"],
  empty: ["Only listed", "empty file"],
  unreadable: ["Only listed", "unreadable"],
  unknown: ["Only listed", "not recognised"],
};

export function kindTitle(kind: MemberKind): string {
  return KINDS[kind][1];
}

function kindGroup(kind: MemberKind): KindGroup {
  return KINDS[kind][0];
}

/** Kinds that only say that nothing was recognised. */
const UNRECOGNISED: ReadonlySet<MemberKind> = new Set<MemberKind>(["binary", "empty", "unreadable", "unknown"]);

export function isRecognised(kind: MemberKind): boolean {
  return !UNRECOGNISED.has(kind);
}

/** The kinds that somebody can give a file, by group. */
export const KINDS_BY_GROUP: ReadonlyMap<KindGroup, readonly MemberKind[]> = byGroup();

function byGroup(): ReadonlyMap<KindGroup, readonly MemberKind[]> {
  const groups = new Map<KindGroup, MemberKind[]>();
  for (const kind of (Object.keys(KINDS) as MemberKind[]).filter(isRecognised)) groups.set(kindGroup(kind), [...(groups.get(kindGroup(kind)) ?? []), kind]);
  return groups;
}
