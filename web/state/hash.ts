/** Keeps the search in the page's address, and never the data: a link says what to ask, not what the table holds. */

import { effect } from "@preact/signals";
import { text } from "./query.js";

const KEY = "q";

/** Takes the search from the address now and whenever it changes, and writes it there. */
export function followHash(): void {
  text.value = fromHash();
  addEventListener("hashchange", () => {
    text.value = fromHash();
  });
  effect(() => writeHash(text.value));
}

function fromHash(): string {
  return new URLSearchParams(location.hash.slice(1)).get(KEY) ?? "";
}

// Each letter typed would be a step of the way back, so the entry is replaced.
function writeHash(value: string): void {
  if (value === fromHash()) return;
  const hash = value === "" ? location.pathname + location.search : `#${new URLSearchParams({ [KEY]: value }).toString()}`;
  history.replaceState(null, "", hash);
}
