/** Which lines of a log are shown. */

import type { DecodedLine, DecodedLog, Mention } from "kallsyms";
import { LINE_SHOWS } from "../log-protocol.js";
import type { LineFilter, LineShow, ShownLines } from "../log-protocol.js";
import { rowsAt } from "./rows.js";

/** Rows that come with the answer. */
const FIRST_ROWS = 128;

/** Of the many lines without mentions. */
const PLAIN: ReadonlySet<LineShow> = new Set(["all"]);

export function countLines(lines: readonly DecodedLine[]): Record<LineShow, number> {
  const counts = Object.fromEntries(LINE_SHOWS.map((show) => [show, 0])) as Record<LineShow, number>;
  for (const { mentions } of lines) for (const show of showsOf(mentions)) counts[show]++;
  return counts;
}

export function shownLines(log: DecodedLog, filter: LineFilter): ShownLines {
  const { lines } = log;
  const places = placesOf(log, filter);
  const total = places?.length ?? lines.length;
  const unclear: number[] = [];
  for (let at = 0; at < total; at++) if (lines[places?.[at] ?? at]?.mentions.some(isUnclear) === true) unclear.push(at);
  const first = places?.subarray(0, FIRST_ROWS) ?? Uint32Array.from({ length: Math.min(total, FIRST_ROWS) }, (_, at) => at);
  return { total, unclear: Uint32Array.from(unclear), first: rowsAt(log, first), places };
}

/** `undefined` stands for all lines. */
export function placesOf({ lines }: DecodedLog, { show, text }: LineFilter): Uint32Array | undefined {
  if (show === "all" && text === "") return undefined;
  const wanted = text.toLowerCase();
  const places: number[] = [];
  lines.forEach((line, place) => {
    if ((show === "all" || showsOf(line.mentions).has(show)) && (wanted === "" || holds(line, wanted))) places.push(place);
  });
  return Uint32Array.from(places);
}

function showsOf(mentions: readonly Mention[]): ReadonlySet<LineShow> {
  if (mentions.length === 0) return PLAIN;
  const shows = new Set<LineShow>(["all", "symbols"]);
  for (const mention of mentions) {
    shows.add(mention.status);
    if (isUnclear(mention)) shows.add("unclear");
    if (mention.kind === "frame" || mention.kind === "pc" || mention.kind === "lr") shows.add("frames");
  }
  return shows;
}

function isUnclear({ status }: Mention): boolean {
  return status !== "exact" && status !== "narrowed";
}

/** Names that the line prints stand in its text. */
function holds({ text, mentions }: DecodedLine, wanted: string): boolean {
  if (text.toLowerCase().includes(wanted)) return true;
  return mentions.some(({ name, candidates }) => name === undefined && candidates.some(({ symbol }) => symbol.name.toLowerCase().includes(wanted)));
}
