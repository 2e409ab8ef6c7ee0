// Findings: none on sound hosts, and each of them on tables that were tampered with.

import { describe, expect, test } from "vitest";

import { KernelSymbolTable, NotASymbolTableError } from "../../ts/index.js";
import type { KernelSymbol } from "../../ts/index.js";
import type { SnapshotFacts } from "../../ts/snapshot/facts.js";
import { findingsOf, unusableFile } from "../../ts/snapshot/findings.js";
import type { Finding, FindingCode } from "../../ts/snapshot/findings.js";
import type { LogFacts } from "../../ts/snapshot/log/facts.js";
import { factsOf, listOf, logOf, module, pairs, realKernel, systemMapOf, tableOf, textOf, vmcoreOf } from "./findings-support.js";

const IMAGE = 0xffff_ffff_9e00_0000n;
const SLIDE = 0x1d00_0000n;
const AREA = 0xffff_ffff_c010_0000n;

type Line = Pick<KernelSymbol, "address" | "type" | "name" | "owner">;

const line = (name: string, address: bigint, owner = "system", type = "t"): Line => ({ name, address, owner, type });

/** An image of x86-64 with system calls and twenty modules: of each a function at the beginning and data behind. */
const SOUND: readonly Line[] = [
  line("percpu_offset", 0x20n, "system", "A"),
  line("_text", IMAGE, "system", "T"),
  line("_stext", IMAGE, "system", "T"),
  ...["read", "write", "open", "getdents64", "kill"].map((name, at) => line(`__x64_sys_${name}`, IMAGE + 0x100n + BigInt(at) * 0x40n, "system", "T")),
  ...Array.from({ length: 200 }, (_, at) => line(`function_${at}`, IMAGE + 0x1000n + BigInt(at) * 0x20n)),
  line("_etext", IMAGE + 0x10_0000n, "system", "T"),
  line("sys_dmi_group", IMAGE + 0x20_0000n, "system", "t"),
  line("_end", IMAGE + 0x100_0000n, "system", "B"),
  ...names().flatMap((name) => [line(`${name}_open`, baseOf(name), name), line(`${name}_data`, baseOf(name) + 0x800n, name, "d"), line(`${name}_percpu`, 0x30n, name, "a")]),
  line("bpf_prog_6deef7357e7b4530_sd", AREA - 0x10_0000n, "bpf"),
  line("ftrace_trampoline", AREA - 0x20_0000n, "__builtin__ftrace"),
];

function names(): string[] {
  return Array.from({ length: 20 }, (_, at) => `mod${at}`);
}

function baseOf(name: string): bigint {
  return AREA + BigInt(name.slice(3)) * 0x1000n;
}

const LIST = listOf(names().map((name) => module(name, baseOf(name), 0x1000)));
const SOUND_TABLE = tableOf(textOf(SOUND));

/** What is found on the made-up host, with another table or other files. */
function found(lines: readonly Line[] | KernelSymbolTable, parts: Partial<SnapshotFacts> = {}): Finding[] {
  const table = lines instanceof KernelSymbolTable ? lines : tableOf(textOf(lines));
  return findingsOf(factsOf(table, { moduleLists: [LIST], ...parts }));
}

/** The only finding, which must have this code. */
function only(findings: readonly Finding[], code: FindingCode): Finding {
  expect(findings.map((one) => one.code)).toEqual([code]);
  return findings[0] as Finding;
}

/** The table with a symbol changed. */
function changed(name: string, change: Partial<Line>): Line[] {
  return SOUND.map((one) => (one.name === name ? { ...one, ...change } : one));
}

describe("nothing is found", () => {
  test("on a made-up host", () => {
    expect(found(SOUND_TABLE)).toEqual([]);
  });

  test.each([
    "amd64-5.10.223-small-kaslrA",
    "amd64-6.1.176-small-kaslrD",
    "amd64-6.1.176-small-kaslrE",
    "amd64-7.3.4-own",
    "amd64-7.3.4-small-kaslrB",
    "arm64-6.1.176-kaslrA",
    "armhf-6.1.176-A",
    "s390x-6.1.176-A",
  ])("on the real host %s", async (folder) => {
    const { table, list, identities } = await realKernel(folder);
    expect(findingsOf(factsOf(table, { moduleLists: [list], identities }))).toEqual([]);
    table.free();
  });

  test("on a real host with its System.map", async () => {
    const { table, list } = await realKernel("amd64-6.1.176-small-kaslrD");
    expect(findingsOf(factsOf(table, { moduleLists: [list], systemMap: { path: "System.map", table: systemMapOf(table, 0x2bc0_0000n) } }))).toEqual([]);
    table.free();
  });
});

