/** The worker: owns the package and one table, and answers the page's requests in the order in which they come. */

import { KallsymsError } from "kallsyms";
import { loadTable } from "./load.js";
import type { LoadedTable } from "./load.js";
import type { Exchange, Failure, Kind, Progress, Reply, Request } from "./protocol.js";
import { answerQuery } from "./query.js";
import { rowsOf } from "./rows.js";
import { detailsOf } from "./details.js";

type Handlers = { [K in Kind]: (ask: Exchange[K]["ask"], onProgress: (progress: Progress) => void) => Exchange[K]["answer"] | Promise<Exchange[K]["answer"]> };

let loaded: LoadedTable | undefined;

const HANDLERS: Handlers = {
  load: async ({ source }, onProgress) => {
    loaded = await loadTable(source, onProgress);
    return loaded.facts;
  },
  query: ({ reading }) => answerQuery(requireTable(), reading),
  rows: ({ indices }) => rowsOf(requireTable(), indices),
  details: ({ index }) => detailsOf(requireTable(), index),
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

function describe(error: unknown): Failure {
  if (error instanceof KallsymsError) return { name: error.name, message: error.message, code: error.code, line: error.line };
  if (error instanceof Error) return { name: error.name, message: error.message, code: undefined, line: undefined };
  return { name: "Error", message: String(error), code: undefined, line: undefined };
}

function requireTable(): LoadedTable {
  if (loaded === undefined) throw new Error("no table is loaded in this worker");
  return loaded;
}
