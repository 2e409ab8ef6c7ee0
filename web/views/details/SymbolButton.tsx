/** A symbol in a list of the panel, which leads to it. */

import type { ComponentChildren } from "preact";
import { showInTable } from "../../state/query.js";
import { panelShown } from "../../state/selection.js";
import { table } from "../../state/table.js";
import { plainName } from "../../text/names.js";
import { count } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { RowGroup } from "../../worker/details-protocol.js";
import type { Row } from "../../worker/protocol.js";
import { Name } from "../Name.js";
import { follow } from "./way.js";

/** A name longer than this is cut in a list; its own panel shows more. */
const LONGEST_SHOWN = 200;

export function SymbolButton({ row, isSelf = false, children }: { row: Row; isSelf?: boolean; children: ComponentChildren }) {
  return (
    <button type="button" class="symbol-row" aria-current={isSelf} onClick={() => follow(row.index)}>
      {children}
    </button>
  );
}

export function ShortName({ row }: { row: Row }) {
  return <Name name={row.name.length > LONGEST_SHOWN ? `${row.name.slice(0, LONGEST_SHOWN)}…` : row.name} />;
}

/** Type and owner, dimmed. */
export function Kind({ row: { type, owner } }: { row: Row }) {
  return (
    <span class="symbol-kind">
      {type} · {plainName(ownerName(owner))}
    </span>
  );
}

/** What the table is to show. */
type Wanted = Parameters<typeof showInTable>[0];

/** Says that not all are shown, and leads to all. */
export function Rest({ group, search }: { group: RowGroup; search: Wanted | undefined }) {
  if (group.total <= group.rows.length) return null;
  return (
    <p class="section-note">
      {count(group.rows.length)} of {count(group.total)} are shown.{" "}
      {search !== undefined && (
        <button type="button" class="link" onClick={() => toTable(search)}>
          Show all in the table
        </button>
      )}
    </p>
  );
}

/** Shows something in the table, which a narrow screen must give the panel's place for. */
export function toTable(wanted: Wanted): void {
  showInTable(wanted);
  panelShown.value = false;
}

/** What finds exactly a name; nothing where no text does. */
export function searchFor(name: string): Wanted | undefined {
  if (name.includes("\ufffd")) return undefined;
  // The search box leaves blanks at an end out of names, but not out of expressions.
  return { text: name.trim() === name ? `=${name}` : `/^${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$/` };
}

/** Binary digits of the table's addresses. */
export function addressBits(): number {
  return table.value?.facts.report.addressBits ?? 64;
}
