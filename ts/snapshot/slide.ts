/** KASLR: how far the kernel's addresses lie from where they were linked, and those of one file from those of another. */

import type { SnapshotFacts, SnapshotTable, VmcoreInfo } from "./facts.js";
import type { LogFacts } from "./log/facts.js";
import { IMAGE, SLIDE_STEP, imageStart, markerOf, slideByArchitecture } from "./slide-image.js";
import { compareMap, isSameBuild, slideByMarkers } from "./slide-map.js";
import type { MapComparison } from "./slide-map.js";
import { SlideVotes, isClear } from "./slide-votes.js";
import type { OwnerSlide } from "./slide-votes.js";

export { SlideVotes, isClear } from "./slide-votes.js";
export type { OwnerSlide } from "./slide-votes.js";
export type { MapComparison, MovedSymbol, Sample } from "./slide-map.js";

/**
 * How a slide was learnt.
 *
 * - `"names"`: from all names that a System.map and kallsyms both have.
 * - `"markers"`: from `_stext` and `_text` of both.
 * - `"pairs"`: from addresses that a log prints beside their symbols.
 * - `"kernel-offset"`: from a log's line `Kernel Offset: OFFSET from FROM`.
 * - `"vmcoreinfo"`: from `SYMBOL(…)` and `KERNELOFFSET` of VMCOREINFO.
 * - `"architecture"`: from where this architecture's kernels are linked unless they were configured otherwise.
 */
export type SlideSource = "names" | "markers" | "pairs" | "kernel-offset" | "vmcoreinfo" | "architecture";

/** The slide of one owner between two files. */
export interface SlideMeasure extends OwnerSlide {
  /** The file whose addresses are the sum. */
  readonly of: string;
  /** The file to whose addresses `slide` is added. */
  readonly against: string;
  readonly source: SlideSource;
  /** Whether nothing differs from it. Where something does: function-granular KASLR, several boots in one log, or another build. */
  readonly isConstant: boolean;
  /** Whether it is right to the byte; else up to 2 MiB less or more, since the image's head has no symbol. */
  readonly isExact: boolean;
}

/** What tells how far the table's image lies from where it was linked. */
export interface LinkSlide {
  /** The file that tells it; that of the table itself for `"architecture"`. */
  readonly path: string;
  readonly slide: bigint;
  readonly source: SlideSource;
}

/** Sources that say different things of one slide. */
export interface SlideContradiction {
  readonly owner: string;
  /** The files that the slide lies between; without `against`, it is that of the table from where it was linked. */
  readonly of: string;
  readonly against: string | undefined;
  readonly told: readonly { readonly source: SlideSource; readonly path: string; readonly slide: bigint }[];
}

/** What the files tell of KASLR. */
export interface Kaslr {
  /** Slides between files: of the table against System.map, of each log and of VMCOREINFO against the table. */
  readonly measures: readonly SlideMeasure[];
  /** Everything that tells how far the table's image lies from where it was linked. */
  readonly linked: readonly LinkSlide[];
  /** How far, where all that tell it agree; 0 without KASLR. */
  readonly slide: bigint | undefined;
  /** System.map held against the table, symbol by symbol. */
  readonly map: MapComparison | undefined;
  readonly contradictions: readonly SlideContradiction[];
}

/** No image is larger. */
const NEAR = 0x4000_0000n;

const NOTHING: Kaslr = { measures: [], linked: [], slide: undefined, map: undefined, contradictions: [] };

/**
 * Finds the slides between the files of a snapshot. Where sources contradict each other all are given, and `contradictions`
 * names them. Without a table, or with one whose addresses are hidden, nothing can be told.
 *
 * Takes time linear in the size of the table and System.map: 0.1 s for 210,000 symbols of the image.
 *
 * @example
 * ```ts
 * const { slide, measures } = findKaslr(snapshot.facts);
 * const ofLog = measures.find(({ of, owner }) => of === "dmesg" && owner === "system")?.slide;
 * ```
 */
