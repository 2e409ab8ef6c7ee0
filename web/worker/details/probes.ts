/** How to put a kprobe on a symbol, and what attaching by its bare name does on each kind of kernel. */

import type { KprobePlan, KprobeTarget } from "kallsyms";
import type { KernelOutcome, OtherTarget, Probes, RowGroup } from "../details-protocol.js";
import type { RequireHeld } from "../handlers-of.js";
import type { LoadedTable } from "../load.js";
import { rowOf } from "../rows.js";
import { MOST_SHOWN } from "./namesakes.js";
import { RULES, kernelsWith } from "./kernels.js";
import type { Rule } from "./kernels.js";

/** Symbols of a name for which a plan is made; no function's name has so many. */
const MOST_SYMBOLS = 10_000;

export function probesOf({ loaded, snapshot }: ReturnType<RequireHeld>, index: number): Probes {
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
  const ofOwn = { kernels: `${release}, this table’s kernel`, series: "", ...outcomeOf(loaded, own, address) };
  return {
    outcomes: [...(release === undefined ? [] : [ofOwn]), ...outcomes((rule) => outcomeOf(loaded, planFor(rule), address))],
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

type Outcome = Omit<KernelOutcome, "kernels" | "series">;

/** What attaching by the name does, as seen from an address. The plan's own outcome is that of the address where the probe is. */
function outcomeOf(loaded: LoadedTable, plan: KprobePlan, address: bigint): Outcome {
  const { outcome } = targetAt(plan, address);
  const isArmed = outcome.result === "attaches" || outcome.result === "picks-one";
  const taken = isArmed ? plan.targets.find((target) => target.outcome.why === plan.outcome.why) : undefined;
  return { ...outcome, taken: taken && rowOf(loaded, taken.symbol) };
}

/** Rules that come to the same, taken together; the reason is the newest one's. */
function outcomes(outcomeFor: (rule: Rule) => Outcome): KernelOutcome[] {
  const alike = new Map<string, { readonly rules: Set<Rule>; readonly outcome: Outcome }>();
  for (const rule of RULES) {
    const outcome = outcomeFor(rule);
    const key = `${outcome.result} ${outcome.errno} ${outcome.taken?.index}`;
    alike.set(key, { rules: new Set([...(alike.get(key)?.rules ?? []), rule]), outcome });
  }
  return Array.from(alike.values(), ({ rules, outcome }) => ({ ...outcome, ...kernelsWith(rules) }));
}

function othersOf(loaded: LoadedTable, { targets }: KprobePlan, own: KprobeTarget): RowGroup<OtherTarget> {
  const others = targets.filter((target): target is KprobeTarget & { tracefs: string } => target !== own && target.tracefs !== null);
  return { total: others.length, rows: others.slice(0, MOST_SHOWN).map(({ symbol, tracefs }) => ({ ...rowOf(loaded, symbol), tracefs })) };
}
