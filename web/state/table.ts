/** What is open, and opening: the old stays until the new is ready. */

import { batch, signal } from "@preact/signals";
import { TableWorker, WorkerClosed, WorkerFailure } from "../worker/client.js";
import type { Choice, Opened, PickedFile, SnapshotView, Source, TableFacts } from "../worker/protocol.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { beginLoading, endLoading, showLoading } from "./loading.js";
import { troublesOf } from "./troubles.js";
import { view } from "./view.js";

export { cancelLoading, loading } from "./loading.js";
export type { Loading } from "./loading.js";

/** A table that can be asked. */
export interface OpenTable {
  readonly name: string;
  readonly isSample: boolean;
  /** Bytes of the files, as they came. */
  readonly bytes: number | undefined;
  /** Path of the table, where it is one of several files. */
  readonly path: string | undefined;
  readonly facts: TableFacts;
  /** What it was opened from. */
  readonly source: Source;
  readonly worker: TableWorker;
}

/** Files that were opened together, with a table among them or not. */
export interface OpenSnapshot extends SnapshotView {
  readonly name: string;
  readonly source: readonly PickedFile[];
  /** What was decided about them. */
  readonly choice: Choice;
  /** Has the logs; the table's own, where there is one. */
  readonly worker: TableWorker;
}

/** Nothing is decided: contents tell. */
export const NO_CHOICE: Choice = { table: undefined, systemMap: undefined, kinds: new Map() };

export const table = signal<OpenTable | undefined>(undefined);
export const snapshot = signal<OpenSnapshot | undefined>(undefined);
/** What couldn't be opened; or, of what was, the parts that can't be used. */
export const failures = signal<readonly Explanation[]>([]);
export const failedInPart = signal(false);
/** Something that was left undone, told once. */
export const notice = signal("");
/** Whether the line about what came with the last files is shown. */
export const summaryShown = signal(false);
/** Bytes of a log that was opened by itself, to be decoded against the table that is open. */
export const droppedLog = signal<{ readonly name: string; readonly bytes: Uint8Array } | undefined>(undefined);

/** Opens the sample, the table that the page brings along. */
export function openSample(): Promise<void> {
  return open("sample", "Sample");
}

/** Opens files and archives, all of them as one host's. */
export function openFiles(files: readonly PickedFile[]): void {
  if (files.length > 0) void open(files, nameOf(files));
}

/** Opens pasted text, which may be a table or a log: its content tells. */
export function openText(text: string): void {
  const file = new File([text], "Pasted text", { type: "text/plain" });
  openFiles([{ path: file.name, file }]);
}

/** What a walk through folders found. */
export interface Listing {
  readonly files: readonly PickedFile[];
  /** What was left out, in words; empty where nothing was. */
  readonly leftOut: string;
}

/** Opens what `list` finds, which takes a while in large folders. */
export async function openListed(list: (signal: AbortSignal, tell: (files: number) => void) => Promise<Listing>): Promise<void> {
  const cancelled = beginLoading("what was dropped");
  const { files, leftOut } = await list(cancelled, (listed) => showLoading(cancelled, { listed }));
  if (cancelled.aborted) return;
  endLoading(cancelled);
  if (files.length === 0) {
    notice.value = "Nothing to open: there are no files in what was dropped.";
    return;
  }
  openFiles(files);
  notice.value = leftOut;
}

/** Opens what is open together with more files, as one host's. */
export function addFiles(files: readonly PickedFile[]): void {
  const sources = new Set([snapshot.value?.source, table.value?.source]);
  const before = [...sources].flatMap((source) => (source === undefined || typeof source === "string" ? [] : [...source]));
  openFiles([...before, ...files]);
}

/** Opens the same files again, with something decided about them. */
export function reopen(source: readonly PickedFile[], name: string, choice: Choice): void {
  void open(source, name, choice);
}

export function dismissFailure(): void {
  failures.value = [];
}

/** The name of the file; of several the folder of all of them, where they have one. */
function nameOf(files: readonly PickedFile[]): string {
  const path = files[0]?.path ?? "";
  if (files.length === 1) return path;
  const folder = `${path.split("/", 1)[0]}/`;
  return files.every((file) => file.path.startsWith(folder)) ? folder : `${files.length} files`;
}