export function findKaslr(facts: SnapshotFacts): Kaslr {
  const { table: subject, systemMap } = facts;
  if (subject === undefined || subject.table.restricted) return NOTHING;
  const map = systemMap === undefined || systemMap.table.restricted ? undefined : compareMap(systemMap.table, subject.table);
  const ofMap = systemMap === undefined || map === undefined ? [] : mapMeasures(systemMap, subject, map);
  const ofVmcore = facts.vmcoreInfo === undefined ? [] : vmcoreMeasures(facts.vmcoreInfo.path, facts.vmcoreInfo.info, subject);
  const known = [...linkedByMap(ofMap, map), ...linkedByVmcore(ofVmcore, facts)];
  const reference = agreed(known) ?? (known.length === 0 ? slideByArchitecture(subject.table) : undefined);
  const ofLogs = facts.logs.map((log) => ({ ...log, measures: logMeasures(log.path, log.facts, subject, reference) }));
  const linked = completed([...known, ...ofLogs.flatMap((log) => linkedByLog(log.path, log.facts, log.measures))], subject);
  const measures = [...ofMap, ...ofVmcore, ...ofLogs.flatMap((log) => log.measures)];
  return { measures, linked, slide: agreed(linked), map, contradictions: [...contradictoryMeasures(measures), ...contradictoryLinks(linked, subject)] };
}

/**
 * The slide of a kernel's image against a table's, from the kernel's line `Kernel Offset: OFFSET from FROM`.
 *
 * FROM + OFFSET is where that kernel's image begins: `_text` on x86-64, up to 64 KiB below the first symbol on arm64 and
 * riscv. KASLR moves images by multiples of 2 MiB, so that the head makes no difference; on arm64 a boot loader may add a part
 * of that, which is why the slide isn't exact there.
 *
 * @returns `undefined` where the table has no marker of the image's beginning.
 */
export function slideByKernelOffset(
  { offset, from }: { readonly offset: bigint; readonly from: bigint },
  table: SnapshotTable["table"],
): Pick<SlideMeasure, "slide" | "isExact"> | undefined {
  const start = table.restricted ? undefined : imageStart(table);
  if (start === undefined) return undefined;
  const beyond = from + offset - start;
  const steps = beyond >= 0n ? (beyond + SLIDE_STEP - 1n) / SLIDE_STEP : beyond / SLIDE_STEP;
  const slide = steps * SLIDE_STEP;
  return { slide, isExact: slide === beyond };
}

/**
 * The slide of a kernel's image against a table's, from the `SYMBOL(…)` lines of its VMCOREINFO. Symbols that lie far from
 * `_stext` aren't counted: some of these lines hold pointers into other memory.
 */
export function slideByVmcoreInfo(info: VmcoreInfo, table: SnapshotTable["table"]): OwnerSlide | undefined {
  if (table.restricted) return undefined;
  const stext = info.symbols.get("_stext");
  const votes = new SlideVotes();
  for (const [name, address] of info.symbols) {
    const ours = markerOf(table, name);
    if (ours !== undefined && (stext === undefined || isNear(address, stext))) votes.add(IMAGE, address - ours);
  }
  return votes.slides()[0];
}

function isNear(address: bigint, other: bigint): boolean {
  const far = address - other;
  return far < NEAR && far > -NEAR;
}

function measure(of: string, against: string, source: SlideSource, { owner, slide, agreeing, differing }: OwnerSlide, isExact = true): SlideMeasure {
  return { of, against, owner, slide, source, agreeing, differing, isConstant: differing === 0, isExact };
}

function mapMeasures(map: SnapshotTable, subject: SnapshotTable, { slide, agreeing, moved }: MapComparison): SlideMeasure[] {
  const marked = slideByMarkers(map.table, subject.table);
  const byMarkers = marked === undefined ? [] : [measure(subject.path, map.path, "markers", marked)];
  const byNames = agreeing === 0 ? [] : [measure(subject.path, map.path, "names", { owner: IMAGE, slide, agreeing, differing: moved.count })];
  return [...byNames, ...byMarkers];
}

function vmcoreMeasures(path: string, info: VmcoreInfo, subject: SnapshotTable): SlideMeasure[] {
  const slide = slideByVmcoreInfo(info, subject.table);
  return slide === undefined ? [] : [measure(path, subject.path, "vmcoreinfo", slide)];
}

/** The slides of a log; `reference` is the table's own, from what isn't the log. */
function logMeasures(path: string, log: LogFacts, subject: SnapshotTable, reference: bigint | undefined): SlideMeasure[] {
  const pairs = log.slides.filter(({ source }) => source === "pairs").map((slide) => measure(path, subject.path, "pairs", slide));
  const offset = offsetMeasure(path, log, subject, reference);
  const vmcore = log.vmcoreInfo === undefined ? [] : vmcoreMeasures(path, log.vmcoreInfo, subject);
  return [...pairs, ...(offset === undefined ? [] : [offset]), ...vmcore];
}

