/** The comparison of the open table with another one, which lies in the same worker, and the changes that are listed of it. */

import { batch, effect, signal } from "@preact/signals";
import type { ChangeKind, KernelSymbol } from "kallsyms";
import { counted } from "../text/numbers.js";
import { WorkerClosed } from "../worker/client.js";
import type { TableWorker } from "../worker/client.js";
import type { ChangeFilter, ChangeFormat, ChangeRow, Changes, CompareExchange, Comparison, Side } from "../worker/compare-protocol.js";
import type { Opened, PickedFile, Progress } from "../worker/protocol.js";
import { Blocks } from "./blocks.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { saveFile } from "./save.js";
import { closeDetails, showSymbol } from "./selection.js";
import { NO_CHOICE, snapshot, table } from "./table.js";
import type { OpenTable } from "./table.js";
import { say } from "./toast.js";

/** The other table, and what it is compared as. */
export interface OpenComparison {
  /** The open table. */
  readonly table: OpenTable;
  readonly other: OtherTable;
  /** Which side the open table is. */
  readonly open: Side;
  readonly facts: Comparison;
}

/** Where the other table comes from. */
export interface OtherTable {
  readonly name: string;
  readonly source: readonly PickedFile[];
  readonly opened: Opened;
}

/** The changes that a filter leaves, of which some are here. */
export class ListedChanges extends Blocks<ChangeRow> {
  readonly answer: Changes;

  constructor(worker: TableWorker, answer: Changes) {
    super(answer.total, answer.first, (start, end) => worker.ask("changeRows", { places: answer.places.slice(start, end) }));
    this.answer = answer;
  }
}

const EVERY_CHANGE: ChangeFilter = { kinds: [], name: "", owner: undefined, order: "file" };

export const comparison = signal<OpenComparison | undefined>(undefined);
/** The other table that is on its way. */
export const comparing = signal<{ readonly name: string; readonly progress?: Progress } | undefined>(undefined);
export const compareFailure = signal<Explanation | undefined>(undefined);
export const changeFilter = signal<ChangeFilter>(EVERY_CHANGE);
/** The changes of the last answer; they stay while the next one is made. */
export const changes = signal<ListedChanges | undefined>(undefined);
/** Position of the active change; −1 where there is none. */
export const activeChange = signal(-1);

/** Compares the open table with that of other files, all of them as one host's. */
export function openOther(files: readonly PickedFile[]): void {
  const [first, ...more] = files;
  if (first === undefined) return say("There are no files in what was dropped.");
  void compareWith(files, more.length === 0 ? first.path : `${files.length} files`);
}

/** Compares the open table with another one of the same files. */
export function compareMember(path: string): void {
  const of = snapshot.value;
  if (of !== undefined) void compareWith(of.source, of.name, { ...of.choice, table: path });
}

/** Takes another one of the other table's files as the other table. */
export function useOtherMember(path: string): void {
  const { other } = comparison.value ?? {};
  if (other !== undefined) void compareWith(other.source, other.name, { table: path });
}

/** Counts the loads, so that the progress and the errors of one that was given up are nobody's. */
let loads = 0;
/** Loads up to this one are of a comparison that was closed. */
let closed = 0;

async function compareWith(source: readonly PickedFile[], name: string, choice = NO_CHOICE): Promise<void> {
  const to = table.value;
  if (to === undefined) return;
  const load = ++loads;
  const open = comparison.value?.open ?? "old";
  batch(() => {
    compareFailure.value = undefined;
    comparing.value = { name };
  });
  const onProgress = (progress: Progress) => {
    if (load === loads) comparing.value = { name, progress };
  };
  try {
    const { opened, comparison: facts } = await to.worker.ask("compare", { source, choice, open }, onProgress);
    // What the worker holds is shown, also where the wish to cancel came too late.
    if (load > closed) show({ table: to, other: { name, source, opened }, open, facts });
  } catch (error) {
    if (load === loads && !(error instanceof WorkerClosed)) compareFailure.value = explain(error, name);
  } finally {
    if (load === loads) comparing.value = undefined;
  }
}

function show(next: OpenComparison): void {
  batch(() => {
    comparison.value = next;
    changes.value = undefined;
    changeFilter.value = EVERY_CHANGE;
  });
}

/** Ends the load of the other table; the open one and the comparison before stay. */
export function cancelComparing(): void {
  loads++;
  comparing.value = undefined;
  void answered("compareCancel", {});
}

/** Takes the old table for the new one. */
export async function swapSides(): Promise<void> {
  const open = comparison.value?.open === "old" ? "new" : "old";
  const answer = await answered("compareAs", { open });
  // Answers come in the order of the requests: the comparison that is shown now is the one that was turned round.
  if (answer === undefined || comparison.value === undefined) return;
  batch(() => {
    comparison.value = { ...(comparison.value as OpenComparison), open, facts: answer.comparison };
    setChangeFilter({ kinds: changeFilter.value.kinds.map((kind) => TURNED[kind] ?? kind) });
  });
}

const TURNED: Partial<Record<ChangeKind, ChangeKind>> = { added: "removed", removed: "added" };

/** Gives the other table's memory back. */
export function closeComparison(): void {
  void answered("compareEnd", {});
  forget();
}

/** What the open table's worker answers; nothing where it is gone. */
async function answered<K extends keyof CompareExchange>(kind: K, ask: CompareExchange[K]["ask"]): Promise<CompareExchange[K]["answer"] | undefined> {
  try {
    return await table.value?.worker.ask(kind, ask);
  } catch (error) {
    if (error instanceof WorkerClosed) return undefined;
    throw error;
  }
}

/** Changes some conditions and leaves the others. */
export function setChangeFilter(change: Partial<ChangeFilter>): void {
  changeFilter.value = { ...changeFilter.value, ...change };
}

const list = latest(async ({ of, filter }: { of: OpenComparison; filter: ChangeFilter }, isLatest) => {
  const answer = await answered("changes", filter);
  if (answer === undefined || !isLatest() || comparison.value !== of) return;
  batch(() => {
    changes.value = new ListedChanges(of.table.worker, answer);
    activeChange.value = -1;
  });
});

/** The symbol of a change in the open table, where it is in it. */
export function openSymbol(row: ChangeRow | undefined): KernelSymbol | undefined {
  return row?.[comparison.value?.open ?? "old"] ?? undefined;
}

/** Makes a change active, and tells about its symbol where the open table has it. */
export function activateChange(position: number): void {
  const listed = changes.value;
  if (listed === undefined || position < 0 || position >= listed.total) return;
  activeChange.value = position;
  const symbol = openSymbol(listed.at(position));
  if (symbol === undefined) closeDetails();
  else showSymbol(symbol.index);
}

/** Keeps the listed changes as a file. */
export async function saveChanges(format: ChangeFormat): Promise<void> {
  const listed = changes.value;
  if (listed === undefined) return;
  say("Writing…");
  const answer = await answered("changesFile", { places: listed.answer.places, format });
  if (answer === undefined) return;
  saveFile(answer.file, `changes.${format}`);
  say(`Written: ${counted(listed.total, "change")}.`);
}

function forget(): void {
  closed = ++loads;
  batch(() => {
    comparison.value = undefined;
    comparing.value = undefined;
    compareFailure.value = undefined;
    changes.value = undefined;
    activeChange.value = -1;
  });
}

// The other table was in the worker of the one that was open, and went with it.
table.subscribe(forget);
effect(() => {
  if (comparison.value !== undefined) list({ of: comparison.value, filter: changeFilter.value });
});
