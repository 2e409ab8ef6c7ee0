/** The log on the page: decoded in the table's worker, where its lines stay, and which of them are shown. */

import { batch, computed, signal } from "@preact/signals";
import { WorkerClosed } from "../worker/client.js";
import type { Progress } from "../worker/protocol.js";
import type { LineFilter, LogAnswer, LogFormat, LogLine, LogRow, LogSource, ShownLines } from "../worker/log-protocol.js";
import { plainName } from "../text/names.js";
import { count, counted } from "../text/numbers.js";
import { Blocks } from "./blocks.js";
import { explain } from "./failure.js";
import type { Explanation } from "./failure.js";
import { latest } from "./latest.js";
import { saveFile } from "./save.js";
import { closeDetails, details, panelShown, showSymbol } from "./selection.js";
import { droppedLog, snapshot, table } from "./table.js";
import type { OpenTable } from "./table.js";
import { copyText, say } from "./toast.js";
import { view } from "./view.js";

/** A log that was decoded. */
export interface OpenLog {
  readonly name: string;
  readonly answer: LogAnswer;
  readonly table: OpenTable;
}

/** The lines that a filter leaves, of which some are here. */
export class LogRows extends Blocks<LogRow> {
  readonly of: OpenLog;
  readonly filter: LineFilter;
  readonly shown: ShownLines;

  constructor(of: OpenLog, filter: LineFilter, shown: ShownLines) {
    super(shown.total, shown.first, (start, end) => of.table.worker.ask("lines", { log: of.answer.log, places: placesOf(shown, start, end) }));
    this.of = of;
    this.filter = filter;
    this.shown = shown;
  }

  /** Place in the log of the line at a position of the list. */
  placeAt(position: number): number | undefined {
    if (position < 0 || position >= this.total) return undefined;
    const { places } = this.shown;
    return places === undefined ? position : places[position];
  }

  /** Position in the list of a line of the log; −1 where it isn't shown. */
  positionOf(place: number): number {
    const { places } = this.shown;
    return places === undefined ? place : places.indexOf(place);
  }
}

function placesOf({ places }: ShownLines, start: number, end: number): Uint32Array {
  return places?.slice(start, end) ?? Uint32Array.from({ length: end - start }, (_, at) => start + at);
}

/** A log that somebody wants decoded. */
interface Wish {
  readonly name: string;
  readonly read: () => Promise<LogSource> | LogSource;
}

/** A log that is being decoded. */
export interface Decoding {
  readonly wish: Wish;
  readonly progress: Progress | undefined;
}

const ALL_LINES: LineFilter = { show: "all", text: "" };

/** What stands in the box for pasting. */
export const pasted = signal("");
export const log = signal<OpenLog | undefined>(undefined);
export const decoding = signal<Decoding | undefined>(undefined);
export const logFailure = signal<Explanation | undefined>(undefined);
/** Which lines are wanted; those that are shown may still be others. */
export const lineFilter = signal<LineFilter>(ALL_LINES);
export const logRows = signal<LogRows | undefined>(undefined);
/** Position of the active line in the list; −1 where there is none. */
export const activeLine = signal(-1);
/** Which of the active line's mentions the keyboard is at; −1 for the line itself. */
export const activeMention = signal(-1);
const toldLine = signal<LogLine | undefined>(undefined);
/** The line that the panel tells about. */
export const line = computed(() => (view.value === "log" ? toldLine.value : undefined));

const decodeNext = latest(async (wish: Wish) => {
  const { name } = wish;
  const to = table.value;
  if (to === undefined) return;
  // Whoever stops it, or wants another, takes this away.
  const isWanted = () => decoding.value?.wish === wish && table.value === to;
  batch(() => {
    decoding.value = { wish, progress: undefined };
    logFailure.value = undefined;
  });
  try {
    const source = await wish.read();
    if (!isWanted()) return;
    const answer = await to.worker.ask("decode", { log: source }, (progress) => isWanted() && (decoding.value = { wish, progress }));
    const shown = await to.worker.ask("shownLines", { log: answer.log, filter: ALL_LINES });
    const next = { name, answer, table: to };
    if (isWanted()) show(next, shown);
    else forget(next);
  } catch (error) {
    // What was decoded before stays.
    if (isWanted() && !isStop(error)) logFailure.value = explain(error, name);
  } finally {
    if (decoding.value?.wish === wish) decoding.value = undefined;
  }
});

