/** The rows of an answer. */

import type { ResultRows } from "../../state/rows.js";
import { activate, active, closeDetails, details } from "../../state/selection.js";
import { sharedDigits } from "../../text/addresses.js";
import { focusSearch } from "../shortcuts.js";
import { ResultRow } from "./ResultRow.js";
import { VirtualList, positionsOf, rowId } from "./VirtualList.js";

const COLUMNS = ["Address", "Type", "Name", "Owner", "Size"].map((title) => [title, `cell-${title.toLowerCase()}`] as const);

export function ResultList({ results, bits }: { results: ResultRows; bits: number }) {
  return (
    <VirtualList
      label="Symbols found"
      total={results.total}
      of={results}
      columns={COLUMNS}
      active={active}
      activate={activate}
      leave={leave}
      need={(start, end) => results.need(start, end)}
      rows={(start, end) => <Rows results={results} start={start} end={end} bits={bits} />}
    />
  );
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
  return positions.map((position) => (
    <ResultRow
      key={position}
      id={rowId(position)}
      position={position}
      row={results.at(position)}
      asked={results.answer.asked?.[position]}
      wantedSize={wantedSize}
      isExact={exactName !== undefined && results.at(position)?.name === exactName}
      isActive={position === active.value}
      bits={bits}
      shared={shared}
    />
  ));
}

/** Back by one step: from the symbol to the list, from the list to the search. */
function leave(): void {
  if (details.value === undefined) return focusSearch();
  closeDetails();
}
