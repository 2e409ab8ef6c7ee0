/** The tabs between the page's views. */

import { VIEWS, view } from "../state/view.js";
import type { View } from "../state/view.js";

const TITLES: Readonly<Record<View, string>> = { symbols: "Symbols", overview: "Overview", ambiguity: "Ambiguity", log: "Log", compare: "Compare", files: "Files" };

export function Tabs() {
  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={onKeyDown}>
      {VIEWS.map((name) => (
        <button
          key={name}
          type="button"
          id={`tab-${name}`}
          class="tab"
          role="tab"
          aria-selected={view.value === name}
          aria-controls="view"
          tabIndex={view.value === name ? 0 : -1}
          onClick={() => (view.value = name)}
        >
          {TITLES[name]}
        </button>
      ))}
    </div>
  );
}

/** Arrow keys go from tab to tab, around the ends. */
function onKeyDown(event: KeyboardEvent): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const next = VIEWS[(VIEWS.indexOf(view.value) + step + VIEWS.length) % VIEWS.length] as View;
  view.value = next;
  document.getElementById(`tab-${next}`)?.focus();
}
