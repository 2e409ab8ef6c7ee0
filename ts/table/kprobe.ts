/** Where and how to put kprobes for a name: the shapes, and their way out of the WebAssembly module. */

import { KallsymsError } from "../core/errors.js";
import type { KernelSymbol } from "./symbol.js";

/** What `kprobeTargets` may be told beside the name. */
export interface KprobeOptions {
  /** Distance from the symbol in bytes. Default 0. */
  readonly offset?: bigint | number | undefined;
  /** Only this owner's symbols; the outcome is then that of attaching by `owner:name` (`"system"`: by the bare name). */
  readonly owner?: string | undefined;
  /**
   * The kernel's release: `"6.1.176"`, what `uname -r` prints, or the text of `/proc/version`. Distributions often hide the
   * patch level in `uname -r` (`6.1.0-50-amd64`); Debian's `/proc/version` has it. Without it, or where it leaves the rule
   * open, the outcome is that of the newest kernels, and `why` says how others differ.
   */
  readonly kernel?: string | undefined;
  /** Text of `/sys/kernel/tracing/available_filter_functions` of the same boot. */
  readonly availableFilterFunctions?: Uint8Array | string | undefined;
  /** Text of `/sys/kernel/debug/kprobes/blacklist` of the same boot. */
  readonly kprobeBlacklist?: Uint8Array | string | undefined;
}

/**
 * How attaching by the name ends:
 *
 * - `"attaches"`: at this address.
 * - `"refused"`: with an error.
 * - `"picks-one"`: without an error at one of several addresses, which the kernel chose.
 * - `"never-armed"`: without an error and without a probe, until a module comes that may never come.
 * - `"absent"`: with an error, since there is no such symbol.
 */
export type KprobeResult = "attaches" | "refused" | "picks-one" | "never-armed" | "absent";

/** What attaching by the name does on the given kernel. */
export interface KprobeOutcome {
  readonly result: KprobeResult;
  /** The error of tracefs's `kprobe_events`, such as `"EADDRNOTAVAIL"`; where `perf_event_open` gives another, `why` has it. */
  readonly errno?: string;
  /** The reason in plain words, with the address that is picked where one is. */
  readonly why: string;
  /** Whether nothing that isn't known (the kernel's release, code bytes) could change it. */
  readonly certain: boolean;
}

/** Arguments of libbpf's `bpf_program__attach_kprobe_opts`. */
export interface LibbpfKprobe {
  /** `func_name`; `null` stands for NULL, and `offset` is a raw address then. */
  readonly funcName: string | null;
  /** `opts.offset`. */
  readonly offset: bigint;
}

/**
 * One address of a name, and how to attach there. The specs attach to `address` and to no other, on every kernel, or not at all;
 * they are `null` where no kprobe can be: data, init functions that are gone, BPF programs.
 */
export interface KprobeTarget {
  /** The first symbol of the name at its address. */
  readonly symbol: KernelSymbol;
  /** Where the specs attach: the symbol's address and the offset. */
  readonly address: bigint;
  /** Which symbol of this name in its object (image or module) it is in file order, from 1; 0 where it is the only one: livepatch's rule. */
  readonly sympos: number;
  /** Whether no other symbol of the kernel image and the modules has this name. */
  readonly nameIsUnique: boolean;
  /** A line for `kprobe_events`, such as `"p _stext+0x2fd610"`. */
  readonly tracefs: string | null;
  /** A probe of bpftrace's, such as `"kprobe:vfs_read"`. */
  readonly bpftrace: string | null;
  readonly libbpf: LibbpfKprobe | null;
  /** What attaching by the name does, seen from this target: where it attaches elsewhere, that is `"picks-one"`. */
  readonly outcome: KprobeOutcome;
  /** Why the kernel refuses a probe at this address however it is written; missing where nothing tells so. */
  readonly unprobeable?: string;
}

/** The plan for a name, as the module gives it. */
export interface KprobePlan {
  /** One target for each different address, in file order. */
  readonly targets: readonly KprobeTarget[];
  /** What attaching by the name does, also where no symbol has it. */
  readonly outcome: KprobeOutcome;
}

/**
 * Reads a plan from the text that `to_wire` in `crate/src/query/kprobe/wire.rs` writes: records parted by U+001E, fields by
 * U+001F, what isn't there empty.
 *
 * @param symbolOf - Gives the symbol of a row.
 * @throws {@link KallsymsError} `TOO_MANY_TARGETS` where the name has more addresses than a plan holds.
 * @internal
 */
export function decodePlan(text: string, symbolOf: (row: number) => KernelSymbol): KprobePlan {
  const [head = "", ...records] = text.split("\x1e");
  const [total = "", ...outcome] = head.split("\x1f");
  if (Number(total) > records.length) {
    throw new KallsymsError(
      "TOO_MANY_TARGETS",
      `the name has ${total} addresses, more than a plan holds; it is a local label and no function: give an owner`,
    );
  }
  return { targets: records.map((record) => decodeTarget(record.split("\x1f"), symbolOf)), outcome: decodeOutcome(outcome) };
}

function decodeTarget(fields: readonly string[], symbolOf: (row: number) => KernelSymbol): KprobeTarget {
  const [row, sympos, unique, address, tracefs, bpftrace, funcName, offset, unprobeable, ...outcome] = fields;
  return {
    symbol: symbolOf(Number(row)),
    address: BigInt(`0x${address}`),
    sympos: Number(sympos),
    nameIsUnique: unique === "1",
    tracefs: tracefs || null,
    bpftrace: bpftrace || null,
    libbpf: offset ? { funcName: funcName || null, offset: BigInt(`0x${offset}`) } : null,
    outcome: decodeOutcome(outcome),
    ...(unprobeable ? { unprobeable } : {}),
  };
}

function decodeOutcome([result, errno, certain, why = ""]: readonly string[]): KprobeOutcome {
  return { result: result as KprobeResult, ...(errno ? { errno } : {}), why, certain: certain === "1" };
}
