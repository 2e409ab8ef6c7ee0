/** The worker: owns the package and what was opened, and answers the page's requests in the order in which they come. */

import type { DecodedLog } from "kallsyms";
import { describe } from "./describe.js";
import { detailsOf } from "./details.js";
import type { LoadedTable } from "./load.js";
import { openSource, openedOf } from "./open.js";
import type { Held } from "./open.js";
import type { Exchange, Kind, Progress, Reply, Request } from "./protocol.js";
import { answerQuery } from "./query.js";
import { rowsOf } from "./rows.js";

type Handlers = { [K in Kind]: (ask: Exchange[K]["ask"], onProgress: (progress: Progress) => void) => Exchange[K]["answer"] | Promise<Exchange[K]["answer"]> };

let held: Held = { loaded: undefined, snapshot: undefined };
let decoded: DecodedLog | undefined;

/** Only who decodes a log loads what decodes it. */
const log = () => import("./log.js");

const HANDLERS: Handlers = {
  open: async ({ source, table }, onProgress) => {
    held = await openSource(source, table, onProgress);
    return openedOf(held);
  },
  query: ({ reading }) => answerQuery(requireTable(), reading),
  rows: ({ indices }) => rowsOf(requireTable(), indices),
  details: ({ index }) => detailsOf(requireTable(), index),
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

addEventListener("message", ({ data }: MessageEvent<Request>) => void handle(data));

async function handle(request: Request): Promise<void> {
  const { id } = request;
  try {
    const handler = HANDLERS[request.kind] as (ask: unknown, onProgress: (progress: Progress) => void) => Promise<Exchange[Kind]["answer"]>;
    const answer = await handler(request.ask, (progress) => reply({ id, outcome: "progress", progress }));
    reply({ id, outcome: "ok", answer }, buffersOf(answer));
  } catch (error) {
    reply({ id, outcome: "error", failure: describe(error) });
  }
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

/** The typed arrays of an answer: given away, not copied. */
function buffersOf(answer: object): Transferable[] {
  return Object.values(answer).flatMap((value: unknown) => (ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []));
}

function requireTable(): LoadedTable {
  if (held.loaded === undefined) throw new Error("no table is loaded in this worker");
  return held.loaded;
}

function requireLog(): DecodedLog {
  if (decoded === undefined) throw new Error("no log is decoded in this worker");
  return decoded;
}
