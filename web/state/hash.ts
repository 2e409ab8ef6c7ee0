/** Keeps in the page's address what is asked, so that links, reloads and the way back work; never the data. */

import { batch, effect, signal } from "@preact/signals";
import { readHash, writeHash } from "../query/hash.js";
import type { PageState } from "../query/hash.js";
import { filter, sort, text } from "./query.js";
import { closeDetails, details, jumps, tellAbout } from "./selection.js";
import { table } from "./table.js";
import { view } from "./view.js";

/** Whether the link was made by a newer version of the page, so that something of it may be left out. */
export const isNewerLink = signal(false);

/** A symbol that a link names, until a table of that size is open. */
const awaited = signal<PageState["symbol"]>(undefined);

/** Takes the state from the address now and whenever it changes, and writes it there. */
export function followHash(): void {
  takeHash();
  addEventListener("popstate", takeHash);
  effect(showAwaited);
  effect(() => writeState());
}

function takeHash(): void {
  const { isNewer, ...state } = readHash(location.hash);
  batch(() => {
    view.value = state.view;
    text.value = state.text;
    filter.value = state.filter;
    sort.value = state.sort;
    awaited.value = state.symbol;
    if (state.symbol === undefined) closeDetails();
    isNewerLink.value = isNewer;
  });
  written = stepOf(state);
}

/** In a table of another size the place would be another symbol's: then nothing is shown. */
function showAwaited(): void {
  const symbol = awaited.value;
  if (symbol === undefined || table.value?.facts.size !== symbol.of || symbol.index >= symbol.of) return;
  awaited.value = undefined;
  tellAbout(symbol.index);
}

function currentState(): PageState {
  const index = details.value?.row.index;
  const of = table.value?.facts.size;
  const symbol = index === undefined || of === undefined ? awaited.value : { index, of };
  return { view: view.value, text: text.value, filter: filter.value, sort: sort.value, symbol };
}

/** What makes a step of the way back; letters that are typed and rows that are passed by don't. */
let written = "";

function stepOf(state: PageState): string {
  return `${writeHash({ ...state, text: "", symbol: undefined })} ${String(state.symbol !== undefined)} ${jumps.value}`;
}

function writeState(): void {
  const state = currentState();
  const hash = writeHash(state);
  const step = stepOf(state);
  if (hash === location.hash.slice(1)) return;
  const isStep = step !== written;
  written = step;
  const address = hash === "" ? location.pathname + location.search : `#${hash}`;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
