/** What stands in the place of a list that has no rows: the keyboard finds it where it would find the list. */

import type { ComponentChildren } from "preact";
import { LIST_ID } from "../list/focus.js";

export function Instead({ children }: { children: ComponentChildren }) {
  return (
    <div id={LIST_ID} class="nothing" tabIndex={-1}>
      {children}
    </div>
  );
}
