/** The rows of an answer, of which only those in sight are in the document. */

import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ResultRows } from "../../state/rows.js";
import { activate, active, closeDetails, details, panelShown } from "../../state/selection.js";
import { sharedDigits } from "../../text/addresses.js";
import { focusSearch } from "../shortcuts.js";
import { LIST_ID } from "./focus.js";
import { rowAfterKey } from "./keys.js";
import { ResultRow } from "./ResultRow.js";
import { spacerHeight } from "./scale.js";
import { useScroll } from "./useScroll.js";

/** Rows that are drawn beyond those in sight, so that quick scrolling shows no gap. */
const BEYOND = 8;

export function ResultList({ results, bits }: { results: ResultRows; bits: number }) {
  const list = useRef<HTMLDivElement>(null);
  const { total } = results.answer;
  const scroll = useScroll(list, total, results);
  const { measures, top, scrollTop } = scroll;
  const fitting = measures.view / measures.rowHeight;
  const start = Math.max(0, Math.floor(top) - BEYOND);
  const end = Math.min(total, Math.ceil(top + fitting) + BEYOND);
  useSignalEffect(() => scroll.reveal(active.value));
  results.need(start, end);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && active.value >= 0) panelShown.value = true;
    else if (event.key === "Escape") leave();
    else moveBy(event, rowAfterKey(event.key, active.value, total, fitting));
  };

  return (
    <div
      ref={list}
      id={LIST_ID}
      class="list"
      role="grid"
      tabIndex={0}
      aria-label="Symbols found"
      aria-rowcount={total + 1}
      aria-activedescendant={active.value >= start && active.value < end ? rowId(active.value) : undefined}
      onScroll={scroll.onScroll}
      onKeyDown={onKeyDown}
    >
      <ListHeader />
      <div class="list-space" role="presentation" style={{ height: `${spacerHeight(measures)}px` }}>
        <div class="list-rows" role="rowgroup" style={{ transform: `translateY(${scrollTop - (top - start) * measures.rowHeight}px)` }}>
          <Rows results={results} start={start} end={end} bits={bits} />
        </div>
      </div>
    </div>
  );
}

function Rows({ results, start, end, bits }: { results: ResultRows; start: number; end: number; bits: number }) {
  // Read so that the rows are drawn again when others arrive.
  void results.arrived.value;
  const { reading } = results.answer;
  const wantedSize = reading.as === "offset" ? reading.size : undefined;
  const positions = Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at);
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
      isExact={position < results.answer.exact}
      isActive={position === active.value}
      bits={bits}
      shared={shared}
    />
  ));
}

function ListHeader() {
  return (
    <div class="list-head" role="rowgroup">
      <div class="row" role="row" aria-rowindex={1}>
        {["Address", "Type", "Name", "Owner", "Size"].map((title) => (
          <span key={title} role="columnheader" class={`cell cell-${title.toLowerCase()}`}>
            {title}
          </span>
        ))}
      </div>
    </div>
  );
}

function moveBy(event: Event, row: number | undefined): void {
  if (row === undefined) return;
  event.preventDefault();
  activate(row);
}

/** Back by one step: from the symbol to the list, from the list to the search. */
function leave(): void {
  if (details.value === undefined) return focusSearch();
  closeDetails();
}

function rowId(position: number): string {
  return `row-${position}`;
}
