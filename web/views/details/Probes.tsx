/** How to put a kprobe here and nowhere else, and what attaching by the bare name does. */

import { digits, sharedDigits } from "../../text/addresses.js";
import { plainName } from "../../text/names.js";
import { count, hex } from "../../text/numbers.js";
import type { KernelOutcome, OtherTarget, ProbePlan, RowGroup, SymbolDetails } from "../../worker/details-protocol.js";
import type { Row } from "../../worker/protocol.js";
import { Address } from "../Address.js";
import { Copy } from "./Copy.js";
import { Section, isOpen, setOpen } from "./Section.js";
import { Rest, SymbolButton, addressBits, searchFor } from "./SymbolButton.js";
import { useAsked } from "./asked.js";
import { libbpfCode } from "./commands.js";
import { follow } from "./way.js";

const TITLE = "Probes";
const REASONS = "Reasons";
const OTHERS = "Other addresses that can be probed";

export function Probes({ details: { row } }: { details: SymbolDetails }) {
  const asked = useAsked("probes", TITLE, row.index);
  const answer = asked?.answer;
  return (
    <Section title={TITLE}>
      {answer === undefined ? (
        <p class="section-note">…</p>
      ) : (
        <div class={asked?.isCurrent === true ? "" : "section-old"}>{"missing" in answer ? <p class="section-note">{answer.missing}</p> : <Plan plan={answer} row={row} />}</div>
      )}
    </Section>
  );
}

/** Names that tracefs, perf and bpftrace all read as they are. */
const IS_WRITABLE = /^[A-Za-z_.][\w.]*$/;

function Plan({ plan, row }: { plan: ProbePlan; row: Row }) {
  return (
    <>
      <h4 class="section-part">This address and no other</h4>
      <Specs plan={plan} />
      {(plan.tracefs !== null || plan.outcomes.some(({ taken }) => taken !== undefined)) && <ByName plan={plan} row={row} />}
      {plan.others.total > 0 && <Others others={plan.others} name={row.name} />}
    </>
  );
}

/** Left out where no kernel would put a probe anywhere. */
function ByName({ plan: { outcomes }, row }: { plan: ProbePlan; row: Row }) {
  const hasReasons = isOpen(REASONS, false);
  return (
    <>
      <div class="section-part">
        <h4>By the name alone</h4>
        <button type="button" class="link" aria-expanded={hasReasons} onClick={() => setOpen(REASONS, !hasReasons, false)}>
          {REASONS}
        </button>
      </div>
      {IS_WRITABLE.test(row.name) ? (
        <ul class="outcomes">
          {outcomes.map((outcome) => (
            <Outcome key={outcome.kernels} outcome={outcome} row={row} hasReason={hasReasons} />
          ))}
          {hasReasons && <li class="outcome-more">Distributions such as RHEL, Ubuntu and SUSE take patches over without changing the release: theirs may have a later kernel’s rule.</li>}
        </ul>
      ) : (
        <p class="section-note">It can’t be written alone: in a spec, some of its characters mean something else.</p>
      )}
    </>
  );
}

function Specs({ plan: { tracefs, bpftrace, libbpf, unprobeable } }: { plan: ProbePlan }) {
  return (
    <>
      {unprobeable !== undefined && <p class="section-note">None can be here: {plainName(unprobeable)}.</p>}
      {unprobeable === undefined && tracefs === null && bpftrace === null && libbpf === null && <p class="section-note">No way to write this address is sure to hit it.</p>}
      <dl>
        {tracefs !== null && <Copyable label="tracefs" text={tracefs} />}
        {bpftrace !== null && <Copyable label="bpftrace" text={bpftrace} />}
        {libbpf !== null && <Copyable label="libbpf" text={`${libbpf.funcName ?? "NULL"}, offset ${hex(libbpf.offset)}`} copied={libbpfCode(libbpf)} />}
      </dl>
      {libbpf?.funcName === null && <p class="section-note">A raw address holds for this boot only: there is no name near by to tell it from.</p>}
    </>
  );
}

/** A spec in its own line; what is copied may be more than is shown. */
function Copyable({ label, text, copied = text }: { label: string; text: string; copied?: string }) {
  return (
    <div class="copyable">
      <dt>{label}</dt>
      <dd>
        <code>{text}</code>
        <Copy text={copied} what={`${label} spec`} />
      </dd>
    </div>
  );
}

const RESULTS: Readonly<Record<KernelOutcome["result"], string>> = {
  attaches: "attaches here",
  refused: "refused",
  "picks-one": "silently takes another one",
  "never-armed": "accepted, but never armed",
  absent: "not found",
};

function Outcome({ outcome: { kernels, series, result, errno, why, taken }, row, hasReason }: { outcome: KernelOutcome; row: Row; hasReason: boolean }) {
  const isElsewhere = taken !== undefined && taken.address !== row.address;
  return (
    <li class={`outcome outcome-${result}`}>
      <p>
        <span class="outcome-kernels">{plainName(kernels)}:</span>{" "}
        <strong class="outcome-result">
          {result === "picks-one" && !isElsewhere ? "silently takes this one of several" : RESULTS[result]}
          {errno !== undefined && `, ${errno}`}
        </strong>
        {isElsewhere && (
          <>
            {", "}
            <button type="button" class="link" onClick={() => follow(taken.index)}>
              <Address address={taken.address} bits={addressBits()} />
            </button>
          </>
        )}
      </p>
      {series !== "" && <p class="outcome-more">in long-term series {series}</p>}
      {hasReason && <p class="outcome-more">{asSentence(plainName(why))}</p>}
    </li>
  );
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function Others({ others, name }: { others: RowGroup<OtherTarget>; name: string }) {
  const bits = addressBits();
  const shared = sharedDigits(others.rows.map(({ address }) => address), bits);
  return (
    <Section title={OTHERS} count={count(others.total)} usually={false}>
      <ul class="symbol-rows">
        {others.rows.map((one) => (
          <li key={one.index} class="other">
            <SymbolButton row={one}>
              <Address address={one.address} bits={bits} shared={shared} />
              <code class="symbol-text">{one.tracefs}</code>
            </SymbolButton>
            <Copy text={one.tracefs} what={`tracefs spec of ${digits(one.address, bits)}`} />
          </li>
        ))}
      </ul>
      <Rest group={others} search={searchFor(name)} />
    </Section>
  );
}