describe("modules", () => {
  test("that hide from the list are found by their symbols", () => {
    const hidden = listOf(LIST.modules.filter(({ name }) => name !== "mod7"));
    const finding = only(found(SOUND_TABLE, { moduleLists: [hidden] }), "module-not-listed");
    expect(finding).toMatchObject({ severity: "check", evidence: ["mod7"], evidenceCount: 1, paths: ["kallsyms", "proc/modules"] });
    expect(finding.text).toContain("kallsyms shows 1 module that proc/modules doesn't list");
  });

  test("that hide on a real host are found", async () => {
    const { table, list } = await realKernel("amd64-7.3.4-small-kaslrB");
    const hidden = listOf(list.modules.filter(({ name }) => name !== "nf_tables"));
    expect(hidden.modules.length).toBe(list.modules.length - 1);
    expect(only(findingsOf(factsOf(table, { moduleLists: [hidden] })), "module-not-listed").evidence).toEqual(["nf_tables"]);
    table.free();
  });

  test("that hide from lsmod too are found by /sys/module, where built-in ones don't count", () => {
    const sysfs = listOf([...LIST.modules, module("hidden"), { ...module("8250"), state: undefined }], "sysfs");
    const finding = only(found(SOUND_TABLE, { moduleLists: [LIST, sysfs] }), "module-not-listed");
    expect(finding).toMatchObject({ evidence: ["hidden"], paths: ["sysfs", "proc/modules"] });
  });

  test("that hide from /sys/module are found by lsmod, where the folder was taken whole", () => {
    const sysfs = (modules: number) => listOf(LIST.modules.slice(0, modules), "sysfs");
    const finding = only(found(SOUND_TABLE, { moduleLists: [LIST, sysfs(19)] }), "module-not-listed");
    expect(finding).toMatchObject({ evidence: ["mod19"], paths: ["proc/modules", "sysfs"] });
    expect(found(SOUND_TABLE, { moduleLists: [LIST, sysfs(10)] })).toEqual([]);
  });

  test("without symbols are found", () => {
    const finding = only(found(SOUND_TABLE, { moduleLists: [listOf([module("lost"), ...LIST.modules])] }), "module-without-symbols");
    expect(finding).toMatchObject({ severity: "check", evidence: ["lost"] });
    // One alone at the end is no cut.
    expect(only(found(SOUND_TABLE, { moduleLists: [listOf([...LIST.modules, module("lost")])] }), "module-without-symbols").evidence).toEqual(["lost"]);
  });

  test("that are the last of the list tell a table that is cut off", () => {
    const finding = only(found(SOUND.filter(({ owner }) => !/^mod1[789]$/.test(owner))), "table-cut");
    expect(finding).toMatchObject({ severity: "problem", evidence: ["mod17", "mod18", "mod19"] });
  });

  test("of none has the table symbols", () => {
    expect(only(found(SOUND.filter(({ owner }) => owner === "system")), "table-without-modules").text).toContain("lists 20 modules");
  });

  test("aren't missed where only some owners were loaded", () => {
    const table = KernelSymbolTable.parse(new TextEncoder().encode(textOf(SOUND)), { owners: ["system", "mod1", "mod2"] });
    expect(table.report.skipped).toBeGreaterThan(0);
    expect(found(table)).toEqual([]);
  });

  test("of a log that no list has are to be checked in the same boot, and noted else", () => {
    const modules = (...more: string[]): Partial<LogFacts> => ({ modules: [...names(), ...more].map((name) => ({ name, taints: "" })) });
    const sameBoot = only(found(SOUND_TABLE, { logs: [logOf({ ...modules("rootkit"), slides: pairs(0n, 5) })] }), "log-module-not-listed");
    expect(sameBoot).toMatchObject({ severity: "check", evidence: ["rootkit: dmesg"], paths: ["dmesg", "proc/modules"] });
    const unknown = only(found(SOUND_TABLE, { logs: [logOf(modules("rootkit"))] }), "log-module-not-listed");
    expect(unknown.severity).toBe("note");
    expect(found(SOUND_TABLE, { logs: [logOf({ ...modules("unloaded"), unloaded: ["unloaded"] })] })).toEqual([]);
    const going = logOf({ modules: [...names().map((name) => ({ name, taints: "" })), { name: "going", taints: "O-" }] });
    expect(found(SOUND_TABLE, { logs: [going] })).toEqual([]);
  });

  test("are the same with a dash or an underscore", () => {
    expect(found(SOUND.map((one) => ({ ...one, owner: one.owner.replace("mod7", "mod_7") })), { moduleLists: [listOf(LIST.modules.map((one) => ({ ...one, name: one.name.replace("mod7", "mod-7"), base: undefined })))] })).toEqual([]);
  });
});

