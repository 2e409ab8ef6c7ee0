/** Words of evidence and findings: bounded, whatever names and numbers a file holds. */

import { formatAddress } from "../core/address.js";

/** Characters of a name or path that a sentence keeps. */
const MOST_CHARACTERS = 200;

/** Items that a sentence lists. */
const MOST_LISTED = 5;

/** A text from a file, cut to 200 characters. */
export function shortened(text: string): string {
  // A cut must not leave half of a surrogate pair.
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** A count with commas: `12,345`. */
export function number(count: number): string {
  return count.toLocaleString("en-US");
}

/** A count with its noun: `1 symbol`, `12,345 symbols`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${number(count)} ${count === 1 ? singular : plural}`;
}

/** The first five of some texts, and how many more there are. */
export function listed(texts: readonly string[]): string {
  const first = texts.slice(0, MOST_LISTED).map(shortened).join(", ");
  return texts.length > MOST_LISTED ? `${first} and ${number(texts.length - MOST_LISTED)} more` : first;
}

/** How far something lies from something else: `0x1d000000 higher`, `0x200000 lower`. */
export function shifted(slide: bigint): string {
  return slide < 0n ? `${formatAddress(-slide)} lower` : `${formatAddress(slide)} higher`;
}

/** A slide with its sign: `+0x1d000000`, `-0x200000`, `0`. */
export function signed(slide: bigint): string {
  if (slide === 0n) return "0";
  return slide < 0n ? `-${formatAddress(-slide)}` : `+${formatAddress(slide)}`;
}
