/** Findings on modules that one file has and another lacks: what hides itself rarely thinks of all of them. */

import { ModuleNames } from "../belongs-modules.js";
import type { ModuleList } from "../facts.js";
import { counted, listed, shortened } from "../finding-words.js";
import { finding } from "./finding.js";
import type { Finding } from "./finding.js";
import { verdictsOf } from "./subject.js";
import type { Subject } from "./subject.js";

/** Share of a list's modules that `/sys/module` must have for its list to be whole, as a fraction: collectors take parts of it. */
const WHOLE = { of: 10, atLeast: 9 } as const;

/** Compares every list of modules with the table, with the lists of `/sys/module`, and with the logs. */
export function moduleFindings(subject: Subject): Finding[] {
  const lists = subject.facts.moduleLists.filter(({ kind, modules }) => kind !== "sysfs" && modules.length > 0).map(namedList);
  const folders = subject.facts.moduleLists.filter(({ kind }) => kind === "sysfs").map(namedFolder);
  const table = { path: subject.table.path, names: subject.modules.names };
  return [
    ...lists.flatMap((list) => [table, ...folders].flatMap((witness) => unlisted(subject, list, witness))),
    ...folders.flatMap((folder) => lists.filter((list) => isWhole(folder, list)).flatMap((list) => unlisted(subject, folder, list))),
    ...lists.flatMap((list) => withoutSymbols(subject, list)),
    ...logFindings(subject, lists),
  ];
}

/** A file that shows which modules were loaded. */
interface Named {
  readonly path: string;
  readonly names: ModuleNames;
}

function namedList({ path, modules }: ModuleList): Named {
  return { path, names: new ModuleNames(modules.map(({ name }) => name)) };
}

/** Of the folders in `/sys/module` only those with a state or sections are modules; the others are built in. */
function namedFolder({ path, modules }: ModuleList): Named {
  const loaded = modules.filter(({ state, base }) => state !== undefined || base !== undefined);
  return { path, names: new ModuleNames(loaded.map(({ name }) => name)) };
}

function isWhole(folder: Named, { names }: Named): boolean {
  return (names.all.length - folder.names.lacking(names.all).length) * WHOLE.of >= names.all.length * WHOLE.atLeast;
}

function unlisted(subject: Subject, list: Named, witness: Named): Finding[] {
  const missing = list.names.lacking(witness.names.all);
  if (missing.length === 0) return [];
  return [
    finding({
      code: "module-not-listed",
      severity: severityFor(subject, list),
      title: "Modules are missing in a list of modules",
      text:
        `${shortened(witness.path)} shows ${counted(missing.length, "module")} that ${shortened(list.path)} doesn't list. ` +
        "Modules that were loaded or unloaded between taking the two do that, and so does a module that hides itself from the list: compare with other files of the same moment.",
      evidence: missing,
      paths: [witness.path, list.path],
    }),
  ];
}

/** Sets of modules of different times differ: that a list is of another time is a finding of its own. */
function severityFor({ belonging }: Subject, { path }: Named): "check" | "note" {
  return verdictsOf(belonging, "modules").get(path) === "different" ? "note" : "check";
}

function withoutSymbols(subject: Subject, list: Named): Finding[] {
  const { names, isPartial } = subject.modules;
  if (isPartial) return [];
  if (names.all.length === 0) return [withoutModules(subject, list)];
  const missing = names.lacking(list.names.all);
  if (missing.length === 0) return [];
  return [isTail(missing, list.names.all) ? cut(subject, list, missing) : symbolless(subject, list, missing)];
}

function withoutModules({ table }: Subject, { path, names }: Named): Finding {
  return finding({
    code: "table-without-modules",
    severity: "check",
    title: "The table has no modules",
    text: `${shortened(path)} lists ${counted(names.all.length, "module")}, of which the table has no symbol: it may be a System.map, or be cut off after the image.`,
    paths: [table.path, path],
  });
}

/** Whether names are the last of a list. The kernel prints table and list in the same order, so a cut table lacks these. */
function isTail(missing: readonly string[], names: readonly string[]): boolean {
  const tail = new Set(names.slice(-missing.length));
  return missing.length > 1 && missing.every((name) => tail.has(name));
}

function cut({ table }: Subject, { path }: Named, missing: readonly string[]): Finding {
  return finding({
    code: "table-cut",
    severity: "problem",
    title: "The table seems to be cut off",
    text: `It lacks exactly the last ${counted(missing.length, "module")} of ${shortened(path)}, which come last in a table too: take the file again, or look for a whole copy.`,
    evidence: missing,
    paths: [table.path, path],
  });
}

function symbolless(subject: Subject, list: Named, missing: readonly string[]): Finding {
  return finding({
    code: "module-without-symbols",
    severity: severityFor(subject, list),
    title: "Listed modules have no symbols",
    text:
      `${shortened(list.path)} lists ${counted(missing.length, "module")} of which the table has no symbol. ` +
      "Modules that were loaded or unloaded between taking the two do that, and so does a table from which lines were taken out.",
    evidence: missing,
    paths: [subject.table.path, list.path],
  });
}

/** Modules that logs show and no list has: to be checked where a log is of the same boot, usual elsewhere. */
function logFindings({ facts, belonging }: Subject, lists: readonly Named[]): Finding[] {
  if (lists.length === 0) return [];
  const known = new ModuleNames(lists.flatMap(({ names }) => names.all));
  const verdicts = verdictsOf(belonging, "log");
  const shown = { check: new Map<string, string[]>(), note: new Map<string, string[]>() };
  for (const { path, facts: log } of facts.logs) {
    const verdict = verdicts.get(path);
    if (verdict === "different") continue;
    const gone = new ModuleNames(log.unloaded);
    const linkedIn = log.modules.filter(({ taints }) => !taints.includes("-")).map(({ name }) => name);
    for (const name of gone.lacking(known.lacking(linkedIn))) append(shown[verdict === "same-boot" ? "check" : "note"], name, path);
  }
  return (["check", "note"] as const).filter((severity) => shown[severity].size > 0).map((severity) => inLogs(severity, shown[severity], lists));
}

function append(paths: Map<string, string[]>, name: string, path: string): void {
  const others = paths.get(name);
  if (others === undefined) paths.set(name, [path]);
  else others.push(path);
}

function inLogs(severity: "check" | "note", shown: ReadonlyMap<string, readonly string[]>, lists: readonly Named[]): Finding {
  const others = severity === "check" ? "or hide themselves" : "or the logs are of another boot";
  return finding({
    code: "log-module-not-listed",
    severity,
    title: "Logs name modules that no list has",
    text:
      `Logs show ${counted(shown.size, "module")} linked in that ${listed(lists.map(({ path }) => path))} lack${lists.length === 1 ? "s" : ""}. ` +
      `They may have been unloaded since, ${others}.`,
    evidence: Array.from(shown, ([name, paths]) => `${shortened(name)}: ${listed(paths)}`),
    paths: [...new Set([...Array.from(shown.values()).flat(), ...lists.map(({ path }) => path)])],
  });
}