describe("places", () => {
  test("of a module's symbol outside its memory", () => {
    const finding = only(found(changed("mod3_data", { address: AREA + 0x100_0000n })), "module-symbols-outside");
    expect(finding).toMatchObject({ severity: "check", evidence: ["mod3 at 0xffffffffc0103000 to 0xffffffffc0104000: 1 symbol outside, 0xffffffffc1100000 mod3_data [mod3]"] });
    const both = changed("mod3_data", { address: AREA + 0x100_0000n }).map((one) => (one.name === "mod3_open" ? { ...one, address: AREA - 0x1000n } : one));
    expect(only(found(both), "module-symbols-outside").evidence).toEqual([expect.stringContaining("mod3 at 0xffffffffc0103000 to 0xffffffffc0104000: 2 symbols outside")]);
  });

  test("of data don't matter where data of all modules lie apart, as since Linux 6.4", () => {
    const scattered = SOUND.map((one) => (one.type === "d" ? { ...one, address: one.address + 0x100_0000n } : one));
    expect(found(scattered)).toEqual([]);
    const finding = only(found(scattered.map((one) => (one.name === "mod3_open" ? { ...one, address: AREA + 0x200_0000n } : one))), "module-symbols-outside");
    expect(finding.text).toContain("The functions of 19 modules");
  });

  test("of a real module's function", async () => {
    const { table, list } = await realKernel("amd64-6.1.176-small-kaslrE");
    const text = textOf([...table].map((symbol) => (symbol.name === "nft_do_chain" ? { ...symbol, address: symbol.address + 0x800_0000n } : symbol)));
    const tampered = tableOf(text);
    const finding = only(findingsOf(factsOf(tampered, { moduleLists: [list] })), "module-symbols-outside");
    expect(finding.evidenceCount).toBe(1);
    expect(finding.evidence[0]).toMatch(/^nf_tables at .* 1 symbol outside, 0xffffffffc[0-9a-f]+ nft_do_chain \[nf_tables\]$/);
    table.free();
    tampered.free();
  });

  test("of modules that are being loaded aren't looked at", () => {
    const loading = listOf(LIST.modules.map((one) => (one.name === "mod3" ? { ...one, state: "Loading" } : one)));
    expect(found(changed("mod3_data", { address: AREA + 0x100_0000n }), { moduleLists: [loading] })).toEqual([]);
  });

  test("of a list of another boot are one finding", () => {
    const moved = listOf(LIST.modules.map((one) => ({ ...one, base: (one.base ?? 0n) + 0x1000_0000n })));
    expect(only(found(SOUND_TABLE, { moduleLists: [moved] }), "module-list-of-another-time").severity).toBe("check");
    const missing = found(SOUND_TABLE, { moduleLists: [listOf(moved.modules.slice(1))] });
    expect(missing.map(({ code, severity }) => [code, severity])).toEqual([["module-list-of-another-time", "check"], ["module-not-listed", "note"]]);
  });

  test("of a module's symbol inside the image", () => {
    const finding = found(changed("mod3_data", { address: IMAGE + 0x5000n })).find(({ code }) => code === "module-symbols-in-image");
    expect(finding).toMatchObject({ evidence: ["0xffffffff9e005000 mod3_data [mod3]"], evidenceCount: 1 });
  });

  test("of the image's symbol outside it", () => {
    const finding = only(found(changed("function_9", { address: AREA + 0x50_0000n })), "image-symbols-outside");
    expect(finding).toMatchObject({ severity: "check", evidence: ["0xffffffffc0600000 function_9"], evidenceCount: 1 });
    const below = only(found(changed("function_9", { address: IMAGE - 0x100_0000n })), "image-symbols-outside");
    expect(below.evidence).toEqual(["0xffffffff9d000000 function_9"]);
    const percpu = [...SOUND, line("irq_stack_union", 0x1000n, "system", "D")];
    expect(found(percpu)).toEqual([]);
    const vsyscall = [...SOUND, line("vgettimeofday", 0xffff_ffff_ff60_0000n)];
    expect(found(vsyscall)).toEqual([]);
  });

  test("of .text in /sys/module against the list", () => {
    const finding = only(found(SOUND_TABLE, { sections: new Map([["mod1", baseOf("mod1")], ["mod2", baseOf("mod2") + 0x1000n]]) }), "section-outside-module");
    expect(finding.evidence).toEqual(["mod2: .text at 0xffffffffc0103000, its memory begins at 0xffffffffc0102000"]);
  });
});

