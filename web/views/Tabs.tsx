/** The tabs between the page's views. */

import { VIEW_ID } from "./list/focus.js";
import { VIEWS } from "../query/hash.js";
import { VIEW_TITLES, keysOf } from "../state/commands.js";
import { turnView, view } from "../state/view.js";

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
          aria-controls={VIEW_ID}
          aria-keyshortcuts={keysOf(`view-${name}`)}
          tabIndex={view.value === name ? 0 : -1}
          onClick={() => (view.value = name)}
        >
          {VIEW_TITLES[name]}
        </button>
      ))}
    </div>
  );
}

/** Arrow keys go from tab to tab, around the ends. */
function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  event.preventDefault();
  turnView(event.key === "ArrowRight" ? 1 : -1);
  document.getElementById(`tab-${view.value}`)?.focus();
}
