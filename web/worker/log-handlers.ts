/** Answers the requests of worker/log-protocol.ts, and holds the log that was decoded last. */

import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { LogExchange } from "./log-protocol.js";
import type { KeptLog } from "./log.js";
import type { Held } from "./open.js";

/** Only who decodes a log loads what decodes it. */
const load = () => import("./log.js");

let kept: KeptLog | undefined;
let running = new AbortController();

/** @param held - What the worker holds, be it a table or not. */
export function logHandlers(held: () => Held, requireHeld: RequireHeld): HandlersOf<LogExchange> {
  return {
    // A copy: what is answered is given away.
    log: ({ place }) => ({ bytes: (held().snapshot?.logs[place]?.bytes ?? new Uint8Array()).slice() }),
    decode: async ({ log }, onProgress) => {
      running.abort();
      running = new AbortController();
      const { signal } = running;
      const { answerOf, decode } = await load();
      const decoded = await decode(requireHeld(), log, signal, onProgress);
      kept = decoded;
      return answerOf(decoded);
    },
    stopDecoding: () => {
      running.abort();
      return {};
    },
    shownLines: async (filter) => (await load()).shownLines(requireLog(), filter),
    lines: async ({ places }) => (await load()).rowsAt(requireLog(), places),
    line: async ({ place }) => (await load()).lineAt(requireLog(), place),
    writtenLine: async ({ place }) => ({ text: (await load()).writtenLine(requireLog(), place) }),
    writtenLog: async ({ format, filter }) => (await load()).writtenLog(requireLog(), format, filter),
  };
}

function requireLog(): KeptLog {
  if (kept === undefined) throw new Error("no log is decoded in this worker");
  return kept;
}
