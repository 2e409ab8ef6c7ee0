/** The table on the page, and the load that may replace it: the old one stays until the new one is ready. */

import { batch, signal } from "@preact/signals";
import { SAMPLE } from "../sample/sample.js";
import { TableWorker, WorkerClosed } from "../worker/client.js";
import type { Progress, TableFacts, TableSource } from "../worker/protocol.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";

/** A table that can be asked. */
export interface OpenTable {
  readonly name: string;
  readonly isSample: boolean;
  /** Bytes of the file, as it came. */
  readonly bytes: number | undefined;
  readonly facts: TableFacts;
  readonly worker: TableWorker;
}

/** A table on its way. */
export interface Loading {
  readonly name: string;
  readonly worker: TableWorker;
  readonly progress: Progress | undefined;
}

export const table = signal<OpenTable | undefined>(undefined);
export const loading = signal<Loading | undefined>(undefined);
export const failure = signal<Explanation | undefined>(undefined);
/** Something that was left undone, told once. */
export const notice = signal("");

export function openSample(): Promise<void> {
  return open(SAMPLE.url, "Sample", true);
}

/** Opens the first of the files; a table is one file. */
export function openFiles(files: readonly File[]): void {
  const [file, ...others] = files;
  if (file === undefined) return;
  void open(file, file.name, false);
  if (others.length > 0) notice.value = `A table is one file: ${file.name} is opened, ${others.map(({ name }) => name).join(", ")} left out.`;
}

/** Ends the load and leaves the page as it was. */
export function cancelLoading(): void {
  loading.value?.worker.close();
  loading.value = undefined;
}

export function dismissFailure(): void {
  failure.value = undefined;
}

async function open(source: TableSource, name: string, isSample: boolean): Promise<void> {
  cancelLoading();
  const worker = new TableWorker();
  batch(() => {
    failure.value = undefined;
    notice.value = "";
    loading.value = { name, worker, progress: undefined };
  });
  try {
    const facts = await worker.ask("load", { source }, (progress) => showProgress(worker, progress));
    const bytes = typeof source === "string" ? undefined : source.size;
    replaceTable({ name, isSample, bytes, facts, worker });
  } catch (error) {
    worker.close();
    if (!(error instanceof WorkerClosed)) fail(worker, explain(error, name));
  }
}

function showProgress(worker: TableWorker, progress: Progress): void {
  if (loading.value?.worker === worker) loading.value = { ...loading.value, progress };
}

function replaceTable(next: OpenTable): void {
  const old = table.value;
  batch(() => {
    table.value = next;
    loading.value = undefined;
  });
  old?.worker.close();
}

function fail(worker: TableWorker, explanation: Explanation): void {
  batch(() => {
    failure.value = explanation;
    if (loading.value?.worker === worker) loading.value = undefined;
  });
}
