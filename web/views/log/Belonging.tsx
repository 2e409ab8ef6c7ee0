/** Whether table and log belong together, in words, with a sign, and why. */

import { plainName } from "../../text/names.js";
import { counted, hex } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { LogBelonging } from "../../worker/log-protocol.js";
import { EvidenceItem } from "./EvidenceItem.js";

const LOOKS: Readonly<Record<LogBelonging["verdict"], { look: string; sign: string; title: string }>> = {
  "same-boot": { look: "belongs", sign: "✓", title: "Belongs together" },
  "same-kernel": { look: "belongs", sign: "✓", title: "Belongs together" },
  unknown: { look: "doubtful", sign: "?", title: "Not certain" },
  different: { look: "other", sign: "✗", title: "Another kernel" },
};

export function Belonging({ belonging: { verdict, text, evidence, slides }, notes }: { belonging: LogBelonging; notes: readonly string[] }) {
  const { look, sign, title } = LOOKS[verdict];
  return (
    <section class={`belonging belonging-${look}`} aria-label="Whether table and log belong together">
      <p>
        <span class="belonging-sign" aria-hidden="true">
          {sign}
        </span>{" "}
        <strong>{title}.</strong> {sentence(text)} <Slide slides={slides} />
      </p>
      {notes.map((note) => (
        <p key={note} class="belonging-note">
          Note: {plainName(note)}.
        </p>
      ))}
      <details class="belonging-why">
        <summary>Evidence</summary>
        <ul class="log-evidences" tabIndex={0} aria-label="Evidence">
          {evidence.map((one) => (
            <EvidenceItem key={one.text} evidence={one} />
          ))}
        </ul>
      </details>
    </section>
  );
}

function Slide({ slides: [first, ...others] }: Pick<LogBelonging, "slides">) {
  if (first === undefined || first.slide === 0n) return null;
  const where = first.slide < 0n ? `${hex(-first.slide)} below` : `${hex(first.slide)} above`;
  const of = first.owner === "system" ? "" : ` in ${plainName(ownerName(first.owner))}`;
  const more = others.length === 0 ? "" : `, and ${counted(others.length, "module")} by their own slides`;
  return <>{`Addresses in the log${of} lie ${where} the table’s (KASLR)${more}: taken out.`}</>;
}

/** The reason is the part of a sentence about the log; the title says already that the kernel is another. */
function sentence(text: string): string {
  const plain = plainName(text).replace(/^of another kernel: /, "");
  return `${plain.startsWith("of ") ? `The log is ${plain}` : plain.charAt(0).toUpperCase() + plain.slice(1)}.`;
}
