/** What the worker does for each kind of request, and what it holds meanwhile. */

import { atlasHandlers } from "./atlas.js";
import { compareHandlers } from "./compare.js";
import { detailsHandlers } from "./details.js";
import type { HandlersOf } from "./handlers-of.js";
import type { LoadedTable } from "./load.js";
import { logHandlers } from "./log.js";
import { openSource, openedOf } from "./open.js";
import type { Held } from "./open.js";
import { overviewHandlers } from "./overview.js";
import type { Exchange } from "./protocol.js";
import { answerQuery } from "./query.js";
import { rowsOf } from "./rows.js";
import { copiedText, exportedFile } from "./text.js";

let held: Held = { loaded: undefined, snapshot: undefined };

export const HANDLERS: HandlersOf<Exchange> = {
  open: async ({ source, ...choice }, onProgress) => {
    held = await openSource(source, choice, onProgress);
    return openedOf(held);
  },
  query: (question) => answerQuery(requireTable(), question),
  rows: ({ indices }) => rowsOf(requireTable(), indices),
  ...detailsHandlers(requireHeld),
  export: (ask) => exportedFile(requireTable(), ask),
  copy: (ask) => copiedText(requireTable(), ask),
  ...logHandlers(() => held, requireHeld),
  ...overviewHandlers(requireHeld),
  ...atlasHandlers(requireHeld),
  ...compareHandlers(requireHeld),
};

function requireHeld(): Held & { readonly loaded: LoadedTable } {
  return { ...held, loaded: requireTable() };
}

function requireTable(): LoadedTable {
  if (held.loaded === undefined) throw new Error("no table is loaded in this worker");
  return held.loaded;
}
