/** The load that is under way: one at a time, and the next one ends it. */

import { signal } from "@preact/signals";
import type { Progress } from "../worker/protocol.js";

/** What is on its way. */
export interface Loading {
  readonly name: string;
  readonly progress: Progress | undefined;
  /** Files found so far, while a folder is walked. */
  readonly listed: number | undefined;
}

export const loading = signal<Loading | undefined>(undefined);

let current: AbortController | undefined;

/** @returns A signal that aborts when the load is cancelled, or when another takes its place. */
export function beginLoading(name: string): AbortSignal {
  cancelLoading();
  current = new AbortController();
  loading.value = { name, progress: undefined, listed: undefined };
  return current.signal;
}

/** Shows how far a load is, unless it is no longer the one. */
export function showLoading(of: AbortSignal, change: Partial<Loading>): void {
  if (current?.signal === of && loading.value !== undefined) loading.value = { ...loading.value, ...change };
}

export function endLoading(of: AbortSignal): void {
  if (current?.signal !== of) return;
  current = undefined;
  loading.value = undefined;
}

/** Ends the load and leaves the page as it was. */
export function cancelLoading(): void {
  current?.abort();
  current = undefined;
  loading.value = undefined;
}
