/** The overview of the table, asked for when it is looked at, and the place that the treemap shows. */

import { batch, computed, effect, signal } from "@preact/signals";
import { WorkerClosed } from "../worker/client.js";
import type { Division, Measure, Overview, Place } from "../worker/overview-protocol.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { table } from "./table.js";
import type { OpenTable } from "./table.js";
import { view } from "./view.js";

const EVERYTHING: Place = { owner: undefined, prefix: undefined, skip: 0 };

/** The way to a place in the treemap, the place itself last. */
export type Way = readonly [Place, ...Place[]];

/** A place as the treemap shows it. */
export interface ShownPlace extends Division {
  readonly way: Way;
}

export const overview = signal<Overview | undefined>(undefined);
export const overviewFailure = signal<Explanation | undefined>(undefined);
/** What the treemap shows; it stays while the next place is worked out, and whoever goes on goes on from it. */
export const shown = signal<ShownPlace | undefined>(undefined);
const wantedWay = signal<Way>([EVERYTHING]);
const wantedMeasure = signal<Measure>("bytes");
/** Where addresses are hidden, no size is known. */
export const measure = computed<Measure>(() => (table.value?.facts.report.restricted === true ? "symbols" : wantedMeasure.value));

export function measureBy(by: Measure): void {
  wantedMeasure.value = by;
}

export function goInto(place: Place): void {
  if (shown.value !== undefined) wantedWay.value = [...shown.value.way, place];
}

/** Back to a place on the way: 0 is everything. */
export function goBackTo(depth: number): void {
  const [everything, ...places] = shown.value?.way ?? [EVERYTHING];
  wantedWay.value = [everything, ...places.slice(0, Math.max(0, depth))];
}

interface Wish {
  readonly of: OpenTable;
  readonly way: Way;
  readonly by: Measure;
}

const askOverview = latest(async (of: OpenTable) => {
  await asked(of, async () => {
    const answer = await of.worker.ask("overview", {});
    if (table.value === of) overview.value = answer;
  });
});

const askDivision = latest(async ({ of, way, by }: Wish, isLatest) => {
  await asked(of, async () => {
    const answer = await of.worker.ask("divide", { place: way.at(-1) as Place, by });
    if (isLatest() && table.value === of) shown.value = { ...answer, way };
  });
});

async function asked(of: OpenTable, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (table.value === of && !(error instanceof WorkerClosed)) overviewFailure.value = explain(error, of.name);
  }
}

// What was told of one table means nothing for another.
table.subscribe(() =>
  batch(() => {
    overview.value = undefined;
    overviewFailure.value = undefined;
    shown.value = undefined;
    wantedWay.value = [EVERYTHING];
  }),
);
effect(() => {
  if (view.value === "overview" && table.value !== undefined && overview.peek() === undefined) askOverview(table.value);
});
effect(() => {
  if (view.value === "overview" && table.value !== undefined) askDivision({ of: table.value, way: wantedWay.value, by: measure.value });
});
