/** The search box: its text, how it is read, and the answer to it. */

import { batch, computed, effect, signal } from "@preact/signals";
import { readQuery } from "../query/reading.js";
import type { Reading } from "../query/reading.js";
import { WorkerClosed } from "../worker/client.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { ResultRows } from "./rows.js";
import { table } from "./table.js";
import type { OpenTable } from "./table.js";

/** What stands in the search box. */
export const text = signal("");
export const reading = computed(() => readQuery(text.value));
/** The rows of the last answer; they stay while the next one is made. */
export const results = signal<ResultRows | undefined>(undefined);
export const queryFailure = signal<Explanation | undefined>(undefined);

const ask = latest(async (question: { table: OpenTable; reading: Reading }, isLatest) => {
  const { worker, name } = question.table;
  try {
    const answer = await worker.ask("query", { reading: question.reading });
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
  if (table.value !== undefined) ask({ table: table.value, reading: reading.value });
});
