/** What `--json` prints of a query with many symbols. */

import { json, jsonSymbol } from "../table/json.js";
import type { KernelSymbol } from "../table/symbol.js";

/**
 * An object whose `symbols` may be millions: `{…head,"symbols":[…],…tail}` in pieces, since one string can't hold them.
 *
 * @param head - At least one field.
 */
export function* jsonWithSymbols(head: object, symbols: Iterable<KernelSymbol>, tail: object = {}): Generator<string> {
  yield `${json(head).slice(0, -1)},"symbols":[`;
  let separator = "";
  for (const symbol of symbols) {
    yield separator + jsonSymbol(symbol);
    separator = ",";
  }
  const rest = json(tail).slice(1, -1);
  yield `]${rest === "" ? "" : `,${rest}`}}\n`;
}
