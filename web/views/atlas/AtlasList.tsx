/** A list of the atlas: rows that lead to a symbol, and below them the way to all that a row stands for. */

import type { ComponentChildren } from "preact";
import type { Listed, Listing } from "../../state/atlas.js";
import { closeDetails, details, panelShown } from "../../state/selection.js";
import { VirtualList, positionsOf, rowId } from "../list/VirtualList.js";
import { focusFilter } from "./FilterBox.js";

interface Props<Q, A, R extends { readonly index: number }> {
  readonly class: string;
  readonly label: string;
  readonly listing: Listing<Q, A, R>;
  readonly list: Listed<Q, A, R>;
  readonly columns: ComponentChildren;
  readonly cells: (row: R) => ComponentChildren;
  /** What the button below the list leads to, for the active row. */
  readonly wayOut: (row: R) => { readonly title: ComponentChildren; readonly go: () => void };
  /** What the button says while no row is active. */
  readonly hint: string;
}

export function AtlasList<Q, A, R extends { readonly index: number }>(props: Props<Q, A, R>) {
  const { class: name, label, listing, list, columns } = props;
  const { rows } = list;
  return (
    <>
      <VirtualList
        class={`list-atlas ${name}`}
        label={label}
        total={rows.total}
        of={list}
        columns={columns}
        active={listing.active}
        activate={listing.activate}
        leave={leave}
        need={(start, end) => rows.need(start, end)}
        rows={(start, end) => <Rows {...props} start={start} end={end} />}
      />
      <WayOut {...props} />
    </>
  );
}

function Rows<Q, A, R extends { readonly index: number }>(props: Props<Q, A, R> & { start: number; end: number }) {
  const { listing, list, cells, start, end } = props;
  // Read so that the rows are drawn again when others arrive.
  void list.rows.arrived.value;
  return positionsOf(start, end).map((position) => {
    const row = list.rows.at(position);
    const isActive = position === listing.active.value;
    const open = () => {
      listing.activate(position);
      panelShown.value = true;
    };
    return (
      <div key={position} id={rowId(position)} class={`row row-symbol ${isActive ? "row-active" : ""}`} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={open}>
        {row === undefined ? (
          <span role="gridcell" class="cell cell-waiting">
            …
          </span>
        ) : (
          cells(row)
        )}
      </div>
    );
  });
}

function WayOut<Q, A, R extends { readonly index: number }>({ listing, list, wayOut, hint }: Props<Q, A, R>) {
  void list.rows.arrived.value;
  const row = list.rows.at(listing.active.value);
  const way = row && wayOut(row);
  return (
    <p class="atlas-way">
      <button type="button" class="button" disabled={way === undefined} onClick={way?.go}>
        Show in the table
      </button>
      <span class="atlas-way-what">{way?.title ?? hint}</span>
    </p>
  );
}

/** Back by one step: from the symbol to the list, from the list to the filter. */
function leave(): void {
  if (details.value === undefined) return focusFilter();
  closeDetails();
}
