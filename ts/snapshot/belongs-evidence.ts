/** What two files tell both, each piece by itself: names of the kernel, modules, addresses, sizes. */

import { formatAddress } from "../core/address.js";
import { ModuleNames } from "./belongs-modules.js";
import type { ModuleAreas, TableModules } from "./belongs-modules.js";
import { compareBuildIds, compareReleases, compareVersions } from "./belongs-version.js";
import type { Verdict } from "./belongs-version.js";
import type { Identity } from "./facts.js";
import { counted, listed, number, shifted, shortened } from "./finding-words.js";
import type { LogFacts, SizeAgreement } from "./log/facts.js";
import { IMAGE } from "./slide-image.js";
import { isSameBuild } from "./slide-map.js";
import { contradict, isClear } from "./slide.js";
import type { MapComparison, SlideMeasure, SlideSource } from "./slide.js";

/** Something that two files tell both. */
export interface Evidence {
  readonly what: "release" | "version" | "build-id" | "modules" | "slide" | "sizes";
  readonly verdict: Verdict;
  /** What was seen: a sentence's part about the file, called "it". */
  readonly text: string;
}

/** What is said where sizes of functions differ. */
export const NOT_FROM_THIS_KERNEL = "this table is not from the kernel that wrote this log";

/** Names with differing sizes that tell another kernel: of a single one, the log may be wrong. */
const DIFFERENT_SIZES = 2;

/** Pairs of address and name that tell something. */
export const TELLING_PAIRS = 3;

/** Modules that tell something; of fewer, one that was loaded in between would decide. */
export const TELLING_MODULES = 4;

/** How files call their kernel. */
export interface KernelNames {
  readonly releases: readonly string[];
  readonly versions: readonly string[];
  readonly buildIds: readonly string[];
}

/** All names that some files give their kernel. */
export function namesOf(identities: readonly Partial<Identity>[]): KernelNames {
  return {
    releases: given(identities.map(({ release }) => release)),
    versions: given(identities.map(({ version }) => version)),
    buildIds: given(identities.map(({ buildId }) => buildId)),
  };
}

function given(values: readonly (string | undefined)[]): string[] {
  return Array.from(new Set(values)).filter((value): value is string => value !== undefined && value !== "");
}

/** Names of the kernel in a file against those of the host; nothing where the file gives none. */
export function nameEvidence(file: KernelNames, host: KernelNames): Evidence[] {
  return [
    ...compareAll("release", file.releases, host.releases, compareReleases),
    ...compareAll("version", file.versions, host.versions, compareVersions),
    ...compareAll("build-id", file.buildIds, host.buildIds, compareBuildIds),
  ];
}

const NOUNS = { release: "release", version: "version", "build-id": "build id" } as const;

function compareAll(what: keyof typeof NOUNS, file: readonly string[], host: readonly string[], compare: (one: string, other: string) => Verdict): Evidence[] {
  if (file.length === 0) return [];
  if (host.length === 0) return [{ what, verdict: "unknown", text: `it names ${listed(file)}, and no file tells the host's ${NOUNS[what]}` }];
  const verdicts = file.map((one) => best(host.map((other) => compare(one, other))));
  const others = file.filter((_, at) => verdicts[at] === "contradicts");
  if (others.length === file.length) return [{ what, verdict: "contradicts", text: `it names ${listed(file)}, the host's ${NOUNS[what]} is ${listed(host)}` }];
  const text = `it names ${listed(file.filter((_, at) => verdicts[at] !== "contradicts"))}, as the host does`;
  return [{ what, verdict: best(verdicts), text: others.length === 0 ? text : `${text}, and ${listed(others)} too: parts of it are from another kernel` }];
}

function best(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes("agrees") ? "agrees" : verdicts.includes("unknown") ? "unknown" : "contradicts";
}

/** A log's modules against the table's: a few that were unloaded in between make no difference. */
export function linkedInEvidence({ modules }: LogFacts, table: TableModules): Evidence {
  const names = modules.map(({ name }) => name);
  const nothing = noModules(names, table);
  if (nothing !== undefined) return nothing;
  const missing = table.names.lacking(names);
  if (missing.length === 0) return { what: "modules", verdict: "agrees", text: `${counted(names.length, "module")} linked in, all in the table` };
  const text = `of ${counted(names.length, "module")} linked in, the table lacks ${listed(missing)}`;
  return { what: "modules", verdict: verdictOnSets(names.length - missing.length, missing.length), text };
}

/** A list of modules against the table's. */
export function listEvidence(names: readonly string[], table: TableModules): Evidence {
  const nothing = noModules(names, table);
  if (nothing !== undefined) return nothing;
  const ours = table.names.all;
  const [unlisted, missing] = [new ModuleNames(names).lacking(ours), table.names.lacking(names)];
  const parts = [...(unlisted.length > 0 ? [`it lacks ${listed(unlisted)}`] : []), ...(missing.length > 0 ? [`the table lacks ${listed(missing)}`] : [])];
  const text = parts.length === 0 ? `it lists the table's ${counted(ours.length, "module")}` : parts.join("; ");
  return { what: "modules", verdict: verdictOnSets(ours.length - unlisted.length, unlisted.length + missing.length), text };
}

