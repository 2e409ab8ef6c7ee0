/** The counts of the whole table; those that a filter shows lead to the table. */

import type { ComponentChildren } from "preact";
import { showInTable } from "../../state/query.js";
import type { OpenTable } from "../../state/table.js";
import { SAMPLE } from "../../sample/sample.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";

export function Counts({ table: { facts, isSample }, release }: { table: OpenTable; release: string | undefined }) {
  const { statistics: of, report } = facts;
  const hidden = report.restricted;
  return (
    <dl class="counts">
      <Count name="Release" note={isSample || release !== undefined ? undefined : "no file tells it"}>
        {isSample ? SAMPLE.kernel : release === undefined ? "not known" : plainName(release)}
      </Count>
      <Count name="Symbols" note={`${count(of.systemSymbols)} in the image`}>
        {count(of.symbols)}
      </Count>
      <Count name="Beside the image" note={counted(of.symbols - of.systemSymbols, "symbol")}>
        {counted(of.owners - Number(of.systemSymbols > 0), "owner")}
      </Count>
      <Count name="Names" note={`${count(of.ambiguousNames)} ambiguous`} show={of.ambiguousNames > 0 ? () => showInTable({ filter: { ambiguous: true }, sort: { by: "name", descending: false } }) : undefined}>
        {count(of.names)}
      </Count>
      <Count name="Addresses" note={hidden ? "by kptr_restrict" : `${count(of.sharedAddresses)} shared`} show={!hidden && of.sharedAddresses > 0 ? () => showInTable({ filter: { shared: true }, sort: { by: "address", descending: false } }) : undefined}>
        {hidden ? "hidden" : count(of.addresses)}
      </Count>
      <Count name="Variants" note={`${count(of.fragments)} fragments`}>
        {count(of.variants)}
      </Count>
      <Count name="Local symbols" note="in modules">
        {count(of.localSymbols)}
      </Count>
      {!hidden && (
        <Count name="Most aliases" note={`${count(of.zeroAddresses)} at address 0`}>
          {count(of.mostAliases)}
        </Count>
      )}
    </dl>
  );
}

interface CountProps {
  readonly name: string;
  readonly note?: string | undefined;
  /** Shows what the note counts. */
  readonly show?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

function Count({ name, note, show, children }: CountProps) {
  return (
    <div class="count">
      <dt>{name}</dt>
      <dd class="count-value">{children}</dd>
      {note !== undefined && (
        <dd class="count-note">
          {show === undefined ? (
            note
          ) : (
            <button type="button" class="link" onClick={show}>
              {note}
            </button>
          )}
        </dd>
      )}
    </div>
  );
}
