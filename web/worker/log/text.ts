/** A decoded log as text or Markdown: all of it, the lines that are shown, or one line. */

import { annotatedText, logMarkdown, summaryLines } from "kallsyms";
import type { LineFilter, LogExchange, LogFormat } from "../log-protocol.js";
import type { KeptLog } from "./decode.js";
import { placesOf } from "./filter.js";
import { requireLine } from "./rows.js";

/** Lines that are written at a time. */
const BATCH = 10_000;

export function writtenLine(log: KeptLog, place: number): string {
  return annotatedText({ lines: [requireLine(log, place)] });
}

/** In pieces, which the browser may keep outside of memory. */
export function writtenLog(log: KeptLog, format: LogFormat, filter: LineFilter): LogExchange["writtenLog"]["answer"] {
  const places = placesOf(log, filter);
  const lines = places === undefined ? log.lines : Array.from(places, (place) => requireLine(log, place));
  const pieces = format === "markdown" ? [logMarkdown({ lines, summary: log.summary })] : [`${summaryLines(log).join("\n")}\n\n`, ...inBatches(lines)];
  return { file: new Blob(pieces, { type: "text/plain" }), lines: lines.length };
}

function* inBatches(lines: KeptLog["lines"]): Generator<string> {
  for (let at = 0; at < lines.length; at += BATCH) yield annotatedText({ lines: lines.slice(at, at + BATCH) });
}
