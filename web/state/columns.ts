/** Which columns the table shows, and how wide they are; kept in this browser. */

import { computed, signal } from "@preact/signals";
import { COLUMNS } from "../query/filter.js";
import type { Column } from "../query/filter.js";
import { keep, recall } from "./kept.js";

/** Pixels. */
export const NARROWEST = 40;
export const WIDEST = 1200;

interface Layout {
  readonly hidden: readonly Column[];
  /** In pixels; a column that isn't named has its usual width. */
  readonly widths: Readonly<Partial<Record<Column, number>>>;
}

const NAME = "columns";
const USUAL: Layout = { hidden: [], widths: {} };

const layout = signal<Layout>(recall(NAME, isLayout) ?? USUAL);

export const shownColumns = computed(() => COLUMNS.filter((column) => !layout.value.hidden.includes(column)));
export const widths = computed(() => layout.value.widths);
export const isUsual = computed(() => layout.value.hidden.length === 0 && Object.keys(layout.value.widths).length === 0);

/** The name always stays: without it a row says nothing. */
export function showColumn(column: Column, isShown: boolean): void {
  if (column === "name") return;
  const others = layout.value.hidden.filter((name) => name !== column);
  change({ hidden: isShown ? others : [...others, column] });
}

export function resizeColumn(column: Column, width: number): void {
  change({ widths: { ...layout.value.widths, [column]: Math.round(Math.max(NARROWEST, Math.min(width, WIDEST))) } });
}

export function resetColumns(): void {
  change(USUAL);
}

function change(part: Partial<Layout>): void {
  layout.value = { ...layout.value, ...part };
  keep(NAME, layout.value);
}

function isLayout(value: unknown): value is Layout {
  const { hidden, widths: wide } = (value ?? {}) as Partial<Layout>;
  const isColumn = (name: unknown) => name !== "name" && (COLUMNS as readonly unknown[]).includes(name);
  return Array.isArray(hidden) && hidden.every(isColumn) && typeof wide === "object" && wide !== null && Object.values(wide).every((width) => typeof width === "number" && width >= NARROWEST && width <= WIDEST);
}
