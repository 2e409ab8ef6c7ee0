/** The file that the page tells about. */

import { signal } from "@preact/signals";
import { closeDetails } from "./selection.js";
import { snapshot } from "./table.js";
import { view } from "./view.js";

/** Position of the active file; −1 where there is none. */
export const activeMember = signal(-1);

export function activateMember(position: number): void {
  closeDetails();
  activeMember.value = position;
}

// Positions mean nothing in other files; and files without a table have nothing else to show.
snapshot.subscribe((next) => {
  activeMember.value = -1;
  if (next?.missing !== undefined) view.value = "files";
});
