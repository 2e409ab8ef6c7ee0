/** What a log tells of the kernel that wrote it. */

import type { VmcoreInfo } from "../facts.js";

/** A module that a log names in `Modules linked in:`. */
export interface LogModule {
  readonly name: string;
  /** Taint letters such as `OE`, with `+` or `-` while it was loaded or unloaded. */
  readonly taints: string;
}

/** Agreement of a log with the table. */
export interface SizeAgreement {
  /** Distinct names, each at one address of the table, whose printed size is that of the table. */
  readonly agreeing: number;
  /** Distinct names, each at one address of the table, whose printed size differs: `name+0x10/0x40 [module]` as printed first. */
  readonly differing: readonly { readonly name: string; readonly owner: string; readonly printed: bigint; readonly size: bigint }[];
}

/** Slide of one owner: what is added to an address of the table to get the log's. */
export interface LogSlide {
  readonly owner: string;
  readonly slide: bigint;
  /** Address and name pairs that agree with it. */
  readonly agreeing: number;
  /** Pairs that don't: where there are any, the slide isn't constant. */
  readonly differing: number;
  readonly source: "pairs" | "kernel-offset" | "vmcoreinfo";
}

/** What a log tells of its kernel. */
export interface LogFacts {
  /** Kernel releases, in the order of their first mention. */
  readonly releases: readonly string[];
  /** Versions (`#1 SMP …`), likewise. */
  readonly versions: readonly string[];
  /** Build ids of the kernel image, lower-case hex, likewise. */
  readonly buildIds: readonly string[];
  /** The longest list of modules that it prints. */
  readonly modules: readonly LogModule[];
  /** Modules named as last unloaded. */
  readonly unloaded: readonly string[];
  /** `Kernel Offset: OFFSET from FROM`; `"disabled"` where the log says so. */
  readonly kernelOffset: { readonly offset: bigint; readonly from: bigint } | "disabled" | undefined;
  /** VMCOREINFO lines in it. */
  readonly vmcoreInfo: VmcoreInfo | undefined;
  readonly slides: readonly LogSlide[];
  readonly sizes: SizeAgreement;
}
