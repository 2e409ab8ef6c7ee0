// KASLR from every source that tells it, and what is said where sources contradict each other.

import { describe, expect, test } from "vitest";

import { findKaslr, slideByKernelOffset, slideByVmcoreInfo } from "../../ts/snapshot/slide.js";
import { factsOf, logOf, pairs, realKernel, systemMapOf, tableOf, vmcoreOf } from "./findings-support.js";

const FROM_X86 = 0xffff_ffff_8100_0000n;
const FROM_ARM64 = 0xffff_8000_0800_0000n;

/** An image of x86-64, slid by 0x1d000000. */
const X86 = tableOf(`ffffffff9e000000 T _text
ffffffff9e000000 T _stext
ffffffff9e000100 T __x64_sys_read
ffffffff9e000200 T start_kernel
ffffffff9e000300 T _etext
ffffffff9f000000 B _end
`);

/** An image whose marks don't tell an architecture. */
const PLAIN = tableOf("ffff800010010000 T _stext\nffff800010010040 T start_kernel\nffff800010010080 T _etext\n");

/** The same image as X86 at its link addresses, with one symbol of each name. */
const X86_MAP = tableOf("ffffffff81000000 T _text\nffffffff81000000 T _stext\nffffffff81000100 T __x64_sys_read\nffffffff81000200 T start_kernel\nffffffff81000300 T _etext\nffffffff82000000 B _end\n");

describe("Kernel Offset", () => {
  test("tells the slide of x86-64 to the byte", () => {
    expect(slideByKernelOffset({ offset: 0x1d00_0000n, from: FROM_X86 }, X86)).toEqual({ slide: 0n, isExact: true });
    expect(slideByKernelOffset({ offset: 0x20_0000n, from: FROM_X86 }, X86)).toEqual({ slide: 0x20_0000n - 0x1d00_0000n, isExact: true });
    expect(slideByKernelOffset({ offset: 0x2000_0000n, from: FROM_X86 }, X86)).toEqual({ slide: 0x300_0000n, isExact: true });
  });

  test("passes over the head of arm64's image, in real numbers", async () => {
    const { table } = await realKernel("arm64-6.1.176-kaslrA");
    expect(slideByKernelOffset({ offset: 0x30fc_4a20_0000n, from: FROM_ARM64 }, table)).toEqual({ slide: 0n, isExact: false });
    expect(slideByKernelOffset({ offset: 0x30fc_4a40_0000n, from: FROM_ARM64 }, table)).toEqual({ slide: 0x20_0000n, isExact: false });
    expect(slideByKernelOffset({ offset: 0x30fc_4a00_0000n, from: FROM_ARM64 }, table)).toEqual({ slide: -0x20_0000n, isExact: false });
    table.free();
  });

  test("tells the slide of riscv, whose image begins before _stext", () => {
    const table = tableOf("ffffffff80000000 T _start\nffffffff80002000 T _text\nffffffff80002000 T _stext\nffffffff80a00000 T _etext\n");
    expect(slideByKernelOffset({ offset: 0x4000_0000n, from: 0xffff_ffff_8000_0000n }, table)).toEqual({ slide: 0x4000_0000n, isExact: true });
  });

  test("tells nothing of a table without markers, or without addresses", () => {
    expect(slideByKernelOffset({ offset: 0n, from: FROM_X86 }, tableOf("ffffffff81000040 T f\n"))).toBeUndefined();
    expect(slideByKernelOffset({ offset: 0n, from: FROM_X86 }, tableOf("ffffffff81000000 T _text\nffffffff82000000 T _text\n"))).toBeUndefined();
    expect(slideByKernelOffset({ offset: 0n, from: FROM_X86 }, tableOf("0000000000000000 T _text\n0000000000000000 T f\n"))).toBeUndefined();
  });
});

test("VMCOREINFO tells the slide by its symbols, but not by pointers into other memory", () => {
  const symbols = new Map([["_stext", 0xffff_ffff_a000_0000n], ["start_kernel", 0xffff_ffff_a000_0200n], ["_etext", 0xffff_8880_0000_0000n], ["unknown", 1n]]);
  expect(slideByVmcoreInfo(vmcoreOf({ symbols }).info, X86)).toEqual({ owner: "system", slide: 0x200_0000n, agreeing: 2, differing: 0 });
  expect(slideByVmcoreInfo(vmcoreOf({}).info, X86)).toBeUndefined();
});

