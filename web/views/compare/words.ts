/** A comparison in words: pure functions of what the worker tells. */

import type { ChangeKind, OwnerSlide } from "kallsyms";
import { SAMPLE } from "../../sample/sample.js";
import type { OtherTable } from "../../state/compare.js";
import type { OpenTable } from "../../state/table.js";
import { plainName } from "../../text/names.js";
import { count, counted, hex } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { ChangeRow, Comparison, Listed } from "../../worker/compare-protocol.js";

/** Characters of a name in the midst of a sentence. */
const LONGEST = 80;

/** Owners that the headline names. */
const NAMED = 3;

/** Each kind with its sign, so that colour isn't all that tells them apart, and what it means. */
export const KIND_WORDS: Readonly<Record<ChangeKind, { readonly sign: string; readonly word: string; readonly meaning: string }>> = {
  added: { sign: "+", word: "added", meaning: "Only the new table has it" },
  removed: { sign: "−", word: "removed", meaning: "Only the old table has it" },
  moved: { sign: "→", word: "moved", meaning: "It lies elsewhere than its owner’s slide brings it" },
  resized: { sign: "→", word: "resized", meaning: "Its size differs: the distance to the next symbol, so that an added symbol resizes the one before it" },
  retyped: { sign: "→", word: "retyped", meaning: "Its type letter differs" },
  reowned: { sign: "→", word: "re-owned", meaning: "Another owner has it now" },
  ambiguous: { sign: "?", word: "ambiguous", meaning: "One of several of its name and owner that can’t be told apart" },
};

/** Kinds that can't be told without addresses. */
export const BY_ADDRESS: ReadonlySet<ChangeKind> = new Set(["moved", "resized", "ambiguous"]);

export function shortName(name: string): string {
  return name.length <= LONGEST ? plainName(name) : `${plainName(name.slice(0, LONGEST))}…`;
}

export function openName({ isSample, name, path }: OpenTable): string {
  return isSample ? SAMPLE.kernel : nameIn(name, path);
}

export function otherName({ name, opened }: OtherTable): string {
  return nameIn(name, opened.tablePath);
}

/** A path mostly begins with the archive's name. */
function nameIn(name: string, path: string | undefined): string {
  if (path === undefined) return shortName(name);
  return path.startsWith(name) ? shortName(path) : `${shortName(path)} in ${shortName(name)}`;
}

/** What differs, in one sentence. */
export function headline(facts: Comparison): string {
  if (!facts.addresses) return `${facts.size === 0 ? "Nothing differs in names, owners and types" : "Compared by name, owner and type only"}${changesText(facts)}.`;
  const { agreeing, differing } = agreementOf(facts.image);
  if (facts.size === 0) return unchanged(facts);
  if (agreeing + differing === 0) return `No symbol of the kernel image is in both tables${changesText(facts)}.`;
  if (areBuildsDifferent(facts)) return `Only ${percent(agreeing, differing)} of the image’s symbols slid alike: these are different builds.`;
  const what = facts.imageChanges === 0 ? "Same build" : `The same image but for ${counted(facts.imageChanges, "change")}`;
  return `${what}, ${imageText(facts.image)}${changesText(facts)}.`;
}

function unchanged({ image, anySlid }: Comparison): string {
  if (!anySlid) return "Nothing differs: the same symbols at the same addresses.";
  if (mainSlide(image) === 0n) return "Same build, image at the same addresses; modules lie elsewhere, nothing else differs.";
  return `Same build, ${imageText(image)}; nothing else differs.`;
}

/** Whether most of what both images have lies so that no slide explains it. */
function areBuildsDifferent({ image }: Comparison): boolean {
  const { agreeing, differing } = agreementOf(image);
  return differing > agreeing;
}

function imageText(image: readonly OwnerSlide[]): string {
  const slide = mainSlide(image);
  return slide === 0n ? "image at the same addresses" : `image slid by ${slide < 0n ? signed(slide) : hex(slide)} (KASLR)`;
}

