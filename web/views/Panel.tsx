/** The panel beside the results, which on a narrow screen takes their place. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { backToLine, closeLine, line } from "../state/log.js";
import { details, panelShown } from "../state/selection.js";
import { table } from "../state/table.js";
import { Details } from "./Details.js";
import { focusResults } from "./list/focus.js";
import { LineDetails } from "./log/LineDetails.js";
import { Report } from "./Report.js";

/** The width up to which styles/layout.css puts the panel in the place of the results. */
const NARROW = "(max-width: 56rem)";

export function Panel() {
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!panelShown.value || !matchMedia(NARROW).matches) return undefined;
    // The list is hidden now, and the keyboard must not be left in it; it goes back when the list is there again.
    panel.current?.focus();
    return focusResults;
  }, [panelShown.value]);
  // Back by one step: from a symbol to the line that named it, else to the results.
  const leave = () => {
    if (backToLine()) return panel.current?.focus();
    closeLine();
    focusResults();
  };
  return (
    <aside ref={panel} class="panel" tabIndex={-1} aria-label={`About the ${subject()}`} onKeyDown={(event) => event.key === "Escape" && leave()}>
      <Subject close={leave} />
    </aside>
  );
}

function subject(): "symbol" | "line" | "table" {
  if (details.value !== undefined) return "symbol";
  return line.value === undefined ? "table" : "line";
}

function Subject({ close }: { close: () => void }) {
  if (details.value !== undefined) return <Details details={details.value} close={close} />;
  if (line.value !== undefined) return <LineDetails line={line.value} close={close} />;
  return table.value === undefined ? null : <Report table={table.value} close={close} />;
}
