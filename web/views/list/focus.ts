/** Moves the keyboard to the list of the view that is shown. */

/** Element of the list, or of what stands in its place. */
export const LIST_ID = "results";
/** Element of the view, whatever is in it. */
export const VIEW_ID = "view";

export function focusResults(): void {
  (document.getElementById(LIST_ID) ?? document.getElementById(VIEW_ID))?.focus();
}
