/** The areas of the kernel image, by the markers that its linker script sets around them. */

import type { LoadedTable } from "../load.js";
import type { ImageArea, SectionKind } from "../overview-protocol.js";
import type { Extents } from "./extents.js";

/** Areas that hold others come before them. */
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
  const { addresses, owners, ownerNames, types } = loaded.columns;
  const system = ownerNames.indexOf("system");
  const image = rows.filter((row) => owners[row] === system);
  const marked = markedSpans(loaded);
  const areas: ImageArea[] = [];
  let absolute = 0;
  for (const { kind, from, to } of withSpansBetween(marked)) {
    const inside = image.subarray(firstAtOrAbove(addresses, image, from), to === undefined ? image.length : firstAtOrAbove(addresses, image, to));
    if (kind !== "other") areas.push({ kind, from, to: to as bigint, symbols: inside.length });
    else {
      const solid = inside.filter((row) => ((types[row] as number) | 0x20) !== "a".charCodeAt(0));
      absolute += inside.length - solid.length;
      const last = solid.at(-1);
      if (last !== undefined) areas.push({ kind, from: addresses[solid[0] as number] as bigint, to: (addresses[last] as bigint) + BigInt(Math.max(1, bytes[last] as number)), symbols: solid.length });
    }
  }
  return { areas, absolute };
}

/** Spans that don't overlap: where one holds another, the inner one is cut out of it. */
function markedSpans(loaded: LoadedTable): Span[] {
  const spans = MARKERS.flatMap(([kind, start, end]): Span[] => {
    const [from, to] = [markerOf(loaded, start), markerOf(loaded, end)];
    return from !== undefined && to !== undefined && from < to ? [{ kind, from, to }] : [];
  });
  const cuts = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => (a < b ? -1 : 1));
  const pieces: Span[] = [];
  cuts.slice(0, -1).forEach((from, at) => {
    const kind = spans.findLast((span) => span.from <= from && from < span.to)?.kind;
    const last = pieces.at(-1);
    if (kind === undefined) return;
    const to = cuts[at + 1] as bigint;
    if (last?.kind === kind && last.to === from) pieces[pieces.length - 1] = { ...last, to };
    else pieces.push({ kind, from, to });
  });
  return pieces;
}

/** The spans and what lies between them, from the lowest address to the highest. */
function withSpansBetween(spans: readonly Span[]): (Omit<Span, "to"> & { readonly to: bigint | undefined })[] {
  const starts = [0n, ...spans.map(({ to }) => to)];
  return starts.flatMap((from, at) => {
    const next = spans[at];
    const between = { kind: "other" as const, from, to: next?.from };
    return next === undefined ? [between] : [between, next];
  });
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
