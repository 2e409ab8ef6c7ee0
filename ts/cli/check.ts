/** `kallsyms check`: a snapshot's files, whether they belong together, and what to check. */

import type { BelongingPair } from "../snapshot/belongs.js";
import type { SnapshotMember } from "../snapshot/contents.js";
import type { Finding } from "../snapshot/findings.js";
import type { Kaslr, SlideMeasure } from "../snapshot/slide.js";
import type { CrashSnapshot } from "../snapshot/snapshot.js";
import { json } from "../table/json.js";
import { requireNone } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openFiles } from "./input.js";
import type { OpenedSnapshot } from "./opened-snapshot.js";
import { counted } from "./row.js";
import type { Style } from "./style.js";
import { visibleText } from "./visible.js";

/** Prints members, slides, agreement and findings. */
export const checkCommand: Command = {
  name: "check",
  operands: "",
  summary: "a snapshot's files, whether they belong together, what to check",
  details: [
    "Lists the files that are used and those that might have been, the slides between them, and findings: things to",
    "check, none of which proves an attack. --all lists every file. Exit 1 where something is to be checked.",
    'With --json one object a line: {"member"}, {"kaslr"}, {"belongs"} and {"finding"}.',
  ],
  options: ["all"],
  examples: [
    { command: "kallsyms check --from sosreport.tar.xz", effect: "a report" },
    { command: "kallsyms check --from /mnt/crashed --all", effect: "a folder, with all of its files" },
    { command: "tar -cz proc | kallsyms check --from - --json", effect: "for a script" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  requireNone(invocation.operands, checkCommand);
  const { options, output, messages, style } = invocation;
  const opened = await openFiles(invocation);
  const { findings, table, systemMap } = opened.snapshot;
  await output.write(options.json === true ? jsonLines(opened.snapshot) : textLines(opened, style, options.all === true));
  if (table === undefined && systemMap === undefined) {
    messages.error({ file: opened.file }, opened.told(missingTable(opened)));
    return EXIT.failed;
  }
  return findings.some(({ severity }) => severity !== "note") ? EXIT.absent : EXIT.found;
}

/** What to do where nothing can be looked up. */
function missingTable({ snapshot }: OpenedSnapshot): string {
  try {
    snapshot.requireTable();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function* jsonLines({ members, kaslr, belonging, findings }: CrashSnapshot): Generator<string> {
  for (const { path, kind, bytes, chosen, note } of members) yield `${json({ member: { path, kind, bytes: bytes ?? null, chosen, note: note ?? null } })}\n`;
  yield `${json({ kaslr: { slide: slideText(kaslr.slide), measures: kaslr.measures.map((measure) => ({ ...measure, slide: slideText(measure.slide) })) } })}\n`;
  for (const pair of belonging.pairs) yield `${json({ belongs: pair })}\n`;
  for (const finding of findings) yield `${json({ finding })}\n`;
}

function* textLines(opened: OpenedSnapshot, style: Style, isAll: boolean): Generator<string> {
  const { snapshot, file } = opened;
  const { members, release, kaslr, belonging, findings, table } = snapshot;
  const told = (line: string) => opened.told(line);
  yield `${style.strong(visibleText(file))}: ${counted(members.length, "file")}${release === undefined ? "" : `, kernel ${visibleText(release)}`}${table === undefined ? ", no symbol table" : `, ${counted(table.size, "symbol")}`}\n`;
  const shown = members.filter(({ chosen, kind, note }) => isAll || chosen || (note !== undefined && kind !== "unknown"));
  yield* section("Files", style, shown.map((member) => told(memberLine(member, widthOf(shown), style))));
  if (shown.length < members.length) yield `  … ${counted(members.length - shown.length, "more", "more")} of no use here (--all lists them)\n`;
  yield* section("Slides", style, slideLines(kaslr).map(told));
  yield* section("Do they belong together?", style, belonging.pairs.map((pair) => told(pairLine(pair, style))));
  yield* section("To check", style, findings.flatMap((finding) => findingLines(finding, style)).map(told));
  if (findings.length === 0 && table !== undefined) yield `\n${style.good("Nothing to check.")}\n`;
}

function* section(title: string, style: Style, lines: readonly string[]): Generator<string> {
  if (lines.length === 0) return;
  yield `\n${style.strong(title)}\n`;
  for (const line of lines) yield `  ${line}\n`;
}

function widthOf(members: readonly SnapshotMember[]): number {
  return Math.min(28, Math.max(0, ...members.map(({ kind }) => kind.length)));
}

function memberLine({ path, kind, bytes, chosen, note }: SnapshotMember, width: number, style: Style): string {
  const size = (bytes === undefined ? "-" : bytes.toLocaleString("en-US")).padStart(13);
  const words = note === undefined ? "" : `  ${style.faint(visibleText(note))}`;
  return `${chosen ? "+" : " "} ${kind.padEnd(width)} ${size}  ${visibleText(path)}${words}`;
}

/** Slides of modules are many: those that are the image's are counted. */
const MOST_SLIDES = 12;

function slideLines({ slide, measures, contradictions }: Kaslr): string[] {
  const lines = slide === undefined ? [] : [`the image lies ${slideText(slide)} from where it was linked`];
  const listed = measures.slice(0, MOST_SLIDES).map(measureLine);
  const more = measures.length > MOST_SLIDES ? [`… ${measures.length - MOST_SLIDES} more`] : [];
  return [...lines, ...listed, ...more, ...contradictions.map(({ owner, of }) => `sources contradict each other on ${visibleText(owner)} of ${visibleText(of)}`)];
}

function measureLine({ of, against, owner, slide, agreeing, differing, isConstant }: SlideMeasure): string {
  const doubt = isConstant ? "" : `, ${counted(differing, "pair differs", "pairs differ")}`;
  return visibleText(`${owner} of ${of}: ${slideText(slide)} from ${against} (${counted(agreeing, "pair agrees", "pairs agree")}${doubt})`);
}

function slideText(slide: bigint | undefined): string | null {
  if (slide === undefined) return null;
  return slide < 0n ? `-0x${(-slide).toString(16)}` : `0x${slide.toString(16)}`;
}

function pairLine({ verdict, of, text }: BelongingPair, style: Style): string {
  const color = verdict === "different" ? style.bad : verdict === "unknown" ? style.faint : style.good;
  return `${color(verdict.padEnd(11))} ${visibleText(`${of}: ${text}`)}`;
}

/** Pieces of evidence that are shown of each finding. */
const MOST_EVIDENCE = 8;

function findingLines({ severity, title, text, evidence, evidenceCount }: Finding, style: Style): string[] {
  const color = severity === "problem" ? style.bad : severity === "check" ? style.caution : style.faint;
  const shown = evidence.slice(0, MOST_EVIDENCE).map((one) => `    ${visibleText(one)}`);
  const more = evidenceCount > shown.length ? [`    … ${evidenceCount - shown.length} more`] : [];
  return [`${color(severity)}: ${visibleText(title)}`, `  ${visibleText(text)}`, ...shown, ...more];
}
