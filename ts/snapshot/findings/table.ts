/** Findings on the symbol tables themselves: hidden addresses, damage, another machine. */

import { NotASymbolTableError } from "../../core/errors.js";
import type { SnapshotTable } from "../facts.js";
import { counted, shortened } from "../finding-words.js";
import { architectureOf } from "../slide-image.js";
import { finding } from "./finding.js";
import type { Finding } from "./finding.js";
import type { Subject } from "./subject.js";

/** What the load of a table tells. */
export function tableFindings({ path, table }: SnapshotTable): Finding[] {
  return [...hidden(path, table), ...rejected(path, table), ...warned(path, table)];
}

/** Of a file that can't be read as what it should be: a stub, an error page, a damaged archive member. */
export function unusableFile(path: string, error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  const title = error instanceof NotASymbolTableError ? "A file is no symbol table" : "A file can't be used";
  return finding({ code: "file-unusable", severity: "problem", title, text: `${shortened(path)} was left aside: ${reason}`, paths: [path] });
}

function hidden(path: string, { restricted, report }: SnapshotTable["table"]): Finding[] {
  if (!restricted) return [];
  const remedy = report.warnings.filter(isOnHiddenAddresses).join(" ");
  const text = `Names can be looked up, addresses and logs can't: ${remedy}.`;
  return [finding({ code: "addresses-hidden", severity: "problem", title: "The addresses are hidden", text, paths: [path] })];
}

function isOnHiddenAddresses(warning: string): boolean {
  return warning.includes("kptr_restrict");
}

function rejected(path: string, { report }: SnapshotTable["table"]): Finding[] {
  if (report.rejected === 0) return [];
  return [
    finding({
      code: "table-lines-rejected",
      severity: "check",
      title: "Lines of the table are no symbols",
      text:
        `${counted(report.rejected, "line")} of ${counted(report.lines, "line")} can't be read as symbols and were left out: ` +
        "the file may be damaged, edited, or hold something else beside the table.",
      evidence: report.rejectedLines.map(({ line, reason, text }) => `line ${line}: ${reason}: ${text}`),
      evidenceCount: report.rejected,
      paths: [path],
    }),
  ];
}

/** The load's warnings but for that on hidden addresses, which has a finding of its own. */
function warned(path: string, { report, restricted }: SnapshotTable["table"]): Finding[] {
  const warnings = report.warnings.filter((warning) => !isOnModuleList(warning) && (!restricted || !isOnHiddenAddresses(warning)));
  if (warnings.length === 0) return [];
  const text = "The load of the table warns of what may make its answers wrong; compare with a fresh copy where there is one.";
  return [finding({ code: "table-warning", severity: "check", title: "The table may be damaged", text, evidence: warnings, paths: [path] })];
}

/** Whether `uname` names a machine whose kernels have other system calls. */
export function machineFindings({ facts, table }: Subject): Finding[] {
  const architecture = architectureOf(table.table);
  if (architecture === undefined) return [];
  const others = facts.identities.filter(({ machine }) => machine !== undefined && !architecture.machines.test(machine));
  if (others.length === 0) return [];
  return [
    finding({
      code: "table-of-another-machine",
      severity: "check",
      title: "The table is from another kind of machine",
      text: `The system calls of the table are those of ${architecture.name}, and the snapshot names another machine: files of several hosts may have been mixed.`,
      evidence: others.map(({ path, machine }) => `${shortened(path)}: ${machine}`),
      paths: [table.path, ...others.map(({ path }) => path)],
    }),
  ];
}

/** Kernels list a module without its address while it is loaded or unloaded; the table is none the worse. */
function isOnModuleList(warning: string): boolean {
  return /^\d+ modules are listed without/.test(warning);
}
