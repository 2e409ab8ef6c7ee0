/** The table of symbols: the search box, the filter, what can be done with the rows, and the rows. */

import { useSignal } from "@preact/signals";
import { isNarrowing } from "../query/filter.js";
import { filter } from "../state/query.js";
import { Results } from "./Results.js";
import { SearchBox } from "./SearchBox.js";
import { Filters } from "./symbols/Filters.js";
import { Tools } from "./symbols/Tools.js";

export function SymbolsView() {
  return (
    <>
      <SearchBox />
      <Bar />
      <Results />
    </>
  );
}

/** On a narrow screen the rows need the room more: there the bar is opened by a button. */
function Bar() {
  const isOpen = useSignal(false);
  return (
    <div class={isOpen.value ? "bar bar-open" : "bar"}>
      <button type="button" class="button bar-opener" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
        {isNarrowing(filter.value) ? "Filter: on" : "Filter, columns, export"}
      </button>
      <Filters />
      <Tools />
    </div>
  );
}
