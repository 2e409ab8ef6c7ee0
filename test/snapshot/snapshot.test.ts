// Whole snapshots: a report as tar, zip, folder and single files; which table is chosen and why; what is told of the rest.

import { deflateSync, gzipSync } from "node:zlib";

import { afterEach, expect, test } from "vitest";

import { KallsymsError } from "../../ts/core/errors.js";
import { moduleMemoryBytes } from "../../ts/core/module.js";
import { CrashSnapshot } from "../../ts/snapshot/snapshot.js";
import type { SnapshotFiles } from "../../ts/snapshot/files.js";
import type { SnapshotOptions, SnapshotProgress } from "../../ts/snapshot/options.js";
import { zip } from "../source/archives.js";
import { bytes, fixture, folder, tar, text, unpacked } from "./support.js";

const KERNEL = "amd64-6.1.176-small-kaslrD";
const RELEASE = "6.1.0-50-amd64";
const VERSION = `Linux version ${RELEASE} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)\n`;
const UNAME = `Linux host ${RELEASE} #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02) x86_64 GNU/Linux\n`;
const DMESG = `[    0.000000] ${VERSION}[   12.345678] BUG: unable to handle page fault for address: ffffffffdeadbeef\n[   12.345679] Call Trace:\n[   12.345680]  do_exit+0x1/0x10\n`;
const STUB = `ffffffffffffffff B The real System.map is in the linux-image-${RELEASE}-dbg package\n`;
const MODULES = fixture(`${KERNEL}/modules`);
const PERF = "root/.debug/[kernel.kallsyms]/a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3/kallsyms";

const opened: CrashSnapshot[] = [];
afterEach(() => {
  for (const snapshot of opened.splice(0)) snapshot.free();
});

async function open(files: SnapshotFiles, options?: SnapshotOptions): Promise<CrashSnapshot> {
  const snapshot = await CrashSnapshot.open(files, options);
  opened.push(snapshot);
  return snapshot;
}

/** Of each member its kind, whether it was chosen, and the note. */
function listing({ members }: CrashSnapshot): Record<string, string> {
  return Object.fromEntries(members.map(({ path, kind, chosen, note }) => [path, `${chosen ? "+" : "-"} ${kind}${note === undefined ? "" : `: ${note}`}`]));
}

/** A table of few symbols; at `base`, or hidden. */
function small(count: number, base = 0xffffffff81000000n, name = "f"): string {
  return Array.from({ length: count }, (_, at) => `${(base === 0n ? 0n : base + BigInt(at) * 16n).toString(16).padStart(16, "0")} T ${name}${at}\n`).join("");
}

