/** What differs between the open table and another one. */

import { compareFailure, comparison } from "../state/compare.js";
import { table } from "../state/table.js";
import { Account } from "./compare/Account.js";
import { ChangeBar } from "./compare/ChangeBar.js";
import { ChangeList } from "./compare/ChangeList.js";
import { Coming } from "./compare/Coming.js";
import { Sides } from "./compare/Sides.js";
import { ExplanationText } from "./FailureNote.js";

export function CompareView() {
  const open = table.value;
  if (open === undefined) return <p class="nothing">Open a table first: it is one side of the comparison, the other is chosen here.</p>;
  return (
    <div class="compare">
      <Sides open={open} />
      <Coming />
      <div role="alert">
        {compareFailure.value !== undefined && (
          <div class="note note-error">
            <div class="note-text">
              <ExplanationText explanation={compareFailure.value} />
              <p>The open table stays open{comparison.value !== undefined && ", and so does the comparison below"}.</p>
            </div>
            <button type="button" class="button" onClick={() => (compareFailure.value = undefined)}>
              Dismiss
            </button>
          </div>
        )}
      </div>
      {comparison.value !== undefined && (
        <>
          <Account of={comparison.value} />
          {comparison.value.facts.size > 0 && (
            <>
              <ChangeBar of={comparison.value} />
              <ChangeList of={comparison.value} />
            </>
          )}
        </>
      )}
    </div>
  );
}
