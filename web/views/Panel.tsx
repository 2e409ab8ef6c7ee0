/** The panel beside the results, which on a narrow screen takes their place. */

import { useEffect, useRef } from "preact/hooks";
import { closeDetails, details, panelShown } from "../state/selection.js";
import { table } from "../state/table.js";
import { Details } from "./Details.js";
import { focusResults } from "./list/focus.js";
import { Report } from "./Report.js";

/** The width up to which styles/layout.css puts the panel in the place of the results. */
const NARROW = "(max-width: 56rem)";

export function Panel() {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!panelShown.value || !matchMedia(NARROW).matches) return undefined;
    // The list is hidden now, and the keyboard must not be left in it; it goes back when the list is there again.
    panel.current?.focus();
    return focusResults;
  }, [panelShown.value]);
  return (
    <aside ref={panel} class="panel" tabIndex={-1} aria-label={details.value === undefined ? "About the table" : "About the symbol"} onKeyDown={onKeyDown}>
      {details.value === undefined ? table.value && <Report table={table.value} close={leavePanel} /> : <Details details={details.value} close={leavePanel} />}
    </aside>
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key === "Escape") leavePanel();
}

/** Back to the results. */
function leavePanel(): void {
  closeDetails();
  focusResults();
}
