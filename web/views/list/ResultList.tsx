/** The rows of an answer. */

import { shownColumns, widths } from "../../state/columns.js";
import type { ResultRows } from "../../state/rows.js";
import { copyChosen } from "../../state/rows-out.js";
import { activate, active, activeCell, closeDetails, details, extendTo, selectAll, selected } from "../../state/selection.js";
import type { Column } from "../../query/filter.js";
import { sharedDigits } from "../../text/addresses.js";
import { focusSearch } from "../shortcuts.js";
import { Heading } from "./Heading.js";
import { ResultRow, cellId } from "./ResultRow.js";
import { VirtualList, positionsOf, rowId } from "./VirtualList.js";

export function ResultList({ results, bits }: { results: ResultRows; bits: number }) {
  const columns = shownColumns.value;
  const cell = activeCell.value;
  return (
    <VirtualList
      class="list-symbols"
      label="Symbols found"
      total={results.total}
      of={results}
      style={{ "--columns": columns.map(trackOf).join(" ") }}
      columns={columns.map((column) => (
        <Heading key={column} column={column} />
      ))}
      active={active}
      activate={activate}
      extend={extendTo}
      cellId={cell === undefined ? undefined : cellId(active.value, cell)}
      onKey={onKey}
      leave={leave}
      need={(start, end) => results.need(start, end)}
      rows={(start, end) => <Rows results={results} start={start} end={end} bits={bits} />}
    />
  );
}

/** Usual widths; the name takes what is left, unless somebody gave it a width. */
const TRACKS: Readonly<Record<Column, string>> = { address: "var(--address)", type: "var(--type)", name: "minmax(0, 1fr)", owner: "var(--owner)", size: "var(--size)" };

function trackOf(column: Column): string {
  const width = widths.value[column];
  return width === undefined ? TRACKS[column] : `${width}px`;
}

function Rows({ results, start, end, bits }: { results: ResultRows; start: number; end: number; bits: number }) {
  // Read so that the rows are drawn again when others arrive.
  void results.arrived.value;
  const { reading } = results.answer.question;
  const wantedSize = reading.as === "offset" ? reading.size : undefined;
  const exactName = reading.as === "name" || reading.as === "exact" ? reading.text : undefined;
  const positions = positionsOf(start, end);
  const shared = sharedDigits(
    positions.flatMap((position) => results.at(position)?.address ?? []),
    bits,
  );
  const chosen = selected.value;
  return positions.map((position) => (
    <ResultRow
      key={position}
      id={rowId(position)}
      position={position}
      columns={shownColumns.value}
      row={results.at(position)}
      asked={results.answer.asked?.[position]}
      wantedSize={wantedSize}
      isExact={exactName !== undefined && results.at(position)?.name === exactName}
      isActive={position === active.value}
      isSelected={chosen !== undefined && position >= chosen.start && position < chosen.end}
      cell={position === active.value ? activeCell.value : undefined}
      bits={bits}
      shared={shared}
    />
  ));
}

/** Keys beyond those that move from row to row. */
function onKey(event: KeyboardEvent): boolean {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key === "a") selectAll();
  else if ((isCommand && event.key === "c" && getSelection()?.isCollapsed !== false) || (!isCommand && event.key === "y")) void copyChosen();
  else if (!isCommand && (event.key === "ArrowLeft" || event.key === "ArrowRight")) markCell(event.key === "ArrowLeft" ? -1 : 1);
  else return false;
  return true;
}

/** From no cell to the first or last, and off the row again at its ends. */
function markCell(step: number): void {
  const columns = shownColumns.value;
  const at = activeCell.value === undefined ? (step > 0 ? -1 : columns.length) : columns.indexOf(activeCell.value);
  activeCell.value = active.value < 0 ? undefined : columns[at + step];
}

/** Back by one step: from the symbol to the list, from the list to the search. */
function leave(): void {
  if (details.value === undefined) return focusSearch();
  closeDetails();
}
