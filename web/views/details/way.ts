/** The way from symbol to symbol by the panel's own buttons, and back. */

import { signal } from "@preact/signals";
import { details, showSymbol } from "../../state/selection.js";

/** Steps that are remembered. */
const MOST = 100;

/** Symbols that were left for another one, the last one last; empty again once a symbol was chosen elsewhere. */
export const way = signal<readonly number[]>([]);
/** The symbol that is on its way, by a button of the panel. */
let next: number | undefined;

export function follow(index: number): void {
  const from = details.value?.row.index;
  if (from === undefined || from === index) return;
  way.value = [...way.value.slice(-MOST), from];
  go(index);
}

export function goBack(): void {
  const index = way.value.at(-1);
  if (index === undefined) return;
  way.value = way.value.slice(0, -1);
  go(index);
}

function go(index: number): void {
  next = index;
  showSymbol(index);
}

/** Whether a symbol that is shown now came by the panel's buttons. */
export function arrived(index: number): boolean {
  const isFollowed = index === next;
  next = undefined;
  if (!isFollowed) way.value = [];
  return isFollowed;
}
