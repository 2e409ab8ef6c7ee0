/** The areas of the kernel image, by the markers that its linker script sets around them. */

import type { LoadedTable } from "../load.js";
import type { ImageArea, SectionKind } from "../overview-protocol.js";
import { LETTER_A, SYSTEM } from "./extents.js";
import type { Extents } from "./extents.js";
import { KINDS, kindsByType } from "./kinds.js";

/** Areas that hold others come before them; what is known of a kind already needs no further markers. */
const MARKERS: readonly (readonly [kind: SectionKind, from: string, to: string])[] = [
  ["text", "_stext", "_etext"],
  ["rodata", "__start_rodata", "__end_rodata"],
  ["data", "_sdata", "_edata"],
  ["bss", "__bss_start", "__bss_stop"],
  ["init", "__init_begin", "__init_end"],
  ["init", "_sinittext", "_einittext"],
  ["percpu", "__per_cpu_start", "__per_cpu_end"],
];

interface Span {
  readonly kind: SectionKind;
  readonly from: bigint;
  readonly to: bigint;
}

/** The image's areas in the order of their addresses, and the number of absolute symbols that lie in none. */
export function imageAreas(loaded: LoadedTable, { rows, bytes }: Extents): { areas: ImageArea[]; absolute: number } {
  const { addresses, owners, types } = loaded.columns;
  const image = rows.filter((row) => owners[row] === SYSTEM);
  const isSolid = (row: number) => ((types[row] as number) | 0x20) !== LETTER_A;
  const areas: ImageArea[] = [];
  let absolute = 0;
  for (const { kind, from, to } of withSpansBetween(markedSpans(loaded))) {
    const end = to === undefined ? image.length : firstAtOrAbove(addresses, image, to);
    const inside = image.subarray(firstAtOrAbove(addresses, image, from), end);
    if (kind !== undefined && to !== undefined) {
      areas.push({ kind, from, to, symbols: inside.length });
      continue;
    }
    const solid = inside.filter(isSolid);
    absolute += inside.length - solid.length;
    if (solid.some((row) => bytes[row] !== 0)) areas.push({ kind: kindOfMost(types, solid), ...reachOf(addresses, solid, bytes), symbols: solid.length });
  }
  return { areas, absolute };
}

function reachOf(addresses: BigUint64Array, rows: Uint32Array, bytes: Uint32Array): { from: bigint; to: bigint } {
  const last = addresses[rows.at(-1) as number] as bigint;
  const covering = rows.filter((row) => bytes[row] !== 0).at(-1) as number;
  const end = (addresses[covering] as bigint) + BigInt(bytes[covering] as number);
  return { from: addresses[rows[0] as number] as bigint, to: end > last ? end : last + 1n };
}

/** What nine of ten symbols are, where no marker tells. */
function kindOfMost(types: Uint8Array, rows: Uint32Array): SectionKind {
  const kinds = kindsByType();
  const counts = KINDS.map(() => 0);
  for (const row of rows) (counts[kinds[types[row] as number] as number] as number)++;
  return KINDS[counts.findIndex((symbols) => symbols >= 0.9 * rows.length)] ?? "other";
}

/** Spans that don't overlap: where one holds another, the inner one is cut out of it. */
function markedSpans(loaded: LoadedTable): Span[] {
  const spans: Span[] = [];
  for (const [kind, start, end] of MARKERS) {
    const [from, to] = [markerOf(loaded, start), markerOf(loaded, end)];
    if (from !== undefined && to !== undefined && from < to && spans.every((span) => span.kind !== kind)) spans.push({ kind, from, to });
  }
  const cuts = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => (a < b ? -1 : 1));
  const pieces: Span[] = [];
  cuts.slice(0, -1).forEach((from, at) => {
    const kind = spans.filter((span) => span.from <= from && from < span.to).at(-1)?.kind;
    if (kind !== undefined) pieces.push({ kind, from, to: cuts[at + 1] as bigint });
  });
  return pieces;
}

/** The spans and what lies between them, from the lowest address to the highest. */
function withSpansBetween(spans: readonly Span[]): { readonly kind: SectionKind | undefined; readonly from: bigint; readonly to: bigint | undefined }[] {
  const between = [...spans, undefined].map((next, at) => ({ kind: undefined, from: spans[at - 1]?.to ?? 0n, to: next?.from }));
  return between.flatMap((gap, at) => [gap, ...spans.slice(at, at + 1)]);
}

/** A marker that stands at several addresses marks nothing. */
function markerOf({ table }: LoadedTable, name: string): bigint | undefined {
  const [marker, ...others] = table.search({ pattern: name, match: "exact", owner: "system", limit: 2 }).symbols;
  return others.length === 0 ? marker?.address : undefined;
}

/** Bisects rows that are in the order of their addresses. */
function firstAtOrAbove(addresses: BigUint64Array, rows: Uint32Array, address: bigint): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((addresses[rows[middle] as number] as bigint) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
