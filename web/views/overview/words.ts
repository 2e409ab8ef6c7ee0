/** The words of the overview. */

import type { Finding } from "kallsyms";
import { plainName } from "../../text/names.js";
import { bytes, count } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { Amount, Measure, Place, SectionKind } from "../../worker/overview-protocol.js";

export const SEVERITIES: Readonly<Record<Finding["severity"], string>> = { problem: "Problem", check: "To check", note: "Good to know" };

/** What parts are told apart by: what owners are, else what symbols are. */
export type PartKind = SectionKind | "image" | "module" | "bpf" | "made";

export const KIND_WORDS: Readonly<Record<PartKind, string>> = {
  image: "kernel image",
  module: "module",
  bpf: "BPF programs",
  made: "made by the kernel",
  text: "text",
  rodata: "read-only data",
  data: "data",
  bss: "bss",
  init: "init",
  percpu: "percpu",
  other: "other",
};

/** The kernel lists what it makes at run time under names of its own. */
export function kindOfOwner(owner: string): PartKind {
  if (owner === "system") return "image";
  if (owner === "bpf") return "bpf";
  return owner.startsWith("__builtin") ? "made" : "module";
}

export function prefixWords(prefix: string): string {
  return prefix === "" ? "no prefix" : `${plainName(prefix)}…`;
}

/** A step of the way to a place. */
export function placeWords({ owner, prefix, skip }: Place): string {
  if (skip > 0) return `after the first ${count(skip)}`;
  if (owner === undefined) return "All owners";
  return prefix === undefined ? ownerName(plainName(owner)) : prefixWords(prefix);
}

export function amountWords(amount: Amount, by: Measure): string {
  return by === "bytes" ? memory(amount.bytes) : count(amount.symbols);
}

export function percent(part: number, whole: number): string {
  if (part === 0) return "0 %";
  const share = (100 * part) / whole;
  return share < 0.1 ? "under 0.1 %" : `${share.toFixed(share < 10 ? 1 : 0)} %`;
}

const LARGE = ["GB", "TB", "PB", "EB"];

/** As `bytes`, but exactly where that is short, and also for distances in the address space. */
export function memory(value: number): string {
  if (value < 10_000) return `${count(value)} B`;
  if (value < 1e9) return bytes(value);
  const step = Math.min(LARGE.length - 1, Math.floor(Math.log10(value) / 3) - 3);
  return `${(value / 10 ** (3 * step + 9)).toFixed(1)} ${LARGE[step]}`;
}

/** A power of two: `512`, `4K`, `1M`. */
export function powerOfTwo(bits: number): string {
  const step = Math.floor(bits / 10);
  return `${2 ** (bits - 10 * step)}${"KMGTPE"[step - 1] ?? ""}`;
}

/** `64 KiB` */
export function powerOfTwoBytes(bits: number): string {
  return `${powerOfTwo(bits).replace(/[A-Z]$/, " $&i").replace(/\d$/, "$& ")}B`;
}

const HIGHEST = 0xffff_ffff_ffff_ffffn;

/** A range as the search box takes it. */
export function rangeText(from: bigint, to: bigint): string {
  return `0x${from.toString(16)}-0x${(to > HIGHEST ? HIGHEST : to).toString(16)}`;
}
