// Lists of modules as the kernel, lsmod and sysfs give them.

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import type { ModuleList } from "../../ts/snapshot/facts.js";
import { SysfsModules, parseLsmod, parseModules, rankLists } from "../../ts/snapshot/module-lists.js";

test("/proc/modules: users, states, taints, and bases that are hidden", () => {
  const { modules, rejected } = parseModules(
    [
      "rdma_cm 131072 2 rdma_ucm,iw_cm, Live 0xffffffffc1c1e000",
      "kscrash 16384 0 - Live 0xffffffffc3ae6000 (OE)",
      "ext4 991232 1 [permanent], Live 0x0000000000000000",
      "ib 1 2 a,[permanent], Loading 0xf0e5d000 (OE+)",
      "loop 40960 - - Unloading 0x0000000000001000",
      "a stray line",
      "",
    ].join("\n"),
  );
  expect(rejected).toBe(1);
  expect(modules).toEqual([
    { name: "rdma_cm", size: 131072, usedBy: ["rdma_ucm", "iw_cm"], state: "Live", base: 0xffffffffc1c1e000n, taints: "" },
    { name: "kscrash", size: 16384, usedBy: [], state: "Live", base: 0xffffffffc3ae6000n, taints: "OE" },
    { name: "ext4", size: 991232, usedBy: [], state: "Live", base: undefined, taints: "" },
    { name: "ib", size: 1, usedBy: ["a"], state: "Loading", base: 0xf0e5d000n, taints: "OE+" },
    { name: "loop", size: 40960, usedBy: [], state: "Unloading", base: 0x1000n, taints: "" },
  ]);
});

test.each(["amd64-7.3.4-own", "armhf-6.1.176-A", "s390x-6.1.176-A"])("every line of %s's own list is read", (folder) => {
  const text = readFileSync(new URL(`../fixtures/${folder}/modules`, import.meta.url), "utf8");
  const { modules, rejected } = parseModules(text);
  expect(rejected).toBe(0);
  expect(modules.length).toBe(text.trimEnd().split("\n").length);
  // On Linux 7.3 a module without text has no base, whoever reads the list.
  expect(modules.filter(({ base }) => base === undefined).length).toBe(text.split(" 0x0000000000000000").length - 1);
});

test("lsmod, of today and of Linux 2.4", () => {
  const { modules, rejected } = parseLsmod("Module                  Size  Used by\nrdma_cm               131072  2 rdma_ucm,iw_cm\nloop  40960  0\nnfsd  65536   8 (autoclean) [nfs lockd]\nvideo 1 -2\n!\n");
  expect(rejected).toBe(1);
  expect(modules.map(({ name, size, usedBy }) => ({ name, size, usedBy }))).toEqual([
    { name: "rdma_cm", size: 131072, usedBy: ["rdma_ucm", "iw_cm"] },
    { name: "loop", size: 40960, usedBy: [] },
    { name: "nfsd", size: 65536, usedBy: ["nfs", "lockd"] },
    { name: "video", size: 1, usedBy: [] },
  ]);
});

test("/sys/module, file by file", () => {
  const sysfs = new SysfsModules();
  expect(sysfs.add("host/sys/module/nf_tables/initstate", "live\n")).toBe(true);
  expect(sysfs.add("host/sys/module/nf_tables/coresize", "331776\n")).toBe(true);
  expect(sysfs.add("host/sys/module/nf_tables/taint", "OE\n")).toBe(true);
  expect(sysfs.add("host/sys/module/nf_tables/sections/.text", "0xffffffffc0401000\n")).toBe(true);
  expect(sysfs.add("host/sys/module/nf_tables/sections/.data", "0xffffffffc0409000\n")).toBe(true);
  expect(sysfs.add("host/sys/module/hidden/sections/.text", "0x0000000000000000\n")).toBe(true);
  expect(sysfs.add("host/sys/module/odd/sections/.text", "no address\n")).toBe(false);
  expect(sysfs.add("elsewhere", "live\n")).toBe(false);
  expect([...sysfs.sections]).toEqual([["nf_tables", 0xffffffffc0401000n]]);
  expect(sysfs.lists()).toEqual([
    { path: "host/sys/module", kind: "sysfs", modules: [{ name: "nf_tables", size: 331776, usedBy: [], state: "Live", base: 0xffffffffc0401000n, taints: "OE" }] },
  ]);
});

test("of several lists the one with addresses is the best", () => {
  const list = (path: string, kind: ModuleList["kind"], base: bigint | undefined, count = 1): ModuleList => ({
    path,
    kind,
    modules: Array.from({ length: count }, (_, at) => ({ name: `m${at}`, size: 1, usedBy: [], state: undefined, base, taints: "" })),
  });
  const ranked = rankLists([list("sysfs", "sysfs", 1n), list("lsmod", "lsmod", undefined, 9), list("hidden", "modules", undefined, 3), list("short", "modules", 1n), list("long", "modules", 1n, 2)]);
  expect(ranked.map(({ path }) => path)).toEqual(["long", "short", "hidden", "lsmod", "sysfs"]);
});