/** By `Kernel Offset`: to the byte where both kernels' own slides are known, else by where the images begin. */
function offsetMeasure(path: string, { kernelOffset }: LogFacts, subject: SnapshotTable, reference: bigint | undefined): SlideMeasure | undefined {
  if (kernelOffset === undefined) return undefined;
  const own = kernelOffset === "disabled" ? 0n : kernelOffset.offset;
  if (reference !== undefined) return measure(path, subject.path, "kernel-offset", { owner: IMAGE, slide: own - reference, agreeing: 1, differing: 0 });
  const found = kernelOffset === "disabled" ? undefined : slideByKernelOffset(kernelOffset, subject.table);
  return found && measure(path, subject.path, "kernel-offset", { owner: IMAGE, slide: found.slide, agreeing: 1, differing: 0 }, found.isExact);
}

/** System.map holds link addresses, if it is of this kernel. */
function linkedByMap(measures: readonly SlideMeasure[], map: MapComparison | undefined): LinkSlide[] {
  if (map === undefined || !isSameBuild(map)) return [];
  return measures.filter(({ source }) => source === "names").map(({ against, slide, source }) => ({ path: against, slide, source }));
}

/** KERNELOFFSET is the slide of VMCOREINFO's kernel; the table's is less by what lies between the two. */
function linkedByVmcore([between]: readonly SlideMeasure[], { vmcoreInfo }: SnapshotFacts): LinkSlide[] {
  const own = vmcoreInfo?.info.kernelOffset;
  if (vmcoreInfo === undefined || own === undefined || between === undefined || !between.isConstant) return [];
  return [{ path: vmcoreInfo.path, slide: own - between.slide, source: "vmcoreinfo" }];
}

/** The same from a log's `Kernel Offset`, where its pairs tell what lies between. */
function linkedByLog(path: string, { kernelOffset }: LogFacts, measures: readonly SlideMeasure[]): LinkSlide[] {
  const between = measures.find(({ owner, source }) => owner === IMAGE && source === "pairs");
  if (kernelOffset === undefined || between === undefined || !isClear(between)) return [];
  const own = kernelOffset === "disabled" ? 0n : kernelOffset.offset;
  return [{ path, slide: own - between.slide, source: "kernel-offset" }];
}

/** What the architecture tells is a custom and no fact: it counts where nothing else tells anything. */
function completed(linked: readonly LinkSlide[], { path, table }: SnapshotTable): readonly LinkSlide[] {
  const slide = linked.length > 0 ? undefined : slideByArchitecture(table);
  return slide === undefined ? linked : [{ path, slide, source: "architecture" }];
}

function agreed([first, ...others]: readonly LinkSlide[]): bigint | undefined {
  return others.every(({ slide }) => slide === first?.slide) ? first?.slide : undefined;
}

function contradictoryMeasures(measures: readonly SlideMeasure[]): SlideContradiction[] {
  const groups = new Map<string, SlideMeasure[]>();
  for (const one of measures) {
    // What is no slide by itself can't contradict one.
    if (one.source !== "kernel-offset" && !isClear(one)) continue;
    const key = JSON.stringify([one.of, one.against, one.owner]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return Array.from(groups.values()).filter(contradict).map((told) => {
    const { owner, of, against } = told[0] as SlideMeasure;
    return { owner, of, against, told: told.map(({ source, slide }) => ({ source, path: of, slide })) };
  });
}

/** Whether two measures of one slide can't both be right. */
export function contradict([first, ...others]: readonly SlideMeasure[]): boolean {
  return first !== undefined && others.some((other) => {
    const apart = other.slide - first.slide;
    return other.isExact && first.isExact ? apart !== 0n : apart >= SLIDE_STEP || apart <= -SLIDE_STEP;
  });
}

function contradictoryLinks(linked: readonly LinkSlide[], { path }: SnapshotTable): SlideContradiction[] {
  return linked.length === 0 || agreed(linked) !== undefined ? [] : [{ owner: IMAGE, of: path, against: undefined, told: linked }];
}
