// Whether files belong together: each kind of evidence, and the verdicts that they amount to.

import { describe, expect, test } from "vitest";

import { compareBuildIds, compareVersions } from "../../ts/snapshot/belongs-version.js";
import { belongTogether } from "../../ts/snapshot/belongs.js";
import type { Belonging, BelongingPair, Evidence } from "../../ts/snapshot/belongs.js";
import type { SnapshotFacts } from "../../ts/snapshot/facts.js";
import type { LogFacts } from "../../ts/snapshot/log/facts.js";
import { factsOf, listOf, logOf, module, pairs, realKernel, systemMapOf, tableOf, textOf, vmcoreOf } from "./findings-support.js";

const FROM = 0xffff_ffff_8100_0000n;
const SLIDE = 0x1d00_0000n;
const RELEASE = "6.1.0-50-amd64";
const VERSION = "#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)";
const IDENTITY = { path: "proc/version", release: RELEASE, version: VERSION };

/** An image of x86-64, slid, and ten modules of 0x1000 bytes. */
const MODULES = Array.from({ length: 10 }, (_, number) => ({ name: `mod${number}`, base: 0xffff_ffff_c010_0000n + BigInt(number) * 0x1000n }));
const TABLE = tableOf(
  `ffffffff9e000000 T _text\nffffffff9e000000 T _stext\nffffffff9e000100 T __x64_sys_read\nffffffff9e000200 T start_kernel\nffffffff9e000300 T _etext\nffffffff9f000000 B _end\n` +
    textOf(MODULES.map(({ name, base }) => ({ name: `${name}_open`, address: base + 0x40n, type: "t", owner: name }))),
);

const sized = (agreeing: number, ...differing: [name: string, owner: string][]): LogFacts["sizes"] => ({
  agreeing,
  differing: differing.map(([name, owner]) => ({ name, owner, printed: 0x40n, size: 0x50n })),
});

function only({ pairs: [pair] }: Belonging): BelongingPair {
  if (pair === undefined) throw new Error("there is no pair");
  return pair;
}

function ofLog(log: Partial<LogFacts>, parts: Partial<SnapshotFacts> = {}): BelongingPair {
  return only(belongTogether(factsOf(TABLE, { logs: [logOf(log)], ...parts })));
}

function evidence({ evidence: all }: BelongingPair, what: Evidence["what"]): Evidence | undefined {
  return all.find((one) => one.what === what);
}

describe("versions", () => {
  test.each([
    ["what a crash prints of Debian's", "#1  Debian 6.1.176-1", "agrees"],
    ["the same on newer kernels", "#1 PREEMPT(lazy)  Debian 6.1.176-1 ", "agrees"],
    ["another patch level", "#1  Debian 6.1.170-3", "contradicts"],
    ["a bare number", "#1", "unknown"],
    ["another bare number", "#2", "contradicts"],
    ["itself", VERSION, "agrees"],
    ["nothing", "", "unknown"],
  ] as const)("%s: %s", (_, printed, verdict) => {
    expect(compareVersions(printed, VERSION)).toBe(verdict);
    expect(compareVersions(VERSION, printed)).toBe(verdict);
  });

  test("a number with a distribution's name is more than a number", () => {
    expect(compareVersions("#53-Ubuntu", "#53-Ubuntu SMP PREEMPT_DYNAMIC Sat Jan 11 00:06:25 UTC 2025")).toBe("agrees");
    expect(compareVersions("#54-Ubuntu", "#53-Ubuntu SMP PREEMPT_DYNAMIC Sat Jan 11 00:06:25 UTC 2025")).toBe("contradicts");
  });
});

test("build ids are compared as far as the shorter goes, if that is far enough", () => {
  const id = "0123456789abcdef0123456789abcdef01234567";
  expect(compareBuildIds(id, id)).toBe("agrees");
  expect(compareBuildIds(id, id.slice(0, 16))).toBe("agrees");
  expect(compareBuildIds(id, `${id.slice(0, 39)}8`)).toBe("contradicts");
  expect(compareBuildIds(id, "0123")).toBe("unknown");
});

