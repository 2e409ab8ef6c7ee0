/** The table of symbols: the search box, the filter, what can be done with the rows, and the rows. */

import { Results } from "./Results.js";
import { SearchBox } from "./SearchBox.js";
import { Filters } from "./symbols/Filters.js";
import { Tools } from "./symbols/Tools.js";

export function SymbolsView() {
  return (
    <>
      <SearchBox />
      <div class="bar">
        <Filters />
        <Tools />
      </div>
      <Results />
    </>
  );
}
