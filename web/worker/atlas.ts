/** Answers the requests of worker/atlas-protocol.ts. */

import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { AtlasExchange } from "./atlas-protocol.js";

export function atlasHandlers(_held: RequireHeld): HandlersOf<AtlasExchange> {
  return {};
}
