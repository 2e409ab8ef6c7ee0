/** What a person should look at in a snapshot: everything that doesn't fit together, worded as things to check. */

import { modulesOf } from "./belongs-modules.js";
import { belongTogether } from "./belongs.js";
import type { Belonging } from "./belongs.js";
import type { SnapshotFacts } from "./facts.js";
import { hookFindings } from "./findings/hooks.js";
import type { Finding } from "./findings/finding.js";
import { moduleFindings } from "./findings/modules.js";
import { originFindings, slideFindings } from "./findings/origin.js";
import { placeFindings } from "./findings/places.js";
import { syscallFindings } from "./findings/syscalls.js";
import { systemMapFindings } from "./findings/system-map.js";
import { machineFindings, tableFindings } from "./findings/table.js";
import { findKaslr } from "./slide.js";
import type { Kaslr } from "./slide.js";

export { unusableFile } from "./findings/table.js";
export type { Finding, FindingCode } from "./findings/finding.js";

const SEVERITIES: readonly Finding["severity"][] = ["problem", "check", "note"];

/**
 * Checks the files of a snapshot against each other, as far as text allows: hidden modules, symbols in wrong places, hooks
 * that lead nowhere, slides that don't fit, tables that are damaged, restricted or another kernel's.
 *
 * Nothing found is no proof of a sound host, and nothing here is proof of a hacked one. What can't be told from text isn't
 * tried: memory between the modules that belongs to nobody, and where the kernel's tables of functions point.
 *
 * @param kaslr - What {@link findKaslr} found for the same facts, and `belonging` what {@link belongTogether} did; found here where they
 * aren't given.
 * @returns The gravest first.
 *
 * @example
 * ```ts
 * const kaslr = findKaslr(facts);
 * for (const { severity, title, text } of findingsOf(facts, kaslr)) console.log(`${severity}: ${title}. ${text}`);
 * ```
 */
export function findingsOf(facts: SnapshotFacts, kaslr: Kaslr = findKaslr(facts), belonging: Belonging = belongTogether(facts, kaslr)): Finding[] {
  const { table, systemMap } = facts;
  if (table === undefined) return systemMap === undefined ? [] : tableFindings(systemMap);
  const subject = { facts, table, modules: modulesOf(table.table), kaslr, belonging };
  const findings = [
    ...tableFindings(table),
    ...(systemMap === undefined ? [] : tableFindings(systemMap)),
    ...machineFindings(subject),
    ...originFindings(subject),
    ...slideFindings(subject),
    ...moduleFindings(subject),
    ...placeFindings(subject),
    ...hookFindings(subject),
    ...systemMapFindings(subject),
    ...syscallFindings(subject),
  ];
  return SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
}
