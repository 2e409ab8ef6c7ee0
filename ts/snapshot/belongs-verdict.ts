/** What the evidence on a pair of files amounts to. */

import { TELLING_MODULES, TELLING_PAIRS } from "./belongs-evidence.js";
import type { Evidence } from "./belongs-evidence.js";
import type { ModuleAreas } from "./belongs-modules.js";
import { shifted } from "./finding-words.js";
import type { LogFacts } from "./log/facts.js";
import type { Kaslr, SlideMeasure } from "./slide.js";

/** A verdict with its reason. */
export interface Judgement {
  /**
   * - `"same-boot"`: of the boot that the table was taken in.
   * - `"same-kernel"`: of the same build of the kernel; the boot is another, or not known.
   * - `"different"`: of another kernel; a list of modules: of another host, boot or time.
   * - `"unknown"`: nothing contradicts, and nothing proves it.
   */
  readonly verdict: "same-boot" | "same-kernel" | "different" | "unknown";
  /** What the file is, and why: `of the same kernel in another boot: …`. */
  readonly text: string;
}

/** Names with the same size that prove the same kernel. */
const SAME_SIZES = 3;

/** What a verdict needs beside the evidence. */
export interface Circumstances {
  /** What lies between the image in the file and in the table. */
  readonly slides: readonly SlideMeasure[];
  readonly kaslr: Kaslr;
  readonly log?: LogFacts;
}

const UNPROVEN: Judgement = { verdict: "unknown", text: "nothing contradicts, and nothing proves that it is of the kernel of the table" };

/** On a log or VMCOREINFO. */
export function judgeDump(evidence: readonly Evidence[], circumstances: Circumstances): Judgement {
  const contradictions = contradictionsOf(evidence);
  const [only] = contradictions;
  const isProven = evidence.some((one) => proves(one, circumstances));
  if (isProven && contradictions.length === 1 && only?.what === "slide") return { verdict: "same-kernel", text: `of the same kernel, although ${only.text}` };
  if (contradictions.length > 0) return different(contradictions);
  return isProven ? judgeBoot(evidence, circumstances) : UNPROVEN;
}

/** On System.map. */
export function judgeMap(evidence: readonly Evidence[]): Judgement {
  const contradictions = contradictionsOf(evidence);
  if (contradictions.length > 0) return different(contradictions);
  const isProven = evidence.some(({ what, verdict }) => what === "slide" && verdict === "agrees");
  return isProven ? { verdict: "same-kernel", text: "of the build of the kernel that the table is from" } : UNPROVEN;
}

/** On a list of modules. Addresses say more than names: a list from which modules were taken out is still of this boot. */
export function judgeList(evidence: readonly Evidence[], { holds, checked }: ModuleAreas): Judgement {
  const modules = evidence.find(({ what }) => what === "modules");
  const isTelling = checked >= TELLING_MODULES;
  if (isTelling && holds !== "nothing") return { verdict: "same-boot", text: "of the same boot: the symbols of its modules lie where it says" };
  if (modules?.verdict === "contradicts") return { verdict: "different", text: `of another host or time: ${modules.text}` };
  if (isTelling) return { verdict: "different", text: "of another boot or time: the symbols of its modules don't lie where it says" };
  return modules?.verdict === "agrees" ? { verdict: "unknown", text: "it lists the same modules, and tells too few addresses that could be compared" } : UNPROVEN;
}

/** On two files that name their kernel. */
export function judgeNames(evidence: readonly Evidence[]): Judgement {
  const contradictions = contradictionsOf(evidence);
  if (contradictions.length > 0) return different(contradictions);
  const isProven = evidence.some(({ what, verdict }) => what !== "release" && verdict === "agrees");
  if (isProven) return { verdict: "same-kernel", text: "both name the same kernel" };
  return { verdict: "unknown", text: "both name the same release, which several builds share" };
}

/** Modules come and go: they alone never tell another kernel. */
function contradictionsOf(evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter(({ what, verdict }) => verdict === "contradicts" && what !== "modules");
}

function different(contradictions: readonly Evidence[]): Judgement {
  return { verdict: "different", text: `of another kernel: ${contradictions.map(({ text }) => text).join("; ")}` };
}

/** Whether a piece of evidence alone shows that two files are of one build of the kernel; a release is that of many. */
function proves({ what, verdict }: Evidence, { slides: [slide], log }: Circumstances): boolean {
  if (verdict !== "agrees") return false;
  if (what === "sizes") return (log?.sizes.agreeing ?? 0) >= SAME_SIZES;
  if (what === "slide") return slide !== undefined && slide.agreeing >= TELLING_PAIRS;
  return what === "build-id" || what === "version";
}

/** Of files of one kernel, whether they are of one boot: equal addresses show it only where boots move the kernel. */
function judgeBoot(evidence: readonly Evidence[], { slides, kaslr, log }: Circumstances): Judgement {
  const [first] = slides;
  const isTold = evidence.some(({ what, verdict }) => what === "slide" && verdict === "agrees");
  if (first === undefined || !isTold) return { verdict: "same-kernel", text: "of the same kernel; nothing tells whether of the same boot" };
  if (first.slide !== 0n) return { verdict: "same-kernel", text: `of the same kernel in another boot: its image lies ${shifted(first.slide)} than the table has it` };
  if (isMoved(kaslr, log)) return { verdict: "same-boot", text: "of the same boot: its image lies where the table has it, although boots move this kernel" };
  return { verdict: "same-kernel", text: "of the same kernel; whether of the same boot can't be told, since nothing shows that boots move it" };
}

function isMoved({ slide }: Kaslr, log: LogFacts | undefined): boolean {
  const offset = log?.kernelOffset;
  return (slide !== undefined && slide !== 0n) || (offset !== undefined && offset !== "disabled" && offset.offset !== 0n);
}
