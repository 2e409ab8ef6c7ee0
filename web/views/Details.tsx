/** A symbol: what it is, every address of its name, every name of its address, what stands around it, and how to probe it. */

import type { ComponentChildren } from "preact";
import type { SymbolDetails } from "../worker/details-protocol.js";
import { Commands } from "./details/Commands.js";
import { Facts } from "./details/Facts.js";
import { Head } from "./details/Head.js";
import { AddressesOfName, NamesOfAddress, Variants } from "./details/Groups.js";
import { Neighbours } from "./details/Neighbours.js";
import { Probes } from "./details/Probes.js";

export function Details({ details, close }: { details: SymbolDetails; close: () => void }) {
  return (
    <div class="panel-body">
      <Head details={details} close={close} />
      <Facts details={details} />
      <AddressesOfName details={details} />
      <NamesOfAddress details={details} />
      <Probes details={details} />
      <Neighbours details={details} />
      <Commands details={details} />
      <Variants details={details} />
    </div>
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