/** A log that is being decoded gives way to the next. */
function decode(wish: Wish): void {
  if (decoding.value !== undefined) stopDecoding();
  decodeNext(wish);
}

function isStop(error: unknown): boolean {
  return error instanceof WorkerClosed || (error instanceof Error && error.name === "AbortError");
}

/** What is asked of a log that was closed meanwhile fails, and nobody waits for it. */
function throwUnlessGone(error: unknown, of: OpenLog): void {
  if (log.value === of && !isStop(error)) throw error;
}

function show(next: OpenLog | undefined, shown: ShownLines | undefined): void {
  forget(log.value);
  batch(() => {
    log.value = next;
    lineFilter.value = ALL_LINES;
    logRows.value = next && shown && new LogRows(next, ALL_LINES, shown);
    logFailure.value = undefined;
    activeLine.value = -1;
    activeMention.value = -1;
    toldLine.value = undefined;
  });
}

/** Lets the worker give back the memory of a log. */
function forget(old: OpenLog | undefined): void {
  void old?.table.worker.ask("forgetLog", { log: old.answer.log }).catch(() => undefined);
}

/** Ends the decoding and leaves the page as it was. */
export function stopDecoding(): void {
  decoding.value = undefined;
  void table.value?.worker.ask("stopDecoding", {}).catch(() => undefined);
}

export function decodePasted(): void {
  const text = pasted.value;
  if (text.trim() !== "") decode({ name: "the pasted log", read: () => text });
}

/** Decodes a file as a log, whatever it looks like. */
export function decodeFile(file: File): void {
  decode({ name: file.name, read: () => file });
}

/** Decodes one of the snapshot's logs; where the table isn't the snapshot's own, its bytes go to the table's worker. */
export function decodeContained(place: number): void {
  const files = snapshot.value;
  const name = files?.logs[place];
  if (files === undefined || name === undefined) return;
  const isOwn = files.worker === table.value?.worker;
  decode({ name, read: isOwn ? () => place : async () => (await files.worker.ask("log", { place })).bytes });
}

/** Back to the ways in. */
export function closeLog(): void {
  show(undefined, undefined);
}

const filterLines = latest(async ({ of, filter }: { of: OpenLog; filter: LineFilter }, isLatest) => {
  try {
    const shown = await of.table.worker.ask("shownLines", { log: of.answer.log, filter });
    if (isLatest() && log.value === of) takeShown(new LogRows(of, filter, shown));
  } catch (error) {
    throwUnlessGone(error, of);
  }
});

/** The active line stays active where it is still shown. */
function takeShown(rows: LogRows): void {
  const place = logRows.value?.placeAt(activeLine.value);
  batch(() => {
    logRows.value = rows;
    activeLine.value = place === undefined ? -1 : rows.positionOf(place);
    if (activeLine.value < 0) activeMention.value = -1;
  });
}

export function setLineFilter(change: Partial<LineFilter>): void {
  const of = log.value;
  if (of === undefined) return;
  lineFilter.value = { ...lineFilter.value, ...change };
  filterLines({ of, filter: lineFilter.value });
}

export function showAllLines(): void {
  setLineFilter(ALL_LINES);
}

const fetchLine = latest(async ({ of, place }: { of: OpenLog; place: number }, isLatest) => {
  try {
    const found = await of.table.worker.ask("line", { log: of.answer.log, place });
    if (isLatest() && log.value === of) toldLine.value = found;
  } catch (error) {
    throwUnlessGone(error, of);
  }
});

