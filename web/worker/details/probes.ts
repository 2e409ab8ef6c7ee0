/** How to put a kprobe on a symbol, and what attaching by its bare name does on each kind of kernel. */

import type { KprobePlan, KprobeTarget } from "kallsyms";
import type { KernelOutcome, OtherTarget, Probes, RowGroup } from "../details-protocol.js";
import type { LoadedTable } from "../load.js";
import type { Held } from "../open.js";
import { rowOf } from "../rows.js";
import { RULES, kernelsWith } from "./kernels.js";
import type { Rule } from "./kernels.js";

/** Symbols of a name for which a plan is made; no function's name has so many. */
const MOST_SYMBOLS = 10_000;

/** Other addresses that are shown. */
const MOST_OTHERS = 20;

export function probesOf({ loaded, snapshot }: Held & { readonly loaded: LoadedTable }, index: number): Probes {
  const { table, columns } = loaded;
  if (table.restricted) return { missing: "The addresses are hidden in this table, so that no probe can be planned. A table taken as root has them." };
  const name = table.nameBytes(index) as Uint8Array;
  if (table.indicesByName(name).length > MOST_SYMBOLS) return { missing: "Too many symbols have this name for a plan: it is a local label and no function." };
  const known = snapshot?.table === table ? snapshot : undefined;
  const planFor = (kernel: string | undefined) => table.kprobePlan(name, { ...known?.probeFiles, kernel });
  const address = columns.addresses[index] as bigint;
  const release = /\d+\.\d+/.test(known?.release ?? "") ? known?.release : undefined;
  const own = planFor(release);
  const target = targetAt(own, address);
  return {
    outcomes: [...(release === undefined ? [] : [{ ...target.outcome, kernels: `${release}, this table’s kernel`, series: "" }]), ...outcomes((rule) => targetAt(planFor(rule), address))],
    tracefs: target.tracefs,
    bpftrace: target.bpftrace,
    libbpf: target.libbpf,
    unprobeable: target.unprobeable,
    others: othersOf(loaded, own, target),
  };
}

function targetAt({ targets }: KprobePlan, address: bigint): KprobeTarget {
  return targets.find((target) => target.address === address) as KprobeTarget;
}

/** Rules that come to the same, taken together; the reason is the newest one's. */
function outcomes(targetFor: (rule: Rule) => KprobeTarget): KernelOutcome[] {
  const alike = new Map<string, { readonly rules: Set<Rule>; target: KprobeTarget }>();
  for (const rule of RULES) {
    const target = targetFor(rule);
    const { result, errno } = target.outcome;
    const group = alike.get(`${result} ${errno}`) ?? { rules: new Set(), target };
    group.rules.add(rule);
    alike.set(`${result} ${errno}`, { ...group, target });
  }
  return Array.from(alike.values(), ({ rules, target }) => ({ ...target.outcome, ...kernelsWith(rules) }));
}

function othersOf(loaded: LoadedTable, { targets }: KprobePlan, own: KprobeTarget): RowGroup<OtherTarget> {
  const others = targets.filter((target) => target !== own);
  return { total: others.length, rows: others.slice(0, MOST_OTHERS).map(({ symbol, tracefs }) => ({ ...rowOf(loaded, symbol), tracefs })) };
}
