/** Whether a log is of the kernel that the table is from: as the snapshot's files say together, else as log and table say alone. */

import type { DecodedLog, LogFacts, SizeAgreement } from "kallsyms";
import type { RequireHeld } from "../handlers-of.js";
import type { LogBelonging, LogEvidence } from "../log-protocol.js";
import { IMAGE } from "./slides.js";
import type { Slides } from "./slides.js";

/** Names with another size that tell another kernel: one may be a patched function. */
const DIFFERENT_SIZES = 2;
/** Names with the same size, and addresses beside their names, that prove the same kernel. */
const SAME_SIZES = 3;
/** Modules, releases and the like that a sentence names, and characters of each. */
const MOST_NAMED = 5;
const LONGEST_NAMED = 100;

/** @param path - Of the log in the snapshot. */
export function belongingOf({ loaded, snapshot }: ReturnType<RequireHeld>, path: string | undefined, { facts }: DecodedLog, known: Slides): LogBelonging {
  const slides = Array.from(known, ([owner, slide]) => ({ owner, slide })).sort((one, other) => Number(other.owner === IMAGE) - Number(one.owner === IMAGE));
  const pair = path === undefined ? undefined : snapshot?.belonging.pairs.find(({ kind, of }) => kind === "log" && of === path);
  if (pair !== undefined) return { verdict: pair.verdict, text: pair.text, evidence: pair.evidence.map(({ verdict, text }) => ({ verdict, text })), slides };
  const evidence = [releaseEvidence(facts, snapshot?.release), moduleEvidence(facts, loaded.columns.ownerNames), slideEvidence(facts, known), sizeEvidence(facts.sizes)];
  return { ...judge(facts, known.get(IMAGE)), evidence: evidence.filter((one) => one !== undefined), slides };
}

function judge({ sizes, slides }: LogFacts, slide: bigint | undefined): Pick<LogBelonging, "verdict" | "text"> {
  if (sizes.differing.length >= DIFFERENT_SIZES) return { verdict: "different", text: "of another kernel: functions in it have other sizes than in the table" };
  const pairs = slides.find(({ owner }) => owner === IMAGE);
  const isProven = sizes.agreeing >= SAME_SIZES || (slide !== undefined && pairs?.slide === slide && pairs.agreeing >= SAME_SIZES);
  if (!isProven) return { verdict: "unknown", text: "nothing contradicts, and nothing proves that it is of the kernel of the table" };
  if (slide === undefined) return { verdict: "same-kernel", text: "of the same kernel; nothing tells whether of the same boot" };
  return { verdict: "same-kernel", text: slide === 0n ? "of the same kernel: its image lies where the table has it" : `of the same kernel in another boot: its image lies ${shifted(slide)} than the table has it` };
}

/** The table's text doesn't name its kernel; only a snapshot's other files may. */
function releaseEvidence({ releases }: LogFacts, host: string | undefined): LogEvidence | undefined {
  if (releases.length === 0) return undefined;
  const named = `it names ${listed(releases)}`;
  if (host === undefined) return { verdict: "unknown", text: `${named}, and nothing tells the table’s release` };
  return releases.includes(host) ? { verdict: "agrees", text: `${named}, as the host does` } : { verdict: "contradicts", text: `${named}, the host’s release is ${host}` };
}

function moduleEvidence({ modules }: LogFacts, owners: readonly string[]): LogEvidence | undefined {
  if (modules.length === 0) return undefined;
  const ours = new Set(owners);
  const missing = modules.map(({ name }) => name).filter((name) => !ours.has(name));
  if (missing.length === 0) return { verdict: "agrees", text: `${modules.length} modules linked in, all in the table` };
  return { verdict: missing.length * 10 <= modules.length ? "agrees" : "unknown", text: `of ${modules.length} modules linked in, the table lacks ${listed(missing)}` };
}

function slideEvidence({ slides }: LogFacts, known: Slides): LogEvidence {
  const slide = known.get(IMAGE);
  if (slide === undefined) return { verdict: "unknown", text: "it holds no addresses that tell a slide" };
  const where = slide === 0n ? "where the table has it" : `${shifted(slide)} than the table has it`;
  const pairs = slides.find(({ owner }) => owner === IMAGE);
  if (pairs?.slide !== slide) return { verdict: "agrees", text: `its image lies ${where} by Kernel Offset` };
  const but = pairs.differing === 0 ? "" : `, but for ${pairs.differing} of ${pairs.agreeing + pairs.differing}`;
  return { verdict: "agrees", text: `its image lies ${where} by addresses beside their symbols${but}` };
}

function sizeEvidence({ agreeing, differing }: SizeAgreement): LogEvidence {
  const names = agreeing + differing.length;
  if (names === 0) return { verdict: "unknown", text: "it prints no size that could be compared" };
  if (differing.length === 0) return { verdict: "agrees", text: `the sizes of ${names} names are those of the table` };
  const examples = listed(differing.map(({ name, printed, size }) => `${shortened(name)} printed 0x${printed.toString(16)}, in the table 0x${size.toString(16)}`));
  return { verdict: differing.length < DIFFERENT_SIZES ? "unknown" : "contradicts", text: `of ${names} names ${differing.length} have other sizes: ${examples}` };
}

function shifted(slide: bigint): string {
  return `0x${(slide < 0n ? -slide : slide).toString(16)} ${slide < 0n ? "lower" : "higher"}`;
}

function shortened(text: string): string {
  return text.length > LONGEST_NAMED ? `${text.slice(0, LONGEST_NAMED)}…` : text;
}

function listed(texts: readonly string[]): string {
  const named = texts.slice(0, MOST_NAMED).map(shortened).join(", ");
  return texts.length > MOST_NAMED ? `${named} and ${texts.length - MOST_NAMED} more` : named;
}
