/** Which of the page's views is shown. */

import { signal } from "@preact/signals";

/** The views, in the order of their tabs. */
export const VIEWS = ["symbols", "overview", "ambiguity", "log", "compare", "files"] as const;
export type View = (typeof VIEWS)[number];

export const view = signal<View>("symbols");

export function asView(text: string | null): View {
  return VIEWS.find((name) => name === text) ?? "symbols";
}
