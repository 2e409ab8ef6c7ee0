/** Fetches the views that come after the first paint. */

import { signal } from "@preact/signals";
import { missing } from "./parts.js";

type Later = typeof import("../views/later.js");

/** `undefined` until they are here. */
export const later = signal<Later | undefined>(undefined);

let fetching: Promise<void> | undefined;

/** @throws PartMissing where they couldn't be fetched; the next call tries again. */
export function fetchLater(): Promise<void> {
  fetching ??= import("../views/later.js").then(
    (views) => {
      later.value = views;
    },
    (error: unknown) => {
      fetching = undefined;
      throw missing(`its views whole: ${String(error)}`, error);
    },
  );
  return fetching;
}
