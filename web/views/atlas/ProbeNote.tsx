/** The active probe: why it is so, and for each of its addresses the specs that attach there and nowhere else. */

import { useEffect, useRef } from "preact/hooks";
import { showInTable } from "../../state/query.js";
import { panelShown, showSymbol } from "../../state/selection.js";
import { copyText } from "../../state/toast.js";
import { table } from "../../state/table.js";
import { digits } from "../../text/addresses.js";
import { plainName } from "../../text/names.js";
import { count } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { ProbeDetails, ProbeRow, ProbeTarget } from "../../worker/atlas-protocol.js";
import { LIST_ID } from "../list/focus.js";
import { FORMS, written } from "./forms.js";

export function ProbeNote({ row, details: { addresses, targets, suggestions }, words }: { row: ProbeRow; details: ProbeDetails; words: string }) {
  const note = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen it would be below what is in sight; but the keyboard must not lose the row that it is at.
    if (document.getElementById(LIST_ID)?.matches(":focus-visible") !== true) note.current?.scrollIntoView({ block: "nearest" });
  }, [row]);
  return (
    <section ref={note} class="note probe-note" aria-label="About the probe">
      <p class="probe-why">
        <code>{plainName(row.text)}</code> <span class={`mark verdict-${row.verdict}`}>{words}</span> {plainName(row.why)}
      </p>
      {suggestions.length > 0 && (
        <p class="suggestions">
          Did you mean{" "}
          {suggestions.map((name) => (
            <button key={name} type="button" class="suggestion mono" onClick={() => showInTable({ text: `=${name}` })}>
              {plainName(name)}
            </button>
          ))}
        </p>
      )}
      {targets.length > 0 && (
        <ul class="probe-targets">
          {targets.map((target) => (
            <Target key={target.address} target={target} />
          ))}
        </ul>
      )}
      {addresses > targets.length && targets.length > 0 && (
        <p class="dim">
          The first {count(targets.length)} of {count(addresses)} addresses are shown.
        </p>
      )}
    </section>
  );
}

function Target({ target }: { target: ProbeTarget }) {
  const { index, address, owner, unprobeable } = target;
  const place = digits(address, table.value?.facts.report.addressBits ?? 64);
  const show = () => {
    showSymbol(index);
    panelShown.value = true;
  };
  const specs = FORMS.flatMap((form) => {
    const text = written(target, form);
    return text === undefined ? [] : [{ form, text }];
  });
  return (
    <li class="probe-target">
      <button type="button" class="link mono" onClick={show}>
        {place}
      </button>
      <span class="dim">{plainName(ownerName(owner))}</span>
      <span class="probe-specs">
        {unprobeable === undefined && specs.length === 0 && "no probe can be here"}
        {unprobeable !== undefined && plainName(unprobeable)}
        {specs.map(({ form, text }) => (
          <button key={form} type="button" class="button probe-spec" title={text} onClick={() => void copyText(text, `the ${form} spec`)}>
            <span class="unseen">Copy </span>
            <span class="dim">{form}</span> <code>{plainName(form === "libbpf" ? libbpfText(target) : text)}</code>
          </button>
        ))}
      </span>
    </li>
  );
}

/** What libbpf is given, without the code around it. */
function libbpfText({ libbpf }: ProbeTarget): string {
  return `${libbpf?.funcName ?? "NULL"}, offset 0x${(libbpf?.offset ?? 0n).toString(16)}`;
}
