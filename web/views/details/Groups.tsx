/** The symbols that share a name, an address or a function with the one that is shown. */

import { table } from "../../state/table.js";
import { digits, sharedDigits } from "../../text/addresses.js";
import { count } from "../../text/numbers.js";
import type { RowGroup, SymbolDetails, VariantRow } from "../../worker/details-protocol.js";
import { Address } from "../Address.js";
import { Section } from "./Section.js";
import { Kind, Rest, ShortName, SymbolButton, addressBits, searchFor } from "./SymbolButton.js";
import { useAsked } from "./asked.js";

const ONLY = "no other";

export function AddressesOfName({ details: { row, sameName } }: { details: SymbolDetails }) {
  const title = table.value?.facts.report.restricted === true ? "Symbols of this name" : "Addresses of this name";
  if (sameName.total === 1) return <Section title={title} count={ONLY} />;
  const bits = addressBits();
  const shared = sharedDigits(sameName.rows.map(({ address }) => address), bits);
  return (
    <Section title={title} count={count(sameName.addresses ?? sameName.total)}>
      <ul class="symbol-rows">
        {sameName.rows.map((one) => (
          <li key={one.index}>
            <SymbolButton row={one} isSelf={one.index === row.index}>
              <Address address={one.address} bits={bits} shared={shared} />
              {one.sympos > 0 && (
                <span class="symbol-pos">
                  <span class="symbol-pos-word">sympos </span>
                  {one.sympos}
                </span>
              )}
              <Kind row={one} />
            </SymbolButton>
          </li>
        ))}
      </ul>
      <Rest group={sameName} search={searchFor(row.name)} />
    </Section>
  );
}

export function NamesOfAddress({ details: { row, sameAddress } }: { details: SymbolDetails }) {
  if (sameAddress === undefined) return null;
  const title = "Names of this address";
  if (sameAddress.total === 1) return <Section title={title} count={ONLY} />;
  return (
    <Section title={title} count={count(sameAddress.total)}>
      <NamedRows group={sameAddress} self={row.index} />
      <Rest group={sameAddress} search={{ text: `0x${digits(row.address, addressBits())}` }} />
    </Section>
  );
}

const VARIANTS = "Variants";
const WAITING = <p class="section-note">…</p>;

export function Variants({ details: { row, variant } }: { details: SymbolDetails }) {
  const asked = useAsked("variants", VARIANTS, row.index);
  const answer = asked?.answer;
  const isCurrent = asked?.isCurrent === true;
  if (answer === undefined) return <Section title={VARIANTS}>{WAITING}</Section>;
  if ("missing" in answer) return <Section title={VARIANTS}>{isCurrent ? <p class="section-note">{answer.missing}</p> : WAITING}</Section>;
  if (answer.total === 0) return isCurrent ? <Section title={VARIANTS} count="none" /> : <Section title={VARIANTS}>{WAITING}</Section>;
  return (
    <Section title={VARIANTS} count={isCurrent ? count(answer.total) : undefined}>
      <div class={isCurrent ? "" : "section-old"}>
        <NamedRows group={answer} />
        <Rest group={answer} search={foldedSearchFor(variant.demangled ?? variant.base)} />
      </div>
    </Section>
  );
}

function foldedSearchFor(name: string) {
  const search = searchFor(name);
  return search && { ...search, filter: { folded: true } };
}

function NamedRows({ group, self }: { group: RowGroup<VariantRow | RowGroup["rows"][number]>; self?: number }) {
  return (
    <ul class="symbol-rows">
      {group.rows.map((one) => (
        <li key={one.index}>
          <SymbolButton row={one} isSelf={one.index === self}>
            <span class="symbol-text">
              <ShortName row={one} />
            </span>
            {"isFragment" in one && one.isFragment && <span class="mark">fragment</span>}
            <Kind row={one} />
          </SymbolButton>
        </li>
      ))}
    </ul>
  );
}
