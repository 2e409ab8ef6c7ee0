// A log of one boot against the table of another: printed addresses tell how far they lie apart.

import { expect, test } from "vitest";

import { decodeLog } from "kallsyms";
import { loadText, tableIn } from "./kernels.js";
import { TABLE_64, brief, tableOf } from "./made.js";

/** The text of a table in which all addresses of the image, or of modules, lie further up. */
function moved(image: bigint, modules: bigint): string {
  return TABLE_64.replace(/^([0-9a-f]{16})(.*)$/gm, (_, address: string, rest: string) => (BigInt(`0x${address}`) + (rest.includes("[") ? modules : image)).toString(16).padStart(16, "0") + rest);
}

const FRAMES = [
  "[<ffffffff81000050>] alpha+0x10/0x40",
  "[<ffffffff81000090>] beta+0x10/0x20",
  "[<ffffffff81000110>] twin+0x10/0x40",
  "[<ffffffffc0000010>] mod_init+0x10/0x40 [mod]",
  "[<ffffffffc0000050>] twin+0x10/0x40 [mod]",
  "[<ffffffffc0000012>] mod_init+0x12/0x40 [mod]",
  "RBX: ffffffff81000151",
].join("\n");

test("image and modules slide apart, and addresses tell equal names apart", () => {
  const table = tableOf(moved(-0x20_0000n, 0x7000n));
  const { lines, facts, summary } = decodeLog(FRAMES, table);
  expect(facts.slides).toMatchObject([
    { owner: "system", slide: 0x20_0000n, agreeing: 2, differing: 0 },
    { owner: "mod", slide: -0x7000n, agreeing: 2, differing: 0 },
  ]);
  expect(lines.flatMap(({ mentions }) => mentions.map(brief)).map((text) => text.split(" ").at(-1))).toEqual(Array.from({ length: 7 }, () => "exact"));
  expect(lines[2]?.mentions[0]?.candidates[0]?.address).toBe(0xffffffff81000110n - 0x20_0000n);
  expect(lines[6]?.mentions[0]?.candidates[0]?.symbol.name).toBe("delta");
  expect(summary.warnings).toEqual([]);
  table.free();
});

test("a slide that isn't constant is said, and no address is then taken for proof", () => {
  const table = tableOf(moved(-0x20_0000n, 0n));
  const shuffled = FRAMES.replace("ffffffff81000090", "ffffffff81005090");
  const { facts, summary } = decodeLog(`${shuffled}\n[<ffffffff81000290>] omega+0x10/0x40\n[<ffffffff81000152>] delta+0x12/0x40`, table);
  expect(facts.slides.find(({ owner }) => owner === "system")).toMatchObject({ slide: 0x20_0000n, agreeing: 3, differing: 1 });
  expect(summary.warnings.join()).toContain("isn't constant");
  table.free();
});

test("slides that are told beforehand hold where the log prints no pairs", () => {
  const table = tableOf(moved(-0x20_0000n, 0n));
  const line = "RBX: ffffffff81000151";
  expect(decodeLog(line, table).lines[0]?.mentions).toEqual([]);
  const { lines } = decodeLog(line, table, { slides: new Map([["system", 0x20_0000n]]) });
  expect(lines[0]?.mentions[0]?.candidates[0]?.symbol.name).toBe("delta");
  table.free();
});

test("sizes that differ say that table and log are of different kernels, from the second name on", () => {
  const table = tableOf(TABLE_64);
  const one = decodeLog(" alpha+0x10/0x48\n alpha+0x12/0x48\n beta+0x10/0x20", table);
  expect(one.summary.warnings).toEqual([]);
  expect(one.lines[0]?.mentions[0]?.status).toBe("mismatch");
  const two = decodeLog(" alpha+0x10/0x48\n beta+0x10/0x28\n delta+0x1/0x40", table);
  expect(two.summary.warnings.join()).toContain("this table is not from the kernel that wrote this log");
  expect(two.facts.sizes).toMatchObject({ agreeing: 1, differing: [{ name: "alpha", printed: 0x48n, size: 0x40n }, { name: "beta" }] });
  table.free();
});

test("what a log tells of its kernel", () => {
  const table = tableOf(TABLE_64);
  const { facts } = decodeLog(
    [
      "[    0.000000] Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0) 12.2.0, GNU ld 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-25)",
      "[    9.000000] Modules linked in: one(OE) two three(F+)",
      "[    9.000001]  four [last unloaded: five]",
      "[    9.000002] CPU: 1 PID: 982 Comm: a Tainted: name Tainted: G        W  OE      6.1.0-50-amd64 #1  Debian 6.1.176-1",
      "[    9.000003] Kernel Offset: 0x1d000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)",
      "OSRELEASE=6.1.0-50-amd64",
      "BUILD-ID=00112233445566778899aabbccddeeff00112233",
      "SYMBOL(_stext)=ffffffff9e000000",
      "KERNELOFFSET=1d000000",
    ].join("\n"),
    table,
  );
  expect(facts.releases).toEqual(["6.1.0-50-amd64"]);
  expect(facts.versions).toEqual(["#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-25)"]);
  expect(facts.modules).toEqual([{ name: "one", taints: "OE" }, { name: "two", taints: "" }, { name: "three", taints: "F+" }, { name: "four", taints: "" }]);
  expect(facts.unloaded).toEqual(["five"]);
  expect(facts.kernelOffset).toEqual({ offset: 0x1d000000n, from: 0xffffffff81000000n });
  expect(facts.vmcoreInfo).toMatchObject({ release: "6.1.0-50-amd64", kernelOffset: 0x1d000000n, buildId: "00112233445566778899aabbccddeeff00112233" });
  expect(facts.vmcoreInfo?.symbols.get("_stext")).toBe(0xffffffff9e000000n);
  table.free();
});

test("a real log with addresses against the same table moved", async () => {
  const table = await tableIn("s390x-6.1.176-A");
  const log = await loadText("s390x-6.1.176-A", "console-crash-chain.log");
  const shifted = log.replace(/\[<([0-9a-f]{16})>\]/g, (_, address: string) => `[<${(BigInt(`0x${address}`) + (address.startsWith("000003ff") ? 0x4000n : 0x10_0000n)).toString(16).padStart(16, "0")}>]`);
  const { facts, lines } = decodeLog(shifted, table);
  expect(new Map(facts.slides.map(({ owner, slide }) => [owner, slide]))).toEqual(new Map([["system", 0x10_0000n], ["kscrash", 0x4000n]]));
  const frames = lines.flatMap(({ mentions }) => mentions.filter(({ kind, printed, name }) => kind === "frame" && printed !== undefined && name !== undefined));
  expect(frames.length).toBeGreaterThan(25);
  expect(frames.filter(({ status }) => status !== "exact").map(brief)).toEqual([]);
  table.free();
});
