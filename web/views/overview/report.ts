/** The overview as a report in Markdown, for a bug report or a ticket: what the table is, and what to check. */

import type { Finding } from "kallsyms";
import type { OpenTable } from "../../state/table.js";
import { code, plain, tableOf } from "../../text/markdown.js";
import { plainName } from "../../text/names.js";
import { count } from "../../text/numbers.js";
import { typeMeaning } from "../../text/types.js";
import { SEVERITIES } from "./words.js";

/** Pieces of evidence of one finding that are written. */
const MOST_EVIDENCE = 20;

export function reportOf({ name, facts: { report, statistics } }: OpenTable, release: string | undefined, findings: readonly Finding[]): string {
  const counts: [string, number][] = [
    ["Symbols", statistics.symbols],
    ["… of the kernel image", statistics.systemSymbols],
    ["Owners", statistics.owners],
    ["Different names", statistics.names],
    ["Ambiguous names", statistics.ambiguousNames],
    ["Lines not understood", report.rejected],
  ];
  if (!report.restricted) counts.splice(5, 0, ["Different addresses", statistics.addresses], ["Shared addresses", statistics.sharedAddresses]);
  const types = [...statistics.types].map(([type, symbols]) => [`${code(plainName(type))} ${typeMeaning(type)}`, count(symbols)]);
  const parts = [
    "## A kernel’s symbol table",
    `- File: ${code(plainName(name))}\n- Release: ${release === undefined ? "not known" : code(plainName(release))}`,
    report.restricted ? "The kernel hid its addresses (kptr\\_restrict)." : undefined,
    ...report.warnings.map((warning) => `**Warning:** ${plain(plainName(warning))}`),
    tableOf(["Count", "Number"], counts.map(([what, number]) => [what, count(number)])),
    tableOf(["Type", "Symbols"], types),
    findings.length > 0 ? "### To check" : undefined,
    ...findings.map(findingText),
  ];
  return `${parts.filter((part) => part !== undefined).join("\n\n")}\n`;
}

function findingText({ severity, title, text, evidence, evidenceCount }: Finding): string {
  const pieces = evidence.slice(0, MOST_EVIDENCE).map((piece) => `  - ${code(plainName(piece))}`);
  const more = evidenceCount > pieces.length ? [`  - … ${count(evidenceCount - pieces.length)} more`] : [];
  return [`- **${SEVERITIES[severity]}: ${plain(plainName(title))}** ${plain(plainName(text))}`, ...pieces, ...more].join("\n");
}
