/** Which of the page's views is shown. */

import { signal } from "@preact/signals";
import { VIEWS } from "../query/hash.js";
import type { View } from "../query/hash.js";

export const view = signal<View>("symbols");

/** Goes to the next view or the one before, around the ends. */
export function turnView(step: 1 | -1): void {
  view.value = VIEWS[(VIEWS.indexOf(view.value) + step + VIEWS.length) % VIEWS.length] as View;
}
