/** The ambiguity atlas on the page: which part of it is shown, what is asked of it, and the answers. */

import { batch, computed, effect, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { NamesQuestion, NamesSort, SharedQuestion, SharedSort, Spread } from "../worker/atlas-protocol.js";
import { WorkerClosed } from "../worker/client.js";
import type { TableWorker } from "../worker/client.js";
import { Blocks } from "./blocks.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { showSymbol } from "./selection.js";
import { table } from "./table.js";
import type { OpenTable } from "./table.js";
import { view } from "./view.js";

/** The parts, in the order of their tabs. */
export const PARTS = ["names", "addresses", "probes"] as const;
export type Part = (typeof PARTS)[number];
export const part = signal<Part>("names");

/** What must hold of an ambiguous name; nobody looks for compiler-made ones at first. */
export type NamesFilter = Omit<NamesQuestion, "sort">;
export const NO_NAMES_FILTER: NamesFilter = { text: "", functions: false, withoutMade: false, class: undefined, spread: undefined };
export const namesFilter = signal<NamesFilter>({ ...NO_NAMES_FILTER, withoutMade: true });
export const namesSort = signal<NamesSort>({ by: "addresses", descending: true });

export const sharedText = signal("");
export const sharedSort = signal<SharedSort>({ by: "names", descending: true });

/** Changes some conditions of the names and leaves the others. */
export function setNamesFilter(change: Partial<NamesFilter>): void {
  namesFilter.value = { ...namesFilter.value, ...change };
}

/** The same once more lifts the condition. */
export function toggleClass(wanted: number): void {
  setNamesFilter({ class: namesFilter.value.class === wanted ? undefined : wanted });
}

export function toggleSpread(wanted: Spread): void {
  setNamesFilter({ spread: namesFilter.value.spread === wanted ? undefined : wanted });
}

/** A list of any length, of which some rows are here. */
export interface Listed<Q, A, R> {
  readonly of: OpenTable;
  readonly question: Q;
  readonly answer: A;
  readonly rows: Blocks<R>;
}

/** The list of a part; the last stays while the next one is made. */
export interface Listing<Q, A, R> {
  readonly list: ReadonlySignal<Listed<Q, A, R> | undefined>;
  readonly failure: ReadonlySignal<Explanation | undefined>;
  /** Position of the active row; −1 where there is none. */
  readonly active: Signal<number>;
  /** Makes a row active and tells about its symbol. */
  readonly activate: (position: number) => void;
}

export const names = listing(
  "names",
  computed<NamesQuestion>(() => ({ ...namesFilter.value, sort: namesSort.value })),
  (worker, question) => worker.ask("atlasNames", question),
  (worker, places) => worker.ask("atlasNameRows", { places }),
);

export const shared = listing(
  "addresses",
  computed<SharedQuestion>(() => ({ text: sharedText.value, sort: sharedSort.value })),
  (worker, question) => worker.ask("atlasShared", question),
  (worker, places) => worker.ask("atlasSharedRows", { places }),
  // Where addresses are hidden there is nothing to ask.
  (of) => !of.facts.report.restricted,
);

/** Asks for a part's list while it is shown, again when the question or the table changes. */
function listing<Q, A extends { places: Uint32Array; first: readonly R[] }, R extends { readonly index: number }>(
  shownIn: Part,
  question: ReadonlySignal<Q>,
  ask: (worker: TableWorker, question: Q) => Promise<A>,
  rows: (worker: TableWorker, places: Uint32Array) => Promise<readonly R[]>,
  canBeAsked: (of: OpenTable) => boolean = () => true,
): Listing<Q, A, R> {
  const list = signal<Listed<Q, A, R> | undefined>(undefined);
  const failure = signal<Explanation | undefined>(undefined);
  const active = signal(-1);
  const show = (next: Listed<Q, A, R> | undefined, why: Explanation | undefined) =>
    batch(() => {
      list.value = next;
      failure.value = why;
      active.value = -1;
    });
  const fetch = latest(async ({ of, question: asked }: { of: OpenTable; question: Q }, isLatest) => {
    try {
      const answer = await ask(of.worker, asked);
      const { places, first } = answer;
      if (isLatest()) show({ of, question: asked, answer, rows: new Blocks(places.length, first, (start, end) => rows(of.worker, places.slice(start, end))) }, undefined);
    } catch (error) {
      if (isLatest() && !(error instanceof WorkerClosed)) show(undefined, explain(error, of.name));
    }
  });
  effect(() => {
    const of = table.value;
    if (of === undefined || view.value !== "ambiguity" || part.value !== shownIn || !canBeAsked(of)) return;
    const known = list.peek();
    if (known?.of !== of || known.question !== question.value) fetch({ of, question: question.value });
  });
  // Its rows are in a worker that is gone.
  table.subscribe(() => show(undefined, undefined));
  // A row far down may come after the key that leads to it.
  let untold = -1;
  const tell = () => {
    const row = list.value?.rows.at(untold);
    if (row === undefined) return;
    untold = -1;
    showSymbol(row.index);
  };
  effect(() => {
    void list.value?.rows.arrived.value;
    tell();
  });
  const activate = (position: number) => {
    active.value = untold = position;
    tell();
  };
  return { list, failure, active, activate };
}
