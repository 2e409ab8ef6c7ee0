/** Lines of a decoded log as the page shows them: in a row, and by themselves with everything that they may mean. */

import { annotationOf } from "kallsyms";
import type { Candidate, DecodedLine, DecodedLog, Mention } from "kallsyms";
import type { DecodedMention, LineCandidates, LineMention, LogLine, LogPiece, LogRow, SymbolPlace } from "../log-protocol.js";

/** Characters of a line that a row shows; the line by itself shows more. */
const ROW_CHARACTERS = 400;
const LINE_CHARACTERS = 20_000;
/** Mentions of a row that are decoded beside it; mentions of a line, and symbols of a mention, that are listed. More are counted. */
const ROW_MENTIONS = 4;
const MOST_MENTIONS = 100;
const MOST_CANDIDATES = 50;

export function rowsAt(log: DecodedLog, places: Uint32Array): LogRow[] {
  return Array.from(places, (place) => rowOf(requireLine(log, place)));
}

export function lineAt(log: DecodedLog, place: number): LogLine {
  const line = requireLine(log, place);
  const mentions = line.mentions.slice(0, MOST_MENTIONS);
  return {
    place,
    ...piecesOf(line, LINE_CHARACTERS),
    length: line.text.length,
    mentions: mentions.map((mention) => tellMention(line, mention)),
    more: line.mentions.length - mentions.length,
  };
}

export function requireLine({ lines }: DecodedLog, place: number): DecodedLine {
  const line = lines[place];
  if (line === undefined) throw new RangeError(`the log has no line ${place + 1}`);
  return line;
}

function rowOf(line: DecodedLine): LogRow {
  const decoded = line.mentions.slice(0, ROW_MENTIONS).map((mention, at) => decodedMention(line, mention, at));
  return { ...piecesOf(line, ROW_CHARACTERS), decoded, more: line.mentions.length - decoded.length };
}

/** So many characters of the line, in pieces: its mentions, and what stands between them. */
function piecesOf(line: DecodedLine, characters: number): Pick<LogRow, "number" | "pieces" | "isCut"> {
  const text = line.text.endsWith("\r") ? line.text.slice(0, -1) : line.text;
  const pieces: LogPiece[] = [];
  const end = Math.min(text.length, characters);
  let at = 0;
  for (const [which, mention] of line.mentions.entries()) {
    if (mention.end > end) break;
    // Words of one line may overlap where it was read in another text than its own.
    if (mention.start < at) continue;
    if (mention.start > at) pieces.push({ text: text.slice(at, mention.start), mention: undefined, status: undefined });
    pieces.push({ text: text.slice(mention.start, mention.end), mention: which, status: mention.status });
    at = mention.end;
  }
  if (at < end) pieces.push({ text: text.slice(at, end), mention: undefined, status: undefined });
  return { number: line.number, pieces, isCut: line.isCut || text.length > end };
}

function decodedMention(line: DecodedLine, mention: Mention, at: number): DecodedMention {
  const { status, name } = mention;
  const place = placeOf(mention);
  const words = wordsOf(line, mention);
  // An address stands in a column of its own.
  const beside = place === undefined ? words : status === "narrowed" ? words.replace(/^\S+, /, "") : "";
  return { mention: at, status, place, isNamed: name !== undefined, words: beside };
}

/** Where one symbol is sure, that. */
function placeOf({ status, candidates }: Mention): SymbolPlace | undefined {
  const [only, ...others] = candidates;
  return only !== undefined && others.length === 0 && (status === "exact" || status === "narrowed") ? tellPlace(only) : undefined;
}

function tellPlace({ symbol: { index, name, owner, address: start }, address }: Candidate): SymbolPlace {
  return { index, name, owner, address, offset: address - start };
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
  const rows = candidates.slice(0, MOST_CANDIDATES).map((candidate) => ({
    ...tellPlace(candidate),
    sympos: candidate.sympos,
    evidence: candidate.evidence.map(({ verdict, text }) => ({ verdict, text })),
  }));
  return { total: candidates.length + omitted, rows };
}
