/** The heading of a column: sorts by it, and carries the handle that makes it wider. */

import type { Column } from "../../query/filter.js";
import { NARROWEST, WIDEST, resizeColumn } from "../../state/columns.js";
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
  const onPointerDown = (event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement;
    const start = widthOf(handle) - event.clientX;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => resizeColumn(column, start + moved.clientX);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), { once: true });
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
      ref={(handle) => handle?.setAttribute("aria-valuenow", String(Math.round(widthOf(handle))))}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}

function widthOf(handle: HTMLElement): number {
  return handle.parentElement?.offsetWidth ?? 0;
}
