/** A box that narrows a list of the atlas by a part of a name. */

import { focusResults } from "../list/focus.js";

const FILTER_ID = "atlas-filter";

export function focusFilter(): void {
  document.getElementById(FILTER_ID)?.focus();
}

export function FilterBox({ label, text, set }: { label: string; text: string; set: (text: string) => void }) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      focusResults();
    } else if (event.key === "Escape" && text !== "") {
      event.preventDefault();
      set("");
    }
  };
  return (
    <input
      id={FILTER_ID}
      class="atlas-filter mono"
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      value={text}
      onInput={(event) => set(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
