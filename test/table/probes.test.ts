// Lists of probes: every form in which people write them, and what becomes of each.

import { checkProbes } from "kallsyms";
import type { CheckedProbe, KernelSymbolTable, ProbeCheckOptions } from "kallsyms";
import { describe, expect, test } from "vitest";

import { failure, parse } from "./support.js";

const TEXT = `ffffffff81000000 T _stext
ffffffff81001000 t init_once
ffffffff81002000 T vfs_read
ffffffff81002310 T vfs_write
ffffffff81003000 t init_once
ffffffff81004000 T _etext
ffffffff81005000 D jiffies
ffffffffc0001000 t init_once\t[ext4]
ffffffffc0002000 t nft_do\t[nf_tables]
`;
const TABLE = parse(TEXT);
const NEW = { kernel: "6.1.176" } as const;

const check = (text: string, options: ProbeCheckOptions = NEW, table: KernelSymbolTable = TABLE): CheckedProbe[] => [...checkProbes(table, text, options)];
const one = (text: string, options?: ProbeCheckOptions, table?: KernelSymbolTable): CheckedProbe => {
  const [probe, ...more] = check(text, options, table);
  if (probe === undefined || more.length > 0) throw new Error(`${more.length} more probes than one`);
  return probe;
};

test("every line is told, comments and empty lines are passed over", () => {
  const list = "# what we probe\nvfs_read\r\n\n  vfs_write+0x10   # a place inside\n\t\ninit_once\nvfs_raed\next4:vfs_read\nf+zz\n#\nnft_do";
  expect(check(list).map(({ line, text, status }) => [line, text, status])).toEqual([
    [2, "vfs_read", "attaches"],
    [4, "vfs_write+0x10", "attaches"],
    [6, "init_once", "ambiguous"],
    [7, "vfs_raed", "absent"],
    [8, "ext4:vfs_read", "absent"],
    [9, "f+zz", "malformed"],
    [11, "nft_do", "attaches"],
  ]);
  expect(check("")).toEqual([]);
});

test("a probe is told with how it was read, why, and how to attach to each address", () => {
  const { targets, outcome, ...rest } = one("init_once");
  expect(rest).toEqual({ line: 1, text: "init_once", status: "ambiguous", why: `3 addresses; refused: EADDRNOTAVAIL: ${outcome?.why}`, name: "init_once", owner: undefined, offset: 0n, isReturn: false, addresses: 3, suggestions: [] });
  expect(outcome?.result).toBe("refused");
  expect(targets).toEqual(TABLE.kprobeTargets("init_once", NEW));
  expect(one("init_once", { ...NEW, mostTargets: 1 })).toMatchObject({ addresses: 3, targets: [{ tracefs: "p _stext+0x1000" }] });
  expect(one("vfs_read")).toMatchObject({ why: TABLE.kprobePlan("vfs_read", NEW).outcome.why, targets: [{ tracefs: "p vfs_read" }] });
  expect(one("vfs_raed")).toMatchObject({ why: "no symbol is named vfs_raed; did you mean vfs_read?", suggestions: ["vfs_read"], targets: [], outcome: undefined });
});

test("the kernel decides what an ambiguous name does", () => {
  expect(one("init_once", { kernel: "5.10.223" }).why).toMatch(/^3 addresses; picks-one: /);
  expect(one("jiffies")).toMatchObject({ status: "refused" });
  expect(one("vfs_read", { kernel: "6.1.176", availableFilterFunctions: "vfs_write\n" }).status).toBe("refused");
});

test("owner is that of probes which name none", () => {
  expect(one("init_once", { ...NEW, owner: "ext4" })).toMatchObject({ status: "attaches", owner: "ext4", targets: [{ tracefs: "p ext4:init_once" }] });
  expect(one("nf_tables:nft_do", { ...NEW, owner: "ext4" })).toMatchObject({ status: "attaches", owner: "nf_tables" });
  expect(one("vfs_read", { ...NEW, owner: "ext4" })).toMatchObject({ status: "absent", why: "no symbol is named vfs_read in [ext4]; 1 other owner has it: system" });
});

