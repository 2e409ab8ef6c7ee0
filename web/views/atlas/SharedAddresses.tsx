/** Addresses with several symbols. */

import { shared, sharedSort, sharedText } from "../../state/atlas.js";
import { showInTable } from "../../state/query.js";
import type { OpenTable } from "../../state/table.js";
import { digits } from "../../text/addresses.js";
import { count, counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import { plainName } from "../../text/names.js";
import type { SharedRow } from "../../worker/atlas-protocol.js";
import { Address } from "../Address.js";
import { ExplanationText } from "../FailureNote.js";
import { Name } from "../Name.js";
import { AtlasList } from "./AtlasList.js";
import { FilterBox } from "./FilterBox.js";
import { Instead } from "./Instead.js";
import { OrderChoice, OrderHeading } from "./Order.js";

/** A name longer than this can't be seen whole in a row. */
const LONGEST_SHOWN = 80;

export function SharedAddresses({ open: { facts } }: { open: OpenTable }) {
  const { list, failure } = shared;
  if (facts.report.restricted) {
    return (
      <Instead>
        <p>This table hides its addresses, so nothing tells which names share one.</p>
        <p>
          Take it again with the rights to see them: <code>sudo cat /proc/kallsyms &gt; kallsyms.txt</code>
        </p>
      </Instead>
    );
  }
  if (failure.value !== undefined) {
    return (
      <div class="note note-error note-text" role="alert">
        <ExplanationText explanation={failure.value} />
      </div>
    );
  }
  if (list.value === undefined) return <Instead>Finding the addresses…</Instead>;
  const { answer } = list.value;
  const bits = facts.report.addressBits;
  return (
    <>
      <div class="atlas-tools">
        <FilterBox label="Filter by a name" text={sharedText.value} set={(next) => (sharedText.value = next)} />
        <OrderChoice
          sort={sharedSort}
          orders={[
            ["most symbols first", "names", true],
            ["fewest symbols first", "names", false],
            ["lowest address first", "address", false],
            ["highest address first", "address", true],
          ]}
        />
      </div>
      <p class="atlas-summary" role="status">
        <strong>{count(answer.places.length)}</strong> of {counted(answer.all, "shared address", "shared addresses")} · {counted(answer.symbols, "symbol")}
      </p>
      {answer.places.length > 0 ? (
        <AtlasList
          class="list-shared"
          label="Shared addresses"
          listing={shared}
          list={list.value}
          columns={[
            <OrderHeading key="address" title="Address" class="cell-atlas-address" by="address" sort={sharedSort} />,
            <OrderHeading key="names" title="Symbols" class="cell-number" by="names" most sort={sharedSort} />,
            <span key="first" role="columnheader" class="cell cell-firsts">
              Names
            </span>,
            <span key="owner" role="columnheader" class="cell cell-owners">
              Owner
            </span>,
          ]}
          cells={(row) => <Cells row={row} bits={bits} />}
          wayOut={({ address, symbols }) => ({
            title: (
              <>
                all {count(symbols)} symbols at <Address address={address} bits={bits} />
              </>
            ),
            go: () => showInTable({ text: `0x${digits(address, bits)}` }),
          })}
          hint="Choose an address to see all of its symbols."
        />
      ) : (
        <Instead>{answer.all === 0 ? "Every symbol of this table has an address of its own." : "No shared address has such a name. Clear the filter to see the rest."}</Instead>
      )}
    </>
  );
}

function Cells({ row: { address, symbols, firstNames, owner, owners }, bits }: { row: SharedRow; bits: number }) {
  const others = symbols - firstNames.length;
  return (
    <>
      <span role="gridcell" class="cell cell-atlas-address">
        <Address address={address} bits={bits} />
      </span>
      <span role="gridcell" class="cell cell-number">
        <strong>{count(symbols)}</strong>
        <span class="cell-unit"> symbols</span>
      </span>
      <span role="gridcell" class="cell cell-firsts">
        {firstNames.map((name, at) => (
          <span key={at}>
            {at > 0 && <span class="dim">, </span>}
            <Name name={name.slice(0, LONGEST_SHOWN)} />
          </span>
        ))}
        {others > 0 && <span class="dim">, {count(others)} more</span>}
      </span>
      <span role="gridcell" class="cell cell-owners dim">
        {plainName(ownerName(owner))}
        {owners > 1 && `, ${count(owners - 1)} more`}
      </span>
    </>
  );
}
