/** How to put a kprobe here and nowhere else, and what attaching by the bare name does. */

import { plainName } from "../../text/names.js";
import { count, hex } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { KernelOutcome, OtherTarget, ProbePlan, RowGroup, SymbolDetails } from "../../worker/details-protocol.js";
import { sharedDigits, digits } from "../../text/addresses.js";
import { Address } from "../Address.js";
import { Copy, Copyable } from "./Copy.js";
import { Section } from "./Section.js";
import { Rest, SymbolButton, addressBits, searchFor } from "./SymbolButton.js";
import { useAsked } from "./asked.js";
import { libbpfCode } from "./commands.js";

const TITLE = "Probes";

export function Probes({ details: { row } }: { details: SymbolDetails }) {
  const asked = useAsked("probes", TITLE, row.index);
  const answer = asked?.answer;
  return (
    <Section title={TITLE}>
      {answer === undefined ? (
        <p class="section-note">…</p>
      ) : (
        <div class={asked?.isCurrent === true ? "" : "section-old"}>{"missing" in answer ? <p class="section-note">{answer.missing}</p> : <Plan plan={answer} name={row.name} />}</div>
      )}
    </Section>
  );
}

function Plan({ plan, name }: { plan: ProbePlan; name: string }) {
  return (
    <>
      <h4 class="section-part">This address and no other</h4>
      <Specs plan={plan} />
      <h4 class="section-part">By the name alone</h4>
      <ul class="outcomes">
        {plan.outcomes.map((outcome) => (
          <Outcome key={outcome.kernels} outcome={outcome} />
        ))}
      </ul>
      {plan.others.total > 0 && <Others others={plan.others} name={name} />}
    </>
  );
}

function Specs({ plan: { tracefs, bpftrace, libbpf, unprobeable } }: { plan: ProbePlan }) {
  return (
    <>
      {unprobeable !== undefined && <p class="section-note">No kprobe can be here: {plainName(unprobeable)}.</p>}
      {unprobeable === undefined && tracefs === null && bpftrace === null && libbpf === null && <p class="section-note">No way to write this address is sure to hit it.</p>}
      <dl>
        {tracefs !== null && <Copyable label="tracefs" text={tracefs} what="tracefs spec" />}
        {bpftrace !== null && <Copyable label="bpftrace" text={bpftrace} what="bpftrace spec" />}
        {libbpf !== null && <Copyable label="libbpf" text={`${libbpf.funcName ?? "NULL"}, offset ${hex(libbpf.offset)}`} what="libbpf spec" copied={libbpfCode(libbpf)} />}
      </dl>
    </>
  );
}

const RESULTS: Readonly<Record<KernelOutcome["result"], string>> = {
  attaches: "attaches here",
  refused: "refused",
  "picks-one": "takes one of them silently",
  "never-armed": "accepted, but never armed",
  absent: "not found",
};

function Outcome({ outcome: { kernels, series, result, errno, why } }: { outcome: KernelOutcome }) {
  return (
    <li class={`outcome outcome-${result}`}>
      <p>
        <span class="outcome-kernels">{plainName(kernels)}:</span>{" "}
        <strong class="outcome-result">
          {RESULTS[result]}
          {errno !== undefined && `, ${errno}`}
        </strong>
      </p>
      {series !== "" && <p class="outcome-more">Long-term series: {series}</p>}
      <p class="outcome-more">{plainName(why)}</p>
    </li>
  );
}

function Others({ others, name }: { others: RowGroup<OtherTarget>; name: string }) {
  const bits = addressBits();
  const shared = sharedDigits(others.rows.map(({ address }) => address), bits);
  return (
    <>
      <h4 class="section-part">
        The other addresses <span class="section-count">{count(others.total)}</span>
      </h4>
      <ul class="symbol-rows others">
        {others.rows.map((one) => (
          <li key={one.index} class="other">
            <SymbolButton row={one}>
              <Address address={one.address} bits={bits} shared={shared} />
              <span class="symbol-kind">{plainName(ownerName(one.owner))}</span>
            </SymbolButton>
            <code>{one.tracefs ?? "no probe can be here"}</code>
            {one.tracefs !== null && <Copy text={one.tracefs} what={`tracefs spec of ${digits(one.address, bits)}`} />}
          </li>
        ))}
      </ul>
      <Rest group={others} search={searchFor(name)} />
    </>
  );
}