test("a report in a .tar: every member listed, the right ones chosen, all of it the same as from a folder or from files", async () => {
  const kallsyms = await unpacked(`${KERNEL}/kallsyms.xz`);
  const files = {
    [`boot/System.map-${RELEASE}`]: STUB,
    [`boot/config-${RELEASE}`]: "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.1.176 Kernel Configuration\n#\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro\n",
    "proc/kallsyms": kallsyms,
    "proc/modules": MODULES,
    "proc/version": VERSION,
    "sos_commands/kernel/dmesg": DMESG,
    "sos_commands/kernel/lsmod": "Module                  Size  Used by\nkscrash 16384 0\n",
    "sos_commands/kernel/uname_-a": UNAME,
    "sys/fs/pstore/dmesg-efi-170000000000101": "Oops#1 Part1\n<4>[   99.1] b\n",
    "sys/fs/pstore/dmesg-efi-170000000000201": "Oops#1 Part2\n<4>[   99.0] a\n",
    "sys/module/kscrash/sections/.text": "0xffffffffc1b38000\n",
    "var/crash/vmcore": bytes("KDUMP   ", new Uint8Array(5000)),
  };
  const expected = {
    [`boot/System.map-${RELEASE}`]: `- system-map-stub: Debian's stub, not the real System.map; install the package linux-image-RELEASE-dbg and take /usr/lib/debug/boot/System.map-RELEASE`,
    [`boot/config-${RELEASE}`]: "- config: the kernel's configuration, nothing that is decoded",
    "etc/hosts": "- unknown: of no known kind",
    "proc/cmdline": "- cmdline: the kernel's parameters, nothing that is decoded",
    "proc/kallsyms": "+ kallsyms: 181,096 symbols",
    "proc/modules": "+ modules: 303 modules",
    "proc/version": `+ version: ${RELEASE}`,
    "sos_commands/kernel/dmesg": "+ log",
    "sos_commands/kernel/lsmod": "+ lsmod: 1 module",
    "sos_commands/kernel/uname_-a": `+ uname: ${RELEASE}`,
    "sys/fs/pstore/dmesg-efi-170000000000101": "+ pstore-dmesg: one of the 2 parts of sys/fs/pstore/dmesg-efi Oops#1 (2 parts)",
    "sys/fs/pstore/dmesg-efi-170000000000201": "+ pstore-dmesg: one of the 2 parts of sys/fs/pstore/dmesg-efi Oops#1 (2 parts)",
    "sys/module/kscrash/sections/.text": "+ module-section",
    "var/crash/vmcore": "- vmcore: a dump of memory; take its log out with makedumpfile --dump-dmesg, and its VMCOREINFO with makedumpfile -g",
  };
  const fromFolder = await open(folder(files));
  expect(listing(fromFolder)).toEqual(expected);
  expect(fromFolder.release).toBe(RELEASE);
  expect(fromFolder.table?.size).toBe(181096);
  expect(fromFolder.modules.length).toBe(303);
  expect(fromFolder.modules[0]).toMatchObject({ name: "kscrash", base: 0xffffffffc1b38000n, taints: "OE" });
  expect(fromFolder.logs.map(({ path, text: log }) => [path, log])).toEqual([
    ["sos_commands/kernel/dmesg", DMESG],
    ["sys/fs/pstore/dmesg-efi Oops#1 (2 parts)", "<4>[   99.0] a\n<4>[   99.1] b\n"],
  ]);
  expect([...fromFolder.facts.sections]).toEqual([["kscrash", 0xffffffffc1b38000n]]);
  expect(fromFolder.facts.identities.map(({ path }) => path)).toEqual(["proc/version", "sos_commands/kernel/uname_-a"]);

  const inTop = Object.fromEntries(Object.entries(files).map(([path, content]) => [`sosreport-host/${path}`, content]));
  const archive = tar(inTop);
  for (const given of [archive, gzipSync(archive), [new File([archive as Uint8Array<ArrayBuffer>], "sosreport.tar")]]) {
    const name = Array.isArray(given) ? "sosreport.tar" : "(input)";
    const fromTar = await open(given);
    const renamed = (note: string) => note.replace("sys/fs", `${name}/sosreport-host/sys/fs`);
    expect(listing(fromTar)).toEqual(Object.fromEntries(Object.entries(expected).map(([path, note]) => [`${name}/sosreport-host/${path}`, renamed(note)])));
    expect(fromTar.table?.size).toBe(181096);
  }
  const log = fromFolder.logs[0]!;
  expect(log.decode().lines.length).toBe(4);
});

test("a real host: its logs are decoded against its table, and belong to it", async () => {
  const host = "amd64-7.3.4-own";
  const names = ["console-crash-chain.log", "console-crash-null.log", "console-sysrq-l.log"];
  const files = { "proc/kallsyms.xz": fixture(`${host}/kallsyms.xz`), "proc/modules": fixture(`${host}/modules`), "proc/version": fixture(`${host}/version`) };
  const snapshot = await open(folder({ ...files, ...Object.fromEntries(names.map((name) => [name, fixture(`${host}/${name}`)])) }));
  expect(snapshot.release).toBe("7.3.4+deb13-amd64");
  expect(snapshot.table?.size).toBe(525266);
  expect(snapshot.logs.map(({ path }) => path)).toEqual(names);
  for (const log of snapshot.logs) {
    const mentions = log.decode().lines.flatMap((line) => line.mentions);
    expect(mentions.length).toBeGreaterThan(5);
    expect(mentions.filter(({ status }) => status === "mismatch")).toEqual([]);
  }
  expect(snapshot.belonging.pairs.filter(({ kind }) => kind === "log").map(({ of, verdict }) => [of, verdict])).toEqual(names.map((name) => [name, "same-kernel"]));
  expect(snapshot.findings.filter(({ severity }) => severity === "problem")).toEqual([]);
});

test("files that were dropped keep the paths of their folder", async () => {
  const file = new File([small(3)], "kallsyms");
  Object.defineProperty(file, "webkitRelativePath", { value: "host/proc/kallsyms" });
  expect(listing(await open([file, new File([DMESG], "dmesg")]))).toEqual({ "host/proc/kallsyms": "+ kallsyms: 3 symbols", dmesg: "+ log" });
});

