/** Names at several addresses: a picture of how many there are, and their list. */

import { NO_NAMES_FILTER, names, namesFilter, namesSort, setNamesFilter } from "../../state/atlas.js";
import { showInTable } from "../../state/query.js";
import type { OpenTable } from "../../state/table.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import { typeMeaning } from "../../text/types.js";
import type { NameRow, NamesAnswer } from "../../worker/atlas-protocol.js";
import { ExplanationText } from "../FailureNote.js";
import { Name } from "../Name.js";
import { Toggle } from "../symbols/Toggle.js";
import { AtlasList } from "./AtlasList.js";
import { FilterBox } from "./FilterBox.js";
import { Instead } from "./Instead.js";
import { NamesPicture } from "./NamesPicture.js";
import { OrderChoice, OrderHeading } from "./Order.js";

const MADE = "Begin with .L or $, or end in a dot and a number where a symbol of the name is data, such as .LC0, $x and __func__.0";
const FUNCTIONS = "Only names with a symbol of type t, T, w or W, which a probe may mean";

export function AmbiguousNames({ open }: { open: OpenTable }) {
  const { list, failure } = names;
  if (failure.value !== undefined) {
    return (
      <div class="note note-error note-text" role="alert">
        <ExplanationText explanation={failure.value} />
      </div>
    );
  }
  if (list.value === undefined) return <Instead>Finding the names…</Instead>;
  const { answer } = list.value;
  const { text, functions, withoutMade } = namesFilter.value;
  const isHidden = open.facts.report.restricted;
  return (
    <>
      {isHidden && <p class="note atlas-hidden">This table hides its addresses: a name counts as ambiguous where it stands on several lines, whose addresses may be the same.</p>}
      <NamesPicture answer={answer} unit={isHidden ? "line" : "address"} />
      <div class="atlas-tools">
        <FilterBox label="Filter names" text={text} set={(next) => setNamesFilter({ text: next })} />
        <Toggle isOn={functions} set={(isOn) => setNamesFilter({ functions: isOn })} count={answer.facets.functions} title={FUNCTIONS}>
          Functions only
        </Toggle>
        <Toggle isOn={withoutMade} set={(isOn) => setNamesFilter({ withoutMade: isOn })} count={answer.facets.made} title={MADE}>
          Without compiler-made
        </Toggle>
        <OrderChoice
          sort={namesSort}
          orders={[
            ["most addresses first", "addresses", true],
            ["fewest addresses first", "addresses", false],
            ["most owners first", "owners", true],
            ["fewest owners first", "owners", false],
            ["names from a to z", "name", false],
            ["names from z to a", "name", true],
          ]}
        />
      </div>
      <p class="atlas-summary" role="status">
        <Summary answer={answer} size={open.facts.size} />
      </p>
      {answer.places.length > 0 ? (
        <AtlasList
          class="list-names"
          label="Ambiguous names"
          listing={names}
          list={list.value}
          columns={[
            <OrderHeading key="name" title="Name" class="cell-atlas-name" by="name" sort={namesSort} />,
            <OrderHeading key="addresses" title={isHidden ? "Lines" : "Addresses"} class="cell-number" by="addresses" most sort={namesSort} />,
            <OrderHeading key="owners" title="Owners" class="cell-owners" by="owners" most sort={namesSort} />,
            <span key="types" role="columnheader" class="cell cell-types">
              Types
            </span>,
          ]}
          cells={(row) => <Cells row={row} unit={isHidden ? "line" : "address"} />}
          wayOut={({ name, symbols }) => ({
            title: (
              <>
                {symbols === 1 ? "the symbol" : `all ${count(symbols)} symbols`} of <Name name={name} />
              </>
            ),
            go: () => showInTable({ text: `=${name}` }),
          })}
          hint="Choose a name to see all of its symbols."
        />
      ) : (
        <Nothing answer={answer} />
      )}
    </>
  );
}

function Summary({ answer: { places, symbols, all, facets }, size }: { answer: NamesAnswer; size: number }) {
  const left = namesFilter.value.withoutMade && facets.made > 0;
  return (
    <>
      <strong>{count(places.length)}</strong> of {counted(all, "ambiguous name")} · {counted(symbols, "symbol")}, {share(symbols, size)} of {count(size)}
      {left && <> · {counted(facets.made, "compiler-made name")} left out</>}
    </>
  );
}

function share(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  return percent > 0 && percent < 0.1 ? "less than 0.1 %" : `${percent.toFixed(1)} %`;
}

function Cells({ row: { name, addresses, owners, firstOwners, types }, unit }: { row: NameRow; unit: string }) {
  const others = owners - firstOwners.length;
  return (
    <>
      <span role="gridcell" class="cell cell-atlas-name">
        <Name name={name.slice(0, 300)} />
      </span>
      <span role="gridcell" class="cell cell-number">
        <strong>{count(addresses)}</strong>
        <span class="cell-unit"> {unit === "line" ? "lines" : "addresses"}</span>
      </span>
      <span role="gridcell" class="cell cell-owners">
        <span class={owners > 1 ? "owners-number" : "owners-number dim"}>{count(owners)}</span>
        <span class="cell-unit"> {owners === 1 ? "owner:" : "owners:"} </span>
        <span class="dim">
          {firstOwners.map((owner) => plainName(ownerName(owner))).join(", ")}
          {others > 0 && `, ${count(others)} more`}
        </span>
      </span>
      <span role="gridcell" class="cell cell-types mono" title={[...types].map((type) => `${type}: ${typeMeaning(type)}`).join("\n")}>
        {plainName(types)}
      </span>
    </>
  );
}

function Nothing({ answer: { all, facets } }: { answer: NamesAnswer }) {
  if (all === 0) return <Instead>Every name of this table is at one address: a probe by name can’t miss.</Instead>;
  return (
    <Instead>
      <p>
        No ambiguous name is left by the filter.
        {facets.made > 0 && namesFilter.value.withoutMade && ` ${counted(facets.made, "compiler-made name")} would be.`}
      </p>
      <p>
        <button type="button" class="button" onClick={() => (namesFilter.value = NO_NAMES_FILTER)}>
          Clear the filter
        </button>
      </p>
    </Instead>
  );
}
