/** The symbol that the page tells about, which row of the results it is, and which rows are selected. */

import { batch, computed, signal } from "@preact/signals";
import type { Column } from "../query/filter.js";
import { WorkerClosed } from "../worker/client.js";
import type { SymbolDetails } from "../worker/details-protocol.js";
import { latest } from "./latest.js";
import { results } from "./query.js";
import { table } from "./table.js";
import type { OpenTable } from "./table.js";

/** Position of the active row in the results; −1 where there is none. */
export const active = signal(-1);
/** Where the selection began, which goes on to the active row. */
const anchor = signal(-1);
/** The cell of the active row that the arrow keys marked. */
export const activeCell = signal<Column | undefined>(undefined);
export const details = signal<SymbolDetails | undefined>(undefined);
/** Whether a narrow screen shows the panel in the place of the results. */
export const panelShown = signal(false);

/** The selected rows, from `start` to before `end`; `undefined` where there are none. */
export const selected = computed(() => {
  if (active.value < 0) return undefined;
  return { start: Math.min(anchor.value, active.value), end: Math.max(anchor.value, active.value) + 1 };
});

/** Counts how often somebody went to a symbol otherwise than from row to row. */
export const jumps = signal(0);

/** What somebody still wants to be told about: an answer to anything else comes too late. */
let wanted: { readonly table: OpenTable; readonly index: number } | undefined;

const fetchDetails = latest(async (question: { table: OpenTable; index: number }) => {
  try {
    const found = await question.table.worker.ask("details", { index: question.index });
    if (wanted === question) details.value = found;
  } catch (error) {
    if (!(error instanceof WorkerClosed)) throw error;
  }
});

/** Makes a row active, alone selected, and tells about its symbol. */
export function activate(position: number): void {
  moveTo(position, position);
}

/** Makes a row active and selects all rows from where the selection began. */
export function extendTo(position: number): void {
  moveTo(position, active.value < 0 ? position : anchor.value);
}

/** Selects every row; the last one is active. */
export function selectAll(): void {
  moveTo((results.value?.total ?? 0) - 1, 0);
}

function moveTo(position: number, from: number): void {
  const index = results.value?.indexAt(position);
  if (index === undefined) return;
  batch(() => {
    anchor.value = from;
    active.value = position;
  });
  tellAbout(index);
}

/** Goes to a symbol, also to one that isn't among the results: a step of the way back. */
export function showSymbol(index: number): void {
  jumps.value++;
  tellAbout(index);
}

/** Tells about a symbol. */
export function tellAbout(index: number): void {
  if (table.value === undefined) return;
  wanted = { table: table.value, index };
  fetchDetails(wanted);
}

/** Back to the account of the table; the active row stays, so that the keyboard goes on from there. */
export function closeDetails(): void {
  wanted = undefined;
  batch(() => {
    details.value = undefined;
    panelShown.value = false;
  });
}

// Positions mean nothing in another answer, and symbols nothing in another table.
results.subscribe(() => {
  active.value = -1;
  activeCell.value = undefined;
});
table.subscribe(() => {
  wanted = undefined;
  details.value = undefined;
});
