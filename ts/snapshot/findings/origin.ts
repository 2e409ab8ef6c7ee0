/** Findings on where files come from: another kernel, another boot, slides that contradict each other. */

import { SOURCES, NOT_FROM_THIS_KERNEL } from "../belongs-evidence.js";
import type { BelongingPair } from "../belongs.js";
import { counted, listed, number, shortened, signed } from "../finding-words.js";
import { IMAGE } from "../slide-image.js";
import type { SlideContradiction, SlideMeasure } from "../slide.js";
import { finding } from "./finding.js";
import type { Finding, FindingCode } from "./finding.js";
import type { Subject } from "./subject.js";

/** Files that don't belong to the table, or not to each other: one finding for all of a kind. */
export function originFindings({ belonging }: Subject): Finding[] {
  const foreign = belonging.pairs.filter(({ verdict }) => verdict === "different");
  const kinds = Object.keys(FOREIGN) as BelongingPair["kind"][];
  return kinds.flatMap((kind) => {
    const pairs = foreign.filter((pair) => pair.kind === kind);
    // Sizes are held against the table itself: nothing decoded with it is right. A name may be that of a log's older part.
    return [pairs.filter(hasOtherSizes), pairs.filter((pair) => !hasOtherSizes(pair))].filter(({ length }) => length > 0).map((some) => foreignFiles(kind, some));
  });
}

const FOREIGN: Record<BelongingPair["kind"], { readonly code: FindingCode; readonly title: string; readonly advice: string }> = {
  log: {
    code: "log-of-another-kernel",
    title: "Logs are from another kernel",
    advice: "Logs often reach back before an update; their symbols can't be trusted with this table.",
  },
  "system-map": {
    code: "system-map-of-another-kernel",
    title: "System.map is from another build",
    advice: "Another package may be installed than is running; it isn't used to check the table. A kernel with function-granular KASLR looks the same.",
  },
  modules: {
    code: "module-list-of-another-time",
    title: "A list of modules is from another time",
    advice: "Take list and table at once, as root; what was loaded in between makes the other findings on modules unsure.",
  },
  vmcoreinfo: {
    code: "vmcoreinfo-of-another-kernel",
    title: "The crash dump is from another kernel",
    advice: "The table may have been taken after a reboot into another kernel.",
  },
  identity: { code: "kernel-names-differ", title: "Files name different kernels", advice: "Files of several boots or hosts may have been mixed." },
};

function hasOtherSizes({ evidence }: BelongingPair): boolean {
  return evidence.some(({ what, verdict }) => what === "sizes" && verdict === "contradicts");
}

function foreignFiles(kind: BelongingPair["kind"], pairs: readonly BelongingPair[]): Finding {
  const { code, title, advice } = FOREIGN[kind];
  const isProblem = pairs.some(hasOtherSizes);
  const what = isProblem ? `: ${NOT_FROM_THIS_KERNEL}` : "";
  const tables = [...new Set(pairs.map(({ against }) => against))];
  return finding({
    code,
    severity: isProblem ? "problem" : "check",
    title,
    text: `${listed(pairs.map(({ of }) => of))} contradict${pairs.length === 1 ? "s" : ""} ${listed(tables)}${what}. ${advice}`,
    evidence: pairs.flatMap(contradictionsOf),
    paths: [...new Set(pairs.flatMap(({ of, against }) => [of, against]))],
  });
}

function contradictionsOf({ of, evidence }: BelongingPair): string[] {
  return evidence.filter(({ verdict }) => verdict === "contradicts").map(({ what, text }) => `${shortened(of)}: ${what}: ${text}`);
}

/** Slides that contradict each other, and slides that don't hold for all. */
export function slideFindings({ kaslr, belonging, table }: Subject): Finding[] {
  const foreignPaths = new Set(belonging.pairs.filter(({ verdict }) => verdict === "different").map(({ of }) => of));
  // System.map has findings of its own; what is from another kernel has been told.
  const varying = kaslr.measures.filter(({ isConstant, of, source }) => !isConstant && source !== "names" && source !== "markers" && !foreignPaths.has(of));
  return [...kaslr.contradictions.map((one) => contradictory(one)), ...(varying.length === 0 ? [] : [notConstant(varying, table.path)])];
}

function contradictory({ owner, of, against, told }: SlideContradiction): Finding {
  const between = against === undefined ? `${shortened(of)} and where its kernel was linked` : `${shortened(of)} and ${shortened(against)}`;
  return finding({
    code: "slides-contradict",
    severity: "check",
    title: "Sources contradict each other on KASLR",
    text:
      `How far the addresses of ${named(owner)} lie apart between ${between} is told in different ways. ` +
      "A log of several boots, or a file of another boot, does that; none of the slides was preferred.",
    evidence: told.map(({ source, path, slide }) => `${signed(slide)} by ${SOURCES[source]} (${shortened(path)})`),
    paths: [...new Set([of, ...(against === undefined ? [] : [against]), ...told.map(({ path }) => path)])],
  });
}

function notConstant(varying: readonly SlideMeasure[], table: string): Finding {
  return finding({
    code: "slide-not-constant",
    severity: "check",
    title: "A slide doesn't hold for all addresses",
    text:
      "Addresses that stand beside their symbols don't all lie equally far from those of the table: function-granular KASLR, several boots in one " +
      "log, a module that was reloaded, or another build. The mentions that don't fit may be told wrongly.",
    evidence: varying.map(shownSlide),
    paths: [...new Set([table, ...varying.map(({ of }) => of)])],
  });
}

function shownSlide({ of, owner, slide, agreeing, differing }: SlideMeasure): string {
  return `${shortened(of)}: ${named(owner)}: ${number(differing)} of ${counted(agreeing + differing, "pair")} differ from ${signed(slide)}`;
}

function named(owner: string): string {
  return owner === IMAGE ? "the kernel image" : `module ${shortened(owner)}`;
}
