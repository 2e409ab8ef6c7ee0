/** Whether the files of a snapshot belong together: each log, System.map, list and note held against the table. */

import { areaEvidence, linkedInEvidence, listEvidence, mapEvidence, nameEvidence, namesOf, sizeEvidence, slideEvidence } from "./belongs-evidence.js";
import type { Evidence, KernelNames } from "./belongs-evidence.js";
import { moduleAreas, modulesOf } from "./belongs-modules.js";
import type { TableModules } from "./belongs-modules.js";
import { judgeDump, judgeList, judgeMap, judgeNames } from "./belongs-verdict.js";
import type { Judgement } from "./belongs-verdict.js";
import type { Identity, ModuleList, SnapshotFacts, SnapshotTable, VmcoreInfo } from "./facts.js";
import { releaseInName } from "./identity.js";
import type { LogFacts } from "./log/facts.js";
import { IMAGE } from "./slide-image.js";
import { findKaslr } from "./slide.js";
import type { Kaslr, SlideMeasure } from "./slide.js";

export { NOT_FROM_THIS_KERNEL } from "./belongs-evidence.js";
export type { Evidence } from "./belongs-evidence.js";

/** A file held against another: against the table, and of those that name their kernel, against the first that does. */
export interface BelongingPair extends Judgement {
  readonly kind: "log" | "system-map" | "modules" | "vmcoreinfo" | "identity";
  readonly of: string;
  readonly against: string;
  readonly evidence: readonly Evidence[];
}

/** Which files belong together. */
export interface Belonging {
  readonly pairs: readonly BelongingPair[];
}

/**
 * Tells of every log, System.map, list of modules and VMCOREINFO whether it is of the kernel that the table is from, and
 * whether the files that name their kernel name the same one.
 *
 * The text of kallsyms doesn't name its kernel. Releases, versions and build ids are therefore held against those that the
 * snapshot's other files name (`uname`, `/proc/version`), sizes and addresses against the table itself.
 *
 * @param kaslr - What {@link findKaslr} found for the same facts; found here where it isn't given.
 *
 * @example
 * ```ts
 * for (const { of, verdict, text } of belongTogether(facts).pairs) console.log(`${of}: ${verdict}: ${text}`);
 * ```
 */
export function belongTogether(facts: SnapshotFacts, kaslr: Kaslr = findKaslr(facts)): Belonging {
  const { table, systemMap, vmcoreInfo, identities } = facts;
  const named = identityPairs(identities);
  if (table === undefined) return { pairs: named };
  const scene = { table, modules: modulesOf(table.table), host: namesOf(identities), kaslr, slides: imageSlides(kaslr) };
  return {
    pairs: [
      ...facts.logs.map((log) => logPair(log.path, log.facts, scene)),
      ...(systemMap === undefined ? [] : [mapPair(systemMap, scene)]),
      ...facts.moduleLists.map((list) => listPair(list, scene)),
      ...(vmcoreInfo === undefined ? [] : [vmcorePair(vmcoreInfo.path, vmcoreInfo.info, scene)]),
      ...named,
    ],
  };
}

/** What each file is held against. */
interface Scene {
  readonly table: SnapshotTable;
  readonly modules: TableModules;
  /** How the snapshot's files call the host's kernel. */
  readonly host: KernelNames;
  readonly kaslr: Kaslr;
  /** The image's slides by file. */
  readonly slides: ReadonlyMap<string, readonly SlideMeasure[]>;
}

function imageSlides({ measures }: Kaslr): Map<string, SlideMeasure[]> {
  const slides = new Map<string, SlideMeasure[]>();
  for (const measure of measures) {
    if (measure.owner !== IMAGE) continue;
    const others = slides.get(measure.of);
    if (others === undefined) slides.set(measure.of, [measure]);
    else others.push(measure);
  }
  return slides;
}

function logPair(path: string, log: LogFacts, { table, modules, host, kaslr, slides: byFile }: Scene): BelongingPair {
  const slides = byFile.get(path) ?? [];
  const evidence = [...nameEvidence(log, host), linkedInEvidence(log, modules), slideEvidence(slides), sizeEvidence(log.sizes)];
  return { kind: "log", of: path, against: table.path, evidence, ...judgeDump(evidence, { slides, kaslr, log }) };
}

function vmcorePair(path: string, info: VmcoreInfo, { table, host, kaslr, slides: byFile }: Scene): BelongingPair {
  const slides = byFile.get(path) ?? [];
  const evidence = [...nameEvidence(namesOf([info]), host), slideEvidence(slides)];
  return { kind: "vmcoreinfo", of: path, against: table.path, evidence, ...judgeDump(evidence, { slides, kaslr }) };
}

function mapPair({ path }: SnapshotTable, { table, host, kaslr }: Scene): BelongingPair {
  const evidence = [...nameEvidence(namesOf([{ release: releaseInName(path) }]), host), mapEvidence(kaslr.map)];
  return { kind: "system-map", of: path, against: table.path, evidence, ...judgeMap(evidence) };
}

function listPair(list: ModuleList, { table, modules }: Scene): BelongingPair {
  const areas = moduleAreas(table.table, modules, list);
  const evidence = [listEvidence(list.modules.map(({ name }) => name), modules), ...areaEvidence(areas)];
  return { kind: "modules", of: list.path, against: table.path, evidence, ...judgeList(evidence, areas) };
}

/** Files that name the host's kernel, each against the first that does. */
function identityPairs([first, ...others]: readonly Identity[]): BelongingPair[] {
  if (first === undefined) return [];
  const names = namesOf([first]);
  const pairs = others.map(({ path, ...identity }) => ({ path, evidence: nameEvidence(namesOf([identity]), names).filter(({ verdict }) => verdict !== "unknown") }));
  return pairs
    .filter(({ evidence }) => evidence.length > 0)
    .map(({ path, evidence }) => ({ kind: "identity", of: path, against: first.path, evidence, ...judgeNames(evidence) }));
}