describe("the table's own slide", () => {
  test("is that of System.map and its markers", () => {
    const kaslr = findKaslr(factsOf(X86, { systemMap: { path: "System.map", table: X86_MAP } }));
    expect(kaslr.slide).toBe(0x1d00_0000n);
    expect(kaslr.linked).toEqual([{ path: "System.map", slide: 0x1d00_0000n, source: "names" }]);
    expect(kaslr.measures).toEqual([
      { of: "kallsyms", against: "System.map", owner: "system", slide: 0x1d00_0000n, source: "names", agreeing: 6, differing: 0, isConstant: true, isExact: true },
      { of: "kallsyms", against: "System.map", owner: "system", slide: 0x1d00_0000n, source: "markers", agreeing: 2, differing: 0, isConstant: true, isExact: true },
    ]);
  });

  test("is found on a real table, with nothing else of it", async () => {
    const { table } = await realKernel("s390x-6.1.176-A");
    const kaslr = findKaslr(factsOf(table, { systemMap: { path: "System.map", table: systemMapOf(table, 0n) } }));
    expect(kaslr).toMatchObject({ slide: 0n, contradictions: [], map: { agreeing: 34_724, moved: { count: 0 } } });
    table.free();
  });

  test("is KERNELOFFSET, less what lies between dump and table", () => {
    const symbols = new Map([["_stext", 0xffff_ffff_a000_0000n], ["start_kernel", 0xffff_ffff_a000_0200n]]);
    const kaslr = findKaslr(factsOf(X86, { vmcoreInfo: vmcoreOf({ kernelOffset: 0x1f00_0000n, symbols }) }));
    expect(kaslr.measures).toEqual([expect.objectContaining({ of: "vmcoreinfo", against: "kallsyms", slide: 0x200_0000n, source: "vmcoreinfo" })]);
    expect(kaslr.linked).toEqual([{ path: "vmcoreinfo", slide: 0x1d00_0000n, source: "vmcoreinfo" }]);
  });

  test("is told by nothing that doesn't fit the table itself", () => {
    const symbols = new Map([["_stext", 0xffff_ffff_9e00_0000n], ["start_kernel", 0xffff_ffff_9e00_0999n]]);
    const vmcoreInfo = vmcoreOf({ kernelOffset: 0x1234_5000n, symbols });
    const other = tableOf("ffffffff81000000 T _text\nffffffff81000000 T _stext\nffffffff81000180 T __x64_sys_read\nffffffff81000240 T start_kernel\nffffffff81000400 T _etext\n");
    const { measures, linked } = findKaslr(factsOf(X86, { vmcoreInfo, systemMap: { path: "System.map", table: other } }));
    expect(measures.map(({ source, isConstant }) => [source, isConstant])).toEqual([["names", false], ["markers", true], ["vmcoreinfo", false]]);
    expect(linked.map(({ source }) => source)).toEqual(["architecture"]);
  });

  test("is a log's Kernel Offset, less what its pairs tell", () => {
    const kaslr = findKaslr(factsOf(PLAIN, { logs: [logOf({ kernelOffset: { offset: 0x800_0000n, from: FROM_ARM64 }, slides: pairs(0x20_0000n, 5) })] }));
    expect(kaslr.linked).toEqual([{ path: "dmesg", slide: 0x7e0_0000n, source: "kernel-offset" }]);
  });

  test("is the architecture's custom where nothing tells it", () => {
    expect(findKaslr(factsOf(X86)).linked).toEqual([{ path: "kallsyms", slide: 0x1d00_0000n, source: "architecture" }]);
    expect(findKaslr(factsOf(PLAIN))).toMatchObject({ linked: [], slide: undefined });
    const odd = tableOf("ffffffff81000800 T _text\nffffffff81000800 T _stext\nffffffff81001000 T __x64_sys_read\n");
    expect(findKaslr(factsOf(odd)).slide).toBeUndefined();
  });

  test.each([
    ["amd64-5.10.223-small-kaslrA", 0x26c0_0000n],
    ["amd64-6.1.176-small-kaslrE", 0x3ac0_0000n],
    ["amd64-7.3.4-small-kaslrB", 0x1720_0000n],
    ["armhf-6.1.176-A", undefined],
  ])("of the real kernel %s is %s", async (folder, slide) => {
    const { table } = await realKernel(folder);
    expect(findKaslr(factsOf(table)).slide).toBe(slide);
    table.free();
  });
});

