/** A button that puts a text on the clipboard. */

import { copyText } from "../../state/toast.js";

/** @param what - What it is, as the button's name and the word about it say: “Copy tracefs spec”, “Copied tracefs spec.” */
export function Copy({ text, what }: { text: string; what: string }) {
  const name = `Copy ${what}`;
  return (
    <button type="button" class="copy" aria-label={name} title={name} onClick={() => void copyText(text, what)}>
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" aria-hidden="true">
        <rect x="4.5" y="4.5" width="8" height="8" rx="1.5" />
        <path d="M2.5 9.5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1" />
      </svg>
    </button>
  );
}
