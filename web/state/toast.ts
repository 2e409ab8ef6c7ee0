/** A short word about what was just done, shown for a while and read aloud. */

import { signal } from "@preact/signals";

/** How long it stands, in milliseconds. */
const WHILE = 4000;

export const toast = signal("");

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(words: string): void {
  clearTimeout(timer);
  toast.value = words;
  timer = setTimeout(() => (toast.value = ""), WHILE);
}

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${what}.`);
  } catch {
    say("The browser doesn’t let the page write to the clipboard.");
  }
}
