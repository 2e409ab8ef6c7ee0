/** `kallsyms info`: the account of the load, and what the table is like. */

import { json } from "../table/json.js";
import type { LoadReport } from "../table/report.js";
import type { OwnerSummary, TableStatistics } from "../table/statistics.js";
import type { KernelSymbolTable } from "../table/table.js";
import { limitOf, requireNone } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable } from "./input.js";
import { counted, Rows } from "./row.js";
import { PLAIN } from "./style.js";
import { visibleName, visibleText } from "./visible.js";

/** Owners and rejected lines that are listed without `--limit`. */
const LISTED = 10;

/** Prints report and statistics. */
export const infoCommand: Command = {
  name: "info",
  operands: "",
  summary: "the load report and statistics",
  details: [
    "Every line of the file is accounted for: accepted, blank or rejected; of rejected lines the first 100 are known.",
    'With --json one object: {"source","report","statistics","owners"}.',
  ],
  options: ["limit"],
  examples: [
    { command: "kallsyms info", effect: "the running kernel" },
    { command: "kallsyms info --limit 0 --from sosreport/proc/kallsyms.xz", effect: "with every owner, from a saved table" },
    { command: "ssh crashbox cat /proc/kallsyms | kallsyms info --from - --json", effect: "another machine's, for a script" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  requireNone(invocation.operands, infoCommand);
  const limit = limitOf(invocation.options, LISTED);
  const { table, file } = await openTable(invocation, { warnings: false });
  if (invocation.options.json === true) await invocation.output.write([`${jsonInfo(table, file)}\n`]);
  else await invocation.output.write(textInfo(table, file, limit, invocation));
  return EXIT.found;
}

function jsonInfo(table: KernelSymbolTable, source: string): string {
  const owners = table.owners().map(({ lowest = null, highest = null, ...owner }) => ({ ...owner, lowest, highest }));
  return json({ source, report: table.report, statistics: table.statistics(), owners });
}

function* textInfo(table: KernelSymbolTable, file: string, limit: number, { style }: Invocation): Generator<string> {
  const { report } = table;
  yield `${style.strong(visibleText(file))}\n\n`;
  for (const [label, text] of [...loadFacts(report), ...tableFacts(table.statistics(), table.restricted)]) yield `  ${style.faint(label.padEnd(12))}${text}\n`;
  for (const warning of report.warnings) yield `  ${style.caution(`${"warning".padEnd(12)}${visibleText(warning)}`)}\n`;
  yield* ownerLines(table, limit);
  yield* rejectedLines(report, file, limit);
}

function loadFacts(report: LoadReport): [string, string][] {
  const { accepted, blank, rejected, skipped } = report;
  const parts = [`${number(accepted)} accepted`, `${number(blank)} blank`, `${number(rejected)} rejected`, ...(skipped > 0 ? [`${number(skipped)} skipped`] : [])];
  return [
    ["format", `${report.format}, ${report.addressBits}-bit addresses${report.restricted ? ", all hidden" : ""}`],
    ["lines", `${number(report.lines)}: ${parts.join(", ")}`],
  ];
}

function tableFacts(counts: TableStatistics, isRestricted: boolean): [string, string][] {
  const modules = counts.owners - (counts.systemSymbols > 0 ? 1 : 0);
  const types = [...counts.types].sort((a, b) => b[1] - a[1]).map(([type, count]) => `${visibleName(type)} ${number(count)}`);
  return [
    ["symbols", `${number(counts.symbols)}: ${number(counts.systemSymbols)} in the kernel image, ${number(counts.symbols - counts.systemSymbols)} in ${counted(modules, "other owner")}`],
    ["names", `${number(counts.names)}: ${number(counts.ambiguousNames)} ambiguous, on ${counted(counts.ambiguousSymbols, "symbol")}; the longest has ${counted(counts.longestName, "byte")}`],
    ["addresses", isRestricted ? "hidden" : `${number(counts.addresses)}: ${number(counts.sharedAddresses)} shared, by ${counted(counts.sharedSymbols, "symbol")}, at most ${counts.mostAliases} at one; ${counted(counts.zeroAddresses, "symbol")} at 0`],
    ["variants", `${counted(counts.variants, "name")} made by compiler or build, ${counted(counts.fragments, "fragment")} among them`],
    ["types", types.join(", ")],
  ];
}

function* ownerLines(table: KernelSymbolTable, limit: number): Generator<string> {
  const owners = table.owners().sort((a, b) => b.symbols - a.symbols);
  const rows = new Rows(table, PLAIN);
  const listed = owners.slice(0, limit);
  const width = Math.max(...listed.map(({ name }) => rows.owner(name).length));
  yield `\n  ${counted(owners.length, "owner")}${owners.length > 1 ? ", the largest first" : ""}\n`;
  for (const owner of listed) yield `  ${number(owner.symbols).padStart(11)}  ${rows.owner(owner.name).padEnd(width)}${range(rows, owner)}\n`;
  if (owners.length > listed.length) yield `  ${"…".padStart(11)}  ${counted(owners.length - listed.length, "more", "more")} (--limit 0 shows all)\n`;
}

function range(rows: Rows, { lowest, highest }: OwnerSummary): string {
  return lowest === undefined || highest === undefined ? "" : `  ${rows.address(lowest)} to ${rows.address(highest)}`;
}

function* rejectedLines(report: LoadReport, file: string, limit: number): Generator<string> {
  if (report.rejected === 0) return;
  yield `\n  ${counted(report.rejected, "rejected line")}\n`;
  const listed = report.rejectedLines.slice(0, limit);
  for (const { line, reason, text } of listed) yield `  ${visibleText(`${file}:${line}: ${reason}: ${JSON.stringify(text)}`)}\n`;
  if (report.rejected > listed.length) yield `  … ${counted(report.rejected - listed.length, "more", "more")}${listed.length < report.rejectedLines.length ? " (--limit 0 shows the first 100)" : ""}\n`;
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}
