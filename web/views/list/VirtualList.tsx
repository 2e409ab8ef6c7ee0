/** A long list of rows, of which only those in sight are in the document. */

import { useSignalEffect } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { panelShown } from "../../state/selection.js";
import { LIST_ID } from "./focus.js";
import { rowAfterKey } from "./keys.js";
import { spacerHeight } from "./scale.js";
import { useScroll } from "./useScroll.js";

/** Rows that are drawn beyond those in sight, so that quick scrolling shows no gap. */
const BEYOND = 8;

interface Props {
  readonly class?: string;
  readonly label: string;
  readonly total: number;
  /** What the rows are of: where it changes, the list begins at its top. */
  readonly of: unknown;
  /** Titles of the columns, and the class of each; or the heading row's cells themselves. */
  readonly columns: readonly (readonly [title: string, className: string])[] | ComponentChildren;
  /** The list's own style, such as the widths of its columns. */
  readonly style?: Readonly<Record<string, string>>;
  /** Position of the active row; negative where there is none. */
  readonly active: Signal<number>;
  readonly activate: (position: number) => void;
  /** Selects up to a row, where several can be selected. */
  readonly extend?: (position: number) => void;
  /** Id of the cell that the keyboard is at, within the active row. */
  readonly cellId?: string | undefined;
  /** Takes a key that the list has no use for; tells whether it did. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
  /** What Escape does. */
  readonly leave: () => void;
  /** Told which rows are about to be drawn. */
  readonly need?: (start: number, end: number) => void;
  /** The rows from `start` to before `end`, made with {@link rowId}. */
  readonly rows: (start: number, end: number) => ComponentChildren;
}

export function VirtualList({ class: more = "", label, total, of, columns, style, active, activate, extend, cellId, onKey, leave, need, rows }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const scroll = useScroll(list, total, of);
  const { measures, top, scrollTop } = scroll;
  const fitting = measures.view / measures.rowHeight;
  const start = Math.max(0, Math.floor(top) - BEYOND);
  const end = Math.min(total, Math.ceil(top + fitting) + BEYOND);
  useSignalEffect(() => scroll.reveal(active.value));
  need?.(start, end);

  const onKeyDown = (event: KeyboardEvent) => {
    // What stands in the list has keys of its own.
    if (event.target !== list.current) return;
    if (onKey?.(event) === true) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && active.value >= 0) panelShown.value = true;
    else if (event.key === "Escape") leave();
    else moveTo(event, rowAfterKey(event.key, active.value, total, fitting), event.shiftKey && event.key !== "G" && extend !== undefined ? extend : activate);
  };

  return (
    <div
      ref={list}
      id={LIST_ID}
      class={`list ${more}`}
      style={style}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={total + 1}
      aria-multiselectable={extend === undefined ? undefined : true}
      aria-activedescendant={active.value >= start && active.value < end ? (cellId ?? rowId(active.value)) : undefined}
      onScroll={scroll.onScroll}
      onKeyDown={onKeyDown}
    >
      <div class="list-head" role="rowgroup">
        <div class="row" role="row" aria-rowindex={1}>
          {isTitles(columns)
            ? columns.map(([title, className]) => (
                <span key={title} role="columnheader" class={`cell ${className}`}>
                  {title}
                </span>
              ))
            : columns}
        </div>
      </div>
      <div class="list-space" role="presentation" style={{ height: `${spacerHeight(measures)}px` }}>
        <div class="list-rows" role="rowgroup" style={{ transform: `translateY(${scrollTop - (top - start) * measures.rowHeight}px)` }}>
          {rows(start, end)}
        </div>
      </div>
    </div>
  );
}

function isTitles(columns: Props["columns"]): columns is readonly (readonly [title: string, className: string])[] {
  return Array.isArray(columns) && Array.isArray(columns[0]);
}

function moveTo(event: Event, row: number | undefined, activate: (position: number) => void): void {
  if (row === undefined) return;
  event.preventDefault();
  activate(row);
}

export function rowId(position: number): string {
  return `row-${position}`;
}

/** The positions from `start` to before `end`. */
export function positionsOf(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at);
}
