/** A list of probes on the page, and what becomes of each. */

import { batch, computed, signal } from "@preact/signals";
import { SAMPLE } from "../sample/sample.js";
import type { ProbeDetails, ProbeRow, Verdict } from "../worker/atlas-protocol.js";
import { VERDICTS } from "../worker/atlas-protocol.js";
import { WorkerClosed } from "../worker/client.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { snapshot, table } from "./table.js";
import type { OpenTable } from "./table.js";

/** A list as far as it is checked. */
export interface CheckedList {
  readonly of: OpenTable;
  readonly rows: readonly ProbeRow[];
  readonly lines: number;
  readonly allLines: number;
  readonly leftOut: number;
  readonly kernel: string | undefined;
  readonly files: readonly string[];
}

/** What stands in the boxes. */
export const probeText = signal("");
export const kernel = signal("");
export const checked = signal<CheckedList | undefined>(undefined);
export const isChecking = signal(false);
export const probesFailure = signal<Explanation | undefined>(undefined);
/** The only verdict that is shown. */
export const verdict = signal<Verdict | undefined>(undefined);
/** Position of the active row among those that are shown; −1 where there is none. */
export const activeProbe = signal(-1);
export const probeDetails = signal<{ readonly row: ProbeRow; readonly details: ProbeDetails } | undefined>(undefined);

/** Whether a kernel's version can be read in the text; none is one too. */
export const isRelease = computed(() => kernel.value.trim() === "" || /\d+\.\d+/.test(kernel.value));

export const shownProbes = computed(() => {
  const rows = checked.value?.rows ?? [];
  return verdict.value === undefined ? rows : rows.filter((row) => row.verdict === verdict.value);
});

/** How many probes have each verdict, in the verdicts' order; those that none has are left out. */
export const verdictCounts = computed(() => {
  const counts = new Map<Verdict, number>(VERDICTS.map((name) => [name, 0]));
  for (const row of checked.value?.rows ?? []) counts.set(row.verdict, (counts.get(row.verdict) ?? 0) + 1);
  return [...counts].filter(([, probes]) => probes > 0);
});

/** The specs of all probes that are safe, or likely so. */
export const safeSpecs = computed(() => (checked.value?.rows ?? []).flatMap(({ specs }) => (specs === undefined ? [] : [specs])));

interface Wish {
  readonly of: OpenTable;
  readonly text: string;
  readonly kernel: string | undefined;
}

const check = latest(async ({ of, ...asked }: Wish, isLatest) => {
  isChecking.value = true;
  const isWanted = () => isLatest() && isChecking.value && table.value === of;
  try {
    let answer = await of.worker.ask("probeList", asked);
    let rows: readonly ProbeRow[] = [];
    while (isWanted()) {
      rows = [...rows, ...answer.rows];
      const { lines, allLines, leftOut, kernel: release, files } = answer;
      checked.value = { of, rows, lines, allLines, leftOut, kernel: release, files };
      if (answer.isDone) break;
      answer = await of.worker.ask("probeListMore", { list: answer.list });
    }
  } catch (error) {
    if (isLatest() && !(error instanceof WorkerClosed)) probesFailure.value = explain(error, "The list");
  } finally {
    isChecking.value = false;
  }
});

/** Checks the list in the box. */
export function checkList(): void {
  const of = table.value;
  if (of === undefined || probeText.value.trim() === "" || !isRelease.value) return;
  editList();
  check({ of, text: probeText.value, kernel: kernel.value.trim() || undefined });
}

/** Ends the check and leaves what is done. */
export function stopCheck(): void {
  isChecking.value = false;
}

/** Back to the box. */
export function editList(): void {
  batch(() => {
    stopCheck();
    checked.value = undefined;
    probesFailure.value = undefined;
    verdict.value = undefined;
    leaveProbe();
  });
}

export function showVerdict(wanted: Verdict | undefined): void {
  batch(() => {
    verdict.value = wanted;
    leaveProbe();
  });
}

/** Makes no row active. */
export function leaveProbe(): void {
  batch(() => {
    activeProbe.value = -1;
    probeDetails.value = undefined;
  });
}

const fetchDetails = latest(async ({ of, row }: { of: CheckedList; row: ProbeRow }, isLatest) => {
  try {
    const details = await of.of.worker.ask("probeDetails", { text: row.text, kernel: of.kernel });
    if (isLatest() && shownProbes.value[activeProbe.value] === row) probeDetails.value = { row, details };
  } catch (error) {
    if (!(error instanceof WorkerClosed)) throw error;
  }
});

export function activateProbe(position: number): void {
  const of = checked.value;
  const row = shownProbes.value[position];
  if (of === undefined || row === undefined) return;
  activeProbe.value = position;
  fetchDetails({ of, row });
}

// What was checked was another table's, and so may be the kernel.
table.subscribe((next) => {
  editList();
  kernel.value = next === undefined ? "" : (releaseOf(next) ?? "");
});

/** The release of the kernel that a table is from, where that is known. */
function releaseOf({ isSample, worker }: OpenTable): string | undefined {
  const files = snapshot.value;
  const known = isSample ? SAMPLE.kernel : files?.worker === worker ? files.release : undefined;
  return /\d+\.\d+\S*/.exec(known ?? "")?.[0];
}
