/** The changes, one a row. */

import type { KernelSymbol } from "kallsyms";
import { activateChange, activeChange, changeFilter, changes, openSymbol } from "../../state/compare.js";
import type { ListedChanges, OpenComparison } from "../../state/compare.js";
import { closeDetails, details, panelShown } from "../../state/selection.js";
import { say } from "../../state/toast.js";
import { sharedDigits } from "../../text/addresses.js";
import { count } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { ChangeRow, Comparison } from "../../worker/compare-protocol.js";
import { Address } from "../Address.js";
import { Name } from "../Name.js";
import { VirtualList, positionsOf, rowId } from "../list/VirtualList.js";
import { NAME_ID } from "./ChangeBar.js";
import { KIND_WORDS, differenceText, shortName } from "./words.js";

/** A name longer than this can't be seen whole in a row; the panel shows all of it. */
const LONGEST_SHOWN = 300;

const COLUMNS = [
  ["Change", "cell-change"],
  ["Name", "cell-name"],
  ["Owner", "cell-owner"],
  ["Old address", "cell-old"],
  ["New address", "cell-new"],
  ["Difference", "cell-difference"],
] as const;

export function ChangeList({ of: { facts } }: { of: OpenComparison }) {
  const listed = changes.value;
  return (
    <>
      <p class="summary changes-summary" role="status">
        {listed !== undefined && (
          <>
            <strong>{count(listed.total)}</strong> of {count(facts.size)} changes
          </>
        )}
      </p>
      {listed !== undefined && listed.total > 0 && (
        <VirtualList
          class="list-changes"
          label="Changes"
          total={listed.total}
          of={listed}
          columns={COLUMNS}
          active={activeChange}
          activate={activateChange}
          onKey={onKey}
          leave={leave}
          need={(start, end) => listed.need(start, end)}
          rows={(start, end) => <Rows listed={listed} facts={facts} start={start} end={end} />}
        />
      )}
      {listed?.total === 0 && <p class="nothing">{changeFilter.value.name === "" ? "No change is of these kinds and this owner. Clear the filter to see all." : "No such change has this in its name. Clear the filter to see all."}</p>}
    </>
  );
}

/** What the open table hasn't got, the panel can't tell about. */
function onKey({ key }: KeyboardEvent): boolean {
  if (key !== "Enter" || activeChange.value < 0) return false;
  const row = changes.value?.at(activeChange.value);
  if (row === undefined || openSymbol(row) !== undefined) return false;
  say("This symbol is only in the other table; open that one to see what stands around it.");
  return true;
}

/** Back by one step: from the symbol to the list, from the list to the filter. */
function leave(): void {
  if (details.value === undefined) document.getElementById(NAME_ID)?.focus();
  else closeDetails();
}

function Rows({ listed, facts, start, end }: { listed: ListedChanges; facts: Comparison; start: number; end: number }) {
  // Read so that the rows are drawn again when others arrive.
  void listed.arrived.value;
  const positions = positionsOf(start, end);
  const rows = positions.map((position) => listed.at(position));
  const shared = { old: sharedBy(rows, "old", facts), new: sharedBy(rows, "new", facts) };
  return rows.map((row, at) => <Row key={positions[at]} position={positions[at] as number} row={row} facts={facts} shared={shared} />);
}

function sharedBy(rows: readonly (ChangeRow | undefined)[], side: "old" | "new", facts: Comparison): number {
  return sharedDigits(
    rows.flatMap((row) => row?.[side]?.address ?? []),
    facts[side].addressBits,
  );
}

interface RowProps {
  readonly position: number;
  /** `undefined` until it is here. */
  readonly row: ChangeRow | undefined;
  readonly facts: Comparison;
  /** Leading digits that all addresses in sight share. */
  readonly shared: Readonly<Record<"old" | "new", number>>;
}

function Row({ position, row, facts, shared }: RowProps) {
  const isActive = position === activeChange.value;
  const open = () => {
    activateChange(position);
    panelShown.value = openSymbol(row) !== undefined;
  };
  return (
    <div id={rowId(position)} class={`row row-symbol ${isActive ? "row-active" : ""}`} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={open}>
      {row === undefined ? <span role="gridcell" class="cell cell-name cell-waiting">…</span> : <Cells row={row} facts={facts} shared={shared} />}
    </div>
  );
}

function Cells({ row, facts, shared }: { row: ChangeRow; facts: Comparison; shared: RowProps["shared"] }) {
  const { sign, word, meaning } = KIND_WORDS[row.change];
  const { name, owner } = (row.old ?? row.new) as KernelSymbol;
  const difference = differenceText(row);
  return (
    <>
      <span role="gridcell" class={`cell cell-change change-${row.change}`} title={meaning}>
        <span class="change-sign" aria-hidden="true">
          {sign}
        </span>
        {word}
      </span>
      <span role="gridcell" class="cell cell-name">
        <span class="cell-name-text">
          <Name name={name.slice(0, LONGEST_SHOWN)} />
        </span>
      </span>
      <span role="gridcell" class={owner === "system" ? "cell cell-owner dim" : "cell cell-owner"}>
        {shortName(ownerName(owner))}
      </span>
      <Place side="old" row={row} facts={facts} shared={shared} />
      <Place side="new" row={row} facts={facts} shared={shared} />
      <span role="gridcell" class={`cell cell-difference ${row.old === null || row.new === null ? "dim" : ""}`} title={difference}>
        {difference}
      </span>
    </>
  );
}

function Place({ side, row, facts, shared }: { side: "old" | "new"; row: ChangeRow; facts: Comparison; shared: RowProps["shared"] }) {
  const symbol = row[side];
  const { restricted, addressBits } = facts[side];
  return (
    <span role="gridcell" class={`cell cell-${side} ${symbol === null ? "cell-none" : ""}`}>
      {symbol === null ? <span class="dim">–</span> : restricted ? <span class="dim">hidden</span> : <Address address={symbol.address} bits={addressBits} shared={shared[side]} />}
    </span>
  );
}