describe("hooks", () => {
  const hook = (address: bigint, text = "k  function_1+0x0") => ({ path: "kprobes/list", line: 1, address, text });

  test("in functions are nothing", () => {
    expect(found(SOUND_TABLE, { hooks: [hook(IMAGE + 0x1020n), hook(baseOf("mod4")), hook(0n)] })).toEqual([]);
  });

  test("to nowhere are found", () => {
    const finding = only(found(SOUND_TABLE, { hooks: [hook(IMAGE + 0x1020n), hook(AREA + 0x800_0000n, "evil")] }), "hook-without-owner");
    expect(finding).toMatchObject({ severity: "check", evidence: ["0xffffffffc8100000 (kprobes/list:1): evil"], paths: ["kprobes/list", "kallsyms"] });
    expect(finding.text).toContain("1 hook address of 2 lies in no symbol");
  });

  test("in BPF programs and trampolines are noted", () => {
    const finding = only(found(SOUND_TABLE, { hooks: [hook(AREA - 0x10_0000n), hook(AREA - 0x20_0000n)] }), "hook-in-generated-code");
    expect(finding).toMatchObject({ severity: "note", evidenceCount: 2 });
  });
});

describe("System.map", () => {
  const against = (lines: readonly Line[]) => found(lines, { systemMap: { path: "System.map", table: systemMapOf(SOUND_TABLE, SLIDE) } });

  test("has a symbol elsewhere", () => {
    const finding = only(against(changed("function_7", { address: IMAGE + 0x8000n })), "system-map-symbols-moved");
    expect(finding).toMatchObject({ severity: "check", evidence: ["function_7: expected at 0xffffffff9e0010e0, is at 0xffffffff9e008000"], evidenceCount: 1 });
    expect(finding.text).toContain("+0x1d000000");
  });

  test("has symbols that the table lacks, functions first", () => {
    const finding = only(against(SOUND.filter(({ name }) => name !== "function_7" && name !== "percpu_offset")), "system-map-symbols-missing");
    expect(finding).toMatchObject({ severity: "note", evidence: ["0xffffffff810010e0 t function_7", "0x20 D percpu_offset"] });
  });

  test("lacks symbols of the table", () => {
    expect(only(against([...SOUND, line("extra", IMAGE + 0x9000n)]), "system-map-symbols-extra")).toMatchObject({ severity: "note", evidence: ["0xffffffff9e009000 t extra"] });
  });

  test("is of another build", () => {
    const other = SOUND.map((one) => (one.name.startsWith("function_") ? { ...one, address: IMAGE + 0x1000n + BigInt(one.name.slice(9)) * 0x30n } : one));
    expect(only(against(other), "system-map-of-another-kernel").severity).toBe("check");
  });
});

describe("system calls", () => {
  test("outside the kernel's text are found", () => {
    const finding = found(changed("__x64_sys_getdents64", { address: IMAGE + 0x30_0000n })).find(({ code }) => code === "syscall-outside-text");
    expect(finding).toMatchObject({ severity: "check", evidence: ["0xffffffff9e300000 __x64_sys_getdents64"], evidenceCount: 1 });
  });

  test("in the text that is used at boot only are nothing", () => {
    const init = [line("_sinittext", IMAGE + 0x30_0000n), line("__x64_sys_early", IMAGE + 0x30_0100n), line("_einittext", IMAGE + 0x30_1000n)];
    expect(found([...SOUND, ...init])).toEqual([]);
  });

  test("in a module are found", () => {
    expect(only(found(changed("mod3_open", { name: "__x64_sys_kill" })), "syscall-in-module").evidence).toEqual(["0xffffffffc0103000 __x64_sys_kill [mod3]"]);
  });

  test("without wrappers are looked at by their plain names", () => {
    const plain = (at: bigint) => [line("_stext", 0xc010_0000n), line("sys_read", at), line("_etext", 0xc020_0000n), line("_end", 0xc080_0000n)];
    expect(only(findingsOf(factsOf(tableOf(textOf(plain(0xc030_0000n))))), "syscall-outside-text").evidence).toEqual(["0xc0300000 sys_read"]);
    expect(findingsOf(factsOf(tableOf(textOf(plain(0xc010_0100n)))))).toEqual([]);
  });
});

