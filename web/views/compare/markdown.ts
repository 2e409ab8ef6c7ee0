/** A comparison as Markdown, for a bug report. Names are hostile text here too: they stand in code spans. */

import type { OpenComparison } from "../../state/compare.js";
import { code, plain, tableOf } from "../../text/markdown.js";
import { count, counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import { KINDS } from "../../worker/compare-protocol.js";
import type { Changes, Listed, Side } from "../../worker/compare-protocol.js";
import { BY_ADDRESS, KIND_WORDS, advice, headline, openName, otherName, shortName, slideText } from "./words.js";

/** Slides and owners that are written. */
const MOST = 20;

/** @param listed - What is listed, where it isn't all. */
export function markdownOf(of: OpenComparison, listed: Changes | undefined): string {
  const { facts } = of;
  const kinds = KINDS.filter((kind) => facts.addresses || !BY_ADDRESS.has(kind)).map((kind) => [KIND_WORDS[kind].word, count(facts.counts[kind])]);
  const slides = [...facts.image, ...facts.slides.first].slice(0, MOST);
  const total = facts.image.length + facts.slides.total;
  const parts = [
    "## Comparison of two kernel symbol tables",
    `- Old: ${sideText(of, "old")}\n- New: ${sideText(of, "new")}`,
    `**${plain(headline(facts))}**`,
    advice(facts),
    tableOf(["Change", "Symbols"], [...kinds, ["unchanged", count(facts.counts.unchanged)]]),
    slides.length > 0 && tableOf(["Owner", "Slide", "Agree", "Differ"], slides.map(({ owner, slide, agreeing, differing }) => [code(shortName(ownerName(owner))), slideText(slide), count(agreeing), count(differing)])),
    total > slides.length && `The first ${count(slides.length)} of ${counted(total, "slide")} are shown.`,
    ownersLine("Gone", facts.ownersRemoved),
    ownersLine("New", facts.ownersAdded),
    listed !== undefined && listed.total < facts.size && filterText(listed),
  ];
  return `${parts.filter((part) => typeof part === "string").join("\n\n")}\n`;
}

function sideText(of: OpenComparison, side: Side): string {
  const name = of.open === side ? openName(of.table) : otherName(of.other);
  const { symbols, restricted } = of.facts[side];
  return `${code(shortName(name))}, ${counted(symbols, "symbol")}${restricted ? ", addresses hidden" : ""}`;
}

function ownersLine(title: string, { total, first }: Listed<string>): string | false {
  if (total === 0) return false;
  const named = first.slice(0, MOST).map((owner) => code(shortName(ownerName(owner))));
  return `${title}: ${named.join(", ")}${total > named.length ? ` and ${count(total - named.length)} more` : ""}`;
}

function filterText({ total, filter: { kinds, name, owner } }: Changes): string {
  const conditions = [
    kinds.length > 0 && kinds.map((kind) => KIND_WORDS[kind].word).join(" or "),
    name !== "" && `with ${code(shortName(name))} in the name`,
    owner !== undefined && `of ${code(shortName(ownerName(owner)))}`,
  ];
  return `${counted(total, "change")} ${conditions.filter((condition) => condition !== false).join(", ")}.`;
}