describe("a log is of another kernel", () => {
  test("with two sizes that differ, in these words", () => {
    const pair = ofLog({ sizes: sized(9, ["vfs_read", "system"], ["ext4_iget", "ext4"]) });
    expect(pair.verdict).toBe("different");
    expect(pair.text).toContain("this table is not from the kernel that wrote this log");
    expect(evidence(pair, "sizes")?.text).toContain("of 11 names 2 have other sizes: vfs_read printed 0x40, in the table 0x50, ext4_iget [ext4] printed 0x40, in the table 0x50");
  });

  test("but not with one", () => {
    const pair = ofLog({ sizes: sized(9, ["vfs_read", "system"]) });
    expect(pair.verdict).toBe("unknown");
    expect(evidence(pair, "sizes")).toMatchObject({ verdict: "unknown", text: expect.stringContaining("of 10 names one has another size: vfs_read") });
  });

  test("where all are in one module, which may be another build alone, that is said", () => {
    expect(evidence(ofLog({ sizes: sized(20, ["a", "xfs"], ["b", "xfs"]) }), "sizes")?.text).toMatch(/this table is not from.*all of them in xfs/);
    expect(evidence(ofLog({ sizes: sized(20, ["a", "system"], ["b", "system"]) }), "sizes")?.text).not.toContain("all of them");
    expect(evidence(ofLog({ sizes: sized(20, ["a", "xfs"], ["b", "ext4"]) }), "sizes")?.text).not.toContain("all of them");
  });

  test.each([
    ["release", { releases: ["5.10.0-32-amd64"] }],
    ["version", { versions: ["#1 Debian 6.1.170-3"] }],
    ["build-id", { buildIds: ["f".repeat(40)] }],
  ] as const)("with another %s than the host's", (what, log) => {
    const identities = [{ ...IDENTITY, buildId: "a".repeat(40) }];
    const pair = ofLog({ ...log, sizes: sized(5) }, { identities });
    expect(pair.verdict).toBe("different");
    expect(evidence(pair, what)?.verdict).toBe("contradicts");
  });

  test("with addresses that no slide fits, unless something else proves the kernel", () => {
    expect(ofLog({ slides: pairs(0x1000n, 3, 9) })).toMatchObject({ verdict: "different", text: expect.stringContaining("the best 3 of 12 pairs") });
    expect(ofLog({ slides: pairs(0x1000n, 3, 9), sizes: sized(20) })).toMatchObject({ verdict: "same-kernel", text: expect.stringContaining("function-granular KASLR") });
  });
});

describe("a log is of the same kernel", () => {
  test("and boot, with addresses of the table's where boots move the kernel", () => {
    expect(ofLog({ slides: pairs(0n, 6) })).toMatchObject({ verdict: "same-boot", against: "kallsyms", of: "dmesg" });
  });

  test("in another boot, with another slide", () => {
    expect(ofLog({ slides: pairs(-0x40_0000n, 6) })).toMatchObject({ verdict: "same-kernel", text: expect.stringContaining("another boot: its image lies 0x400000 lower") });
  });

  test("in another boot, as its Kernel Offset alone tells", () => {
    const pair = ofLog({ sizes: sized(3), kernelOffset: { offset: 0x100_0000n, from: FROM } });
    expect(pair).toMatchObject({ verdict: "same-kernel", text: expect.stringContaining("0x1c000000 lower") });
    expect(evidence(pair, "slide")).toMatchObject({ verdict: "agrees", text: "its image lies 0x1c000000 lower than the table has it by Kernel Offset" });
  });

  test("with three sizes that agree, not with two", () => {
    expect(ofLog({ sizes: sized(3) }).verdict).toBe("same-kernel");
    expect(ofLog({ sizes: sized(2) }).verdict).toBe("unknown");
  });

  test("in a boot that isn't known, without slides", () => {
    expect(ofLog({ sizes: sized(3) })).toMatchObject({ verdict: "same-kernel", text: expect.stringContaining("nothing tells whether of the same boot") });
    expect(ofLog({ versions: ["#1 Debian 6.1.176-1"] }, { identities: [IDENTITY] }).verdict).toBe("same-kernel");
    const contradictory = ofLog({ slides: pairs(0n, 6), kernelOffset: { offset: 0x100_0000n, from: FROM } , sizes: sized(5) });
    expect(contradictory).toMatchObject({ verdict: "same-kernel", text: expect.stringContaining("nothing tells") });
  });

  test("in a boot that can't be known, where boots don't move the kernel", () => {
    const unmoved = tableOf("ffffffff81000000 T _text\nffffffff81000000 T _stext\nffffffff81000100 T __x64_sys_read\nffffffff81000300 T _etext\n");
    const pair = only(belongTogether(factsOf(unmoved, { logs: [logOf({ slides: pairs(0n, 6) })] })));
    expect(pair).toMatchObject({ verdict: "same-kernel", text: expect.stringContaining("can't be told") });
  });

  test("and boot, where its Kernel Offset alone shows that it was moved", () => {
    const table = tableOf("ffff800010010000 T _stext\nffff800010010040 T f\nffff800010010080 T _etext\n");
    const log = logOf({ kernelOffset: { offset: 0x800_0000n, from: 0xffff_8000_0800_0000n }, sizes: sized(3) });
    expect(only(belongTogether(factsOf(table, { logs: [log] })))).toMatchObject({ verdict: "same-boot" });
  });
});

