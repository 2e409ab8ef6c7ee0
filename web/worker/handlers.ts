/** What the worker does for each kind of request, and what it holds meanwhile. */

import type { DecodedLog } from "kallsyms";
import { atlasHandlers } from "./atlas.js";
import { compareHandlers } from "./compare.js";
import { detailsOf } from "./details.js";
import type { HandlersOf } from "./handlers-of.js";
import type { LoadedTable } from "./load.js";
import type { LogExchange } from "./log-protocol.js";
import { openSource, openedOf } from "./open.js";
import type { Held } from "./open.js";
import { overviewHandlers } from "./overview.js";
import type { Exchange } from "./protocol.js";
import { answerQuery } from "./query.js";
import { rowsOf } from "./rows.js";
import { copiedText, exportedFile } from "./text.js";

let held: Held = { loaded: undefined, snapshot: undefined };
let decoded: DecodedLog | undefined;

/** Only who decodes a log loads what decodes it. */
const log = () => import("./log.js");

const logHandlers: HandlersOf<LogExchange> = {
  // A copy: what is answered is given away.
  log: ({ place }) => ({ bytes: (held.snapshot?.logs[place]?.bytes ?? new Uint8Array()).slice() }),
  decode: async ({ log: source }) => {
    const { decode, logAnswer } = await log();
    decoded = decode(held, requireTable().table, source);
    return logAnswer(decoded);
  },
  lines: async ({ start, end }) => (await log()).rowsOfLog(requireLog(), start, end),
  line: async ({ position }) => (await log()).lineOf(requireLog(), position),
  written: async ({ as }) => ({ text: (await log()).writtenLog(requireLog(), as) }),
};

export const HANDLERS: HandlersOf<Exchange> = {
  open: async ({ source, table }, onProgress) => {
    held = await openSource(source, table, onProgress);
    return openedOf(held);
  },
  query: (question) => answerQuery(requireTable(), question),
  rows: ({ indices }) => rowsOf(requireTable(), indices),
  details: ({ index }) => detailsOf(requireTable(), index),
  export: (ask) => exportedFile(requireTable(), ask),
  copy: (ask) => copiedText(requireTable(), ask),
  ...logHandlers,
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

function requireLog(): DecodedLog {
  if (decoded === undefined) throw new Error("no log is decoded in this worker");
  return decoded;
}