async function open(source: Source, name: string, choice = NO_CHOICE): Promise<void> {
  const cancelled = beginLoading(name);
  const worker = new TableWorker();
  cancelled.addEventListener("abort", () => worker.close());
  batch(() => {
    failures.value = [];
    notice.value = "";
  });
  try {
    const opened = await worker.ask("open", { source, ...choice }, (progress) => showLoading(cancelled, { progress }));
    const arrival: Arrival = { name, source, choice, worker };
    const troubles = typeof source === "string" || opened.snapshot === undefined ? [] : await troublesOf(source, opened.snapshot);
    if (isLoneLog(opened)) await takeLog(opened, arrival, troubles, cancelled);
    else if (!cancelled.aborted) take(opened, arrival, troubles);
  } catch (error) {
    worker.close();
    if (!(error instanceof WorkerClosed)) fail(explain(error, name));
  } finally {
    endLoading(cancelled);
  }
}

function fail(explanation: Explanation): void {
  batch(() => {
    failures.value = [explanation];
    failedInPart.value = false;
  });
}

interface Arrival {
  readonly name: string;
  readonly source: Source;
  readonly choice: Choice;
  readonly worker: TableWorker;
}

function take({ facts, tablePath, snapshot: view }: Opened, arrival: Arrival, troubles: readonly Explanation[]): void {
  const { name, source, worker } = arrival;
  const files = typeof source === "string" ? undefined : source;
  const next = snapshotOf(view, arrival);
  const bytes = files?.reduce((total, { file }) => total + file.size, 0);
  batch(() => {
    failures.value = troubles;
    failedInPart.value = facts !== undefined;
    if (facts !== undefined) replaceAll({ name, isSample: files === undefined, bytes, path: tablePath, facts, source, worker }, next);
    else if (next !== undefined) replaceSnapshot(next);
  });
}

function snapshotOf(view: SnapshotView | undefined, { name, source, choice, worker }: Arrival): OpenSnapshot | undefined {
  return view && { ...view, name, source: typeof source === "string" ? [] : source, choice, worker };
}

function replaceAll(next: OpenTable, files: OpenSnapshot | undefined): void {
  const old = [table.value?.worker, snapshot.value?.worker];
  table.value = next;
  snapshot.value = files;
  summaryShown.value = files !== undefined;
  for (const worker of old) worker?.close();
}

/** Files without a table are shown; the table that is open stays, and their logs can be decoded against it. */
function replaceSnapshot(next: OpenSnapshot): void {
  const old = snapshot.value?.worker;
  snapshot.value = next;
  summaryShown.value = true;
  const isOfUse = next.logs.length > 0 && table.value !== undefined;
  if (next.missing !== undefined && !isOfUse) failures.value = [explain(new WorkerFailure(next.missing), next.name), ...failures.value];
  // They have nothing else to show.
  view.value = "files";
  if (old !== table.value?.worker) old?.close();
}

/** A log by itself is no host's files, but something to decode against the table that is open. */
function isLoneLog({ facts, snapshot: view }: Opened): boolean {
  return facts === undefined && table.value !== undefined && view?.members.length === 1 && view.logs.length === 1;
}

async function takeLog(opened: Opened, arrival: Arrival, troubles: readonly Explanation[], cancelled: AbortSignal): Promise<void> {
  const { worker, name } = arrival;
  const { bytes } = await worker.ask("log", { place: 0 });
  if (cancelled.aborted) return;
  const old = snapshot.value?.worker;
  const isFree = old === undefined || old !== table.value?.worker;
  batch(() => {
    failures.value = troubles;
    summaryShown.value = false;
    // The files that came with the table stay; else the log takes their place in the list.
    if (isFree) snapshot.value = snapshotOf(opened.snapshot, arrival);
    droppedLog.value = { name, bytes };
    if (table.value?.isSample === true) notice.value = "Decoded against the sample, which is another kernel’s table: open the /proc/kallsyms of the same boot, then the log again.";
  });
  (isFree ? old : worker)?.close();
}
