/** One row of the results. */

import { activate, panelShown } from "../../state/selection.js";
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
  /** `undefined` until it is here. */
  readonly row: Row | undefined;
  /** The address that was asked for. */
  readonly asked: bigint | undefined;
  /** The size that a symbol of the search must have. */
  readonly wantedSize: bigint | undefined;
  readonly isExact: boolean;
  readonly isActive: boolean;
  readonly bits: number;
  /** Leading digits that all rows in sight share. */
  readonly shared: number;
}

export function ResultRow({ id, position, row, asked, wantedSize, isExact, isActive, bits, shared }: Props) {
  const open = () => {
    activate(position);
    panelShown.value = true;
  };
  return (
    <div id={id} class={classes(isExact, isActive)} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={open}>
      {row === undefined ? <span role="gridcell" class="cell cell-name cell-waiting">…</span> : <Cells row={row} asked={asked} wantedSize={wantedSize} bits={bits} shared={shared} />}
    </div>
  );
}

function Cells({ row, asked, wantedSize, bits, shared }: Pick<Props, "asked" | "wantedSize" | "bits" | "shared"> & { row: Row }) {
  return (
    <>
      <span role="gridcell" class="cell cell-address">
        <Address address={row.address} bits={bits} shared={shared} />
      </span>
      <span role="gridcell" class="cell cell-type" title={typeMeaning(row.type)}>
        {row.type}
      </span>
      <span role="gridcell" class="cell cell-name">
        <span class="cell-name-text">
          <Name name={row.name.slice(0, LONGEST_SHOWN)} />
          {asked !== undefined && <span class="offset">{offsetText(row, asked)}</span>}
        </span>
        {wantedSize !== undefined && row.size !== wantedSize && <OtherSizeMark />}
        {row.ambiguous && <AmbiguousMark />}
        {row.shared && <AliasMark />}
      </span>
      <span role="gridcell" class={row.owner === "system" ? "cell cell-owner dim" : "cell cell-owner"}>
        {ownerName(row.owner)}
      </span>
      <span role="gridcell" class="cell cell-size">
        {row.size === undefined ? "" : hex(row.size)}
      </span>
    </>
  );
}

/** As the kernel prints it. */
function offsetText({ address, size }: Row, asked: bigint): string {
  return `+${hex(asked - address)}${size === undefined ? "" : `/${hex(size)}`}`;
}

function classes(isExact: boolean, isActive: boolean): string {
  return ["row", "row-symbol", isExact && "row-exact", isActive && "row-active"].filter(Boolean).join(" ");
}
