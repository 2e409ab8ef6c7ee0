/** Why a file wasn't opened, what was expected, and what to do. */

import { dismissFailure, failure, table } from "../state/table.js";
import type { Explanation } from "../state/failure.js";
import { plainName } from "../text/names.js";

export function FailureNote() {
  return <div role="alert">{failure.value && <Note explanation={failure.value} />}</div>;
}

function Note({ explanation }: { explanation: Explanation }) {
  return (
    <div class="note note-error">
      <div class="note-text">
        <ExplanationText explanation={explanation} />
        {table.value !== undefined && <p>The table that was open before stays open.</p>}
      </div>
      <button type="button" class="button" onClick={dismissFailure}>
        Dismiss
      </button>
    </div>
  );
}

/** The name of the error, what is wrong, where, what was expected, and what to do. */
export function ExplanationText({ explanation: { title, message, line, expected, command, code } }: { explanation: Explanation }) {
  return (
    <>
      <h2 class="note-title">
        {plainName(title)} <span class="note-code">{code}</span>
      </h2>
      <p>
        {line !== undefined && <>Line {line}: </>}
        {plainName(message)}
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
