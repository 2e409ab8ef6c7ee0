/** Answers the requests of worker/overview-protocol.ts. */

import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { OverviewExchange } from "./overview-protocol.js";

export function overviewHandlers(_held: RequireHeld): HandlersOf<OverviewExchange> {
  return {};
}
