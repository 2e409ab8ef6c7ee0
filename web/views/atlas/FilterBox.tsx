/** A box that narrows a list of the atlas by a part of a name. */

import { focusResults } from "../list/focus.js";
import { SEARCH_ID } from "../shortcuts.js";

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
      id={SEARCH_ID}
      class="atlas-filter mono"
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      aria-keyshortcuts="/"
      value={text}
      onInput={(event) => set(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