/** The image's own; absolute symbols are fewer. */
function mainSlide(image: readonly OwnerSlide[]): bigint {
  const size = ({ agreeing, differing }: OwnerSlide) => agreeing + differing;
  return image.reduce((main, other) => (size(other) > size(main) ? other : main), image[0] as OwnerSlide).slide;
}

function agreementOf(slides: readonly OwnerSlide[]): { agreeing: number; differing: number } {
  return slides.reduce((sum, { agreeing, differing }) => ({ agreeing: sum.agreeing + agreeing, differing: sum.differing + differing }), { agreeing: 0, differing: 0 });
}

/** Rounded down: 100 % is all of them. */
function percent(part: number, rest: number): string {
  const share = (part / (part + rest)) * 100;
  return `${share < 10 ? Math.floor(share * 10) / 10 : Math.floor(share)} %`;
}

function changesText({ counts, ownersAdded, ownersRemoved }: Comparison): string {
  const others = (["moved", "resized", "retyped", "reowned", "ambiguous"] as const).filter((kind) => counts[kind] > 0);
  const parts = [
    counts.removed > 0 && `${counted(counts.removed, "symbol")} removed${amongThem(ownersRemoved)}`,
    counts.added > 0 && `${counted(counts.added, "symbol")} added${amongThem(ownersAdded)}`,
    others.length > 0 && others.map((kind) => `${count(counts[kind])} ${KIND_WORDS[kind].word}`).join(", "),
  ];
  return parts.map((part) => (part === false ? "" : `; ${part}`)).join("");
}

function amongThem({ total, first }: Listed<string>): string {
  return total === 0 ? "" : `, among them all of ${ownersText(first, total, NAMED)}`;
}

/** `ext4, nf_tables and 3 more` */
function ownersText(owners: readonly string[], total: number, most: number): string {
  const named = owners.slice(0, most).map((owner) => shortName(ownerName(owner)));
  return total > named.length ? `${named.join(", ")} and ${count(total - named.length)} more` : named.join(", ");
}

/** What can't be told, and what to make of the rest. */
export function advice(facts: Comparison): string | undefined {
  if (!facts.addresses) {
    const { old, new: now } = facts;
    const whose = old.restricted && now.restricted ? "of both tables" : `of the ${old.restricted ? "old" : "new"} table`;
    return `The kernel hid the addresses ${whose}. Slides, and what moved, was resized or is ambiguous, can’t be told; take the table as root to see them.`;
  }
  if (areBuildsDifferent(facts)) return "Another build places nearly everything anew, so that moved and resized tell little here; added, removed and retyped tell more.";
  return undefined;
}

/** `+0x1d400000` */
function signed(distance: bigint): string {
  return distance < 0n ? `−${hex(-distance)}` : `+${hex(distance)}`;
}

export function slideText(slide: bigint): string {
  return slide === 0n ? "none" : signed(slide);
}

/** What is another in the new table. */
export function differenceText({ change, old, new: now, beyond }: ChangeRow): string {
  const only = old ?? now;
  if (old === null || now === null) return only === null ? "" : factsText(only);
  switch (change) {
    case "moved":
      return beyond === undefined ? `by ${signed(now.address - old.address)}` : `${signed(beyond)} off the slide`;
    case "resized":
      return `${sizeText(old.size)} → ${sizeText(now.size)}`;
    case "retyped":
      return `${plainName(old.type)} → ${plainName(now.type)}`;
    default:
      return `${shortName(ownerName(old.owner))} → ${shortName(ownerName(now.owner))}`;
  }
}

function factsText({ type, size }: { type: string; size: bigint | undefined }): string {
  return size === undefined ? `type ${plainName(type)}` : `type ${plainName(type)}, size ${hex(size)}`;
}

function sizeText(size: bigint | undefined): string {
  return size === undefined ? "unknown" : hex(size);
}
