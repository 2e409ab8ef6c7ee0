/** Keeps the view and the search in the page's address, and never the data: a link says what to ask, not what the table holds. */

import { batch, effect } from "@preact/signals";
import { text } from "./query.js";
import { asView, view } from "./view.js";

/** Takes the state from the address now and whenever it changes, and writes it there. */
export function followHash(): void {
  takeHash();
  addEventListener("hashchange", takeHash);
  effect(() => writeHash(hashOf()));
}

function takeHash(): void {
  const values = new URLSearchParams(location.hash.slice(1));
  batch(() => {
    text.value = values.get("q") ?? "";
    view.value = asView(values.get("view"));
  });
}

function hashOf(): string {
  const values = new URLSearchParams();
  if (view.value !== "symbols") values.set("view", view.value);
  if (text.value !== "") values.set("q", text.value);
  return values.toString();
}

// Each letter typed would be a step of the way back, so the entry is replaced.
function writeHash(hash: string): void {
  if (hash !== new URLSearchParams(location.hash.slice(1)).toString()) history.replaceState(null, "", hash === "" ? location.pathname + location.search : `#${hash}`);
}
