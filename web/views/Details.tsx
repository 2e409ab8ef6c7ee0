/** A symbol: every address of its name, every name of its address, and what stands before and after it. */

import type { ComponentChildren } from "preact";
import { showSymbol } from "../state/selection.js";
import { table } from "../state/table.js";
import { sharedDigits } from "../text/addresses.js";
import { count, counted, hex } from "../text/numbers.js";
import { ownerName } from "../text/owners.js";
import { typeMeaning } from "../text/types.js";
import type { RowGroup, SymbolDetails } from "../worker/details-protocol.js";
import type { Row } from "../worker/protocol.js";
import { Address } from "./Address.js";
import { AmbiguousMark } from "./Marks.js";
import { Name } from "./Name.js";

export function Details({ details: { row, sameName, sameAddress, before, after }, close }: { details: SymbolDetails; close: () => void }) {
  return (
    <div class="panel-body">
      <div class="panel-head">
        <h2 class="symbol-name">
          <Name name={row.name} />
        </h2>
        <button type="button" class="button" onClick={close}>
          Close
        </button>
      </div>
      <Facts row={row} />
      <AddressesOfName group={sameName} of={row} />
      {sameAddress !== undefined && <NamesOfAddress group={sameAddress} of={row} />}
      <Neighbour title="Before it" row={before} />
      <Neighbour title="After it" row={after} />
    </div>
  );
}

function Facts({ row }: { row: Row }) {
  return (
    <dl class="facts">
      <Fact name="Address">
        <Address address={row.address} bits={addressBits()} />
      </Fact>
      <Fact name="Size">{row.size === undefined ? "not known: the file doesn’t tell the end" : `${hex(row.size)} (${counted(Number(row.size), "byte")})`}</Fact>
      <Fact name="Type">
        {row.type}: {typeMeaning(row.type)}
      </Fact>
      <Fact name="Owner">{ownerName(row.owner)}</Fact>
      <Fact name="In the file">symbol {count(row.index + 1)}</Fact>
    </dl>
  );
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AddressesOfName({ group, of }: { group: RowGroup; of: Row }) {
  const shared = sharedDigits(
    group.rows.map(({ address }) => address),
    addressBits(),
  );
  return (
    <Group title="Addresses of this name" group={group} mark={of.ambiguous && <AmbiguousMark />}>
      {group.rows.map((row) => (
        <SymbolButton key={row.index} row={row} isSelf={row.index === of.index}>
          <Address address={row.address} bits={addressBits()} shared={shared} />
        </SymbolButton>
      ))}
    </Group>
  );
}

function NamesOfAddress({ group, of }: { group: RowGroup; of: Row }) {
  return (
    <Group title="Names of this address" group={group}>
      {group.rows.map((row) => (
        <SymbolButton key={row.index} row={row} isSelf={row.index === of.index}>
          <Name name={row.name} />
        </SymbolButton>
      ))}
    </Group>
  );
}

function Neighbour({ title, row }: { title: string; row: Row | undefined }) {
  if (row === undefined) return null;
  return (
    <section class="group">
      <h3 class="group-title">{title}</h3>
      <ul class="group-rows">
        <SymbolButton row={row}>
          <Name name={row.name} />
        </SymbolButton>
      </ul>
    </section>
  );
}

interface GroupProps {
  readonly title: string;
  readonly group: RowGroup;
  readonly mark?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Symbols that belong together; a group of one needs no list. */
function Group({ title, group, mark, children }: GroupProps) {
  return (
    <section class="group">
      <h3 class="group-title">
        {title} <span class="group-count">{group.total === 1 ? "only this one" : count(group.total)}</span>
        {mark}
      </h3>
      {group.total > 1 && <ul class="group-rows">{children}</ul>}
      {group.total > group.rows.length && <p class="group-note">The first {count(group.rows.length)} are shown.</p>}
    </section>
  );
}

function SymbolButton({ row, isSelf = false, children }: { row: Row; isSelf?: boolean; children: ComponentChildren }) {
  return (
    <li>
      <button type="button" class="group-row" aria-current={isSelf} onClick={() => showSymbol(row.index)}>
        <span class="group-row-name">{children}</span>
        <span class="group-row-more">
          {row.type} · {ownerName(row.owner)}
        </span>
      </button>
    </li>
  );
}

function addressBits(): number {
  return table.value?.facts.report.addressBits ?? 64;
}
