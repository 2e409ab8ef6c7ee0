/** Answers a question about the table: what the search box finds, narrowed by the filter, in the order wanted. */

import { arrange } from "./arrange.js";
import { find } from "./find.js";
import type { LoadedTable } from "./load.js";
import { narrow } from "./narrow.js";
import type { Answer, Question } from "./protocol.js";
import { rowsOf } from "./rows.js";

/** Rows that come with the answer. */
const FIRST_ROWS = 128;

export function answerQuery(loaded: LoadedTable, question: Question): Answer {
  const { reading, filter, sort } = question;
  const found = find(loaded, reading, filter);
  const { kept, facets } = narrow(loaded, found.indices, filter);
  const { exact = 0 } = found;
  const left = {
    indices: kept === undefined ? found.indices : pick(found.indices, kept),
    asked: kept === undefined ? found.asked : found.asked && pickLong(found.asked, kept),
    // Those come first in what was found.
    exact: kept === undefined ? exact : kept.filter((place) => place < exact).length,
  };
  const places = sort && arrange(loaded, left.indices, sort);
  const indices = places === undefined ? left.indices : pick(left.indices, places);
  const total = indices?.length ?? loaded.table.size;
  return {
    question,
    total,
    indices,
    asked: places === undefined ? left.asked : left.asked && pickLong(left.asked, places),
    exact: left.exact,
    status: found.status,
    suggestions: found.suggestions ?? [],
    uncovered: found.uncovered ?? 0,
    leftOut: found.leftOut ?? 0,
    facets,
    first: rowsOf(loaded, indices?.subarray(0, FIRST_ROWS) ?? Array.from({ length: Math.min(total, FIRST_ROWS) }, (_, at) => at)),
  };
}

/** What stands at places; without a list each place is its own row. */
function pick(indices: Uint32Array | undefined, places: Uint32Array): Uint32Array {
  return indices === undefined ? places.slice() : places.map((place) => indices[place] as number);
}

function pickLong(values: BigUint64Array, places: Uint32Array): BigUint64Array {
  return BigUint64Array.from(places, (place) => values[place] as bigint);
}
