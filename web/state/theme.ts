/** Light, dark, or as the system has it; kept in this browser. */

import { effect, signal } from "@preact/signals";
import { keep, recall } from "./kept.js";

const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "theme";

export const theme = signal<Theme>(recall(NAME, isTheme) ?? "system");

function setTheme(next: Theme): void {
  theme.value = next;
  keep(NAME, next);
}

/** System, light, dark, and system again. */
export function nextTheme(): void {
  setTheme(THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] as Theme);
}

function isTheme(value: unknown): value is Theme {
  return (THEMES as readonly unknown[]).includes(value);
}

// As soon as this is loaded, so that no other theme is painted before; the styles read it.
effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
});