describe("tables", () => {
  test("with hidden addresses are a problem with a remedy, and nothing else is", async () => {
    const { table, list } = await realKernel("armhf-6.1.176-A");
    const hidden = tableOf(textOf([...table].map((symbol) => ({ ...symbol, address: 0n }))));
    const finding = only(findingsOf(factsOf(hidden, { moduleLists: [list], hooks: [{ path: "kprobes/list", line: 1, address: 5n, text: "" }] })), "addresses-hidden");
    expect(finding.severity).toBe("problem");
    expect(finding.text).toContain("take the file again as root with kernel.kptr_restrict at most 1");
    table.free();
    hidden.free();
  });

  test("with rejected lines, or without a last line feed", () => {
    const damaged = found(tableOf(`${textOf(SOUND)}not a symbol\n`));
    expect(only(damaged, "table-lines-rejected")).toMatchObject({ severity: "check", evidenceCount: 1, evidence: [expect.stringMatching(/^line \d+: .*not a symbol$/)] });
    expect(only(found(tableOf(textOf(SOUND).trimEnd())), "table-warning").evidence).toEqual([expect.stringContaining("no line feed")]);
  });

  test("of another machine", () => {
    const finding = only(found(SOUND_TABLE, { identities: [{ path: "uname", machine: "aarch64" }] }), "table-of-another-machine");
    expect(finding).toMatchObject({ severity: "check", evidence: ["uname: aarch64"], paths: ["kallsyms", "uname"] });
    expect(found(SOUND_TABLE, { identities: [{ path: "uname", machine: "x86_64" }] })).toEqual([]);
  });

  test("that can't be read are told with the reason", () => {
    expect(unusableFile("boot/System.map", new Error("it is a stub"))).toMatchObject({ code: "file-unusable", severity: "problem", title: "A file can't be used", text: "boot/System.map was left aside: it is a stub" });
    expect(unusableFile("kallsyms", new NotASymbolTableError("EMPTY", "the file is empty")).title).toBe("A file is no symbol table");
  });

  test("that are missing leave System.map alone", () => {
    const systemMap = { path: "System.map", table: tableOf(`${textOf(SOUND)}junk\n`) };
    expect(findingsOf({ ...factsOf(SOUND_TABLE, { systemMap }), table: undefined }).map(({ code, paths }) => [code, ...paths])).toEqual([["table-lines-rejected", "System.map"]]);
    expect(findingsOf({ ...factsOf(SOUND_TABLE), table: undefined })).toEqual([]);
  });
});