function noModules(names: readonly string[], { names: { all: ours }, isPartial }: TableModules): Evidence | undefined {
  const text = names.length === 0 ? "it lists no modules" : ours.length === 0 ? "the table has no modules" : "only some of the table's owners were loaded";
  return names.length > 0 && ours.length > 0 && !isPartial ? undefined : { what: "modules", verdict: "unknown", text };
}

/** Sets agree where a tenth of them differs at most, and contradict where more differs than is common. */
function verdictOnSets(common: number, differing: number): Verdict {
  if (differing * 10 <= common + differing) return "agrees";
  return common + differing >= TELLING_MODULES && differing > common ? "contradicts" : "unknown";
}

/** Whether the symbols of modules lie where a list says; nothing where it doesn't say. */
export function areaEvidence({ holds, checked, strays }: ModuleAreas): Evidence[] {
  if (checked === 0) return [];
  if (holds === "nothing") return [{ what: "slide", verdict: "contradicts", text: `the symbols of ${counted(checked, "module")} don't lie where it says` }];
  const but = strays.length === 0 ? "" : `, but for ${listed(strays.map(({ module }) => module.name))}`;
  return [{ what: "slide", verdict: "agrees", text: `the ${holds === "all" ? "symbols" : "functions"} of ${counted(checked, "module")} lie where it says${but}` }];
}

/** How a source of slides is called. */
export const SOURCES: Record<SlideSource, string> = {
  names: "all names",
  markers: "_stext and _text",
  pairs: "addresses beside their symbols",
  "kernel-offset": "Kernel Offset",
  vmcoreinfo: "VMCOREINFO",
  architecture: "the custom of its architecture",
};

/** What lies between the image in a file and in the table, by all sources for it. */
export function slideEvidence(slides: readonly SlideMeasure[]): Evidence {
  const [first] = slides;
  if (first === undefined) return { what: "slide", verdict: "unknown", text: "it holds no address that tells a slide" };
  if (contradict(slides)) {
    const places = slides.map(({ slide, source }) => `${place(slide)} by ${SOURCES[source]}`);
    return { what: "slide", verdict: "unknown", text: `its image lies ${places.join(", and ")}` };
  }
  const pairs = first.agreeing + first.differing;
  if (isClear(first) || first.source === "kernel-offset") {
    const but = first.differing === 0 ? "" : `, but for ${number(first.differing)} of ${counted(pairs, "pair")}`;
    return { what: "slide", verdict: "agrees", text: `its image lies ${place(first.slide)} by ${SOURCES[first.source]}${but}` };
  }
  if (pairs < TELLING_PAIRS) return { what: "slide", verdict: "unknown", text: "it holds too few addresses to tell a slide" };
  const text = `no slide fits its addresses, the best ${number(first.agreeing)} of ${counted(pairs, "pair")}: function-granular KASLR, several boots or another build`;
  return { what: "slide", verdict: "contradicts", text };
}

function place(slide: bigint): string {
  return slide === 0n ? "where the table has it" : `${shifted(slide)} than the table has it`;
}

/** Whether System.map and the table are of one build. */
export function mapEvidence(map: MapComparison | undefined): Evidence {
  if (map === undefined) return { what: "slide", verdict: "unknown", text: "its addresses can't be compared with those of the table, which are hidden" };
  const common = map.agreeing + map.moved.count;
  const where = map.slide === 0n ? "at the same address" : `${shifted(map.slide)} in the table`;
  const text = `of ${counted(common, "symbol")} in both, ${number(map.agreeing)} lie ${where}`;
  if (common === 0) return { what: "slide", verdict: "unknown", text: "it has no symbol in common with the table" };
  return { what: "slide", verdict: isSameBuild(map) ? "agrees" : "contradicts", text };
}

/** Sizes that a log prints against those of the table. */
export function sizeEvidence({ agreeing, differing }: SizeAgreement): Evidence {
  const names = counted(agreeing + differing.length, "name");
  if (differing.length === 0 && agreeing === 0) return { what: "sizes", verdict: "unknown", text: "it prints no size that could be compared" };
  if (differing.length === 0) return { what: "sizes", verdict: "agrees", text: `the sizes of ${names} are those of the table` };
  const examples = listed(differing.map(sizes));
  if (differing.length < DIFFERENT_SIZES) return { what: "sizes", verdict: "unknown", text: `of ${names} one has another size: ${examples}` };
  const text = `${NOT_FROM_THIS_KERNEL}: of ${names} ${number(differing.length)} have other sizes: ${examples}`;
  return { what: "sizes", verdict: "contradicts", text: text + replacedModule(differing) };
}

function sizes({ name, owner, printed, size }: SizeAgreement["differing"][number]): string {
  const shown = owner === IMAGE ? shortened(name) : `${shortened(name)} [${shortened(owner)}]`;
  return `${shown} printed ${formatAddress(printed)}, in the table ${formatAddress(size)}`;
}

function replacedModule(differing: SizeAgreement["differing"]): string {
  const [owner, another] = new Set(differing.map((one) => one.owner));
  return owner === undefined || owner === IMAGE || another !== undefined ? "" : `; all of them in ${shortened(owner)}, of which another build may have been loaded`;
}
