/** A list of probes held against a table: what becomes of each when it is attached by its name. */

import { formatAddress } from "../core/address.js";
import { counted } from "./counted.js";
import type { KprobeOptions, KprobeOutcome, KprobeTarget } from "./kprobe.js";
import { absence } from "./lookup.js";
import { listedProbes } from "./probe-text.js";
import type { Probe } from "./probe-text.js";
import type { KernelSymbolTable } from "./table.js";

/** Symbols of a name of which a plan is made; no function has so many. */
const MOST_PLANNED = 1000;

/**
 * What becomes of a probe:
 *
 * - `"attaches"`, `"refused"`, `"picks-one"`, `"never-armed"`: what the kernel does with a name that is at one address.
 * - `"ambiguous"`: the name is at several addresses; `why` and `outcome` say what the kernel does then.
 * - `"absent"`: no symbol has the name, or none of that owner.
 * - `"malformed"`: the text is no probe.
 * - `"unchecked"`: the name is there once, and the table can't tell more, since the kernel hid the addresses.
 */
export type ProbeStatus = "attaches" | "refused" | "picks-one" | "never-armed" | "ambiguous" | "absent" | "malformed" | "unchecked";

/** A probe of a list, and what becomes of it. */
export interface CheckedProbe {
  /** Number of its line, from 1. */
  readonly line: number;
  /** The probe as it stands there, without comment. bpftrace puts several in a line. */
  readonly text: string;
  readonly status: ProbeStatus;
  /** The reason in plain words. */
  readonly why: string;
  /** Its name; `""` where it is malformed or an address. */
  readonly name: string;
  /** The owner that it asks for. */
  readonly owner: string | undefined;
  /** Bytes from the symbol's beginning. */
  readonly offset: bigint;
  /** Whether it is hit when the function returns. */
  readonly isReturn: boolean;
  /** How many addresses the name is at; where addresses are hidden, how many symbols have it. */
  readonly addresses: number;
  /**
   * How to attach to each of these addresses and to no other, at most as many as `mostTargets`; none where the addresses are
   * hidden, or where more than 1000 symbols have the name. Of a return probe the specs are for the return.
   */
  readonly targets: readonly KprobeTarget[];
  /** What attaching by the name does; `undefined` where that isn't known. */
  readonly outcome: KprobeOutcome | undefined;
  /** Where absent: names that may be meant, best first. */
  readonly suggestions: readonly string[];
}

/** What a check may be told beside the list. */
export interface ProbeCheckOptions extends Omit<KprobeOptions, "offset"> {
  /** The owner of probes that name none. */
  readonly owner?: string | undefined;
  /** Targets to give of each probe at most; default 100. */
  readonly mostTargets?: number | undefined;
  /** Writes the names in `why` in another way than as they are, such as with escapes for a terminal. */
  readonly show?: ((name: string) => string) | undefined;
}

/**
 * Checks a list of probes, one a line, as they are read. Empty lines and comments, from `#` at the beginning or behind a blank on,
 * are passed over. A line is
 *
 * - `NAME`, `OWNER:NAME`, `NAME+OFFSET`, with offsets as the kernel reads them (`0x10`, `020`, `16`);
 * - a line for tracefs: `p:group/event NAME+OFFSET arguments`, `p OWNER:NAME`, `r NAME`, `p 0xffffffff81000000`;
 * - bpftrace's: `kprobe:NAME`, `kprobe:OWNER:NAME`, `kretprobe:NAME`, several with commas between, with filter and action;
 * - libbpf's section: `kprobe/NAME`, `SEC("kretprobe/NAME")`.
 *
 * @throws {@link TableDisposedError} where the table is freed meanwhile; `TypeError` for options that aren't as documented.
 *
 * @example
 * ```ts
 * for (const { line, text, status, targets } of checkProbes(table, "vfs_read\ninit_once\n", { kernel: "6.1.176" })) {
 *   if (status !== "attaches") console.log(line, text, status, targets.map(({ tracefs }) => tracefs));
 * }
 * ```
 */
