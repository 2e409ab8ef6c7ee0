/** The log on the page: decoded in the table's worker, where its lines stay. */

import { batch, effect, signal } from "@preact/signals";
import { WorkerClosed } from "../worker/client.js";
import type { LogAnswer, LogLine, LogRow, LogSource } from "../worker/log-protocol.js";
import { Blocks } from "./blocks.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { closeDetails, panelShown } from "./selection.js";
import { droppedLog, notice, snapshot, table } from "./table.js";
import type { OpenTable } from "./table.js";
import { view } from "./view.js";

/** A log that was decoded. */
export interface OpenLog {
  readonly name: string;
  readonly answer: LogAnswer;
  readonly rows: Blocks<LogRow>;
  readonly table: OpenTable;
}

/** What stands in the box for pasting. */
export const pasted = signal("");
export const log = signal<OpenLog | undefined>(undefined);
export const decoding = signal(false);
export const logFailure = signal<Explanation | undefined>(undefined);
/** Position of the active line; −1 where there is none. */
export const activeLine = signal(-1);
export const line = signal<LogLine | undefined>(undefined);

interface Wish {
  readonly name: string;
  readonly log: () => Promise<LogSource> | LogSource;
}

const decode = latest(async ({ name, log: source }: Wish, isLatest) => {
  const to = table.value;
  if (to === undefined) return;
  decoding.value = true;
  try {
    const answer = await to.worker.ask("decode", { log: await source() });
    if (isLatest() && table.value === to) show({ name, answer, table: to, rows: new Blocks(answer.lines, answer.first, (start, end) => to.worker.ask("lines", { start, end })) }, undefined);
  } catch (error) {
    if (isLatest() && !(error instanceof WorkerClosed)) show(undefined, explain(error, name));
  } finally {
    decoding.value = false;
  }
});

function show(next: OpenLog | undefined, failure: Explanation | undefined): void {
  batch(() => {
    log.value = next;
    logFailure.value = failure;
    activeLine.value = -1;
    line.value = undefined;
  });
}

export function decodePasted(): void {
  const text = pasted.value;
  if (text.trim() !== "") decode({ name: "the pasted log", log: () => text });
}

/** Decodes one of the snapshot's logs; where the table isn't the snapshot's own, its bytes go to the table's worker. */
export function decodeContained(place: number): void {
  const files = snapshot.value;
  const name = files?.logs[place];
  if (files === undefined || name === undefined) return;
  const isOwn = files.worker === table.value?.worker;
  decode({ name, log: isOwn ? () => place : async () => (await files.worker.ask("log", { place })).bytes });
}

/** Back to the way in. */
export function closeLog(): void {
  show(undefined, undefined);
}

const fetchLine = latest(async ({ of, position }: { of: OpenLog; position: number }, isLatest) => {
  try {
    const found = await of.table.worker.ask("line", { position });
    if (isLatest() && log.value === of) line.value = found;
  } catch (error) {
    if (!(error instanceof WorkerClosed)) throw error;
  }
});

/** Makes a line active and tells what stands in it. */
export function activateLine(position: number): void {
  const of = log.value;
  if (of === undefined || position < 0 || position >= of.rows.total) return;
  closeDetails();
  activeLine.value = position;
  fetchLine({ of, position });
}

/** Goes to the next line in which something isn't clear, from the top again after the last. */
export function nextUnclear(): void {
  const unclear = log.value?.answer.unclear;
  const next = unclear?.find((position) => position > activeLine.value) ?? unclear?.[0];
  if (next !== undefined) activateLine(next);
}

export function closeLine(): void {
  batch(() => {
    line.value = undefined;
    panelShown.value = false;
  });
}

/** Puts the decoded log on the clipboard. */
export async function copyLog(as: "text" | "markdown"): Promise<void> {
  const of = log.value;
  if (of === undefined) return;
  try {
    const { text } = await of.table.worker.ask("written", { as });
    await navigator.clipboard.writeText(text);
    notice.value = `Copied as ${as === "text" ? "text" : "Markdown"}.`;
  } catch {
    notice.value = "The browser doesn’t let the page write to the clipboard.";
  }
}

// The lines are in the worker of the table that they were decoded against.
table.subscribe(() => closeLog());
effect(() => {
  const dropped = droppedLog.value;
  if (dropped === undefined) return;
  view.value = "log";
  decode({ name: dropped.name, log: () => dropped.bytes });
});
