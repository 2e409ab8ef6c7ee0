/** The kernel image in a table: its markers, its bounds, its architecture, and the address that it is linked at. */

import type { KernelSymbolTable } from "../table/table.js";

/** Owner of the image's symbols. */
export const IMAGE = "system";

/** Symbols with which an image begins; which of them a table has depends on architecture and version. */
const BEGINNINGS = ["_text", "_stext", "_start", "_head"] as const;

/** Symbols at or near the image's end. */
const ENDS = ["_end", "__init_scratch_end", "__brk_limit", "__bss_stop", "__init_end", "_einittext", "_edata", "__end_rodata", "_etext"] as const;

/** KASLR moves an image by multiples of this on x86 and riscv, and on arm64 but for what the boot loader adds. */
export const SLIDE_STEP = 0x20_0000n;

/** No image is moved further on x86 and riscv: the area that it moves in has this size. */
const LONGEST_SLIDE = 0x4000_0000n;

/** Below this lie percpu offsets, exception vectors and constants: symbols that are no places in an image which lies higher. */
const LOW = 0x100_0000n;

/** Where the image lies. */
export interface ImageBounds {
  /** Its lowest marker; its head may begin up to 2 MiB below. */
  readonly start: bigint;
  /** Its highest marker: its very end, or where the table holds functions only, the end of these. */
  readonly end: bigint;
}

/** An architecture with what tells it. */
export interface Architecture {
  readonly name: string;
  /** What `uname -m` may print there. */
  readonly machines: RegExp;
  /** A function that no other architecture has. */
  readonly mark: string;
  /** First symbol of the image, and where it is linked unless the kernel was configured otherwise. */
  readonly linked?: { readonly name: string; readonly at: bigint };
}

const ARCHITECTURES: readonly Architecture[] = [
  { name: "x86-64", machines: /^(x86_64|amd64|i[3-6]86)$/, mark: "__x64_sys_read", linked: { name: "_text", at: 0xffff_ffff_8100_0000n } },
  { name: "arm64", machines: /^(aarch64(_be)?|arm64|armv8[bl]|armv7.*)$/, mark: "__arm64_sys_read" },
  { name: "riscv", machines: /^riscv(32|64)$/, mark: "__riscv_sys_read", linked: { name: "_start", at: 0xffff_ffff_8000_0000n } },
  { name: "s390", machines: /^s390x?$/, mark: "__s390x_sys_read" },
];

/** Address of a symbol of the image; `undefined` where it is missing or at several addresses. */
export function markerOf(table: KernelSymbolTable, name: string): bigint | undefined {
  const [first, ...others] = table.getSymbolByOwnerAndName(IMAGE, name);
  return others.every(({ address }) => address === first?.address) ? first?.address : undefined;
}

/** The lowest of the markers with which an image begins. */
export function imageStart(table: KernelSymbolTable): bigint | undefined {
  return lowest(BEGINNINGS.map((name) => markerOf(table, name)));
}

/** Where the image lies; `undefined` where its markers are missing or contradict each other. */
export function imageBounds(table: KernelSymbolTable): ImageBounds | undefined {
  const start = imageStart(table);
  const ends = ENDS.map((name) => markerOf(table, name)).filter((address) => address !== undefined);
  const end = ends.reduce((highest, address) => (address > highest ? address : highest), 0n);
  return start === undefined || end <= start ? undefined : { start, end };
}

/** Whether a symbol doesn't move with the image that begins at `start`: absolute ones, and what lies far below it. */
export function isFixed({ type, address }: { readonly type: string; readonly address: bigint }, start: bigint | undefined): boolean {
  return type === "A" || type === "a" || (address < LOW && start !== undefined && start >= 4n * LOW);
}

/** The architecture that a table's system calls tell; `undefined` for those that have no such marks. */
export function architectureOf(table: KernelSymbolTable): Architecture | undefined {
  return ARCHITECTURES.find(({ mark }) => markerOf(table, mark) !== undefined);
}

/** The slide of an image against where its architecture links it; `undefined` where that isn't fixed, or can't be. */
export function slideByArchitecture(table: KernelSymbolTable): bigint | undefined {
  const linked = architectureOf(table)?.linked;
  const address = linked && markerOf(table, linked.name);
  if (linked === undefined || address === undefined) return undefined;
  const slide = address - linked.at;
  return slide >= 0n && slide < LONGEST_SLIDE && slide % SLIDE_STEP === 0n ? slide : undefined;
}

function lowest(addresses: readonly (bigint | undefined)[]): bigint | undefined {
  return addresses.reduce((least, address) => (least === undefined || (address !== undefined && address < least) ? address : least), undefined);
}
