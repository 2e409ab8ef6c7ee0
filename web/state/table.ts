/** What is open, and the load that may replace it: the old stays until the new is ready. */

import { batch, signal } from "@preact/signals";
import { SAMPLE } from "../sample/sample.js";
import { TableWorker, WorkerClosed, WorkerFailure } from "../worker/client.js";
import type { Opened, PickedFile, Progress, SnapshotView, Source, TableFacts } from "../worker/protocol.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";

/** A table that can be asked. */
export interface OpenTable {
  readonly name: string;
  readonly isSample: boolean;
  /** Bytes of the files, as they came. */
  readonly bytes: number | undefined;
  /** Path of the table, where it is one of several files. */
  readonly path: string | undefined;
  readonly facts: TableFacts;
  readonly worker: TableWorker;
}

/** Files that were opened together, with a table among them or not. */
export interface OpenSnapshot extends SnapshotView {
  readonly name: string;
  readonly source: readonly PickedFile[];
  /** Has the logs; the table's own, where there is one. */
  readonly worker: TableWorker;
}

/** What is on its way. */
export interface Loading {
  readonly name: string;
  readonly worker: TableWorker;
  readonly progress: Progress | undefined;
}

export const table = signal<OpenTable | undefined>(undefined);
export const snapshot = signal<OpenSnapshot | undefined>(undefined);
export const loading = signal<Loading | undefined>(undefined);
export const failure = signal<Explanation | undefined>(undefined);
/** Something that was left undone, told once. */
export const notice = signal("");
/** Bytes of a log that was opened by itself, to be decoded against the table that is open. */
export const droppedLog = signal<{ readonly name: string; readonly bytes: Uint8Array } | undefined>(undefined);

/** Opens the sample, the table that the page brings along. */
export function openSample(): Promise<void> {
  return open(SAMPLE.url, "Sample");
}

/** Opens files and archives, all of them as one host's. */
export function openFiles(files: readonly PickedFile[]): void {
  const [first, ...others] = files;
  if (first === undefined) return;
  void open(files, others.length === 0 ? first.path : commonName(files));
}

/** Opens the same files again with another member as their table. */
export function useTable(path: string): void {
  if (snapshot.value !== undefined) void open(snapshot.value.source, snapshot.value.name, path);
}

/** Ends the load and leaves the page as it was. */
export function cancelLoading(): void {
  loading.value?.worker.close();
  loading.value = undefined;
}

export function dismissFailure(): void {
  failure.value = undefined;
}

/** The folder of all files, where they have one. */
function commonName(files: readonly PickedFile[]): string {
  const [folder] = files[0]?.path.split("/") ?? [];
  return files.every(({ path }) => path.startsWith(`${folder}/`)) ? `${folder}/` : `${files.length} files`;
}

async function open(source: Source, name: string, tablePath?: string): Promise<void> {
  cancelLoading();
  const worker = new TableWorker();
  batch(() => {
    failure.value = undefined;
    notice.value = "";
    loading.value = { name, worker, progress: undefined };
  });
  try {
    const opened = await worker.ask("open", { source, table: tablePath }, (progress) => showProgress(worker, progress));
    await take(opened, { name, source, worker });
  } catch (error) {
    worker.close();
    if (!(error instanceof WorkerClosed)) fail(worker, explain(error, name));
  }
}

function showProgress(worker: TableWorker, progress: Progress): void {
  if (loading.value?.worker === worker) loading.value = { ...loading.value, progress };
}

interface Arrival {
  readonly name: string;
  readonly source: Source;
  readonly worker: TableWorker;
}

function take({ facts, tablePath, snapshot: view }: Opened, { name, source, worker }: Arrival): Promise<void> | void {
  const files = typeof source === "string" ? [] : source;
  const next = view && { ...view, name, source: files, worker };
  if (facts !== undefined) {
    const isSample = typeof source === "string";
    const bytes = isSample ? undefined : files.reduce((total, { file }) => total + file.size, 0);
    return replaceAll({ name, isSample, bytes, path: tablePath, facts, worker }, next);
  }
  if (next === undefined) return;
  if (table.value !== undefined && next.members.length === 1 && next.logs.length === 1) return takeLog(next);
  replaceSnapshot(next);
}

function replaceAll(next: OpenTable, files: OpenSnapshot | undefined): void {
  const old = [table.value?.worker, snapshot.value?.worker];
  batch(() => {
    table.value = next;
    snapshot.value = files;
    loading.value = undefined;
  });
  for (const worker of old) worker?.close();
}

/** Files without a table are shown; the table that is open stays, and their logs can be decoded against it. */
function replaceSnapshot(next: OpenSnapshot): void {
  const old = snapshot.value?.worker;
  batch(() => {
    snapshot.value = next;
    loading.value = undefined;
    if (next.missing !== undefined) failure.value = explain(new WorkerFailure(next.missing), next.name);
  });
  if (old !== table.value?.worker) old?.close();
}

async function takeLog({ name, worker }: OpenSnapshot): Promise<void> {
  const { bytes } = await worker.ask("log", { place: 0 });
  worker.close();
  batch(() => {
    loading.value = undefined;
    droppedLog.value = { name, bytes };
  });
}

function fail(worker: TableWorker, explanation: Explanation): void {
  batch(() => {
    failure.value = explanation;
    if (loading.value?.worker === worker) loading.value = undefined;
  });
}
