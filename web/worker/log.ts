/** Decodes a log, keeps its lines, and gives those that the page shows. */

import { annotatedText, annotationOf, decodeLog, logMarkdown, summaryLines } from "kallsyms";
import type { Candidate, DecodedLine, DecodedLog, KernelSymbolTable, Mention } from "kallsyms";
import type { Held } from "./open.js";
import type { LineCandidate, LineCandidates, LineMention, LogAnswer, LogLine, LogPiece, LogRow, LogSource } from "./log-protocol.js";

/** Rows that come with the answer. */
const FIRST_ROWS = 128;
/** Characters of a line that a row shows; the line by itself shows more. */
const ROW_CHARACTERS = 400;
const LINE_CHARACTERS = 20_000;
/** Mentions of one line, and symbols of one mention, that are listed; more are counted. */
const MOST_MENTIONS = 100;
const MOST_CANDIDATES = 50;

/** @throws KallsymsError with the code NO_TABLE where nothing can be looked up. */
export function decode({ snapshot }: Held, table: KernelSymbolTable, log: LogSource): DecodedLog {
  if (typeof log !== "number") return decodeLog(log, table);
  const file = snapshot?.logs[log];
  if (file === undefined) throw new RangeError(`there is no log ${log}`);
  return file.decode();
}

export function logAnswer(log: DecodedLog): LogAnswer {
  const { warnings } = log.summary;
  return {
    lines: log.lines.length,
    warnings,
    counts: summaryLines(log).slice(warnings.length),
    unclear: Uint32Array.from(log.lines.flatMap(({ mentions }, at) => (mentions.some(isUnclear) ? [at] : []))),
    first: rowsOfLog(log, 0, FIRST_ROWS),
  };
}

export function rowsOfLog({ lines }: DecodedLog, start: number, end: number): LogRow[] {
  return lines.slice(start, end).map((line) => rowOfLine(line, ROW_CHARACTERS));
}

export function lineOf({ lines }: DecodedLog, position: number): LogLine {
  const line = lines[position];
  if (line === undefined) throw new RangeError(`the log has no line ${position + 1}`);
  const mentions = line.mentions.slice(0, MOST_MENTIONS);
  return {
    ...rowOfLine(line, LINE_CHARACTERS),
    mentions: mentions.map((mention) => tellMention(line, mention)),
    more: line.mentions.length - mentions.length,
  };
}

export function writtenLog(log: DecodedLog, as: "text" | "markdown"): string {
  return as === "markdown" ? logMarkdown(log) : `${summaryLines(log).join("\n")}\n\n${annotatedText(log)}`;
}

function isUnclear({ status }: Mention): boolean {
  return status !== "exact" && status !== "narrowed";
}

/** The line in pieces: between its mentions, and these. */
function rowOfLine(line: DecodedLine, characters: number): LogRow {
  const text = line.text.endsWith("\r") ? line.text.slice(0, -1) : line.text;
  const pieces: LogPiece[] = [];
  const end = Math.min(text.length, characters);
  let at = 0;
  for (const mention of line.mentions) {
    if (mention.start < at || mention.end > end) continue;
    if (mention.start > at) pieces.push({ text: text.slice(at, mention.start), status: undefined, words: undefined });
    pieces.push({ text: text.slice(mention.start, mention.end), status: mention.status, words: wordsOf(line, mention) });
    at = mention.end;
  }
  if (at < end) pieces.push({ text: text.slice(at, end), status: undefined, words: undefined });
  return { number: line.number, pieces, isCut: text.length > end };
}

function wordsOf(line: DecodedLine, mention: Mention): string {
  return annotationOf({ ...line, mentions: [mention] })?.behind[0]?.text ?? "";
}

function tellMention(line: DecodedLine, mention: Mention): LineMention {
  return {
    text: line.text.slice(mention.start, mention.end),
    status: mention.status,
    words: wordsOf(line, mention),
    unreliable: mention.unreliable,
    candidates: tellCandidates(mention.candidates, mention.omitted),
    excluded: tellCandidates(mention.excluded, 0),
  };
}

function tellCandidates(candidates: readonly Candidate[], omitted: number): LineCandidates {
  return { total: candidates.length + omitted, rows: candidates.slice(0, MOST_CANDIDATES).map(tellCandidate) };
}

function tellCandidate({ symbol: { index, name, owner }, address, sympos, evidence }: Candidate): LineCandidate {
  return { index, name, owner, address, sympos, evidence: evidence.filter(({ verdict }) => verdict !== "unknown").map(({ text }) => text) };
}
