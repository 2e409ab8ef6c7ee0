/** What stands before and after the symbol, with what lies between. */

import { sharedDigits } from "../../text/addresses.js";
import { counted, hex } from "../../text/numbers.js";
import type { Nearby, SymbolDetails } from "../../worker/details-protocol.js";
import { Address } from "../Address.js";
import { Section } from "./Section.js";
import { ShortName, SymbolButton, addressBits } from "./SymbolButton.js";

export function Neighbours({ details: { row, near } }: { details: SymbolDetails }) {
  if (near.length === 0) return null;
  const shared = sharedDigits(near.map(({ address }) => address), addressBits());
  return (
    <Section title="Neighbours">
      <ul class="symbol-rows">
        {near.map((one, at) => (
          <li key={one.index}>
            <SymbolButton row={one} isSelf={one.index === row.index}>
              <Address address={one.address} bits={addressBits()} shared={shared} />
              <span class="symbol-text">
                <ShortName row={one} />
              </span>
              {one.aliases > 0 && <span class="symbol-kind">+{counted(one.aliases, "alias", "aliases")}</span>}
              <span class="symbol-size">{one.size === undefined ? "" : hex(one.size)}</span>
            </SymbolButton>
            {at < near.length - 1 && <Between one={one} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Nothing is said where one symbol ends at the next. */
function Between({ one: { size, distance } }: { one: Nearby }) {
  const words = betweenWords(size, distance);
  return words === undefined ? null : <p class="symbol-gap">{words}</p>;
}

function betweenWords(size: bigint | undefined, distance: bigint | undefined): string | undefined {
  if (distance === undefined || size === distance) return undefined;
  if (size === undefined) return `its end isn’t known; the next begins ${hex(distance)} further`;
  return size < distance ? `a gap of ${hex(distance - size)}` : "reaches over the next";
}
