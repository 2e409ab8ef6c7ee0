/** Keys that work anywhere on the page, but not while somebody types or a dialog is open. */

import { useEffect } from "preact/hooks";
import { commandOf, dialog, reach } from "../state/commands.js";

/** Element that `/` leads to. */
export const SEARCH_ID = "search";

export function useShortcuts(): void {
  useEffect(() => {
    reach.focusSearch = focusSearch;
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function onKey(event: KeyboardEvent): void {
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.defaultPrevented || dialog.value !== undefined || (!isCommand && isTyping(event.target))) return;
  const command = commandOf(event);
  if (command === undefined) return;
  event.preventDefault();
  command.run();
}

export function focusSearch(): void {
  const box = document.getElementById(SEARCH_ID);
  if (!(box instanceof HTMLInputElement)) return;
  box.focus();
  box.select();
}

function isTyping(target: EventTarget | null): boolean {
  return (target instanceof HTMLInputElement && target.type !== "checkbox") || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
