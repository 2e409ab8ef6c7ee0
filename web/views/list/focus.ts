/** Moves the keyboard between the search box and the results. */

/** Element of the list of results. */
export const LIST_ID = "results";

export function focusResults(): void {
  document.getElementById(LIST_ID)?.focus();
}
