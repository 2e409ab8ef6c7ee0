/** The lines of a log, each beside what it stands for. */

import { useEffect } from "preact/hooks";
import { activateLine, activeLine, activeMention, backToLine, closeLine, copyLine, line, lineFilter, moveMention, nextUnclear, openMention, showAllLines } from "../../state/log.js";
import type { LogRows } from "../../state/log.js";
import { panelShown } from "../../state/selection.js";
import { sharedDigits } from "../../text/addresses.js";
import { LIST_ID, focusResults } from "../list/focus.js";
import { VirtualList, positionsOf } from "../list/VirtualList.js";
import { FILTER_ID } from "./LogHead.js";
import { LogLineRow, mentionId } from "./LogLineRow.js";

const COLUMNS = [
  ["Line", "cell-line"],
  ["As it was logged", "cell-text"],
  ["What it stands for", "cell-decoded"],
] as const;

export function LogList({ rows }: { rows: LogRows }) {
  useEffect(() => {
    // What had the keyboard, such as the box for pasting, may be gone.
    if (document.activeElement === document.body) focusResults();
  }, [rows.of]);
  useEffect(() => {
    // Other lines begin at their top: the one that is still active is brought into sight again.
    const position = activeLine.value;
    activeLine.value = -1;
    activeLine.value = position;
  }, [rows]);
  if (rows.total === 0) return <Nothing />;
  const at = activeMention.value;
  return (
    <div class="log-lines">
      <VirtualList
        class="list-log"
        label="Lines of the log"
        total={rows.total}
        of={rows}
        columns={COLUMNS}
        active={activeLine}
        activate={activateLine}
        cellId={at < 0 ? undefined : mentionId(activeLine.value, at)}
        onKey={onKey}
        leave={leave}
        need={(start, end) => rows.need(start, end)}
        rows={(start, end) => <Rows rows={rows} start={start} end={end} />}
      />
    </div>
  );
}

function Rows({ rows, start, end }: { rows: LogRows; start: number; end: number }) {
  // Read so that the rows are drawn again when others arrive.
  void rows.arrived.value;
  const bits = rows.of.table.facts.report.addressBits;
  const positions = positionsOf(start, end);
  const addresses = positions.flatMap((position) => rows.at(position)?.decoded.flatMap(({ place }) => place?.address ?? []) ?? []);
  const shared = sharedDigits(addresses, bits);
  return positions.map((position) => <LogLineRow key={position} position={position} row={rows.at(position)} bits={bits} shared={shared} />);
}

function Nothing() {
  return (
    <div id={LIST_ID} class="nothing" tabIndex={-1}>
      <p>No line of the log is like this.</p>
      <p>
        <button type="button" class="link" onClick={showAllLines}>
          Show all lines
        </button>
      </p>
    </div>
  );
}

/** Keys of the log, besides those of every list. */
function onKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case "n":
      nextUnclear(1);
      return true;
    case "N":
      nextUnclear(-1);
      return true;
    case "/":
      document.getElementById(FILTER_ID)?.focus();
      return true;
    case "y":
      void copyLine();
      return true;
    case "ArrowRight":
      return moveMention(1);
    case "ArrowLeft":
      return moveMention(-1);
    case "Enter":
      if (activeMention.value < 0) return false;
      openMention(activeLine.value, activeMention.value);
      return true;
    default:
      return false;
  }
}

/** Back by one step: from the symbol to the line, from the line to the list, from some lines to all. */
function leave(): void {
  if (backToLine()) return;
  if (line.value !== undefined || panelShown.value) closeLine();
  else if (lineFilter.value.show !== "all" || lineFilter.value.text !== "") showAllLines();
}