/** Makes a line active and tells what stands in it. */
export function activateLine(position: number): void {
  const rows = logRows.value;
  const place = rows?.placeAt(position);
  if (rows === undefined || place === undefined) return;
  closeDetails();
  batch(() => {
    if (position !== activeLine.value) activeMention.value = -1;
    activeLine.value = position;
  });
  fetchLine({ of: rows.of, place });
}

/** Goes to what a mention stands for: its symbol where there is one, else what the panel tells about the line. */
export function openMention(position: number, mention: number): void {
  const row = logRows.value?.at(position);
  activateLine(position);
  activeMention.value = mention;
  const place = row?.decoded.find((one) => one.mention === mention)?.place;
  if (place !== undefined) showSymbol(place.index);
  panelShown.value = true;
}

/** Goes to the next line in which something isn't clear, or to the one before; around the ends. */
export function nextUnclear(step: 1 | -1): void {
  const unclear = logRows.value?.shown.unclear;
  const at = activeLine.value;
  const next = step > 0 ? (unclear?.find((position) => position > at) ?? unclear?.[0]) : (unclear?.filter((position) => position < at).at(-1) ?? unclear?.at(-1));
  if (next !== undefined) activateLine(next);
}

/** Moves among the mentions of the active line. */
export function moveMention(step: 1 | -1): boolean {
  const mentions = logRows.value?.at(activeLine.value)?.pieces.flatMap(({ mention }) => mention ?? []) ?? [];
  const at = mentions.indexOf(activeMention.value) + step;
  if (at >= mentions.length || (at < 0 && activeMention.value < 0)) return false;
  activeMention.value = mentions[at] ?? -1;
  return true;
}

/** From a symbol back to the line that named it, where there is one; tells whether there was. */
export function backToLine(): boolean {
  if (line.value === undefined || details.value === undefined) return false;
  const wasShown = panelShown.value;
  batch(() => {
    closeDetails();
    panelShown.value = wasShown;
  });
  return true;
}

/** Back to the account of the table; the row stays active, so that the keyboard goes on from there. */
export function closeLine(): void {
  batch(() => {
    toldLine.value = undefined;
    closeDetails();
  });
}

/** Puts the lines that are shown on the clipboard. */
export async function copyLog(format: LogFormat): Promise<void> {
  const written = await write(format);
  if (written !== undefined) await copyText(await written.file.text(), `${written.what} as ${format === "text" ? "text" : "Markdown"}`);
}

/** The lines that are shown, as a file. */
export async function saveLog(format: LogFormat): Promise<void> {
  const written = await write(format);
  if (written === undefined) return;
  saveFile(written.file, format === "text" ? "decoded-log.txt" : "decoded-log.md");
  say(`Saved ${written.what}.`);
}

async function write(format: LogFormat): Promise<{ file: Blob; what: string } | undefined> {
  const rows = logRows.value;
  if (rows === undefined) return undefined;
  try {
    const { file, lines } = await rows.of.table.worker.ask("writtenLog", { log: rows.of.answer.log, format, filter: rows.filter });
    const all = rows.of.answer.summary.lines;
    return { file, what: lines === all ? counted(lines, "line") : `${count(lines)} of ${counted(all, "line")}` };
  } catch (error) {
    if (!isStop(error)) say(`The log can’t be written: ${plainName(error instanceof Error ? error.message : String(error))}`);
    return undefined;
  }
}

/** Puts the active line, and what it stands for, on the clipboard. */
export async function copyLine(): Promise<void> {
  const rows = logRows.value;
  const place = rows?.placeAt(activeLine.value);
  if (rows === undefined || place === undefined) return;
  try {
    const { text } = await rows.of.table.worker.ask("writtenLine", { log: rows.of.answer.log, place });
    await copyText(text, `line ${count(rows.at(activeLine.value)?.number ?? place + 1)}`);
  } catch (error) {
    throwUnlessGone(error, rows.of);
  }
}

// The lines are in the worker of the table that they were decoded against.
table.subscribe(() => closeLog());
droppedLog.subscribe((dropped) => {
  if (dropped === undefined) return;
  view.value = "log";
  decode({ name: dropped.name, read: () => dropped.bytes });
});
