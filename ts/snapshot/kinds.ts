/** What may lie in a crash host's snapshot: one entry a kind, each with how it looks, where it lies, and a sentence for people. */

import { ELF, aLine, all, any, begins, holds, holdsNot, isCore, isLog, isNotes, lines, named, oneLine } from "./looks.js";
import type { Look } from "./looks.js";

/** A kind of file. */
export interface Kind {
  /** Stable identifier. */
  readonly kind: string;
  /** What it is, for people. */
  readonly says: string;
  /** Whether the content looks so. */
  readonly content?: Look;
  /** The content in words: "its lines are …". */
  readonly shows?: string;
  /** Paths of such files. */
  readonly name?: RegExp;
  /**
   * What it is known by: `"content"` or `"name"` (the default where there is only that), `"both"` of them, or `"either"`, where a name
   * counts only when no kind's content fits.
   */
  readonly by?: "both" | "either";
  /** Whether such a file may be binary. */
  readonly binary?: true;
  /** Why a snapshot leaves such a file aside, with the remedy where there is one; absent where it is read. */
  readonly aside?: string;
}

const SYMBOL = /^ *(?:[0-9a-f]{16}|[0-9a-f]{8}|\(null\)|0) [A-Za-z?-] \S/i;
const SIZED_SYMBOL = /^(?:[0-9a-f]{16} [0-9a-f]{16}|[0-9a-f]{8} [0-9a-f]{8}) [A-Za-z?-] \S/;
const UNDEFINED_SYMBOL = /^ {8,20}[Uwv] \S/m;
const MODULE = /^\S{1,256} +\d+ (?:\d+|-) \S{1,65536} (?:Live|Loading|Unloading) 0x[0-9a-f]+(?: \([A-Z]*[+-]?\))?$/;
const FUNCTION = /^[A-Za-z_.$][\w.$]{0,511}(?:[ \t]+\[[\w-]+\])?$/;
const FUNCTION_OF_MODULE = /^[A-Za-z_.$][\w.$]{0,511} \[[\w-]+\]$/m;
const ADDRESS_FUNCTION = /^(?:[0-9a-f]{16}|[0-9a-f]{8}) [A-Za-z_.$][\w.$]{0,511}(?:[ \t]+\[[\w-]+\])?$/;
/** Functions of every kernel that neither Linux 2.4 exported nor another list of words has. */
const KNOWN_FUNCTION = /^(?:[0-9a-f]{8,16} )?(?:do_one_initcall|run_init_process|try_to_run_init_process|__traceiter_\w+|__(?:x64|arm64|s390x|riscv|se)_sys_\w+)$/m;
const MARK_OF_LINUX_2 = /__insmod_|_R[0-9a-f]{8}$|^[0-9a-f]{8,16} \S+[ \t]+\[\w+\]$/m;
const CONFIG = /^(?:CONFIG_\w+=|# CONFIG_\w+ is not set|#|$)/;
const STACK = /^\[<(?:0|[0-9a-f]{8,16})>\] /;
const LOG_NAME =
  /(?:^|\/)(?:dmesg|kern\.log|messages|syslog|kmsg|console|serial|last_kmsg|boot\.o?msg|journalctl)(?:[._-][^/]{0,120})?$/;

/** The kinds, asked in this order: of two that could pass for each other the more special one stands first. */
export const KINDS = [
  // Reports of many parts, which hold what looks like others.
  {
    kind: "bugreport",
    says: "An Android bug report; its kernel logs are cut out of it.",
    content: begins(/^={20,100}\r?\n== dumpstate: /),
    shows: "it begins as dumpstate's do",
  },
  // Symbol tables.
  {
    kind: "system-map-stub",
    says: "The placeholder that Debian installs as System.map.",
    content: oneLine(/^f{8,16} B The real System\.map is in the linux-image/),
    shows: "it is Debian's placeholder",
    aside: "Debian's stub, not the real System.map; install the package linux-image-RELEASE-dbg and take /usr/lib/debug/boot/System.map-RELEASE",
  },
  {
    kind: "nm",
    says: "Symbols of a kernel image or a module, as nm prints them, at link addresses.",
    content: any(lines(SIZED_SYMBOL, 0.5), all(lines(/^(?: {8,20}[Uwv]|[0-9a-f]{16} [A-Za-z?-]|[0-9a-f]{8} [A-Za-z?-]) \S/, 0.8), holds(UNDEFINED_SYMBOL))),
    shows: "its lines are those of nm, with sizes or undefined symbols",
  },
  {
    kind: "system-map",
    says: "System.map: the symbols of a kernel image at link addresses, before KASLR moved them; no modules.",
    content: lines(SYMBOL, 0.8),
    shows: 'its lines are "ADDRESS TYPE NAME"',
    name: /(?:^|\/)System\.map[^/]*$/i,
    by: "both",
  },
  {
    kind: "kallsyms",
    says: "/proc/kallsyms: every symbol of the running kernel and its modules.",
    content: lines(SYMBOL, 0.8),
    shows: 'its lines are "ADDRESS TYPE NAME"',
  },
  // Probing and tracing.
  {
    kind: "kprobes-list",
    says: "kprobes/list: the kprobes that were armed, with their addresses.",
    content: lines(/^(?:[0-9a-f]{16}|[0-9a-f]{8}) +[kr] +\S{1,512}/, 0.8),
    shows: 'its lines are "ADDRESS k NAME+OFFSET"',
  },
  {
    kind: "kprobe-blacklist",
    says: "kprobes/blacklist: address ranges that can't be probed.",
    content: lines(/^0x[0-9a-f]+-0x[0-9a-f]+\s+\S/, 0.8),
    shows: 'its lines are "0xSTART-0xEND NAME"',
  },
  {
    kind: "enabled-functions",
    says: "enabled_functions: functions that ftrace, kprobes, BPF or livepatch hook, with their trampolines.",
    content: lines(/^[^\s(]{1,512}(?: \[\S{1,64}\])? \(\d+\)(?:\s|$)/, 0.8),
    shows: 'its lines are "FUNCTION (COUNT) … tramp: ADDRESS"',
  },
  {
    kind: "available-filter-functions-addrs",
    says: "available_filter_functions_addrs: functions that ftrace can hook, with their addresses.",
    content: all(lines(ADDRESS_FUNCTION, 0.95), any(named(/available_filter_functions_addrs[^/]*$/), all(holds(KNOWN_FUNCTION), holdsNot(/__insmod_|_R[0-9a-f]{8}$/m)))),
    shows: 'its lines are "ADDRESS FUNCTION"',
    aside: "it has functions only, and takes no part in the table",
  },
  {
    kind: "available-filter-functions",
    says: "available_filter_functions: functions that ftrace can hook, and so kprobes can probe.",
    content: all(lines(FUNCTION, 0.95), any(named(/(?:available_filter|set_ftrace)_functions?[^/]*$/), holds(FUNCTION_OF_MODULE), holds(KNOWN_FUNCTION))),
    shows: "its lines are names of kernel functions",
  },
  {
    kind: "ksyms",
    says: "/proc/ksyms of Linux 2.4: exported symbols and those of modules.",
    content: all(lines(ADDRESS_FUNCTION, 0.8), any(holds(MARK_OF_LINUX_2), named(/(?:^|\/)ksyms[^/]*$/))),
    shows: 'its lines are "ADDRESS NAME [MODULE]", without a type',
  },
  {
    kind: "trace",
    says: "What ftrace recorded, as text.",
    content: any(begins(/^# tracer: /), lines(/^ *\S.{0,40}-\d{1,10} +(?:\([ \d-]{1,12}\) )?\[\d{3,4}\] /, 0.8)),
    shows: "it is ftrace's own form",
    aside: 'a trace, not a log; to have its symbols decoded, give it the kind "log"',
  },
  {
    kind: "trace-dat",
    says: "trace.dat of trace-cmd, which holds the kallsyms of the traced machine.",
    content: begins(/^\x17\x08Dtracing/),
    shows: "it begins with trace-cmd's mark",
    binary: true,
  },
  {
    kind: "bpftool",
    says: "BPF programs as bpftool lists them.",
    content: all(begins(/^\s{0,64}[[{]/), holds(/"(?:jited_ksyms|bytes_xlated|bytes_jited|xlated_prog_len)" *:/)),
    shows: "it is bpftool's JSON",
    aside: "bpftool's lists; the table has the same programs with the owner bpf",
  },
  // Modules.
  {
    kind: "modules",
    says: "/proc/modules: the loaded modules with size, state and address.",
    content: lines(MODULE, 0.8),
    shows: 'its lines are "NAME SIZE COUNT USERS STATE ADDRESS"',
  },
  {
    kind: "lsmod",
    says: "What lsmod printed: the loaded modules with their sizes.",
    content: ({ lines: [first = "", second = ""] }) => /^Module +Size +Used by\b/.test(first) || /^Module +Size +Used by\b/.test(second),
    shows: "it has lsmod's heading",
  },
  {
    kind: "module-section",
    says: "/sys/module/MODULE/sections: where a section of a module lies.",
    content: oneLine(/^0x[0-9a-f]+$/),
    shows: "it is one address",
    name: /(?:^|\/)module\/[^/]+\/sections\/[^/]+$/,
    by: "both",
  },
  {
    kind: "modinfo",
    says: "What modinfo printed: files, versions and parameters of modules.",
    content: begins(/^filename:\s+\S/),
    shows: 'it begins with "filename:"',
    aside: "it describes files of modules, not what was loaded",
  },
  // Identity.
  {
    kind: "vmcoreinfo",
    says: "VMCOREINFO: release, build id, KASLR offset and addresses of some symbols.",
    content: all(aLine(/^OSRELEASE=./), holds(/^(?:SYMBOL|SIZE|OFFSET|NUMBER|LENGTH)\(/m)),
    shows: 'its lines are "OSRELEASE=…", "SYMBOL(…)=…"',
  },
  {
    kind: "vmcoreinfo-location",
    says: "/sys/kernel/vmcoreinfo: where in memory the VMCOREINFO note lies.",
    content: oneLine(/^(?:0x)?[0-9a-f]{4,16} (?:0x)?[0-9a-f]{1,8}$/),
    shows: "it is an address and a size",
    name: /(?:^|\/)vmcoreinfo$/,
    by: "both",
    aside: "it tells where the note lies, not what it says; take the note out of the dump (makedumpfile -g FILE)",
  },
  {
    kind: "uname",
    says: "What uname -a printed.",
    content: oneLine(/^Linux \S{1,255} \d+\.\d+\S* #\d/),
    shows: "it is the line of uname -a",
  },
  {
    kind: "version",
    says: "/proc/version: the kernel's release and how it was built.",
    content: oneLine(/^Linux version \d+\.\d+\S* \(/),
    shows: 'it is the line "Linux version …"',
  },
  {
    kind: "cmdline",
    says: "/proc/cmdline: what the kernel was started with.",
    content: any(oneLine(/(?:^| )(?:BOOT_IMAGE=|root=|console=|initrd=|nokaslr\b|ro\b|rw\b)/), all(oneLine(/./), named(/(?:^|\/)proc\/cmdline$/))),
    shows: "it is a line of kernel parameters",
    name: /(?:^|\/)(?:proc\/)?cmdline(?:\.txt)?$/,
    by: "both",
    aside: "the kernel's parameters, nothing that is decoded",
  },
  {
    kind: "config",
    says: "The kernel's build configuration.",
    content: any(begins(/^#\n# Automatically generated (?:file|make config)[^\n]{0,200}\n# Linux/), all(lines(CONFIG, 0.95), holds(/^CONFIG_[A-Z0-9_]+=[ym]$/m))),
    shows: 'its lines are "CONFIG_…=y"',
    aside: "the kernel's configuration, nothing that is decoded",
  },
  {
    kind: "os-release",
    says: "os-release: which distribution it is.",
    content: all(lines(/^(?:[A-Z_]+=|#)/, 0.9), holds(/^ID=/m), holds(/^(?:PRETTY_NAME|NAME)=/m)),
    shows: 'its lines are "NAME=…", "ID=…"',
    aside: "the distribution's name, which doesn't tell the kernel",
  },
  {
    kind: "module-notes",
    says: "Notes of a module, among them its build id.",
    content: isNotes,
    shows: "it is an ELF note",
    name: /(?:^|\/)module\/[^/]+\/notes\//,
    by: "both",
    binary: true,
    aside: "a module's build id, not the kernel's",
  },
  {
    kind: "notes",
    says: "/sys/kernel/notes: the kernel's build id.",
    content: isNotes,
    shows: "it is an ELF note",
    binary: true,
  },
  {
    kind: "abrt-kernel",
    says: "abrt's file with the release of the kernel that crashed.",
    content: oneLine(/^\d+\.\d+\.\d+\S*$/),
    shows: "it is a kernel's release",
    name: /(?:^|\/)kernel$/,
    by: "both",
  },
  {
    kind: "abrt-note",
    says: "abrt's one-line notes on a crash.",
    content: (head) => head.lines.length <= 2,
    shows: "it is a line",
    name: /(?:^|\/)(?:oops|vmcore|koops|ccpp)-[^/]+\/(?:reason|kernel_tainted_short|kernel_tainted_long|type|analyzer|component)$/,
    by: "both",
    aside: "abrt's notes, nothing that is decoded",
  },
  // Logs.
  {
    kind: "pstore-dmesg",
    says: "A part of the kernel's log that pstore kept over the crash.",
    content: begins(/^(?:====\d+\.\d+(?:-[CD])?\n|(?:Panic|Oops|Emergency|Shutdown|Restart|Halt|Poweroff|Unknown)#\d+ Part\d+\n)/),
    shows: 'it begins as pstore\'s parts do ("Oops#1 Part1")',
    name: /(?:^|\/)dmesg-[a-z_]+-\d+(?:\.enc\.z)?$/,
    by: "either",
    binary: true,
  },
  { kind: "pstore-console", says: "The console's last output, kept by ramoops.", content: (head) => !head.isBinary, name: /(?:^|\/)console-ramoops(?:-\d+)?$/, by: "both" },
  {
    kind: "pstore-pmsg",
    says: "Messages of programs, kept by ramoops.",
    name: /(?:^|\/)pmsg-ramoops(?:-\d+)?$/,
    binary: true,
    aside: "messages of programs, not of the kernel",
  },
  {
    kind: "pstore-ftrace",
    says: "The last functions that were called, kept by ramoops.",
    content: lines(/^CPU:\d+ ts:\d+ [0-9a-f]{8,16} {2}[0-9a-f]{8,16} {2}\S/, 0.8),
    shows: 'its lines are "CPU:… ts:… ADDRESS ADDRESS FUNCTION <- CALLER"',
    name: /(?:^|\/)ftrace-ramoops(?:-\d+)?$/,
    by: "either",
    aside: 'a trace, not a log; to have its symbols decoded, give it the kind "log"',
  },
  {
    kind: "mcelog",
    says: "Machine checks as mcelog wrote them down.",
    content: aLine(/^(?:Hardware event\. This is not a software error|HARDWARE ERROR\. This is \*NOT\* a software problem|MCE \d+$|mcelog: )/),
    shows: "it has mcelog's words",
  },
  {
    kind: "journal-json",
    says: "The journal, or dmesg, as JSON.",
    content: any(begins(/^\s{0,64}\{\s{0,64}"dmesg"\s{0,64}:/), all(lines(/^\{ ?"[A-Z_]+" ?:/, 0.8), holds(/"(?:MESSAGE|__REALTIME_TIMESTAMP)" ?:/))),
    shows: 'its lines are {"MESSAGE": …}',
  },
  {
    kind: "netconsole",
    says: "What a netconsole receiver wrote down.",
    content: aLine(/\d,[-cF+](?:,[a-z]+=[^,;\s]{1,32}){0,4},ncfrag=\d{1,10}\/\d{1,10}[,;]/),
    shows: "it has netconsole's heads",
    name: /(?:^|\/)[^/]*netconsole[^/]*$/i,
    by: "either",
  },
  {
    kind: "kmsg",
    says: "Records of /dev/kmsg.",
    content: lines(/^(?:\d{1,4},\d{1,20},\d{1,20},[-cF+][^;]{0,200};| [A-Z_]+=)/, 0.8),
    shows: 'its lines are "LEVEL,NUMBER,TIME,FLAGS;TEXT"',
  },
  {
    kind: "stack",
    says: "/proc/PID/stack: where a task sleeps in the kernel.",
    content: lines(STACK, 0.9),
    shows: 'its lines are "[<0>] NAME+OFFSET/SIZE"',
    name: /(?:^|\/)stack$/,
    by: "both",
  },
  {
    kind: "kexec-dmesg",
    says: "The log of the kernel that took the dump, not of the one that crashed.",
    content: isLog,
    shows: "its lines are the kernel's",
    name: /(?:^|\/)kexec-dmesg[^/]*$/,
    by: "both",
  },
  {
    kind: "vmcore-dmesg",
    says: "The crashed kernel's log, taken out of its memory.",
    content: isLog,
    shows: "its lines are the kernel's",
    name: /(?:^|\/)vmcore-dmesg[^/]*$/,
    by: "both",
  },
  {
    kind: "kcrash",
    says: "A kernel crash as ChromeOS keeps it.",
    content: isLog,
    shows: "its lines are the kernel's",
    name: /\.kcrash$/,
    by: "both",
  },
  {
    kind: "log",
    says: "A log with messages of the kernel.",
    content: isLog,
    shows: "it has lines of the kernel's log",
    name: LOG_NAME,
    by: "either",
  },
  // What only its place tells.
  {
    kind: "livepatch",
    says: "/sys/kernel/livepatch: which functions a live patch replaces.",
    name: /(?:^|\/)sys\/kernel\/livepatch\/./,
    aside: "a live patch's state, nothing that is decoded",
  },
  {
    kind: "module-attribute",
    says: "/sys/module/MODULE: what the kernel tells of a loaded module.",
    name: /(?:^|\/)sys\/module\/[^/]+\/(?:initstate|coresize|refcnt|taint|initsize)$/,
  },
  // What is no use, told by name.
  {
    kind: "web-page",
    says: "A web page.",
    content: begins(/^\s{0,64}(?:<!doctype|<html|<head|<\?xml|<!--)/i),
    shows: "it begins as web pages do",
    aside: "a web page; if something else should be here, its download went wrong",
  },
  {
    kind: "utf-16",
    says: "A text in UTF-16.",
    content: ({ bytes }) => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff),
    shows: "it begins with UTF-16's mark",
    binary: true,
    aside: "UTF-16 text; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)",
  },
  {
    kind: "vmcore",
    says: "A dump of the crashed kernel's memory.",
    content: any(begins(/^(?:KDUMP {3}|DISKDUMP|makedumpfile\0)/), isCore),
    shows: "it begins as dumps do",
    binary: true,
    aside: "a dump of memory; take its log out with makedumpfile --dump-dmesg, and its VMCOREINFO with makedumpfile -g",
  },
  {
    kind: "elf",
    says: "A kernel image, a module or a program.",
    content: begins(ELF),
    shows: "it is an ELF file",
    binary: true,
    aside: "an ELF file; if it is the kernel's vmlinux, run nm -n on it and add what it prints",
  },
  {
    kind: "journal",
    says: "The journal in its own binary form.",
    content: begins(/^LPKSHHRH/),
    shows: "it begins with the journal's mark",
    binary: true,
    aside: "the journal in its binary form; print it with journalctl --file FILE -k -o short-monotonic and add that",
  },
  {
    kind: "perf-data",
    says: "perf.data of perf.",
    content: begins(/^(?:PERFILE2|2ELIFREP)/),
    shows: "it begins with perf's mark",
    binary: true,
    aside: "perf.data holds no kallsyms; add the folder ~/.debug of the machine where it was recorded, or what perf archive packs",
  },
  {
    kind: "compressed",
    says: "A file in a compression that isn't undone here.",
    content: any(begins(/^BZh[1-9]1AY/), ({ bytes }) => bytes[0] === 4 && bytes[1] === 0x22 && bytes[2] === 0x4d && bytes[3] === 0x18),
    shows: "it begins with bzip2's or lz4's mark",
    binary: true,
    aside: "bzip2 or lz4, which aren't undone here; unpack it first, or compress it with gzip, xz or zstd",
  },
  {
    kind: "empty",
    says: "An empty file.",
    content: ({ bytes }) => bytes.length === 0,
    shows: "it has no bytes",
    aside: "empty; files of /proc have a size of 0, so copy them by reading (cat FILE > COPY)",
  },
  { kind: "unreadable", says: "What can't be read: a link, a device, something encrypted, damaged or not permitted." },
  { kind: "binary", says: "A binary file.", aside: "binary" },
  { kind: "unknown", says: "A text of no known kind.", aside: "of no known kind" },
] as const satisfies readonly Kind[];

/** Identifier of a kind. */
export type MemberKind = (typeof KINDS)[number]["kind"];

const BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((entry) => [entry.kind, entry]));

/** The entry of a kind; `undefined` for a text that names none. */
export function kindNamed(kind: string): Kind | undefined {
  return BY_NAME.get(kind);
}
