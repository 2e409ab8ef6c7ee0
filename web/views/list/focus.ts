/** Moves the keyboard to the list of the view that is shown. */

/** Element of the list, or of what stands in its place: the skip link leads there. */
export const LIST_ID = "results";

export function focusResults(): void {
  document.getElementById(LIST_ID)?.focus();
}