describe("a log against the table", () => {
  test("by pairs, each owner apart", () => {
    const slides = [...pairs(0x20_0000n, 8, 1), ...pairs(-0x5000n, 2, 0, "xfs")];
    const { measures } = findKaslr(factsOf(X86, { logs: [logOf({ slides })] }));
    expect(measures).toEqual([
      { of: "dmesg", against: "kallsyms", owner: "system", slide: 0x20_0000n, source: "pairs", agreeing: 8, differing: 1, isConstant: false, isExact: true },
      { of: "dmesg", against: "kallsyms", owner: "xfs", slide: -0x5000n, source: "pairs", agreeing: 2, differing: 0, isConstant: true, isExact: true },
    ]);
  });

  test("by Kernel Offset against the table's own slide, to the byte", () => {
    const systemMap = { path: "System.map", table: X86_MAP };
    const { measures } = findKaslr(factsOf(X86, { systemMap, logs: [logOf({ kernelOffset: { offset: 0x1d10_0000n, from: FROM_X86 } })] }));
    expect(measures.at(-1)).toMatchObject({ of: "dmesg", slide: 0x10_0000n, source: "kernel-offset", isExact: true });
  });

  test("without KASLR, where the table's own slide is known", () => {
    const log = logOf({ kernelOffset: "disabled" });
    expect(findKaslr(factsOf(X86, { logs: [log] })).measures).toMatchObject([{ slide: -0x1d00_0000n, source: "kernel-offset" }]);
    expect(findKaslr(factsOf(PLAIN, { logs: [log] })).measures).toEqual([]);
  });

  test("by VMCOREINFO in it", () => {
    const { info } = vmcoreOf({ symbols: new Map([["_stext", 0xffff_ffff_9e00_0000n]]) });
    expect(findKaslr(factsOf(X86, { logs: [logOf({ vmcoreInfo: info })] })).measures).toMatchObject([{ of: "dmesg", slide: 0n, source: "vmcoreinfo" }]);
  });
});

describe("contradictions are told, and nothing is chosen", () => {
  test("between a log's pairs and its Kernel Offset", () => {
    const kaslr = findKaslr(factsOf(X86, { logs: [logOf({ kernelOffset: { offset: 0x100_0000n, from: FROM_X86 }, slides: pairs(0n, 4) })] }));
    expect(kaslr.contradictions).toEqual([
      {
        owner: "system",
        of: "dmesg",
        against: "kallsyms",
        told: [
          { source: "pairs", path: "dmesg", slide: 0n },
          { source: "kernel-offset", path: "dmesg", slide: 0x100_0000n - 0x1d00_0000n },
        ],
      },
    ]);
  });

  test("between System.map and VMCOREINFO", () => {
    const vmcoreInfo = vmcoreOf({ kernelOffset: 0x1c00_0000n, symbols: new Map([["_stext", 0xffff_ffff_9e00_0000n]]) });
    const kaslr = findKaslr(factsOf(X86, { systemMap: { path: "System.map", table: X86_MAP }, vmcoreInfo }));
    expect(kaslr.slide).toBeUndefined();
    expect(kaslr.contradictions).toMatchObject([{ of: "kallsyms", against: undefined, told: [{ slide: 0x1d00_0000n }, { slide: 0x1c00_0000n }] }]);
  });

  test("but what an inexact offset may be is no contradiction", async () => {
    const { table } = await realKernel("arm64-6.1.176-kaslrA");
    const log = logOf({ kernelOffset: { offset: 0x30fc_4a20_0000n, from: FROM_ARM64 }, slides: pairs(0n, 4) });
    expect(findKaslr(factsOf(table, { logs: [log] })).contradictions).toEqual([]);
    table.free();
  });

  test("nor is a slide that most pairs don't have", () => {
    const log = logOf({ kernelOffset: { offset: 0x1d00_0000n, from: FROM_X86 }, slides: pairs(0x1234n, 4, 9) });
    expect(findKaslr(factsOf(X86, { logs: [log] })).contradictions).toEqual([]);
  });
});

test("without a table, or with hidden addresses, nothing is told", () => {
  const hidden = tableOf("0000000000000000 T _text\n0000000000000000 T f\n");
  const logs = [logOf({ kernelOffset: { offset: 0n, from: FROM_X86 }, slides: pairs(0n, 3) })];
  for (const facts of [factsOf(hidden, { logs, systemMap: { path: "System.map", table: X86_MAP } }), { ...factsOf(X86, { logs }), table: undefined }]) {
    expect(findKaslr(facts)).toEqual({ measures: [], linked: [], slide: undefined, map: undefined, contradictions: [] });
  }
});
