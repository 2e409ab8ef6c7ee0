/** The heading of a column: sorts by it, and carries the handle that makes it wider. */

import type { Column } from "../../query/filter.js";
import { useEffect, useRef } from "preact/hooks";
import { NARROWEST, WIDEST, resizeColumn, widths } from "../../state/columns.js";
import { sort, sortBy } from "../../state/query.js";
import { COLUMN_TITLES } from "../symbols/Tools.js";

/** Pixels that an arrow key adds. */
const STEP = 16;

export function Heading({ column }: { column: Column }) {
  const current = sort.value?.by === column ? sort.value : undefined;
  const order = current === undefined ? "none" : current.descending ? "descending" : "ascending";
  return (
    <span role="columnheader" class={`cell heading cell-${column}`} aria-sort={order}>
      <button type="button" class="heading-sort" onClick={() => sortBy(column)}>
        {COLUMN_TITLES[column]}
        <span class="heading-sign" aria-hidden="true">
          {current === undefined ? "" : current.descending ? "↓" : "↑"}
        </span>
      </button>
      {column !== "size" && <Handle column={column} />}
    </span>
  );
}

/** Dragged or moved by the arrow keys. */
function Handle({ column }: { column: Column }) {
  const handle = useRef<HTMLSpanElement>(null);
  // Told once it is laid out: a column without a width of its own has what the window leaves it.
  const tellWidth = () => handle.current?.setAttribute("aria-valuenow", String(Math.round(widthOf(handle.current))));
  useEffect(tellWidth, [widths.value]);
  const onPointerDown = (event: PointerEvent) => {
    const held = event.currentTarget as HTMLElement;
    const start = widthOf(held) - event.clientX;
    event.preventDefault();
    held.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => resizeColumn(column, start + moved.clientX);
    held.addEventListener("pointermove", move);
    held.addEventListener("lostpointercapture", () => held.removeEventListener("pointermove", move), { once: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resizeColumn(column, widthOf(event.currentTarget as HTMLElement) + step);
  };
  return (
    <span
      class="heading-handle"
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${COLUMN_TITLES[column]}`}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={NARROWEST}
      tabIndex={0}
      ref={handle}
      onFocus={tellWidth}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}

function widthOf(handle: HTMLElement): number {
  return handle.parentElement?.offsetWidth ?? 0;
}
