/** A decoded log for people: the lines as they are, with what their symbols stand for behind and below; as text or as Markdown. */

import { formatAddress } from "../../core/address.js";
import type { DecodedLog } from "./decode.js";
import type { Candidate, DecodedLine, Evidence, Mention } from "./mention.js";

/** What a line's symbols stand for, in words. Names in it come from files: whoever shows them makes them harmless. */
export interface Annotation {
  /** Behind the line, one for each mention. */
  readonly behind: readonly AnnotationPart[];
  /** Below the line, one for each symbol that a mention may stand for, where it isn't clear which. */
  readonly below: readonly string[];
}

/** Words about one mention. */
export interface AnnotationPart {
  readonly mention: Mention;
  readonly text: string;
}

/** Symbols that are listed below a line; more are counted. */
const MOST_LISTED = 20;

/**
 * What a line's mentions stand for; `undefined` where it has none.
 *
 * @example
 * ```ts
 * for (const line of decodeLog(text, table).lines) {
 *   const { behind = [], below = [] } = annotationOf(line) ?? {};
 *   console.log([line.text, ...behind.map(({ text }) => text)].join("  ← "));
 *   for (const text of below) console.log(`      ${text}`);
 * }
 * ```
 */
export function annotationOf({ mentions }: DecodedLine): Annotation | undefined {
  if (mentions.length === 0) return undefined;
  const isOne = mentions.length === 1;
  return {
    behind: mentions.map((mention) => ({ mention, text: isOne ? wordsOf(mention) : `${shownName(mention)} ${wordsOf(mention)}` })),
    below: mentions.flatMap(listOf),
  };
}

function shownName({ name, printed, candidates }: Mention): string {
  return name ?? (printed === undefined ? (candidates[0]?.symbol.name ?? "") : formatAddress(printed));
}

function wordsOf(mention: Mention): string {
  const { status, candidates, excluded, name } = mention;
  const [first] = candidates;
  switch (status) {
    case "exact":
      return name === undefined ? placeOf(first as Candidate) : formatAddress((first as Candidate).address);
    case "narrowed":
      return `${formatAddress((first as Candidate).address)}, 1 of ${excluded.length + 1} by ${reasonsOf(excluded)}`;
    case "ambiguous":
      return `ambiguous: ${candidates.length + mention.omitted} places`;
    case "mismatch":
      return "doesn't fit this table";
    case "absent":
      return excluded.length === 0 ? "not in this table" : `not in this table; elsewhere: ${ownersOf(excluded)}`;
  }
}

/** What lies at a bare address. */
function placeOf({ symbol, address }: Candidate): string {
  return `${symbol.name}+${formatAddress(address - symbol.address)}${bracketed(symbol.owner)}`;
}

function bracketed(owner: string): string {
  return owner === "system" ? "" : ` [${owner}]`;
}

/** What excluded the others: `module, size`. */
function reasonsOf(excluded: readonly Candidate[]): string {
  const reasons = new Set(excluded.flatMap(({ evidence }) => evidence.filter(({ verdict }) => verdict === "contradicts").map(({ of }) => of)));
  return reasons.size === 0 ? "address" : [...reasons].join(", ");
}

function ownersOf(candidates: readonly Candidate[]): string {
  const owners = [...new Set(candidates.map(({ symbol }) => symbol.owner))];
  return `${owners.slice(0, 5).join(", ")}${owners.length > 5 ? `, and ${owners.length - 5} more` : ""}`;
}

function listOf({ status, candidates, omitted }: Mention): string[] {
  if (status !== "ambiguous" && status !== "mismatch") return [];
  const more = candidates.length - MOST_LISTED + omitted;
  const listed = candidates.slice(0, MOST_LISTED).map(candidateLine);
  return more > 0 ? [...listed, `… ${more} more`] : listed;
}

/** `0xffffffff81001a5c  system  sympos 2  size 0x310, the log prints 0x30`. */
function candidateLine({ symbol, address, sympos, evidence }: Candidate): string {
  const number = sympos === 0 ? [] : [`sympos ${sympos}`];
  return [formatAddress(address), symbol.owner, ...number, ...evidence.filter(isTelling).map(({ text }) => text)].join("  ");
}

/** The module stands in the line already. */
function isTelling({ of, verdict }: Evidence): boolean {
  return of !== "module" || verdict !== "agrees";
}

/** The summary of a log in sentences, the warnings first. */
export function summaryLines({ summary: { warnings, mentions, lines, byStatus, frames, ambiguousFrames } }: Pick<DecodedLog, "summary">): string[] {
  const { exact, narrowed, ambiguous, absent, mismatch } = byStatus;
  const counts = [`${exact} exact`, `${narrowed} narrowed`, `${ambiguous} ambiguous`, `${absent} absent`, `${mismatch} not fitting`];
  return [
    ...warnings,
    `${ambiguousFrames} of ${frames} frames ambiguous`,
    `${mentions} symbols and addresses in ${lines} lines: ${counts.join(", ")}`,
  ];
}

/** A decoded log as text: each line as it is, with what its symbols stand for behind and below. */
export function annotatedText({ lines }: Pick<DecodedLog, "lines">): string {
  return lines.map((line) => `${annotatedLine(line)}\n`).join("");
}

/** A line as text, with what its symbols stand for. */
export function annotatedLine(line: DecodedLine): string {
  const annotation = annotationOf(line);
  const text = line.text.endsWith("\r") ? line.text.slice(0, -1) : line.text;
  if (annotation === undefined) return text;
  const behind = annotation.behind.map((part) => part.text).join("; ");
  return [`${text}  ← ${behind}`, ...annotation.below.map((below) => `      ${below}`)].join("\n");
}

/**
 * A decoded log as Markdown: summary, what isn't clear as a table, and the annotated lines in a block of code.
 *
 * @param title - The heading; default `Decoded log`.
 */
export function logMarkdown(log: Pick<DecodedLog, "lines" | "summary">, title = "Decoded log"): string {
  const text = annotatedText(log);
  const fence = fenceFor(text);
  const parts = [`# ${escapeMarkdown(title)}`, summaryLines(log).map((line) => `- ${escapeMarkdown(line)}`).join("\n"), ...unclearTable(log.lines), `${fence}text\n${text}${fence}`];
  return `${parts.join("\n\n")}\n`;
}

/** Rows of the table of what isn't clear. */
const MOST_ROWS = 1000;

function unclearTable(lines: readonly DecodedLine[]): string[] {
  const rows = lines.flatMap(({ number, mentions }) => mentions.filter(({ status }) => status !== "exact").map((mention) => markdownRow(number, mention)));
  if (rows.length === 0) return [];
  const more = rows.length > MOST_ROWS ? [`\n${rows.length - MOST_ROWS} more`] : [];
  return [["| line | symbol | status | candidates |", "| ---: | --- | --- | --- |", ...rows.slice(0, MOST_ROWS)].join("\n"), ...more];
}

function markdownRow(line: number, mention: Mention): string {
  const { status, candidates } = mention;
  const places = candidates.slice(0, 5).map(({ symbol, address }) => `${formatAddress(address)} ${symbol.owner}`);
  const more = candidates.length > 5 ? [`${candidates.length - 5} more`] : [];
  return `| ${line} | ${escapeMarkdown(shownName(mention))} | ${status} | ${escapeMarkdown([...places, ...more].join(", "))} |`;
}

/** Text that Markdown, and the HTML in it, take for nothing but text. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~]/g, (character) => `\\${character}`).replace(/[\r\n]+/g, " ");
}

/** A fence longer than any in the text. */
function fenceFor(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  return "`".repeat(Math.max(3, longest + 1));
}
