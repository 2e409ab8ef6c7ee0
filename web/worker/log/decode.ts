/** Decodes a log in pieces, so that others are heard and it can be stopped; and is the door to what is loaded on demand. */

import { LogDecoder } from "kallsyms";
import type { DecodedLine, DecodedLog, KernelSymbolTable } from "kallsyms";
import type { RequireHeld } from "../handlers-of.js";
import type { LogAnswer, LogBelonging, LogSource } from "../log-protocol.js";
import type { Progress } from "../protocol.js";
import { belongingOf } from "./belonging.js";
import { countLines } from "./filter.js";
import { slidesByOffset, slidesByPairs } from "./slides.js";
import type { Slides } from "./slides.js";
import { readSource } from "./source.js";

export { rowsAt, lineAt } from "./rows.js";
export { shownLines } from "./filter.js";
export { writtenLine, writtenLog } from "./text.js";

/** A decoded log with what else is told of it. */
export interface KeptLog extends DecodedLog {
  readonly belonging: LogBelonging;
  readonly notes: readonly string[];
}

/** Bytes between two looks at what else is asked: some 20 ms. */
const PIECE_BYTES = 2 ** 20;

/** How the package's warning begins that the belonging tells already. */
const ANOTHER_KERNEL = "this table is not from the kernel";

type Tell = (progress: Progress) => void;

/** @throws DOMException with the name AbortError once `signal` says so; an error for a file that is no log. */
export async function decode(held: ReturnType<RequireHeld>, log: LogSource, signal: AbortSignal, onProgress: Tell): Promise<KeptLog> {
  const { table } = held.loaded;
  const { bytes, path, firstLine, slides, notes } = await readSource(held, log, signal);
  const pass = (told: Slides) => decodeOnce({ table, bytes, told, signal, onProgress });
  const first = await pass(slides);
  const byPairs = slidesByPairs(first.facts);
  const known = new Map([...slidesByOffset(first.facts, table), ...slides, ...byPairs]);
  // A piece's own pairs hold for all of it; what is learnt later, or otherwise, wasn't known when the log's beginning was decoded.
  const wasKnown = ([owner, slide]: [string, bigint]) => slides.get(owner) === slide || (bytes.length <= PIECE_BYTES && byPairs.get(owner) === slide);
  const decoded = [...known].every(wasKnown) ? first : await pass(known);
  const lines = firstLine === 1 ? decoded.lines : decoded.lines.map((line) => ({ ...line, number: line.number + firstLine - 1 }));
  return { ...decoded, lines, belonging: belongingOf(held, path, decoded, known), notes };
}

interface Pass {
  readonly table: KernelSymbolTable;
  readonly bytes: Uint8Array;
  readonly told: Slides;
  readonly signal: AbortSignal;
  readonly onProgress: Tell;
}

async function decodeOnce({ table, bytes, told, signal, onProgress }: Pass): Promise<DecodedLog> {
  const decoder = new LogDecoder(table, { slides: told });
  const text = new TextDecoder();
  const lines: DecodedLine[] = [];
  const take = (more: readonly DecodedLine[]) => {
    for (const line of more) lines.push(line);
  };
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    take(decoder.push(text.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true })));
    onProgress({ bytes: Math.min(bytes.length, at + PIECE_BYTES), totalBytes: bytes.length });
    await othersTurn();
    signal.throwIfAborted();
  }
  take(decoder.push(text.decode()));
  take(decoder.end());
  return { lines, summary: decoder.summary, facts: decoder.facts };
}

/** Lets requests that came meanwhile be answered. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

export function answerOf({ summary, lines, belonging, notes }: KeptLog, log: number): LogAnswer {
  return { log, summary, lines: countLines(lines), belonging, notes: [...notes, ...summary.warnings.filter((warning) => !warning.startsWith(ANOTHER_KERNEL))] };
}