test("a release alone proves nothing, since builds share it", () => {
  expect(ofLog({ releases: [RELEASE] }, { identities: [IDENTITY] })).toMatchObject({ verdict: "unknown", text: expect.stringContaining("nothing contradicts") });
});

test("of several releases in a log, the others are told", () => {
  const pair = ofLog({ releases: ["5.10.0-1-amd64", RELEASE] }, { identities: [IDENTITY] });
  expect(evidence(pair, "release")).toEqual({ what: "release", verdict: "agrees", text: `it names ${RELEASE}, as the host does, and 5.10.0-1-amd64 too: parts of it are from another kernel` });
});

test("a release that nothing can be held against is unknown", () => {
  expect(evidence(ofLog({ releases: [RELEASE] }), "release")).toMatchObject({ verdict: "unknown", text: expect.stringContaining("no file tells the host's release") });
});

test("a log's modules agree but for a tenth, contradict where most are missing, and alone never tell another kernel", () => {
  const linked = (...names: string[]) => ({ modules: names.map((name) => ({ name, taints: "" })) });
  const all = MODULES.map(({ name }) => name);
  expect(evidence(ofLog(linked(...all)), "modules")).toMatchObject({ verdict: "agrees", text: "10 modules linked in, all in the table" });
  expect(evidence(ofLog(linked(...all.slice(1), "gone")), "modules")).toMatchObject({ verdict: "agrees", text: expect.stringContaining("lacks gone") });
  expect(evidence(ofLog(linked(...all.slice(3), "x", "y", "z")), "modules")?.verdict).toBe("unknown");
  const other = ofLog(linked("a", "b", "c", "mod1"));
  expect(evidence(other, "modules")?.verdict).toBe("contradicts");
  expect(other.verdict).toBe("unknown");
});

describe("System.map", () => {
  const image = (text: string) => ({ path: "boot/System.map-6.1.0-50-amd64", table: tableOf(text) });
  const map = "ffffffff81000000 T _text\nffffffff81000000 T _stext\nffffffff81000100 T __x64_sys_read\nffffffff81000200 T start_kernel\nffffffff81000300 T _etext\nffffffff82000000 B _end\n";

  test("is of the same build where all symbols fit one slide", () => {
    const pair = only(belongTogether(factsOf(TABLE, { systemMap: image(map) })));
    expect(pair).toMatchObject({ kind: "system-map", verdict: "same-kernel" });
    expect(evidence(pair, "slide")).toEqual({ what: "slide", verdict: "agrees", text: "of 6 symbols in both, 6 lie 0x1d000000 higher in the table" });
  });

  test("is of another where they don't, or where its name has another release", () => {
    expect(only(belongTogether(factsOf(TABLE, { systemMap: image(map.replace("81000200", "81000240").replace("81000100", "81000180")) }))).verdict).toBe("different");
    const named = only(belongTogether(factsOf(TABLE, { systemMap: image(map), identities: [{ path: "uname", release: "6.1.0-49-amd64" }] })));
    expect(named).toMatchObject({ verdict: "different", evidence: [{ what: "release", verdict: "contradicts" }, { what: "slide", verdict: "agrees" }] });
  });

  test("of a real kernel is of the same build, and of another kernel isn't", async () => {
    const { table } = await realKernel("s390x-6.1.176-A");
    const other = await realKernel("armhf-6.1.176-A");
    const verdict = (systemMap: ReturnType<typeof systemMapOf>) => only(belongTogether(factsOf(table, { systemMap: { path: "System.map", table: systemMap } }))).verdict;
    expect(verdict(systemMapOf(table, 0n))).toBe("same-kernel");
    expect(verdict(systemMapOf(other.table, 0n))).toBe("different");
    table.free();
    other.table.free();
  });
});

