/** What doesn't fit together in the files that are open, as things to check. */

import type { Finding } from "kallsyms";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import { Card } from "./Card.js";

const SEVERITIES: Readonly<Record<Finding["severity"], string>> = { problem: "Problem", check: "To check", note: "Good to know" };

/** Pieces of evidence that are shown at once. */
const FIRST_EVIDENCE = 5;

/** @param findings - `undefined` where nothing was opened beside the table. */
export function Findings({ findings }: { findings: readonly Finding[] | undefined }) {
  return (
    <Card name="findings" title="To check" aside={findings !== undefined && findings.length > 0 && <span class="dim">{counted(findings.length, "finding")}</span>}>
      {findings === undefined && <p class="dim">A table alone has nothing to be held against. Drop it together with logs, System.map or /proc/modules of the same host, and what doesn’t fit stands here.</p>}
      {findings?.length === 0 && <p class="dim">The files fit together: nothing to check was found.</p>}
      {findings !== undefined && findings.length > 0 && (
        <ul class="finding-list">
          {findings.map((finding, at) => (
            <Item key={at} finding={finding} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Item({ finding: { severity, title, text, evidence, evidenceCount } }: { finding: Finding }) {
  const shown = evidence.slice(0, FIRST_EVIDENCE);
  const others = evidence.slice(FIRST_EVIDENCE);
  return (
    <li class={`finding finding-${severity}`}>
      <p>
        <span class="finding-severity">{SEVERITIES[severity]}</span> <strong>{plainName(title)}</strong>
      </p>
      <p>{plainName(text)}</p>
      {evidenceCount > 0 && (
        <ul class="evidence">
          {shown.map((piece, at) => (
            <li key={at}>{plainName(piece)}</li>
          ))}
        </ul>
      )}
      {evidenceCount > shown.length && (
        <details>
          <summary>{count(evidenceCount - shown.length)} more</summary>
          <ul class="evidence">
            {others.map((piece, at) => (
              <li key={at}>{plainName(piece)}</li>
            ))}
          </ul>
          {evidenceCount > evidence.length && (
            <p class="dim">
              The first {count(evidence.length)} of {count(evidenceCount)} are kept.
            </p>
          )}
        </details>
      )}
    </li>
  );
}