test("bytes, chunks, a stream, a Blob, a list that is made on the way", async () => {
  const table = bytes(small(3));
  const chunks = [table.subarray(0, 20), table.subarray(20)];
  async function* later<Item>(items: readonly Item[]): AsyncGenerator<Item> {
    yield* items;
  }
  const blob = new Blob([table as Uint8Array<ArrayBuffer>]);
  for (const files of [table, table.buffer as ArrayBuffer, chunks, later(chunks), blob, blob.stream(), new Response(blob)]) {
    expect(listing(await open(files))).toEqual({ "(input)": "+ kallsyms: 3 symbols" });
  }
  expect(listing(await open(later([{ path: "a", source: table }, { path: "b", source: bytes("x\n") }])))).toEqual({ a: "+ kallsyms: 3 symbols", b: "- unknown: of no known kind" });
  expect(listing(await open([]))).toEqual({});
  await expect(open("path" as never)).rejects.toThrow(TypeError);
  await expect(open([{ name: "x" }] as never)).rejects.toThrow("File objects or { path, source }");
  await expect(open(7 as never)).rejects.toThrow(TypeError);
});

test("the host's own kallsyms wins over larger copies, whatever comes first", async () => {
  const files = { "proc/kallsyms": small(5), "old/kallsyms.txt": small(50), [PERF]: small(60), "tmp/kallsyms": small(5) };
  for (const given of [files, Object.fromEntries(Object.entries(files).reverse())]) {
    expect(listing(await open(folder(given)))).toEqual({
      "proc/kallsyms": "+ kallsyms: 5 symbols",
      "old/kallsyms.txt": "- kallsyms: proc/kallsyms is the host's own table",
      [PERF]: "- kallsyms: a tool's copy; proc/kallsyms is the host's own",
      "tmp/kallsyms": "- kallsyms: a copy of proc/kallsyms: the same 5 symbols",
    });
  }
});

test("a table with addresses wins over one without; without any other, the one without is taken, and says what would help", async () => {
  const both = await open(folder({ "proc/kallsyms": small(50, 0n), "kallsyms.root": small(5) }));
  expect(listing(both)["kallsyms.root"]).toBe("+ kallsyms: 5 symbols");
  expect(listing(both)["proc/kallsyms"]).toMatch(/^- kallsyms: restricted: its addresses are hidden \(all 0\); take it again as root/);
  const hidden = await open(folder({ "proc/kallsyms": small(50, 0n) }));
  expect(listing(hidden)["proc/kallsyms"]).toMatch(/^\+ kallsyms: 50 symbols; restricted: /);
  expect(hidden.requireTable().getSymbolByName("f7").length).toBe(1);
  expect(() => hidden.requireTable({ addresses: true })).toThrow(/proc\/kallsyms \(50 symbols; restricted: .* as root/);
});

test("a whole table wins over a cut one; a cut one is better than none, and ends with a whole line", async () => {
  const table = small(5000);
  const cut = gzipSync(table).subarray(0, -2000);
  const files = { "a.gz": cut, b: small(100) };
  const both = await open(folder(files));
  expect(listing(both)["b"]).toBe("+ kallsyms: 100 symbols");
  expect(listing(both)["a.gz"]).toMatch(/^- kallsyms: damaged: .*cut off/);
  const alone = await open(folder({ "a.gz": cut }));
  expect(listing(alone)["a.gz"]).toMatch(/^\+ kallsyms: [\d,]+ symbols; damaged, the rest is missing: .*cut off/);
  expect(alone.table?.at(alone.table.size - 1)).toMatchObject({ name: `f${alone.table!.size - 1}` });
});

test("tables of other kernels: perf's by their build ids, System.maps by their releases, whether that is known before or after", async () => {
  const map = (release: string, count: number) => ({ [`boot/System.map-${release}`]: `${small(count, 0xffffffff80000000n)}ffffffff90000000 r kallsyms_token_table\n` });
  const maps = { ...map("5.10.0-1-amd64", 90), ...map(RELEASE, 20), ...map("6.12.1-amd64", 70) };
  for (const files of [{ ...maps, "proc/version": VERSION }, { "proc/version": VERSION, ...maps }, { ...maps, "var/log/dmesg": DMESG }]) {
    const snapshot = await open(folder(files));
    expect(listing(snapshot)).toMatchObject({
      "boot/System.map-5.10.0-1-amd64": "- system-map: of another kernel than the host's: it says 5.10.0-1-amd64",
      [`boot/System.map-${RELEASE}`]: "+ system-map: 21 symbols",
      "boot/System.map-6.12.1-amd64": "- system-map: of another kernel than the host's: it says 6.12.1-amd64",
    });
    expect(snapshot.systemMap?.size).toBe(21);
    expect(snapshot.table).toBeUndefined();
    expect(snapshot.requireTable()).toBe(snapshot.systemMap);
  }
  const other = PERF.replace("/a0", "/ff");
  const notes = Uint8Array.of(4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0, ...Array.from({ length: 20 }, (_, at) => at + 0xa0));
  const snapshot = await open(folder({ [other]: small(90), [PERF]: small(20), "sys/kernel/notes": notes }));
  expect(listing(snapshot)[PERF]).toBe("+ kallsyms: 20 symbols");
  expect(listing(snapshot)[other]).toMatch(/^- kallsyms: of another kernel than the host's: it says ffa1/);
  expect(snapshot.facts.identities.map(({ buildId }) => buildId)).toContain("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3");
});

test("of more kernels than can be held, the one that turns out to be the host's is named, so that it can be chosen", async () => {
  const maps = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`boot/System.map-5.${at}.0`, `${small(10 * (9 - at))}ffffffff90000000 r kallsyms_token_table\n`]));
  const files = folder({ ...maps, "proc/version": VERSION.replace(RELEASE, "5.5.0") });
  expect(listing(await open(files))["boot/System.map-5.5.0"]).toContain("to have it, choose it");
  expect(listing(await open(files, { systemMap: "boot/System.map-5.5.0" }))["boot/System.map-5.5.0"]).toBe("+ system-map: 41 symbols");
});

