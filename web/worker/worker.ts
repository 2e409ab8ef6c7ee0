/** The worker: owns the package and what was opened, and answers the page's requests in the order in which they come. */

import { initialize } from "kallsyms";
import { describe } from "./describe.js";
import { HANDLERS } from "./handlers.js";
import type { Exchange, Kind, Progress, Reply, Request } from "./protocol.js";

/** The first message is the compiled module: the worker itself can't fetch anything. */
addEventListener("message", ({ data }: MessageEvent<Request | WebAssembly.Module>) => {
  if (data instanceof WebAssembly.Module) void initialize(data);
  else void handle(data);
});

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
