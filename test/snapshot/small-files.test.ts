// Identity, VMCOREINFO and hooks: small files, each with its own grammar.

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { parseEnabledFunctions, parseKprobesList } from "../../ts/snapshot/hooks.js";
import { parseNotes, parseUname, parseVersion, perfBuildId, releaseInName } from "../../ts/snapshot/identity.js";
import { parseVmcoreInfo } from "../../ts/snapshot/vmcoreinfo.js";

test("uname -a", () => {
  expect(parseUname("u", "Linux host 6.1.0-50-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02) x86_64 GNU/Linux\n")).toEqual({
    path: "u",
    release: "6.1.0-50-amd64",
    version: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)",
    machine: "x86_64",
  });
  expect(parseUname("u", "Linux h 5.14.0-70.el9.aarch64 #1 SMP Thu Jan 1 00:00:00 UTC 2026 aarch64 aarch64 aarch64 GNU/Linux")).toMatchObject({ version: "#1 SMP Thu Jan 1 00:00:00 UTC 2026", machine: "aarch64" });
  expect(parseUname("u", "Linux h 6.1.0 #1 SMP strange GNU/Linux")).toMatchObject({ version: "#1 SMP strange GNU/Linux", machine: undefined });
  expect(parseUname("u", "Darwin h 23.0.0 x")).toBeUndefined();
});

test("/proc/version", () => {
  const line = readFileSync(new URL("../fixtures/amd64-7.3.4-own/version", import.meta.url), "utf8");
  expect(parseVersion("v", line)).toEqual({ path: "v", release: "7.3.4+deb13-amd64", version: "#1 SMP PREEMPT_DYNAMIC Debian 7.3.4-1~bpo13+1 (2026-11-15)" });
  expect(parseVersion("v", "Linux version 6.1.0 (no version)")).toEqual({ path: "v", release: "6.1.0", version: undefined });
  expect(parseVersion("v", "nothing")).toBeUndefined();
});

test("what paths tell", () => {
  expect(releaseInName("boot/System.map-6.1.0-50-amd64")).toBe("6.1.0-50-amd64");
  expect(releaseInName("boot/System.map-6.1.0-50-amd64.xz")).toBe("6.1.0-50-amd64");
  expect(releaseInName("boot/System.map")).toBeUndefined();
  expect(perfBuildId(".debug/[kernel.kallsyms]/a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3/kallsyms")).toBe("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3");
  expect(perfBuildId(".debug/[kernel.kcore]/a0a1a2a3/2026011122/kallsyms")).toBe("a0a1a2a3");
  expect(perfBuildId("proc/kallsyms")).toBeUndefined();
});

test("notes, in either byte order, after others, and cut off", () => {
  const id = Array.from({ length: 20 }, (_, at) => 0xa0 + at);
  const hex = id.map((byte) => byte.toString(16)).join("");
  const little = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0, ...id];
  const linux = [6, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, ...new TextEncoder().encode("Linux\0"), 0, 0, 9, 0, 0, 0];
  expect(parseNotes(Uint8Array.from(little))).toBe(hex);
  expect(parseNotes(Uint8Array.from([...linux, ...little]))).toBe(hex);
  expect(parseNotes(Uint8Array.from([0, 0, 0, 4, 0, 0, 0, 20, 0, 0, 0, 3, 0x47, 0x4e, 0x55, 0, ...id]))).toBe(hex);
  for (let length = 0; length < little.length; length += 1) expect(parseNotes(Uint8Array.from(little.slice(0, length)))).toBeUndefined();
  expect(parseNotes(new Uint8Array(1000).fill(0xff))).toBeUndefined();
  expect(parseNotes(new Uint8Array(64 * 1024))).toBeUndefined();
});

test("VMCOREINFO", () => {
  const { symbols, ...rest } = parseVmcoreInfo("OSRELEASE=6.1.0-50-amd64\nBUILD-ID=A0A1A2A3A4\nPAGESIZE=4096\nSYMBOL(_stext)=ffffffff9e000000\nSYMBOL(_stext)=1\nSYMBOL(bad)=x\nOFFSET(list_head.next)=0\nKERNELOFFSET=1d000000\nCRASHTIME=1\nOSRELEASE=second\n");
  expect(rest).toEqual({ release: "6.1.0-50-amd64", buildId: "a0a1a2a3a4", kernelOffset: 0x1d000000n });
  expect([...symbols]).toEqual([["_stext", 0xffffffff9e000000n]]);
  expect(parseVmcoreInfo("")).toEqual({ release: undefined, buildId: undefined, kernelOffset: undefined, symbols: new Map() });
});

test("kprobes/list: an address a line, hidden ones counted", () => {
  const { hooks, hidden } = parseKprobesList("list", "ffffffffc2f682b0  k  e1000_x+0x0  e1000 [FTRACE]\n\n0000000000000000  r  y+0x0    [FTRACE]\nf0e5d000  r  z+0x0\nwords\n");
  expect(hidden).toBe(1);
  expect(hooks).toEqual([
    { path: "list", line: 1, address: 0xffffffffc2f682b0n, text: "ffffffffc2f682b0  k  e1000_x+0x0  e1000 [FTRACE]" },
    { path: "list", line: 4, address: 0xf0e5d000n, text: "f0e5d000  r  z+0x0" },
  ]);
});

test("enabled_functions: each trampoline once, with its first line; offsets and sizes are no addresses", () => {
  const line = (name: string, address: string) => `${name} (1)      \ttramp: ${address} (function_stack_trace_call+0x0/0xb0) ->function_stack_trace_call+0x0/0x12345678b0`;
  const { hooks } = parseEnabledFunctions("e", [line("do_exit", "0xffffffffc033f000"), line("wake", "0xffffffffc033f000"), "x (1) ->0xffffffffc0abcdef", line("y", "0xffffffffc0340000")].join("\n"));
  expect(hooks.map(({ line: number, address }) => [number, address.toString(16)])).toEqual([
    [1, "ffffffffc033f000"],
    [3, "ffffffffc0abcdef"],
    [4, "ffffffffc0340000"],
  ]);
});
