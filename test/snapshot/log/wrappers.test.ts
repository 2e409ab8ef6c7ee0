// Every form in which an architecture prints a symbol, each with a line of its own.

import { afterAll, expect, test } from "vitest";

import { TABLE_32, TABLE_64, brief, mentionsIn, tableOf } from "./made.js";

const table64 = tableOf(TABLE_64);
const table32 = tableOf(TABLE_32);
afterAll(() => [table64, table32].forEach((table) => table.free()));

/** Architecture and form, the line, what is in it. */
type Row = readonly [form: string, line: string, ...mentions: string[]];

const A = "ffffffff81000050";
const B = "ffffffff81000090";

const LINES_64: readonly Row[] = [
  ["x86 old: RIP with addresses", `RIP: 0010:[<${A}>]  [<${A}>] alpha+0x10/0x40`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["x86 old: RIP at the end", `RIP  [<${A}>] alpha+0x10/0x40`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["x86 old: RIP with RSP", "RIP: alpha+0x10/0x40 RSP: ffff88003d3a3e50", "pc alpha+10/40 exact"],
  ["x86 old: EIP with SS:ESP", `EIP: [<${A}>] alpha+0x10/0x40 SS:ESP 0068:f5a3bf60`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["x86 old: EIP is at", "EIP is at alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["x86 old: IP with an address", `IP: [<${A}>] alpha+0x10/0x40`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["x86 old: IP", "IP: alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["x86 old: frame", ` [<${A}>] alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["x86 old: frame that may be none", ` [<${A}>] ? alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 ? exact"],
  ["x86 of 2.6: frame in brackets", `[<${A}>] (alpha+0x10/0x40)`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["x86: RIP", "RIP: 0010:alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["x86: RIP in user space", "RIP: 0033:0x47b7a0"],
  ["x86: RIP without a symbol", `RIP: 0010:0x${A}`, "pc @ffffffff81000050 exact"],
  ["x86: frame", " alpha+0x10/0x40", "frame alpha+10/40 exact"],
  ["x86: frame that may be none", " ? alpha+0x10/0x40", "frame alpha+10/40 ? exact"],
  ["x86: frame without a symbol", ` ? 0x${B}`, "frame @ffffffff81000090 ? exact"],
  ["x86: frame of a module", " mod_init+0x10/0x40 [mod]", "frame mod_init+10/40 [mod] exact"],
  ["x86: registers", `RAX: 0000000000000000 RBX: ${A} RCX: ffff88003d3a3e50`, "register @ffffffff81000050 exact"],
  ["x86: tags", " <TASK>"],
  ["x86: code", "Code: 90 90 90 <67> 48 0f b9 3a 8d 04 5b"],
  ["x86: machine check", `[Hardware Error]: RIP !INEXACT! 10:<${A}> {alpha+0x10/0x40}`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["x86: hidden address", " [<(____ptrval____)>] alpha+0x10/0x40", "frame alpha+10/40 exact"],
  ["x86: hashed address", " [<000000007d8f3a21>] alpha+0x10/0x40", "frame alpha+10/40 exact"],
  ["x86: stack dump", ` ffff88003d3a3e50 ${A} ffff88003d3a3e58`, "address @ffffffff81000050 exact"],
  ["arm64: pc", "pc : alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["arm64: lr", "lr : beta+0x10/0x20", "lr beta+10/20 exact"],
  ["arm64 old: pc and lr", `pc : [<${A}>] lr : [<${B}>] pstate: 60000145`, "pc @ffffffff81000050 exact", "lr @ffffffff81000090 exact"],
  ["arm64 old: in words", "PC is at alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["arm64 old: in words", "LR is at beta+0x10/0x20", "lr beta+10/20 exact"],
  ["arm64: frame with flags", " alpha+0x10/0x40 (P)", "pc alpha+10/40 exact"],
  ["arm64: frame with flags", " alpha+0x10/0x40 (L)", "lr alpha+10/40 exact"],
  ["arm64: frame with flags", " alpha+0x10/0x40 (TK)", "frame alpha+10/40 exact"],
  ["arm64: frame with flags", " mod_init+0x10/0x40 [mod] (PC)", "pc mod_init+10/40 [mod] exact"],
  ["arm64: frame with flags", " alpha+0x10/0x40 (U)", "frame alpha+10/40 ? exact"],
  ["arm64: registers", `x29: ffff800008c93b30 x28: ${A} x27: 0000000000000000`, "register @ffffffff81000050 exact"],
  ["riscv: epc", "epc : alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["riscv: ra", " ra : beta+0x10/0x20", "lr beta+10/20 exact"],
  ["riscv: registers", `epc : ${A} ra : ${B} sp : ff20000000013e50`, "pc @ffffffff81000050 exact", "lr @ffffffff81000090 exact"],
  ["riscv: frame", `[<${A}>] alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["s390: PSW", `Krnl PSW : 0704c00180000000 ${A} (alpha+0x10/0x40)`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["s390: frame", ` [<${A}>] alpha+0x10/0x40 `, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["s390: frame that may be none", `([<${A}>] alpha+0x10/0x40)`, "frame alpha+10/40 @ffffffff81000050 ? exact"],
  ["s390: general registers", `           ${A} 000003800287fad0 0000000084a3f0c0`, "address @ffffffff81000050 exact"],
  ["s390: code", `Krnl Code: ${A}: 8b68c004\t\tsla\t%r6,4(%r12)`],
  ["powerpc: NIP", `NIP [${A}] alpha+0x10/0x40`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["powerpc: LR", `LR [${B}] beta+0x10/0x20`, "lr beta+10/20 @ffffffff81000090 exact"],
  ["powerpc: NIP, LR, CTR", `NIP:  ${A} LR: ${B} CTR: 0000000000000000`, "pc @ffffffff81000050 exact", "lr @ffffffff81000090 exact"],
  ["powerpc: frame", `[c000000007a3bb90] [${A}] alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["powerpc: frame that may be none", `[c000000007a3bb90] [${A}] alpha+0x10/0x40 (unreliable)`, "frame alpha+10/40 @ffffffff81000050 ? exact"],
  ["powerpc: graph return", `[c000000007a3bb90] [${A}] alpha+0x10/0x40 (beta+0x10/0x20)`, "frame alpha+10/40 @ffffffff81000050 exact", "frame beta+10/20 exact"],
  ["powerpc: interrupt", "--- interrupt: 700 at alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["powerpc: leading dot", `[c000000007a3bb90] [ffffffff81000210] .dotted+0x10/0x40`, "frame .dotted+10/40 @ffffffff81000210 exact"],
  ["powerpc: leading dot that the table lacks", " .alpha+0x10/0x40", "frame .alpha+10/40 exact"],
  ["mips: epc", `epc   : ${A} alpha+0x10/0x40`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["mips: ra", `ra    : ${B} beta+0x10/0x20`, "lr beta+10/20 @ffffffff81000090 exact"],
  ["mips: registers", `$ 0   : 0000000000000000 ${A}`, "register @ffffffff81000050 exact"],
  ["loongarch: ra", `   ra: ${B} beta+0x10/0x20`, "lr beta+10/20 @ffffffff81000090 exact"],
  ["loongarch: ERA", `  ERA: ${A} alpha+0x10/0x40`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["sparc64: TPC", "TPC: <alpha+0x10/0x40>", "pc alpha+10/40 exact"],
  ["sparc64: RPC", "RPC: <beta+0x10/0x20>", "lr beta+10/20 exact"],
  ["sparc64: I7", "I7: <beta+0x10/0x20>", "lr beta+10/20 exact"],
  ["sparc64: Caller", `Caller[${A}]: alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["sparc64: frame", ` [${A}] alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["parisc: IAOQ", " IAOQ[0]: alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["parisc: RP", " RP(r2): beta+0x10/0x20", "lr beta+10/20 exact"],
  ["m68k: PC", `PC: [<${A}>] alpha+0x10/0x40`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["alpha: pc", "pc is at alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["alpha: ra", "ra is at beta+0x10/0x20", "lr beta+10/20 exact"],
  ["ia64: ip", "ip is at alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["ia64: frame", ` [<${A}>] alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["ia64: frame's second line", "                                sp=e0000000014bfe30 bsp=e0000000014b9170"],
  ["xtensa: frame", ` [<${A}>] alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["arc: BLK", "BLK: beta+0x10/0x20", "lr beta+10/20 exact"],
  ["arc: ECR", "[ECR   ]: 0x00050200 => alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["arc: frame", "  alpha+0x10/0x40", "frame alpha+10/40 exact"],
  ["sh: PC", "PC is at alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["sh: PR", "PR is at beta+0x10/0x20", "lr beta+10/20 exact"],
  ["openrisc, sh: frame", `[<${A}>] ? alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 ? exact"],
  ["hexagon: frame", `[d4a8bf90] 0x${A}: alpha + 0x10`, "frame alpha+10 @ffffffff81000050 exact"],
  ["hexagon: frame of a module", "[d4a8bf90] 0xffffffffc0000010: mod_init + 0x10 [mod]", "frame mod_init+10 [mod] @ffffffffc0000010 exact"],
  ["csky: PC", `PC: 0x${A} (alpha+0x10/0x40)`, "pc alpha+10/40 @ffffffff81000050 exact"],
  ["csky: LR", `LR: 0x${B} (beta+0x10/0x20)`, "lr beta+10/20 @ffffffff81000090 exact"],
  ["nios2, microblaze, um: frame", `[<${A}>] alpha+0x10/0x40`, "frame alpha+10/40 @ffffffff81000050 exact"],
  ["WARNING", "WARNING: CPU: 2 PID: 1194 at kernel/sched/core.c:1234 alpha+0x10/0x40", "place alpha+10/40 exact"],
  ["WARNING of 7.x", "WARNING: [!(x & 1)] kernel/sched/core.c:1234 at alpha+0x10/0x40, CPU#0: kworker/0:1/12", "place alpha+10/40 exact"],
  ["WARNING of 7.x in a module", "WARNING: mod.c:7 at mod_init+0x1d/0x40 [mod], CPU#1: init/982", "place mod_init+1d/40 [mod] exact"],
  ["lockdep", ` #0: ffff88003d3a3e50 (&mm->mmap_lock){++++}-{3:3}, at: alpha+0x10/0x40`, "place alpha+10/40 exact"],
  ["caller", "BUG: using smp_processor_id() in preemptible code; caller is alpha+0x10/0x40", "place alpha+10/40 exact"],
  ["KASAN", "BUG: KASAN: slab-use-after-free in alpha+0x10/0x40", "place alpha+10/40 exact"],
  ["KASAN without an offset", "BUG: KASAN: slab-out-of-bounds in alpha", "place alpha exact"],
  ["KMSAN", "BUG: KMSAN: uninit-value in mod_init+0x10/0x40 [mod]", "place mod_init+10/40 [mod] exact"],
  ["KCSAN", "BUG: KCSAN: data-race in alpha / beta", "place alpha exact", "place beta exact"],
  ["ODEBUG", "ODEBUG: free active (active state 0) object: 00000000 object type: timer_list hint: alpha+0x0/0x40", "function alpha+0/40 exact"],
  ["idle CPU", "NMI backtrace for cpu 0 skipped: idling at alpha+0x10/0x40", "place alpha+10/40 exact"],
  ["softirqs", `softirqs last  enabled at (0): [<${A}>] alpha+0x10/0x40`, "place alpha+10/40 @ffffffff81000050 exact"],
  ["interrupt handlers", "[<ffffffff81000040>] alpha threaded [<ffffffff81000080>] beta", "function alpha @ffffffff81000040 exact", "function beta @ffffffff81000080 exact"],
  ["interrupt handlers of a module", "[<ffffffffc0000000>] mod_init [mod]", "function mod_init [mod] @ffffffffc0000000 exact"],
  ["work item", "Workqueue: events, func alpha", "function alpha exact"],
  ["work in flight", "    in-flight: 12:alpha for 4s", "function alpha exact"],
  ["work pending", "    pending: alpha, beta", "function alpha exact", "function beta exact"],
  ["work that takes long", "workqueue: alpha hogged CPU for >10000us 4 times, consider switching to WQ_UNBOUND", "function alpha exact"],
  ["/proc/PID/stack", "[<0>] alpha+0x10/0x40", "frame alpha+10/40 exact"],
  ["stackdepot, page_owner", " alpha+0x10/0x40", "frame alpha+10/40 exact"],
  ["initcall", "initcall alpha+0x0/0x40 returned 0 after 12 usecs", "function alpha+0/40 exact"],
  ["function tracer", "            bash-1977  [000] .... 17284.993652: alpha <-beta", "frame alpha exact", "frame beta exact"],
  ["stack tracer", " => alpha", "frame alpha exact"],
  ["ramoops' ftrace", `CPU:0 ts:1234 ${A}  ${B}  alpha <- beta+0x10/0x20`, "frame alpha exact", "frame beta+10/20 exact"],
  ["timer list", " #0: <00000000f88a69c8>, alpha, S:01", "function alpha exact"],
  ["timer list", "  .get_time:   alpha", "function alpha exact"],
  ["timer list", " event_handler:  alpha", "function alpha exact"],
  ["build id of a module", " mod_init+0x10/0x40 [mod 00112233445566778899aabbccddeeff00112233]", "frame mod_init+10/40 [mod] exact"],
  ["file and line", " alpha+0x10/0x40 (fs/alpha.c:123)", "frame alpha+10/40 exact"],
  ["file and line in a module", " mod_init+0x10/0x40 [mod] (mod.c:9)", "frame mod_init+10/40 [mod] exact"],
  ["a program of BPF", " bpf_prog_6deef7357e7b4530_sd_devices+0x10/0x1000", "frame bpf_prog_6deef7357e7b4530_sd_devices+10/1000 exact"],
  ["link-time optimisation", " lto_name+0x10/0x40", "frame lto_name+10/40 exact"],
  ["two CPUs in one line", " alpha+0x10/0x40[   12.345678][  T7]  beta+0x10/0x20", "frame alpha+10/40 exact", "frame beta+10/20 exact"],
];

const LINES_32: readonly Row[] = [
  ["arm: pc and lr", "pc : [<c0100050>]    lr : [<c0100090>]    psr: 60070013", "pc @c0100050 exact", "lr @c0100090 exact"],
  ["arm: in words", "PC is at alpha+0x10/0x40", "pc alpha+10/40 exact"],
  ["arm: in words", "LR is at beta+0x10/0x20", "lr beta+10/20 exact"],
  ["arm: frame of two", "[<c0100050>] (alpha+0x10/0x40) from [<c0100090>] (beta+0x10/0x20)", "frame alpha+10/40 @c0100050 exact", "frame beta+10/20 @c0100090 exact"],
  ["arm: frame of two, the first without an offset", "[<c0100050>] (alpha) from [<c0100090>] (beta+0x10/0x20)", "frame alpha @c0100050 exact", "frame beta+10/20 @c0100090 exact"],
  ["arm of 2.6: bare hex", "[<c0100050>] (alpha+10/40) from [<c0100090>] (beta+10/20)", "frame alpha+10/40 @c0100050 exact", "frame beta+10/20 @c0100090 exact"],
  ["arm of 5.16: from", " alpha from beta+0x10/0x20", "frame alpha exact", "frame beta+10/20 exact"],
  ["arm of 5.16: from, in a module", " mod_init [mod] from beta+0x10/0x20", "frame mod_init [mod] exact", "frame beta+10/20 exact"],
  ["arm: entered", "Function entered at [<c0100050>] from [<c0100090>]", "frame @c0100050 exact", "frame @c0100090 exact"],
  ["arm: registers", " r7:c0100050 r6:00000000 r5:c0a00000", "register @c0100050 exact"],
  ["arm: exception stack", "Exception stack(0xc0a01f60 to 0xc0a01fa8)"],
  ["arm: code", "Code: e5933000 e3530000 (e5933000) e12fff1e"],
  ["x86 of 32 bits", "EIP: [<c0100050>] alpha+0x10/0x40 SS:ESP 0068:f5a3bf60", "pc alpha+10/40 @c0100050 exact"],
];

test.each(LINES_64)("%s: %s", (_, line, ...mentions) => {
  expect(mentionsIn(line, table64).map(brief)).toEqual(mentions);
});

test.each(LINES_32)("%s: %s", (_, line, ...mentions) => {
  expect(mentionsIn(line, table32).map(brief)).toEqual(mentions);
});

test("a mention stands where it says, in the line as it is", () => {
  const line = "[   12.345678] RIP: 0010:alpha+0x10/0x40 (a.c:12)";
  const [mention] = mentionsIn(line, table64);
  expect(line.slice(mention?.start, mention?.end)).toBe("alpha+0x10/0x40 (a.c:12)");
  expect(mention?.source).toBe("a.c:12");
});

test("a module's build id is told", () => {
  const [mention] = mentionsIn(" mod_init+0x10/0x40 [mod 00112233445566778899aabbccddeeff00112233]", table64);
  expect(mention?.buildId).toBe("00112233445566778899aabbccddeeff00112233");
});
