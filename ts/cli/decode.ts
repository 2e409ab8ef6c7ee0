/** `kallsyms decode`: a log, with what its symbols stand for. */

import { createReadStream } from "node:fs";
import { annotationOf, logMarkdown, summaryLines } from "../snapshot/log/annotate.js";
import type { AnnotationPart } from "../snapshot/log/annotate.js";
import { LogDecoder } from "../snapshot/log/decode.js";
import type { DecodedLine, Mention, MentionStatus } from "../snapshot/log/mention.js";
import type { SnapshotLogFile } from "../snapshot/contents.js";
import { readSource } from "../source/source.js";
import { json } from "../table/json.js";
import type { Command, Invocation } from "./command.js";
import { EXIT, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { aboutFile, openTable, requireOneReader } from "./input.js";
import type { OpenedTable } from "./input.js";
import { shownFile } from "./messages.js";
import type { Style } from "./style.js";
import { visibleText } from "./visible.js";

/** Bytes of a snapshot's log that are decoded at a time. */
const PIECE_BYTES = 2 ** 16;

/** Prints a log, decoded. */
export const decodeCommand: Command = {
  name: "decode",
  operands: "[LOG]",
  summary: "a log, with what its symbols stand for",
  details: [
    "Reads LOG, or standard input as a filter; with --log PATH a log inside --from. Lines stay as they are, byte for",
    "byte; behind them stands ← and where each symbol is; what several symbols fit is listed below. To a terminal,",
    "control characters are shown as escapes. Exit 1 where something is absent, with --strict also where it is ambiguous.",
    'With --json a line for each mention: {"line","kind","text","name","offset","size","module","status","candidates"};',
    "status is exact, narrowed (one of several fits), ambiguous, absent or mismatch (the name is there, and doesn't fit).",
  ],
  options: ["log", "markdown", "strict"],
  examples: [
    { command: "dmesg | kallsyms decode", effect: "the running kernel's log" },
    { command: "kallsyms decode oops.txt --from sosreport.tar.xz", effect: "a log against a report's table" },
    { command: "kallsyms decode --from sosreport.tar.xz --log var/log/dmesg --markdown", effect: "a log in the report, for a ticket" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  const { operands, options } = invocation;
  const [path, surplus] = operands;
  if (surplus !== undefined) throw new UsageError(`decode takes one LOG, and ${JSON.stringify(surplus)} is a second`);
  if (path !== undefined && options.log !== undefined) throw new UsageError("give LOG, a file, or --log, one inside --from, not both");
  if (options.json === true && options.markdown === true) throw new UsageError("--json and --markdown are two forms of the answer; give one");
  if (options.log === undefined) requireOneReader(options.from, path ?? "-");
  const opened = await openTable(invocation);
  const log = options.log === undefined ? undefined : memberLog(opened, options.log);
  const decoder = new LogDecoder(opened.table, { isBinary: true, ...(log === undefined ? {} : { slides: slidesOf(opened, log.path) }) });
  const printer = new Printer(invocation, opened);
  const name = log === undefined ? shownFile(path ?? "-") : (opened.opened?.shown(log.path) ?? log.path);
  try {
    for await (const chunk of log === undefined ? readLog(path ?? "-") : pieces(log.bytes)) await printer.print(decoder.push(latin1(chunk)));
  } catch (error) {
    throw aboutFile(path ?? "-", error);
  }
  await printer.print(decoder.end(), false);
  await printer.conclude(decoder, name);
  const { absent, ambiguous } = decoder.summary.byStatus;
  return absent > 0 || (options.strict === true && ambiguous > 0) ? EXIT.absent : EXIT.found;
}

function memberLog({ opened, file }: OpenedTable, path: string): SnapshotLogFile {
  const logs = opened?.snapshot.logs ?? [];
  const found = logs.find((log) => log.path === path || opened?.shown(log.path) === path);
  if (found !== undefined) return found;
  const known = logs.slice(0, 10).map((log) => opened?.shown(log.path));
  throw new UsageError(`${opened?.file ?? file} holds no log ${JSON.stringify(path)}${known.length === 0 ? "; it holds none at all" : `; it holds ${known.join(", ")}`}`);
}

/** The slides that the other files of a snapshot tell of a log. */
function slidesOf({ opened }: OpenedTable, path: string): ReadonlyMap<string, bigint> {
  const measures = opened?.snapshot.kaslr.measures ?? [];
  return new Map(measures.filter(({ of, isConstant }) => of === path && isConstant).map(({ owner, slide }) => [owner, slide]));
}

async function* readLog(path: string): AsyncGenerator<Uint8Array> {
  yield* readSource(path === "-" ? process.stdin : createReadStream(path));
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** A character for each byte, so that all of them survive. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Text of bytes that stand as characters. */
function textOf(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString();
}

/** Prints lines in the form that is asked for. */
class Printer {
  readonly #invocation: Invocation;
  readonly #opened: OpenedTable;
  /** Lines of a Markdown document, which begins with what comes last: the summary. */
  readonly #kept: DecodedLine[] = [];

  constructor(invocation: Invocation, opened: OpenedTable) {
    this.#invocation = invocation;
    this.#opened = opened;
  }

  /** @param endsLines - Whether each line ends in a line feed; the log's last one may not. */
  async print(lines: readonly DecodedLine[], endsLines = true): Promise<void> {
    const { options, output } = this.#invocation;
    if (options.markdown === true) for (const line of lines) this.#kept.push(line);
    else if (options.json === true) await output.write(jsonLines(lines));
    else await output.write(this.#text(lines, endsLines), "latin1");
  }

  async conclude(decoder: LogDecoder, name: string): Promise<void> {
    const { options, output, messages } = this.#invocation;
    const { summary } = decoder;
    if (options.markdown === true) {
      const lines = this.#kept.map((line) => ({ ...line, mentions: line.mentions, text: textOf(line.text) }));
      await output.write([logMarkdown({ lines, summary }, `${name} against ${this.#opened.file}`)]);
    }
    for (const warning of summary.warnings) messages.warn({ file: name }, warning);
    for (const line of summaryLines({ summary }).slice(summary.warnings.length)) messages.remark(line);
  }

  *#text(lines: readonly DecodedLine[], endsLines: boolean): Generator<string> {
    const { isTerminal, style } = this.#invocation;
    for (const line of lines) {
      const { behind = [], below = [] } = annotationOf(line) ?? {};
      // Behind a carriage return a terminal would write over the line.
      const end = line.text.length - (line.text.endsWith("\r") ? 1 : 0);
      yield isTerminal ? utf8(harmless(line.text)) : line.text.slice(0, end);
      if (behind.length > 0) yield utf8(`  ← ${behind.map((part) => colored(part, style)).join("; ")}`);
      if (!isTerminal) yield line.text.slice(end);
      if (!line.isCut && (endsLines || isTerminal || below.length > 0)) yield "\n";
      for (const text of below) yield utf8(`      ${visibleText(text)}\n`);
    }
  }
}

/** Text as characters that stand for its bytes. */
function utf8(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** A line that can't act on a terminal; its tabs stay. */
function harmless(bytes: string): string {
  return textOf(bytes.endsWith("\r") ? bytes.slice(0, -1) : bytes).split("\t").map(visibleText).join("\t");
}

function colored({ mention, text }: AnnotationPart, style: Style): string {
  const colors: Readonly<Record<MentionStatus, (text: string) => string>> = { exact: style.faint, narrowed: style.good, ambiguous: style.caution, absent: style.bad, mismatch: style.bad };
  return colors[mention.status](visibleText(text));
}

function* jsonLines(lines: readonly DecodedLine[]): Generator<string> {
  for (const line of lines) for (const mention of line.mentions) yield `${jsonMention(line, mention)}\n`;
}

function jsonMention(line: DecodedLine, mention: Mention): string {
  const { kind, name, offset, size, module, status, candidates, printed, unreliable, source, start, end } = mention;
  const symbols = candidates.map(({ symbol }) => ({ name: symbol.name, address: symbol.address, type: symbol.type, owner: symbol.owner, size: symbol.size ?? null, index: symbol.index }));
  return json({
    line: line.number,
    kind,
    text: textOf(line.text.slice(start, end)),
    name: name ?? null,
    offset: offset ?? null,
    size: size ?? null,
    module: module ?? null,
    status,
    candidates: symbols,
    addresses: candidates.map(({ address }) => address),
    evidence: candidates.map(({ evidence }) => evidence.map(({ text }) => text)),
    printed: printed ?? null,
    unreliable,
    source: source ?? null,
    caller: line.caller ?? null,
  });
}