describe("a list of modules", () => {
  const list = (size: number, ...bases: bigint[]) => listOf(MODULES.map(({ name, base }, at) => module(name, bases[at] ?? base, size)));

  test("is of the same boot where symbols lie in the memory that it tells", () => {
    expect(only(belongTogether(factsOf(TABLE, { moduleLists: [list(0x1000)] })))).toMatchObject({ kind: "modules", of: "proc/modules", verdict: "same-boot" });
  });

  test("with one module elsewhere still is, and says which", () => {
    const pair = only(belongTogether(factsOf(TABLE, { moduleLists: [list(0x1000, 0x1000n)] })));
    expect(pair.verdict).toBe("same-boot");
    expect(evidence(pair, "slide")?.text).toContain("but for mod0");
  });

  test("is of another time where they don't", () => {
    const moved = MODULES.map(({ base }) => base + 0x100_0000n);
    expect(only(belongTogether(factsOf(TABLE, { moduleLists: [list(0x1000, ...moved)] })))).toMatchObject({ verdict: "different", text: expect.stringContaining("another boot or time") });
  });

  test("is of another host where the modules are others", () => {
    const others = listOf(["a", "b", "c", "d", "e"].map((name) => module(name)), "lsmod");
    expect(only(belongTogether(factsOf(TABLE, { moduleLists: [others] })))).toMatchObject({ verdict: "different", text: expect.stringContaining("another host") });
  });

  test("from /sys/module tells where .text is, which is not where a module's memory begins", () => {
    const sysfs = listOf(MODULES.map(({ name, base }) => module(name, base + 0x200n, 0x1000)), "sysfs");
    expect(only(belongTogether(factsOf(TABLE, { moduleLists: [sysfs] })))).toMatchObject({ verdict: "unknown", evidence: [{ what: "modules", verdict: "agrees" }] });
  });

  test("without addresses proves nothing", () => {
    const lsmod = listOf(MODULES.map(({ name }) => module(name)), "lsmod");
    expect(only(belongTogether(factsOf(TABLE, { moduleLists: [lsmod] })))).toMatchObject({ verdict: "unknown", text: expect.stringContaining("the same modules") });
  });

  test.each(["amd64-6.1.176-small-kaslrE", "amd64-7.3.4-own", "arm64-6.1.176-kaslrA", "armhf-6.1.176-A", "s390x-6.1.176-A"])("of the real kernel %s is of its boot", async (folder) => {
    const { table, list: real } = await realKernel(folder);
    const pair = only(belongTogether(factsOf(table, { moduleLists: [real] })));
    expect(pair.verdict).toBe("same-boot");
    expect(pair.evidence.map(({ verdict }) => verdict)).toEqual(["agrees", "agrees"]);
    table.free();
  });

  test("of the same real kernel in another boot isn't", async () => {
    const { table } = await realKernel("amd64-6.1.176-small-kaslrE");
    const other = await realKernel("amd64-6.1.176-small-kaslrD");
    expect(only(belongTogether(factsOf(table, { moduleLists: [other.list] }))).verdict).toBe("different");
    table.free();
    other.table.free();
  });
});

describe("VMCOREINFO", () => {
  const symbols = (slide: bigint) => new Map([["_stext", FROM + SLIDE + slide], ["start_kernel", FROM + SLIDE + 0x200n + slide], ["_end", FROM + SLIDE + 0x100_0000n + slide]]);

  test("is of the same boot or of another, by its symbols", () => {
    expect(only(belongTogether(factsOf(TABLE, { vmcoreInfo: vmcoreOf({ symbols: symbols(0n) }) })))).toMatchObject({ kind: "vmcoreinfo", verdict: "same-boot" });
    expect(only(belongTogether(factsOf(TABLE, { vmcoreInfo: vmcoreOf({ symbols: symbols(0x20_0000n) }) }))).verdict).toBe("same-kernel");
  });

  test("is of another kernel where its release says so", () => {
    expect(only(belongTogether(factsOf(TABLE, { vmcoreInfo: vmcoreOf({ release: "5.10.0", symbols: symbols(0n) }), identities: [IDENTITY] }))).verdict).toBe("different");
  });
});

describe("files that name their kernel", () => {
  const verdictOn = (other: { release?: string; version?: string }) => belongTogether(factsOf(TABLE, { identities: [IDENTITY, { path: "uname", ...other }] })).pairs;

  test("are held against the first", () => {
    expect(verdictOn({ release: RELEASE, version: VERSION })).toMatchObject([{ kind: "identity", of: "uname", against: "proc/version", verdict: "same-kernel" }]);
    expect(verdictOn({ release: RELEASE })).toMatchObject([{ verdict: "unknown" }]);
    expect(verdictOn({ release: "6.1.0-49-amd64" })).toMatchObject([{ verdict: "different" }]);
    expect(verdictOn({})).toEqual([]);
  });

  test("also without a table", () => {
    const facts = { ...factsOf(TABLE, { identities: [IDENTITY, { path: "uname", release: "5.10" }], logs: [logOf({})] }), table: undefined };
    expect(belongTogether(facts).pairs).toMatchObject([{ kind: "identity", verdict: "different" }]);
  });
});

test("hostile names and long lists make no long sentences", () => {
  const long = "x".repeat(100_000);
  const pair = ofLog({ releases: Array.from({ length: 1000 }, (_, at) => `${at}${long}`), sizes: sized(0, ...Array.from({ length: 100 }, (_, at): [string, string] => [`${at}${long}`, long])) }, { identities: [IDENTITY] });
  expect(pair.text.length).toBeLessThan(10_000);
  expect(pair.text).toContain("and 995 more");
});