export function* checkProbes(table: KernelSymbolTable, text: string, options: ProbeCheckOptions = {}): Generator<CheckedProbe> {
  let line = 0;
  for (const whole of text.split("\n")) {
    line++;
    const written = whole.replace(/(^|\s)#.*$/s, "").trim();
    if (written === "") continue;
    for (const { text: own, probe } of listedProbes(written)) {
      yield { line, text: own, ...NOTHING, ...(typeof probe === "string" ? { status: "malformed", why: probe } : check(table, probe, options)) };
    }
  }
}

/** What is told of a probe beside its place. */
type Checked = Pick<CheckedProbe, "status" | "why"> & Partial<CheckedProbe>;

const NOTHING = { name: "", owner: undefined, offset: 0n, isReturn: false, addresses: 0, targets: [], outcome: undefined, suggestions: [] } as const;

function check(table: KernelSymbolTable, probe: Probe, options: ProbeCheckOptions): Checked {
  const { name, offset, isReturn, address } = probe;
  const owner = probe.owner ?? options.owner;
  if (address !== undefined) return { ...checkAddress(table, address, probe, options), isReturn };
  return { name, owner, offset, isReturn, ...checkName(table, { ...probe, owner }, options) };
}

function checkName(table: KernelSymbolTable, probe: Probe, options: ProbeCheckOptions): Checked {
  const { name, owner, isReturn } = probe;
  const found = table.lookup(name, { owner });
  const { status, symbols, suggestions } = found;
  if (status === "absent") return { status, why: absence(name, owner, found, options.show), suggestions };
  const addresses = table.restricted ? symbols.length : new Set(symbols.map(({ address }) => address)).size;
  // A local label among the probes must not hold up the check of the others.
  if (table.restricted || symbols.length > MOST_PLANNED) return unplanned(status, addresses, table.restricted);
  const { targets, outcome } = table.kprobePlan(name, { ...options, offset: probe.offset, owner });
  const shown = targets.slice(0, options.mostTargets ?? 100);
  const rest = { addresses, targets: isReturn ? shown.map(ofReturn) : shown, outcome };
  const result = resultOf(table, probe, targets, outcome);
  if (status === "unique") return { ...result, ...rest };
  return { status, why: `${places(addresses)}; ${result.status}: ${result.why}`, ...rest };
}

/** A name of which no plan is made. */
function unplanned(status: "unique" | "ambiguous", addresses: number, isRestricted: boolean): Checked {
  const what = isRestricted ? counted(addresses, "symbol") : places(addresses);
  if (status === "ambiguous") return { status, why: what, addresses };
  const why = isRestricted ? "one symbol has the name; the addresses are hidden, so nothing more can be told" : "too many symbols share the address to plan a probe";
  return { status: "unchecked", why, addresses };
}

function places(addresses: number): string {
  return counted(addresses, "address", "addresses");
}

/** What the kernel does with the name. */
function resultOf(table: KernelSymbolTable, { isReturn, offset }: Probe, targets: readonly KprobeTarget[], outcome: KprobeOutcome): Pick<CheckedProbe, "status" | "why"> {
  const [first] = targets;
  if (targets.length === 1 && first?.unprobeable !== undefined) return { status: "refused", why: first.unprobeable };
  if (isReturn && offset > 0n && first !== undefined && table.resolve(first.address)?.offset !== 0n) {
    return { status: "refused", why: `EINVAL: a return probe belongs at the beginning of a function, and +${formatAddress(offset)} is none` };
  }
  return { status: outcome.result, why: outcome.errno === undefined ? outcome.why : `${outcome.errno}: ${outcome.why}` };
}

/** A probe at a number: whatever has the address now is hit. */
function checkAddress(table: KernelSymbolTable, address: bigint, { isReturn }: Probe, options: ProbeCheckOptions): Checked {
  const shown = formatAddress(address);
  if (table.restricted) return { status: "unchecked", why: `the addresses are hidden, so that what is at ${shown} can't be told` };
  const [symbol] = table.resolve(address)?.symbols ?? [];
  if (symbol === undefined) return { status: "absent", why: `no symbol reaches ${shown}` };
  const { name, owner, index } = symbol;
  const offset = address - symbol.address;
  const place = `${(options.show ?? String)(name)}${offset === 0n ? "" : `+${formatAddress(offset)}`} [${(options.show ?? String)(owner)}]`;
  const all = table.kprobePlan(table.nameBytes(index) ?? name, { ...options, offset, owner }).targets;
  const targets = all.filter((target) => target.address === address);
  const rest = { addresses: 1, targets: isReturn ? targets.map(ofReturn) : targets };
  const [target] = targets;
  if (target === undefined || target.unprobeable !== undefined || target.tracefs === null) {
    return { status: "refused", why: target?.unprobeable ?? `${shown} is ${place}, where no kprobe can be`, ...rest };
  }
  if (isReturn && offset > 0n) return { status: "refused", why: `EINVAL: a return probe belongs at the beginning of a function, and ${shown} is ${place}`, ...rest };
  return { status: "attaches", why: `${shown} is ${place} on this boot; on another it may be anything`, ...rest };
}

/** The target with specs for the return. bpftrace has none for a place that isn't a name, and libbpf is told by an option. */
function ofReturn(target: KprobeTarget): KprobeTarget {
  const { tracefs, bpftrace } = target;
  const [, name] = /^kprobe:([^+]+)$/.exec(bpftrace ?? "") ?? [];
  return { ...target, tracefs: tracefs === null ? null : tracefs.replace(/^p/, "r"), bpftrace: name === undefined || /^0x/.test(name) ? null : `kretprobe:${name}` };
}
