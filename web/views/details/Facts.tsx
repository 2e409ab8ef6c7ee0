/** What the table says of the symbol itself. */

import { table } from "../../state/table.js";
import { digits } from "../../text/addresses.js";
import { plainName } from "../../text/names.js";
import { count, counted, hex } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import { typeMeaning } from "../../text/types.js";
import type { SymbolDetails } from "../../worker/details-protocol.js";
import { Address } from "../Address.js";
import { Fact } from "../Details.js";
import { Copy } from "./Copy.js";
import { addressBits, toTable } from "./SymbolButton.js";

export function Facts({ details: { row, sympos } }: { details: SymbolDetails }) {
  const bits = addressBits();
  return (
    <dl class="facts symbol-facts">
      <Fact name="Address">
        {table.value?.facts.report.restricted === true ? (
          "hidden from who took the file"
        ) : (
          <span class="fact-copied">
            <Address address={row.address} bits={bits} />
            <Copy text={digits(row.address, bits)} what="address" />
          </span>
        )}
      </Fact>
      <Fact name="Size">{row.size === undefined ? "not known: the file doesn’t tell the end" : `${hex(row.size)} (${counted(Number(row.size), "byte")})`}</Fact>
      <Fact name="Type">
        {row.type}: {typeMeaning(row.type)}
      </Fact>
      <Fact name="Owner">
        <button type="button" class="link" title="Show all symbols of this owner" onClick={() => toTable({ filter: { owners: [row.owner] } })}>
          {plainName(ownerName(row.owner))}
        </button>
      </Fact>
      <Fact name="livepatch">{sympos === 0 ? "sympos 0: unique in its object" : `sympos ${sympos}`}</Fact>
      <Fact name="In the file">symbol {count(row.index + 1)}</Fact>
    </dl>
  );
}
