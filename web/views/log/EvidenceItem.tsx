/** A piece of evidence: whether it speaks for or against, in words and with a sign. */

import { plainName } from "../../text/names.js";
import type { LogEvidence } from "../../worker/log-protocol.js";

const SIGNS = { agrees: "✓ for", contradicts: "✗ against", unknown: "? open" } as const;

export function EvidenceItem({ evidence: { verdict, text } }: { evidence: LogEvidence }) {
  return (
    <li class="log-evidence">
      <span class={`evidence-${verdict}`}>{SIGNS[verdict]}</span>
      <span>{plainName(text)}</span>
    </li>
  );
}
