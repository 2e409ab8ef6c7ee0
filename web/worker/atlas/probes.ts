/** Checks lists of probes a batch at a time, so that whoever waits sees how far it is and can stop it. */

import { checkProbes } from "kallsyms";
import type { CheckedProbe, CrashSnapshot, KernelSymbolTable, KprobeOptions, KprobeTarget } from "kallsyms";
import type { ProbeBatch, ProbeDetails, ProbeRow, ProbeTarget, Specs, Verdict } from "../atlas-protocol.js";

/** Lines, probes and characters of a list that are looked at. */
const MOST_LINES = 10_000;
const MOST_CHARACTERS = 2_000_000;
/** Milliseconds that a batch takes; a probe may take some more. */
const BATCH_TIME = 40;
/** Addresses of a probe that are told. */
const MOST_TARGETS = 50;

/** A list that is being checked. */
interface List {
  readonly number: number;
  readonly probes: Iterator<CheckedProbe>;
  readonly told: Pick<ProbeBatch, "allLines" | "kernel" | "files">;
  /** Lines beyond those that are looked at. */
  readonly beyond: number;
  left: number;
}

export class ProbeLists {
  readonly #table: KernelSymbolTable;
  #list: List | undefined;

  constructor(table: KernelSymbolTable) {
    this.#table = table;
  }

  start({ text, kernel }: { text: string; kernel: string | undefined }, snapshot: CrashSnapshot | undefined): ProbeBatch {
    const { kept, lines, beyond } = bounded(text);
    const facts = factsOf(kernel, snapshot);
    const probes = checkProbes(this.#table, kept, { ...facts, mostTargets: 1 });
    const number = (this.#list?.number ?? 0) + 1;
    this.#list = { number, probes, told: { allLines: lines, kernel: facts.kernel, files: filesOf(facts) }, beyond, left: MOST_LINES };
    return this.#batch(this.#list);
  }

  more(number: number): ProbeBatch {
    if (this.#list?.number !== number) throw new RangeError(`the list ${number} isn't being checked any more`);
    return this.#batch(this.#list);
  }

  details({ text, kernel }: { text: string; kernel: string | undefined }, snapshot: CrashSnapshot | undefined): ProbeDetails {
    const [probe] = checkProbes(this.#table, text, { ...factsOf(kernel, snapshot), mostTargets: MOST_TARGETS });
    if (probe === undefined) return { addresses: 0, targets: [], suggestions: [] };
    return { addresses: probe.addresses, targets: probe.targets.map(targetOf), suggestions: probe.suggestions };
  }

  #batch(list: List): ProbeBatch {
    const { number, probes, told, beyond } = list;
    const end = performance.now() + BATCH_TIME;
    const rows: ProbeRow[] = [];
    let line = 0;
    do {
      const { done, value } = probes.next();
      if (done === true) return { list: number, rows, ...told, lines: told.allLines, isDone: true, leftOut: beyond };
      rows.push(rowOf(value));
      list.left--;
      line = value.line;
    } while (performance.now() < end && list.left > 0);
    const isDone = list.left === 0;
    return { list: number, rows, ...told, lines: line, isDone, leftOut: beyond + (isDone ? told.allLines - line : 0) };
  }
}

/** Whole lines that are looked at, and how many follow. */
function bounded(text: string): { kept: string; lines: number; beyond: number } {
  let end = 0;
  let lines = 0;
  for (; lines < MOST_LINES && end < text.length; lines++) {
    const next = endOfLine(text, end);
    if (next > MOST_CHARACTERS) break;
    end = next;
  }
  let beyond = 0;
  for (let at = end; at < text.length; at = endOfLine(text, at)) beyond++;
  return { kept: text.slice(0, end), lines, beyond };
}

function endOfLine(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  return feed < 0 ? text.length : feed + 1;
}

/** What is known of the kernel beside what was asked; a release without numbers tells nothing. */
function factsOf(kernel: string | undefined, snapshot: CrashSnapshot | undefined): KprobeOptions {
  const release = /\d+\.\d+/.test(snapshot?.release ?? "") ? snapshot?.release : undefined;
  return { ...snapshot?.probeFiles, kernel: kernel ?? release };
}

function filesOf({ availableFilterFunctions, kprobeBlacklist }: KprobeOptions): string[] {
  return [...(availableFilterFunctions === undefined ? [] : ["available_filter_functions"]), ...(kprobeBlacklist === undefined ? [] : ["kprobes/blacklist"])];
}

function rowOf(probe: CheckedProbe): ProbeRow {
  const { line, text, why, addresses, targets } = probe;
  const verdict = verdictOf(probe);
  const [target] = targets;
  return { line, text, verdict, why, addresses, specs: target !== undefined && (verdict === "safe" || verdict === "likely") ? specsOf(target) : undefined };
}

function verdictOf({ status, outcome }: CheckedProbe): Verdict {
  if (status !== "attaches") return status;
  return outcome?.certain === false ? "likely" : "safe";
}

function specsOf({ tracefs, bpftrace, libbpf }: KprobeTarget): Specs {
  return { tracefs, bpftrace, libbpf };
}

function targetOf(target: KprobeTarget): ProbeTarget {
  const { symbol, address, unprobeable } = target;
  return { index: symbol.index, address, owner: symbol.owner, unprobeable, ...specsOf(target) };
}
