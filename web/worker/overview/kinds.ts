/** What symbols are by the letters of their types. */

import type { SectionKind } from "../overview-protocol.js";

/** The kinds that a letter tells. */
export const KINDS = ["text", "rodata", "data", "bss", "other"] as const satisfies readonly SectionKind[];

const LETTERS = ["tw", "rn", "dgvu", "bsc"];

export function kindOfType(type: string): SectionKind {
  return KINDS[placeOfKind(type)] as SectionKind;
}

/** By the code of a type letter the place of its kind in `KINDS`. */
export function kindsByType(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => placeOfKind(String.fromCharCode(code)));
}

function placeOfKind(type: string): number {
  const place = LETTERS.findIndex((letters) => letters.includes(type.toLowerCase()));
  return place < 0 ? LETTERS.length : place;
}
