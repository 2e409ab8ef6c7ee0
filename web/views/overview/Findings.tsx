/** What doesn't fit together in the files that are open, as things to check. */

import type { Finding } from "kallsyms";
import type { OpenSnapshot } from "../../state/table.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import { Card } from "./Card.js";
import { SEVERITIES } from "./words.js";

/** Pieces of evidence that are shown at once. */
const FIRST_EVIDENCE = 5;

/** @param files - `undefined` where nothing was opened beside the table. */
export function Findings({ files }: { files: OpenSnapshot | undefined }) {
  const findings = files?.findings ?? [];
  return (
    <Card
      name="findings"
      title="To check"
      aside={
        findings.length > 0 && (
          <span class="dim">
            {counted(findings.length, "finding")} in {plainName(files?.name ?? "")}
          </span>
        )
      }
    >
      {files === undefined && <p class="dim">A table alone has nothing to be held against. Drop it together with logs, System.map or /proc/modules of the same host, and what doesn’t fit stands here.</p>}
      {files !== undefined && findings.length === 0 && <p class="dim">The files fit together: nothing to check was found.</p>}
      <ul class="finding-list">
        {findings.map((finding, at) => (
          <Item key={at} finding={finding} />
        ))}
      </ul>
    </Card>
  );
}

/** What is only good to know stays folded. */
function Item({ finding: { severity, title, text, evidence, evidenceCount } }: { finding: Finding }) {
  const first = evidence.slice(0, FIRST_EVIDENCE);
  const others = evidence.slice(FIRST_EVIDENCE);
  return (
    <li class={`finding finding-${severity}`}>
      <details open={severity !== "note"}>
        <summary>
          <span class="finding-severity">{SEVERITIES[severity]}</span> <strong>{plainName(title)}</strong>
        </summary>
        <p>{plainName(text)}</p>
        <Evidence pieces={first} />
        {others.length > 0 && (
          <details>
            <summary class="finding-more">{count(others.length)} more</summary>
            <Evidence pieces={others} />
          </details>
        )}
        {evidenceCount > evidence.length && (
          <p class="dim small">
            The first {count(evidence.length)} of {count(evidenceCount)} pieces of evidence are kept.
          </p>
        )}
      </details>
    </li>
  );
}

function Evidence({ pieces }: { pieces: readonly string[] }) {
  if (pieces.length === 0) return null;
  return (
    <ul class="evidence">
      {pieces.map((piece, at) => (
        <li key={at}>{plainName(piece)}</li>
      ))}
    </ul>
  );
}