describe("origins", () => {
  const sizes = (differing: number): LogFacts["sizes"] => ({ agreeing: 1, differing: Array.from({ length: differing }, (_, at) => ({ name: `f${at}`, owner: "system", printed: 1n, size: 2n })) });

  test("a log of another kernel is a problem where sizes say so, else to be checked", () => {
    const bySizes = only(found(SOUND_TABLE, { logs: [logOf({ sizes: sizes(2) })] }), "log-of-another-kernel");
    expect(bySizes).toMatchObject({ severity: "problem", paths: ["dmesg", "kallsyms"] });
    expect(bySizes.text).toContain("this table is not from the kernel that wrote this log");
    const byName = only(found(SOUND_TABLE, { logs: [logOf({ releases: ["5.10"] })], identities: [{ path: "uname", release: "6.1" }] }), "log-of-another-kernel");
    expect(byName).toMatchObject({ severity: "check", evidence: ["dmesg: release: it names 5.10, the host's release is 6.1"] });
    expect(found(SOUND_TABLE, { logs: [logOf({ sizes: sizes(1) })] })).toEqual([]);
  });

  test("files that name different kernels, and a dump of another", () => {
    expect(only(found(SOUND_TABLE, { identities: [{ path: "a", release: "6.1" }, { path: "b", release: "5.10" }] }), "kernel-names-differ").paths).toEqual(["b", "a"]);
    expect(only(found(SOUND_TABLE, { vmcoreInfo: vmcoreOf({ release: "5.10" }), identities: [{ path: "a", release: "6.1" }] }), "vmcoreinfo-of-another-kernel").severity).toBe("check");
  });

  test("slides that contradict each other, and one that doesn't hold for all", () => {
    const log = (slides: LogFacts["slides"]) => logOf({ slides, kernelOffset: { offset: 0x100_0000n, from: 0xffff_ffff_8100_0000n } });
    expect(only(found(SOUND_TABLE, { logs: [log(pairs(0n, 5))] }), "slides-contradict").evidence).toEqual(["0 by addresses beside their symbols (dmesg)", "-0x1c000000 by Kernel Offset (dmesg)"]);
    const varying = only(found(SOUND_TABLE, { logs: [logOf({ slides: [...pairs(0n, 9, 1), ...pairs(0x1000n, 5, 1, "xfs")] })] }), "slide-not-constant");
    const foreign = found(SOUND_TABLE, { logs: [logOf({ slides: pairs(0n, 9, 1), sizes: sizes(2) })] });
    expect(foreign.map(({ code }) => code)).toEqual(["log-of-another-kernel"]);
    expect(varying.evidence).toEqual(["dmesg: the kernel image: 1 of 10 pairs differ from 0", "dmesg: module xfs: 1 of 6 pairs differ from +0x1000"]);
  });
});

test("many logs are one finding of each kind", () => {
  const differing = [1n, 2n].map((size) => ({ name: `f${size}`, owner: "system", printed: 9n, size }));
  const foreign = Array.from({ length: 30 }, (_, at) => logOf({ sizes: { agreeing: 0, differing } }, `kern.log.${at}`));
  const finding = only(found(SOUND_TABLE, { logs: foreign }), "log-of-another-kernel");
  expect(finding.text).toMatch(/^kern.log.0, kern.log.1, .* and 25 more contradict kallsyms: this table is not from the kernel that wrote this log\./);
  expect([finding.evidence.length, finding.evidenceCount, finding.paths.length]).toEqual([20, 30, 31]);
  const modules = Array.from({ length: 30 }, (_, at) => logOf({ modules: [{ name: "gone", taints: "" }] }, `kern.log.${at}`));
  expect(only(found(SOUND_TABLE, { logs: modules }), "log-module-not-listed").evidence).toEqual(["gone: kern.log.0, kern.log.1, kern.log.2, kern.log.3, kern.log.4 and 25 more"]);
});

test("findings come by severity, the gravest first", () => {
  const parts = { hooks: [{ path: "k", line: 1, address: AREA - 0x10_0000n, text: "" }], logs: [logOf({ sizes: { agreeing: 0, differing: [1n, 2n].map((size) => ({ name: `f${size}`, owner: "system", printed: 9n, size })) } })] };
  expect(found(changed("function_9", { address: AREA + 0x50_0000n }), parts).map(({ severity }) => severity)).toEqual(["problem", "check", "note"]);
});

test("evidence is bounded in number and length, and all of it counted", () => {
  const long = (at: number) => `${at}_${"n".repeat(400)}`;
  const hidden = Array.from({ length: 300 }, (_, at) => line("open", AREA + 0x100_0000n + BigInt(at) * 0x1000n, long(at)));
  const finding = only(found([...SOUND, ...hidden]), "module-not-listed");
  expect(finding.evidence).toHaveLength(20);
  expect(finding.evidenceCount).toBe(300);
  expect(Math.max(...finding.evidence.map(({ length }) => length))).toBe(200);
});

test("a cut leaves no half of a character", () => {
  const name = `${"n".repeat(198)}\u{1f427}${"n".repeat(9)}`;
  expect(only(found([...SOUND, line("open", AREA + 0x100_0000n, name)]), "module-not-listed").evidence).toEqual([`${"n".repeat(198)}…`]);
});

test("names are given as they are, for whoever shows them to make harmless", () => {
  const name = "<img src=x>\u001b[31m";
  expect(only(found([...SOUND, line("open", AREA + 0x100_0000n, name)]), "module-not-listed").evidence).toEqual([name]);
});
