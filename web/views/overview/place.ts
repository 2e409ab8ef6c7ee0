/** What the places of the treemap and their parts are called, and where they lead. */

import { measure } from "../../state/overview.js";
import { showInTable } from "../../state/query.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { Amount, Division, Part, Place } from "../../worker/overview-protocol.js";
import { prefixPattern } from "../../worker/overview/prefix.js";
import { KIND_WORDS, kindOfOwner, memory, percent, prefixWords } from "./words.js";
import type { PartKind } from "./words.js";

/** A place, or one name within it. */
export interface Target extends Place {
  readonly name?: string;
}

/** What a part is, in full; `undefined` stands for all that have no tile. */
export function labelWords({ place, by, whole }: Division, amount: Amount, part: Part | undefined): string {
  const sizes = by === "bytes" || whole.bytes > 0 ? `${memory(amount.bytes)}, ` : "";
  return `${sizes}${counted(amount.symbols, "symbol")}, ${percent(amount[by], whole[by])}${part === undefined ? "" : `, ${place.owner === undefined ? "" : "mostly "}${KIND_WORDS[kindOf(part, place)]}`}`;
}

export function wholeWords({ place, by, whole, parts, rest }: Division): string {
  const size = by === "bytes" ? `${memory(whole.bytes)} that symbols cover` : counted(whole.symbols, "symbol");
  return `${size} in ${count(place.skip + parts.length + rest.parts)} ${levelOf(place)}`;
}

export function levelOf({ owner, prefix }: Place): "owners" | "prefixes" | "names" {
  return owner === undefined ? "owners" : prefix === undefined ? "prefixes" : "names";
}

export function partWords({ key }: Part, place: Place): string {
  const level = levelOf(place);
  return level === "owners" ? ownerName(plainName(key)) : level === "prefixes" ? prefixWords(key) : plainName(key);
}

export function kindOf({ key, kind }: Part, { owner }: Place): PartKind {
  return owner === undefined ? kindOfOwner(key) : kind;
}

/** Where a part leads. */
export function targetOf({ owner, prefix }: Place, { key }: Part): Target {
  if (owner === undefined) return { owner: key, prefix, skip: 0 };
  return prefix === undefined ? { owner, prefix: key, skip: 0 } : { owner, prefix, skip: 0, name: key };
}

/** What a place holds, in the table, sorted as the picture is. */
export function showPlace({ owner, prefix, name }: Target): void {
  const filter = { owners: owner === undefined ? [] : [owner] };
  const text = name !== undefined ? `=${name}` : prefix === undefined ? "" : prefixPattern(prefix);
  showInTable(measure.value === "bytes" ? { text, filter, sort: { by: "size", descending: true } } : { text, filter });
}
