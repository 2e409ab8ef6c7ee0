/** What the files of a crashed host tell, each with the file that told it: the common ground of slide, identity and findings. */

import type { KernelSymbolTable } from "../table/table.js";
import type { LogFacts } from "./log/facts.js";

/** A module as `/proc/modules` or `lsmod` lists it. */
export interface ListedModule {
  readonly name: string;
  /** Bytes that the module takes. */
  readonly size: number | undefined;
  /** Modules that use this one. */
  readonly usedBy: readonly string[];
  /** `Live`, `Loading` or `Unloading`; `undefined` in what lsmod prints. */
  readonly state: string | undefined;
  /** Where its memory begins; `undefined` where hidden (0) or not told. */
  readonly base: bigint | undefined;
  /** Taint letters such as `OE`; empty where there are none. */
  readonly taints: string;
}

/** A list of modules and where it stood. */
export interface ModuleList {
  readonly path: string;
  readonly kind: "modules" | "lsmod" | "sysfs";
  readonly modules: readonly ListedModule[];
}

/** A kernel's name for itself, as one file tells it. */
export interface Identity {
  /** The file that tells it. */
  readonly path: string;
  /** `uname -r`: `6.1.0-50-amd64`. */
  readonly release?: string | undefined;
  /** `uname -v`: `#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-25)`. */
  readonly version?: string | undefined;
  /** `uname -m`: `x86_64`. */
  readonly machine?: string | undefined;
  /** GNU build id, lower-case hex. */
  readonly buildId?: string | undefined;
}

/** The keys of a VMCOREINFO note. */
export interface VmcoreInfo {
  readonly release: string | undefined;
  readonly buildId: string | undefined;
  /** `KERNELOFFSET`: what was added to link addresses at boot. */
  readonly kernelOffset: bigint | undefined;
  /** `SYMBOL(x)=`: run-time addresses of symbols. */
  readonly symbols: ReadonlyMap<string, bigint>;
}

/** A log of the host, whole. */
export interface SnapshotLog {
  readonly path: string;
  /** The text's bytes: pstore parts in order, netconsole fragments joined, only the kernel's sections of a bugreport. */
  readonly bytes: Uint8Array;
}

/** A symbol table of the host. */
export interface SnapshotTable {
  readonly path: string;
  readonly table: KernelSymbolTable;
}

/** An address in a list of hooks (kprobes, ftrace), and how that list calls what is there. */
export interface HookAddress {
  readonly path: string;
  readonly line: number;
  readonly address: bigint;
  /** The line, as it stands. */
  readonly text: string;
}

/** All of it. */
export interface SnapshotFacts {
  readonly table: SnapshotTable | undefined;
  readonly systemMap: SnapshotTable | undefined;
  readonly moduleLists: readonly ModuleList[];
  /** `/sys/module/NAME/sections/.text` by module. */
  readonly sections: ReadonlyMap<string, bigint>;
  readonly identities: readonly Identity[];
  readonly vmcoreInfo: { readonly path: string; readonly info: VmcoreInfo } | undefined;
  readonly hooks: readonly HookAddress[];
  /** What each log tells of its kernel. */
  readonly logs: readonly { readonly path: string; readonly facts: LogFacts }[];
}
