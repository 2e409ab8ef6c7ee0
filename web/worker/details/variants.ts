/** The other names of a function: clones, parts and paddings that compilers and the build made of it. */

import { nameVariant } from "kallsyms";
import type { Variants, VariantRow } from "../details-protocol.js";
import type { LoadedTable } from "../load.js";
import { rowOf, symbolAt } from "../rows.js";
import { MOST_SHOWN } from "./namesakes.js";

/** Bytes of the longest pattern that a search takes. */
const LONGEST_PATTERN = 4096;

export function variantsOf(loaded: LoadedTable, index: number): Variants {
  const { table } = loaded;
  const name = table.nameBytes(index) as Uint8Array;
  const pattern = patternOf(name);
  if (pattern.length > LONGEST_PATTERN) return { missing: "The name is too long to be searched for." };
  const { indices } = table.search({ pattern, match: "exact", foldVariants: true });
  const others = without(indices, table.indicesByName(name));
  return { total: others.length, rows: nearest(loaded, others, index).map((other) => variantRow(loaded, other)) };
}

/** What all variants have in common: the base's bytes, or the path that a mangled name stands for. */
function patternOf(name: Uint8Array): Uint8Array {
  const { prefix, suffix, demangled } = nameVariant(name);
  // Prefixes and suffixes are ASCII, while the base may be no text at all.
  return demangled === undefined ? name.slice(prefix.length, name.length - suffix.length) : new TextEncoder().encode(demangled);
}

/** Both are ascending. */
function without(indices: Uint32Array, left: Uint32Array): Uint32Array {
  let next = 0;
  return indices.filter((index) => {
    while (next < left.length && (left[next] as number) < index) next++;
    return left[next] !== index;
  });
}

/** A name may stand for many functions, each with its variants: those near a symbol are its own. */
function nearest({ columns: { addresses } }: LoadedTable, indices: Uint32Array, index: number): number[] {
  const own = Number(addresses[index]);
  const distance = Float64Array.from(indices, (other) => Math.abs(Number(addresses[other]) - own));
  const places = Array.from(indices.keys()).sort((one, other) => (distance[one] as number) - (distance[other] as number));
  return places.slice(0, MOST_SHOWN).map((place) => indices[place] as number);
}

function variantRow(loaded: LoadedTable, index: number): VariantRow {
  const row = rowOf(loaded, symbolAt(loaded, index));
  return { ...row, isFragment: nameVariant(row.name).isFragment };
}
