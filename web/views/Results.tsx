/** What the search found: the counts, what the name stands for, and the rows. */

import { queryFailure, reading, results, text } from "../state/query.js";
import { loading, table } from "../state/table.js";
import { ExplanationText } from "./FailureNote.js";
import { LIST_ID } from "./list/focus.js";
import { ResultList } from "./list/ResultList.js";
import { ReadingHint } from "./SearchBox.js";
import { Nothing } from "./Nothing.js";
import { Summary } from "./Summary.js";

export function Results() {
  const found = results.value;
  const open = table.value;
  return (
    <section class="results" aria-label="Results" data-answer={found?.serial}>
      <div class="results-head">
        <p class="summary" role="status">
          {found !== undefined && open !== undefined && <Summary answer={found.answer} size={open.facts.size} />}
        </p>
        <ReadingHint />
      </div>
      {queryFailure.value !== undefined && (
        <div class="note note-error" role="alert">
          <div class="note-text">
            <ExplanationText explanation={queryFailure.value} />
          </div>
        </div>
      )}
      {found !== undefined && open !== undefined && (found.answer.total > 0 ? <ResultList results={found} bits={open.facts.report.addressBits} /> : <Nothing answer={found.answer} reading={reading.value} ask={ask} />)}
      {found === undefined && queryFailure.value === undefined && <p id={LIST_ID} class="nothing" tabIndex={-1}>{loading.value === undefined ? "Open a file to search it." : "The table is being read."}</p>}
    </section>
  );
}

function ask(name: string): void {
  text.value = name;
}