describe("forms", () => {
  const plain = { name: "vfs_read", owner: undefined, offset: 0n, isReturn: false, status: "attaches" };
  test.each<[string, object]>([
    ["vfs_read", plain],
    ["vfs_read+0x10", { ...plain, offset: 16n }],
    ["vfs_read+020", { ...plain, offset: 16n }],
    ["p vfs_read", plain],
    ["p:myprobe vfs_read", plain],
    ["p:group/event vfs_read+16 fd=%di count=%dx:u64", { ...plain, offset: 16n }],
    ["p:kprobes/p_vfs_read_0\tvfs_read", plain],
    ["p: vfs_read", plain],
    ["p ext4:init_once", { ...plain, name: "init_once", owner: "ext4" }],
    ["r vfs_read $retval", { ...plain, isReturn: true }],
    ["r16:myretprobe vfs_read $retval", { ...plain, isReturn: true }],
    ["p:ev vfs_read%return", { ...plain, isReturn: true }],
    ["r _stext+0x2000", { ...plain, name: "_stext", offset: 0x2000n, isReturn: true }],
    ["kprobe:vfs_read", plain],
    ["kprobe:vfs_read+0x10 { @[comm] = count(); }", { ...plain, offset: 16n }],
    ['kprobe:"vfs_read+16"{}', { ...plain, offset: 16n }],
    ["kprobe:vmlinux:vfs_read", { ...plain, owner: "system" }],
    ["kprobe:ext4:init_once /pid == 1/ { printf(\"+,\"); }", { ...plain, name: "init_once", owner: "ext4" }],
    ["kretprobe:vfs_read", { ...plain, isReturn: true }],
    ["kprobe/vfs_read", plain],
    ['SEC("kretprobe/vfs_read") int BPF_KRETPROBE(done, long ret)', { ...plain, isReturn: true }],
  ])("%s", (text, expected) => {
    expect(one(text)).toMatchObject(expected);
    expect(text).toContain(one(text).text);
  });

  test("bpftrace puts several probes in a line", () => {
    expect(check("# one\nkprobe:vfs_read, kretprobe:vfs_write,tracepoint:a:b, kprobe:nope { }\n").map(({ line, text, status, isReturn }) => [line, text, status, isReturn])).toEqual([
      [2, "kprobe:vfs_read", "attaches", false],
      [2, "kretprobe:vfs_write", "attaches", true],
      [2, "tracepoint:a:b", "malformed", false],
      [2, "kprobe:nope", "absent", false],
    ]);
  });

  test.each([
    ["f+zz", /has no number after the \+/],
    ["+0x10", /has no name/],
    ["p:ev f+zz", /has no number/],
    ["p:ev 0xzz", /is no address/],
    ["p 99999999999999999999", /is no address/],
    ["kprobe:tcp_*", /is a pattern/],
  ])("%s is malformed", (text, why) => {
    expect(one(text)).toMatchObject({ status: "malformed", why: expect.stringMatching(why) as string, name: "", targets: [] });
  });

  test("a return probe belongs at the beginning of a function, and its specs are for the return", () => {
    expect(one("r vfs_read+0x20")).toMatchObject({ status: "refused", why: "EINVAL: a return probe belongs at the beginning of a function, and +0x20 is none" });
    expect(one("kretprobe:vfs_read").targets).toMatchObject([{ tracefs: "r vfs_read", bpftrace: "kretprobe:vfs_read" }]);
    expect(one("kretprobe:init_once").targets.map(({ tracefs, bpftrace }) => [tracefs, bpftrace])).toEqual([["r _stext+0x1000", null], ["r _stext+0x3000", null], ["r ext4:init_once", null]]);
  });

  test("an address is told by what is there", () => {
    expect(one("p:here 0xffffffff81002000")).toMatchObject({ status: "attaches", why: "0xffffffff81002000 is vfs_read [system] on this boot; on another it may be anything", name: "", addresses: 1, targets: [{ tracefs: "p vfs_read" }] });
    expect(one("kprobe:0xffffffff81002004")).toMatchObject({ status: "attaches", why: expect.stringContaining("vfs_read+0x4 [system]") as string, targets: [{ tracefs: "p vfs_read+0x4" }] });
    expect(one("p 0xffffffff81003000").targets).toMatchObject([{ tracefs: "p _stext+0x3000" }]);
    expect(one("p 0x10")).toMatchObject({ status: "absent", why: "no symbol reaches 0x10" });
    expect(one("p 0xffffffff81005000")).toMatchObject({ status: "refused" });
    expect(one("r 0xffffffff81002004")).toMatchObject({ status: "refused", isReturn: true });
    expect(one("r 0xffffffff81002000").targets).toMatchObject([{ tracefs: "r vfs_read" }]);
  });
});

test("where the addresses are hidden, names are checked and no more", () => {
  const hidden = parse(TEXT.replaceAll(/^f{8}[0-9a-f]{8}/gm, "0".repeat(16)));
  expect(one("init_once", NEW, hidden)).toMatchObject({ status: "ambiguous", why: "3 symbols", addresses: 3, targets: [] });
  expect(one("vfs_read", NEW, hidden)).toMatchObject({ status: "unchecked", addresses: 1, targets: [] });
  expect(one("nope", NEW, hidden).status).toBe("absent");
  expect(one("p 0xffffffff81002000", NEW, hidden).status).toBe("unchecked");
});

test("no plan is made for a label at thousands of addresses, and a long text is told short", () => {
  const labels = Array.from({ length: 5000 }, (_, at) => `ffffffffa0${at.toString(16).padStart(6, "0")} t .L0\n`).join("");
  expect(one(".L0", NEW, parse(`ffffffff81000000 T _stext\n${labels}`))).toMatchObject({ status: "ambiguous", why: "5,000 addresses", targets: [], addresses: 5000 });
  expect(one(`${"x".repeat(100_000)}+`).why.length).toBeLessThan(400);
});

test("names in the reasons are written as the caller shows them", () => {
  const show = (name: string) => `<${name}>`;
  expect(one("vfs_raed", { show }).why).toBe("no symbol is named <vfs_raed>; did you mean <vfs_read>?");
  expect(one("p 0xffffffff81002000", { show }).why).toContain("<vfs_read> [<system>]");
});

test("a table that is freed meanwhile ends the check, and options are checked", () => {
  const table = parse(TEXT);
  const probes = checkProbes(table, "vfs_read\nvfs_write\n");
  expect(probes.next().value).toMatchObject({ status: "attaches" });
  table.free();
  expect(failure(() => probes.next()).code).toBe("TABLE_DISPOSED");
  expect(() => check("vfs_read", { kernel: "new" })).toThrowError(TypeError);
});
