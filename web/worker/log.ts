/** Answers the requests of worker/log-protocol.ts, and holds the logs that were decoded. */

import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { LogExchange } from "./log-protocol.js";
import type { KeptLog } from "./log/decode.js";
import type { Held } from "./open.js";

/** Only who decodes a log loads what decodes it. */
const load = () => import("./log/decode.js");

/** By number; the page tells which it needs no more. */
const kept = new Map<number, KeptLog>();
let lastNumber = 0;
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
      kept.set(++lastNumber, decoded);
      return answerOf(decoded, lastNumber);
    },
    stopDecoding: () => {
      running.abort();
      return {};
    },
    forgetLog: ({ log }) => {
      kept.delete(log);
      return {};
    },
    shownLines: async ({ log, filter }) => (await load()).shownLines(requireLog(log), filter),
    lines: async ({ log, places }) => (await load()).rowsAt(requireLog(log), places),
    line: async ({ log, place }) => (await load()).lineAt(requireLog(log), place),
    writtenLine: async ({ log, place }) => ({ text: (await load()).writtenLine(requireLog(log), place) }),
    writtenLog: async ({ log, format, filter }) => (await load()).writtenLog(requireLog(log), format, filter),
  };
}

function requireLog(log: number): KeptLog {
  const found = kept.get(log);
  if (found === undefined) throw new Error(`this worker holds no log ${log}`);
  return found;
}
