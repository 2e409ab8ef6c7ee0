/** Moves the keyboard to the list of the view that is shown. */

/** Element of the list. */
export const LIST_ID = "results";

export function focusResults(): void {
  document.getElementById(LIST_ID)?.focus();
}
