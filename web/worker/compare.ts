/** Answers the requests of worker/compare-protocol.ts. */

import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { CompareExchange } from "./compare-protocol.js";

export function compareHandlers(_held: RequireHeld): HandlersOf<CompareExchange> {
  return {};
}
