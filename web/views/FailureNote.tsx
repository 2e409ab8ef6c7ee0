/** Why files weren't opened, or not used: which file, which line, what was expected, and what to do. */

import { dismissFailure, failedInPart, failures, table } from "../state/table.js";
import type { Explanation } from "../state/failure.js";
import { plainName } from "../text/names.js";
import { count } from "../text/numbers.js";

/** Of more failures than these the number is told. */
const MOST_SHOWN = 5;

export function FailureNote() {
  return <div role="alert">{failures.value.length > 0 && <Note failures={failures.value} />}</div>;
}

function Note({ failures }: { failures: readonly Explanation[] }) {
  const more = failures.length - MOST_SHOWN;
  return (
    <div class="note note-error">
      <div class="note-text note-scroll" tabIndex={0} role="group" aria-label="What failed">
        {failures.slice(0, MOST_SHOWN).map((explanation, at) => (
          <div key={at} class="note-one">
            <ExplanationText explanation={explanation} />
          </div>
        ))}
        {more > 0 && <p>And {count(more)} more: the view Files tells of each.</p>}
        {table.value !== undefined && <p class="note-code">{failedInPart.value ? "The rest is open." : `${plainName(table.value.name)} stays open.`}</p>}
      </div>
      <button type="button" class="button" onClick={dismissFailure}>
        Dismiss
      </button>
    </div>
  );
}

/** The name of the error, what is wrong, where, what was expected, and what to do. */
export function ExplanationText({ explanation: { title, message, line, quote, expected, command, code } }: { explanation: Explanation }) {
  return (
    <>
      <h2 class="note-title">
        {plainName(title)} {code !== "" && <span class="note-code">{code}</span>}
      </h2>
      <p>
        {line !== undefined && <>Line {count(line)}: </>}
        {plainName(message)}
        {quote !== undefined && <code class="note-quote">{plainName(quote)}</code>}
      </p>
      {expected !== undefined && <p>{expected}</p>}
      {command !== undefined && (
        <p>
          To take a table: <code>{command}</code>
        </p>
      )}
    </>
  );
}