test("all of a table tells its kind where its beginning can't", async () => {
  const end = "ffffffff90000000 r kallsyms_token_table\n";
  expect(listing(await open(folder({ a: small(9) + end, b: small(5), "System.map": `${small(9000)}ffffffffc0000000 t m\t[m]\n` })))).toEqual({
    a: "+ system-map: 10 symbols",
    b: "- kallsyms: has 5 symbols, fewer than System.map with 9,001 symbols",
    "System.map": "+ kallsyms: 9,001 symbols",
  });
});

test("the caller chooses table, System.map and kinds", async () => {
  const files = folder({ "proc/kallsyms": small(50), "old/kallsyms": small(5), "proc/version": VERSION, "trace.txt": "# tracer: nop\n[   12.0] x\n", dmesg: DMESG });
  const chosen = await open(files, { table: "old/kallsyms", systemMap: "proc/kallsyms", kinds: { "trace.txt": "log", dmesg: "unknown" } });
  expect(listing(chosen)).toEqual({
    "proc/kallsyms": "+ kallsyms: 50 symbols",
    "old/kallsyms": "+ kallsyms: 5 symbols",
    "proc/version": `+ version: ${RELEASE}`,
    "trace.txt": "+ log",
    dmesg: "- unknown: of no known kind",
  });
  expect([chosen.table?.size, chosen.systemMap?.size]).toEqual([5, 50]);
  expect(listing(await open(files, { table: "old/kallsyms" }))["proc/kallsyms"]).toBe("- kallsyms: not asked for; old/kallsyms was");
  expect(listing(await open(files, { kinds: new Map([["proc/kallsyms", "system-map"]]) }))).toMatchObject({ "proc/kallsyms": "+ system-map: 50 symbols", "old/kallsyms": "+ kallsyms: 5 symbols" });
  await expect(open(files, { table: "nowhere" })).rejects.toMatchObject({ code: "NO_SUCH_MEMBER" });
  await expect(open(files, { table: "dmesg" })).rejects.toThrow(/^dmesg, which was chosen, can't be used: /);
  await expect(open(files, { kinds: { dmesg: "nonsense" as never } })).rejects.toThrow(TypeError);
  const unusable = [
    { path: "stub", source: bytes(STUB) },
    { path: "link", source: bytes(""), note: "a link to x, not followed" },
    { path: "trace.dat", source: bytes("\x17\x08Dtracing5\0", new Uint8Array(20)) },
  ];
  await expect(open(unusable, { table: "stub" })).rejects.toThrow(/^stub, which was chosen, can't be used: Debian's stub/);
  await expect(open(unusable, { table: "link" })).rejects.toThrow(/^link, which was chosen, can't be used: a link to x/);
  await expect(open(unusable, { table: "trace.dat" })).rejects.toThrow(/^trace\.dat, which was chosen, can't be used: of version "5"/);
});

test("kallsyms out of trace.dat, where nothing better is there", async () => {
  const size = (count: number) => Uint8Array.of(count & 0xff, count >> 8, 0, 0);
  const table = small(20);
  const dat = bytes("\x17\x08Dtracing6\0", Uint8Array.of(0, 8, 0, 16, 0, 0), "header_page\0", new Uint8Array(8), "header_event\0", new Uint8Array(16), size(table.length), table, "buffers");
  expect(listing(await open(folder({ "trace.dat": dat })))).toEqual({ "trace.dat": "+ trace-dat: 20 symbols" });
  expect(listing(await open(folder({ "trace.dat": dat, "k": small(5) })))).toEqual({ "trace.dat": "- trace-dat: a tool's copy; k is the host's own", k: "+ kallsyms: 5 symbols" });
  expect(listing(await open(folder({ "trace.dat": dat.subarray(0, 200) })))["trace.dat"]).toMatch(/^\+ trace-dat: 5 symbols; damaged, the rest is missing: .*cut off/);
  expect(listing(await open(folder({ "trace.dat": dat.subarray(0, 30) })))["trace.dat"]).toMatch(/^- trace-dat: damaged: .*cut off/);
});

test("nothing of use: it opens with the listing, and what is missing is said with the remedy", async () => {
  const nothing = await open(folder({ "boot/System.map-6.1.0": STUB, "proc/kallsyms": "          (null) A irq_stack_union\n          (null) T _text\n", "etc/hosts": "x\n" }));
  expect(nothing.table).toBeUndefined();
  expect(nothing.systemMap).toBeUndefined();
  expect(nothing.modules).toEqual([]);
  expect(nothing.logs).toEqual([]);
  expect(nothing.release).toBeUndefined();
  expect(listing(nothing)["proc/kallsyms"]).toMatch(/^- kallsyms: every address is "\(null\)".*as root/);
  let error: unknown;
  try {
    nothing.requireTable();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(KallsymsError);
  expect(error).toMatchObject({ code: "NO_TABLE" });
  expect((error as Error).message).toMatch(/System\.map-6\.1\.0 \(Debian's stub.*linux-image.*proc\/kallsyms \(every address.*as root/);
  expect(() => new (CrashSnapshot as never as new () => CrashSnapshot)()).toThrow(TypeError);
  const logsOnly = await open(folder({ dmesg: DMESG, x: "" }));
  expect(() => logsOnly.requireTable()).toThrow("its members: 1 log, 1 empty");
  expect(() => logsOnly.logs[0]?.decode()).toThrow("no usable symbol table");
  const none = await open([]);
  expect(() => none.requireTable()).toThrow("its members: none");
});

test("links and what can't be read are listed and not followed", async () => {
  const files = [
    { path: "proc/kallsyms", source: new Uint8Array(0), note: "a link to /proc/kallsyms, not followed" },
    { path: "b", source: gzipSync(small(3)).subarray(0, 12) },
  ];
  expect(listing(await open(files))).toMatchObject({ "proc/kallsyms": "- unreadable: a link to /proc/kallsyms, not followed", b: expect.stringMatching(/^- unreadable: .*cut off/) as string });
});

test("logs: fragments joined, the dump's own kernel set apart, hooks, probes and lists gathered", async () => {
  const files = folder({
    "netconsole.log": "6,1,1,-,ncfrag=0/8;abcd\n6,1,1,-,ncfrag=4/8;efgh\n6,4,1,-,ncfrag=4/8;x123\n",
    "var/crash/1/kexec-dmesg.log": "[    0.000000] Linux version 6.2.0 (x) #1\n",
    "sys/kernel/debug/kprobes/list": "ffffffff81000010  k  f1+0x0    [FTRACE]\n",
    "sys/kernel/tracing/enabled_functions": "do_exit (1)      \ttramp: 0xffffffffc033f000 (x+0x0/0xb0)\n",
    "sys/kernel/tracing/available_filter_functions": "run_init_process\ndo_one_initcall\n",
    "sys/kernel/debug/kprobes/blacklist": "0xffffffffa8600930-0xffffffffa8600950\tasm_exc\n",
    "vmcoreinfo.txt": `OSRELEASE=${RELEASE}\nSYMBOL(_stext)=ffffffff81000000\n`,
    "sys/fs/pstore/dmesg-efi-1.enc.z": deflateSync("Panic#1 Part3\nold\n"),
    "sys/fs/pstore/dmesg-efi-2.enc.z": bytes("?????"),
  });
  const snapshot = await open(files);
  expect(listing(snapshot)).toEqual({
    "netconsole.log": '+ netconsole: 2 messages put together from fragments; 1 of them incomplete, "[… N bytes lost …]" marks where; 2 messages never arrived',
    "var/crash/1/kexec-dmesg.log": "+ kexec-dmesg: of the kernel that took the dump",
    "sys/kernel/debug/kprobes/list": "+ kprobes-list: 1 address",
    "sys/kernel/tracing/enabled_functions": "+ enabled-functions: 1 address",
    "sys/kernel/tracing/available_filter_functions": "+ available-filter-functions",
    "sys/kernel/debug/kprobes/blacklist": "+ kprobe-blacklist",
    "vmcoreinfo.txt": `+ vmcoreinfo: ${RELEASE}; 1 symbol`,
    "sys/fs/pstore/dmesg-efi-1.enc.z": "+ pstore-dmesg: parts missing: 1–2",
    "sys/fs/pstore/dmesg-efi-2.enc.z": "- pstore-dmesg: compressed, by another method than zlib's or damaged; mount pstore again on the host with the compression built in",
  });
  expect(snapshot.release).toBe(RELEASE);
  expect(snapshot.facts.logs.map(({ path }) => path)).toEqual(["netconsole.log", "sys/fs/pstore/dmesg-efi-1.enc.z"]);
  expect(snapshot.logs.map(({ path, text: log }) => [path, log])).toContainEqual(["netconsole.log", "6,1,1,-;abcdefgh\n6,4,1,-;[… 4 bytes lost …]x123\n"]);
  expect(snapshot.facts.hooks.map(({ address }) => address)).toEqual([0xffffffff81000010n, 0xffffffffc033f000n]);
  expect(text(snapshot.probeFiles.availableFilterFunctions!)).toContain("do_one_initcall");
  expect(text(snapshot.probeFiles.kprobeBlacklist!)).toContain("asm_exc");
  expect(snapshot.facts.vmcoreInfo?.info.symbols.get("_stext")).toBe(0xffffffff81000000n);
});

test("a bug report: its kernel logs, its modules, its kernel", async () => {
  const report = `========================================================\n== dumpstate: 2026\nKernel: ${VERSION}------ KERNEL LOG (dmesg) ------\n${DMESG}------ LSMOD (lsmod) ------\nModule Size Used by\nwlan 1 0\n------ x ------\n`;
  const snapshot = await open(folder({ "bugreport.txt": report, "proc/version": "nothing\n" }));
  expect(listing(snapshot)["bugreport.txt"]).toBe("+ bugreport: KERNEL LOG (dmesg); 1 module");
  expect(snapshot.logs.map(({ path, text: log }) => [path, log])).toEqual([["bugreport.txt (KERNEL LOG (dmesg))", DMESG]]);
  expect(snapshot.modules.map(({ name }) => name)).toEqual(["wlan"]);
  expect(snapshot.release).toBe(RELEASE);
  expect(listing(await open(folder({ "bugreport.txt": "========================================================\n== dumpstate: 2026\n" })))["bugreport.txt"]).toBe("- bugreport: no kernel log is in it");
});

test("a list of modules that came before the table ends the modules' last symbols", async () => {
  const kallsyms = "ffffffff81000000 T _stext\nffffffffc0001000 t a\t[m]\nffffffffc0001010 d last\t[m]\n";
  const modules = "m 16384 0 - Live 0xffffffffc0001000\n";
  const sizes = async (files: Record<string, string>) => (await open(folder(files))).table?.getSymbolByName("last")[0]?.size;
  expect(await sizes({ "proc/modules": modules, "proc/kallsyms": kallsyms })).toBe(16384n - 16n);
  expect(await sizes({ "proc/kallsyms": kallsyms, "proc/modules": modules })).toBeUndefined();
});

test("logs beyond the limits: the end of a long one, and the longest of too many left out", async () => {
  const line = (at: number) => `[    1.${String(at).padStart(6, "0")}] x\n`;
  const long = Array.from({ length: 1000 }, (_, at) => line(at)).join("");
  const limits = { logBytes: 100, allLogBytes: 250 };
  const snapshot = await open(folder({ long, short: line(1) }), { limits });
  expect(listing(snapshot)["long"]).toBe("+ log: only its last 85 bytes are read, from line 996 on; 16915 bytes before are left out");
  expect(snapshot.logs[0]).toMatchObject({ path: "long", firstLine: 996, text: long.slice(-85) });
  const many = await open(folder({ a: long, b: line(1), c: long, d: long, e: line(2) }), { limits });
  expect(listing(many)).toMatchObject({ a: expect.stringContaining("left out: all logs together have more than 250 bytes") as string, b: "+ log", e: "+ log" });
  expect(many.logs.map(({ path }) => path)).toEqual(["b", "c", "d", "e"]);
});

test("tables and texts beyond the limits are cut and told", async () => {
  const snapshot = await open(folder({ k: small(100), "proc/modules": `${"m 1 0 - Live 0xffffffffc0001000\n".repeat(100)}` }), { limits: { tableBytes: 1000, textBytes: 1000 } });
  expect(listing(snapshot)).toEqual({
    k: expect.stringMatching(/^\+ kallsyms: 4\d symbols; damaged, the rest is missing: it has more than 1000 bytes/) as string,
    "proc/modules": "+ modules: 31 modules; 1 line can't be read; only its first 1000 bytes are read",
  });
  const lines = "m 1 0 - Live 0xffffffffc0001000\n";
  const many = await open(folder({ "a/modules": lines.repeat(3), "b/modules": lines.repeat(3), "c/modules": lines }), { limits: { allTextBytes: 128 } });
  expect(listing(many)).toEqual({
    "a/modules": "+ modules: 3 modules",
    "b/modules": "+ modules: 1 module; only its first 32 bytes are read",
    "c/modules": "+ modules: 0 modules; only its first 0 bytes are read",
  });
  await expect(open([], { limits: { logBytes: -1 } })).rejects.toThrow(TypeError);
  expect(listing(await open(folder({ a: "x\n", b: "y\n" }), { limits: { members: 1 } }))).toMatchObject({ b: expect.stringContaining("the listing ends here: there are more than 1 ") as string });
});

test("names of every kind are shown, and do nothing", async () => {
  const names = ["__proto__", "constructor", "../../etc/passwd", "/etc/shadow", "a\nb", "\x1b[31mred", "<img src=x onerror=alert(1)>", "x".repeat(10_000), "C:\\windows"];
  const snapshot = await open(names.map((path) => ({ path, source: bytes("text\n") })), { kinds: JSON.parse('{"__proto__": "log"}') as never });
  expect(snapshot.members.length).toBe(names.length);
  expect(snapshot.members[0]).toMatchObject({ path: "__proto__", kind: "log", chosen: true });
  for (const { path } of snapshot.members) {
    expect(path.length).toBeLessThanOrEqual(4096);
    expect(path).not.toMatch(/^\/|[\n\x1b]|(?:^|\/)\.\.(?:\/|$)/);
  }
});

test.each(["proc/kallsyms", "proc/version", "dmesg"])("cancelled at %s, it stops there with the signal's reason, and gives the tables' memory back", async (stopAt) => {
  const archive = tar({ "proc/kallsyms": await unpacked(`${KERNEL}/kallsyms.xz`), "proc/modules": MODULES, "proc/version": VERSION });
  const files = [
    { path: "r.tar", source: archive },
    { path: "dmesg", source: bytes(DMESG) },
  ];
  const reason = new Error("enough");
  const cancelled = async () => {
    const controller = new AbortController();
    const seen: (string | undefined)[] = [];
    const onProgress = ({ path }: SnapshotProgress) => {
      seen.push(path);
      if (path?.endsWith(stopAt) === true) controller.abort(reason);
    };
    await expect(CrashSnapshot.open(files, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    return seen;
  };
  expect((await cancelled()).includes("dmesg")).toBe(stopAt === "dmesg");
  const held = moduleMemoryBytes();
  for (let round = 0; round < 3; round += 1) await cancelled();
  expect(moduleMemoryBytes()).toBe(held);
});

test("progress: bytes rise to those of all sources, each file is named", async () => {
  const seen: SnapshotProgress[] = [];
  const files = folder({ a: small(5000), b: small(100), dmesg: DMESG });
  await open(files, { onProgress: (progress) => seen.push(progress) });
  const total = files.reduce((sum, { source }) => sum + source.length, 0);
  expect(seen.every(({ bytes: count }, at) => count >= (seen[at - 1]?.bytes ?? 0))).toBe(true);
  expect(seen.at(-1)).toEqual({ path: "dmesg", bytes: total, totalBytes: total });
  expect(new Set(seen.flatMap(({ path }) => path ?? []))).toEqual(new Set(["a", "b", "dmesg"]));
});

test("freed, and at the end of a block", async () => {
  const snapshot = await CrashSnapshot.open(folder({ k: small(3), dmesg: DMESG }));
  const { table, findings } = snapshot;
  snapshot.free();
  snapshot.free();
  expect(snapshot.findings).toBe(findings);
  expect(() => table?.at(0)).toThrow("freed");
  expect(snapshot.members.length).toBe(2);
  expect(snapshot.logs[0]?.text).toBe(DMESG);
  expect(typeof Symbol.dispose !== "symbol" || CrashSnapshot.prototype[Symbol.dispose] === CrashSnapshot.prototype.free).toBe(true);
});

test("a thousand copies of a table leave one in memory", async () => {
  const table = small(20_000);
  const copies = (count: number) => folder(Object.fromEntries(Array.from({ length: count }, (_, at) => [`copy${at}/kallsyms`, table])));
  (await CrashSnapshot.open(copies(3))).free();
  const held = moduleMemoryBytes();
  const snapshot = await open(copies(100));
  expect(moduleMemoryBytes()).toBe(held);
  expect(snapshot.members.filter(({ chosen }) => chosen).map(({ path }) => path)).toEqual(["copy0/kallsyms"]);
  expect(snapshot.members.filter(({ note }) => note === "a copy of copy0/kallsyms: the same 20,000 symbols").length).toBe(99);
});

test("of a log without end no more than its limit is held", async () => {
  const chunk = bytes("[   12.345678] x\n".repeat(60_000));
  let most = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 256; at += 1) {
      if (at % 32 === 0) {
        (globalThis as unknown as { gc(): void }).gc();
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
      yield chunk;
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  const snapshot = await open([{ path: "dmesg", source: endless() }], { limits: { logBytes: 2 ** 21 } });
  expect(snapshot.logs[0]?.bytes.length).toBeLessThanOrEqual(2 ** 21);
  expect(most - before).toBeLessThan(16 * 2 ** 20);
});

test("what should have been a table is a finding: grave where there is none, else good to know", async () => {
  const files = { "boot/System.map-6.1.0": STUB, "old/kallsyms": "          (null) T _text\n" };
  const unusable = ({ findings }: CrashSnapshot) => findings.filter(({ code }) => code === "file-unusable").map(({ severity, paths }) => [severity, ...paths]);
  expect(unusable(await open(folder(files)))).toEqual([
    ["problem", "boot/System.map-6.1.0"],
    ["problem", "old/kallsyms"],
  ]);
  const withTable = await open(folder({ ...files, "proc/kallsyms": small(9) }));
  expect(unusable(withTable).map(([severity]) => severity)).toEqual(["note", "note"]);
  expect(withTable.findings.find(({ code }) => code === "file-unusable")?.text).toContain("Debian's stub");
});

test("a bug report's .zip", async () => {
  const archive = zip([{ name: "bugreport-x.txt", content: `========================================================\n== dumpstate: 2026\n------ KERNEL LOG (dmesg) ------\n${DMESG}` }, { name: "FS/data/tombstone_00", content: "no\n" }]);
  const snapshot = await open([{ path: "bugreport.zip", source: archive }]);
  expect(listing(snapshot)).toEqual({ "bugreport.zip/bugreport-x.txt": "+ bugreport: KERNEL LOG (dmesg)", "bugreport.zip/FS/data/tombstone_00": "- unknown: of no known kind" });
  expect(snapshot.logs[0]?.text).toBe(DMESG);
});

test("a report that is cut off opens with what is there, and says that it ends", async () => {
  const archive = tar({ "proc/kallsyms": small(5000), "proc/version": VERSION });
  const snapshot = await open(archive.subarray(0, 20_000));
  expect(snapshot.table?.size).toBeGreaterThan(300);
  expect(snapshot.members.map(({ note }) => note).join()).toContain("cut off");
  expect(snapshot.table?.at(snapshot.table.size - 1)?.name).toBe(`f${snapshot.table!.size - 1}`);
});
