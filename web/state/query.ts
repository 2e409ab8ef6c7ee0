/** The search box, the filter and the order, how the text is read, and the answer. */

import { batch, computed, effect, signal } from "@preact/signals";
import { NO_FILTER } from "../query/filter.js";
import type { Column, Filter, Sort } from "../query/filter.js";
import { readQuery } from "../query/reading.js";
import { WorkerClosed } from "../worker/client.js";
import type { Question } from "../worker/protocol.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { ResultRows } from "./rows.js";
import { table } from "./table.js";
import type { OpenTable } from "./table.js";
import { view } from "./view.js";

/** What stands in the search box. */
export const text = signal("");
export const reading = computed(() => readQuery(text.value));
export const filter = signal<Filter>(NO_FILTER);
export const sort = signal<Sort | undefined>(undefined);
/** The rows of the last answer; they stay while the next one is made. */
export const results = signal<ResultRows | undefined>(undefined);
export const queryFailure = signal<Explanation | undefined>(undefined);

/** Changes some conditions of the filter and leaves the others. */
export function setFilter(change: Partial<Filter>): void {
  filter.value = { ...filter.value, ...change };
}

/** Sorts by a column: ascending first, then descending, then as it was. */
export function sortBy(by: Column): void {
  const current = sort.value;
  if (current?.by !== by) sort.value = { by, descending: false };
  else sort.value = current.descending ? undefined : { by, descending: true };
}

/** Shows in the table what a picture or a list elsewhere stands for; what isn't given is cleared. */
export function showInTable({ text: wanted = "", filter: conditions = {}, sort: order }: { text?: string; filter?: Partial<Filter>; sort?: Sort }): void {
  batch(() => {
    text.value = wanted;
    filter.value = { ...NO_FILTER, ...conditions };
    sort.value = order;
    view.value = "symbols";
  });
}

const ask = latest(async ({ of, question }: { of: OpenTable; question: Question }, isLatest) => {
  const { worker, name } = of;
  try {
    const answer = await worker.ask("query", question);
    if (isLatest()) show(new ResultRows(worker, answer), undefined);
  } catch (error) {
    if (isLatest() && !(error instanceof WorkerClosed)) show(undefined, explain(error, name));
  }
});

function show(rows: ResultRows | undefined, failure: Explanation | undefined): void {
  batch(() => {
    results.value = rows;
    queryFailure.value = failure;
  });
}

effect(() => {
  if (table.value !== undefined) ask({ of: table.value, question: { reading: reading.value, filter: filter.value, sort: sort.value } });
});
