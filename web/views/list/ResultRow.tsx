/** One row of the results. */

import type { Column } from "../../query/filter.js";
import { activate, extendTo, panelShown } from "../../state/selection.js";
import { plainName } from "../../text/names.js";
import { ownerName } from "../../text/owners.js";
import { hex } from "../../text/numbers.js";
import { typeMeaning } from "../../text/types.js";
import type { Row } from "../../worker/protocol.js";
import { Address } from "../Address.js";
import { AliasMark, AmbiguousMark, OtherSizeMark } from "../Marks.js";
import { Name } from "../Name.js";

/** A name longer than this can't be seen whole in a row; the panel shows all of it. */
const LONGEST_SHOWN = 300;

interface Props {
  readonly id: string;
  readonly position: number;
  readonly columns: readonly Column[];
  /** `undefined` until it is here. */
  readonly row: Row | undefined;
  /** The address that was asked for. */
  readonly asked: bigint | undefined;
  /** The size that a symbol of the search must have. */
  readonly wantedSize: bigint | undefined;
  readonly isExact: boolean;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  /** The cell that the keyboard is at. */
  readonly cell: Column | undefined;
  readonly bits: number;
  /** Leading digits that all rows in sight share. */
  readonly shared: number;
}

export function ResultRow(props: Props) {
  const { id, position, columns, row, isExact, isActive, isSelected, cell } = props;
  const choose = (event: MouseEvent) => {
    if (event.shiftKey) return extendTo(position);
    activate(position);
    panelShown.value = true;
  };
  return (
    <div id={id} class={classes(isExact, isActive, isSelected)} role="row" aria-rowindex={position + 2} aria-selected={isSelected} onClick={choose}>
      {row === undefined ? (
        <span role="gridcell" class="cell cell-name cell-waiting">
          …
        </span>
      ) : (
        columns.map((column) => (
          <span key={column} id={cellId(position, column)} role="gridcell" class={`cell cell-${column} ${cell === column ? "cell-active" : ""}`} title={column === "type" ? typeMeaning(row.type) : undefined}>
            <Cell {...props} column={column} row={row} />
          </span>
        ))
      )}
    </div>
  );
}

export function cellId(position: number, column: Column): string {
  return `cell-${position}-${column}`;
}

function Cell({ column, row, asked, wantedSize, bits, shared }: Pick<Props, "asked" | "wantedSize" | "bits" | "shared"> & { readonly column: Column; readonly row: Row }) {
  switch (column) {
    case "address":
      return <Address address={row.address} bits={bits} shared={shared} />;
    case "type":
      return <>{row.type}</>;
    case "owner":
      return <span class={row.owner === "system" ? "dim" : undefined}>{plainName(ownerName(row.owner))}</span>;
    case "size":
      return <>{row.size === undefined ? "" : hex(row.size)}</>;
    case "name":
      return (
        <>
          <span class="cell-name-text">
            <Name name={row.name.slice(0, LONGEST_SHOWN)} />
            {asked !== undefined && <span class="offset">{offsetText(row, asked)}</span>}
          </span>
          {wantedSize !== undefined && row.size !== wantedSize && <OtherSizeMark />}
          {row.ambiguous && <AmbiguousMark />}
          {row.shared && <AliasMark />}
        </>
      );
  }
}

/** As the kernel prints it. */
function offsetText({ address, size }: Row, asked: bigint): string {
  return `+${hex(asked - address)}${size === undefined ? "" : `/${hex(size)}`}`;
}

function classes(isExact: boolean, isActive: boolean, isSelected: boolean): string {
  return ["row", "row-symbol", isExact && "row-exact", isSelected && "row-selected", isActive && "row-active"].filter(Boolean).join(" ");
}
