/** The page's end of the worker: asks, and gives each answer to who asked. */

import { sample, startWorker } from "../start/start.js";
import type { Exchange, Failure, Kind, Progress, Reply, Request } from "./protocol.js";

/** An error that the worker reported. */
export class WorkerFailure extends Error {
  readonly code: string | undefined;
  readonly line: number | undefined;

  constructor({ name, message, code, line }: Failure) {
    super(message);
    this.name = name;
    this.code = code;
    this.line = line;
  }
}

/** What a request that is still open is rejected with when its worker is ended. */
export class WorkerClosed extends Error {}

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** A worker with one table. It is started by the first request. */
export class TableWorker {
  #worker: Promise<Worker> | undefined;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #ended: Error | undefined;

  ask<K extends Kind>(kind: K, ask: Exchange[K]["ask"], onProgress?: (progress: Progress) => void): Promise<Exchange[K]["answer"]> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject, onProgress });
      void this.#send({ id, kind, ask } as Request);
    });
  }

  async #send(request: Request): Promise<void> {
    try {
      const message = await withSample(request);
      this.#worker ??= this.#start();
      (await this.#worker).postMessage(message);
    } catch (error) {
      this.#end(error as Error);
    }
  }

  async #start(): Promise<Worker> {
    if (this.#ended !== undefined) throw this.#ended;
    const worker = await startWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#receive(data));
    worker.addEventListener("error", (event) => this.#end(new Error(event.message || "the worker's program can't be started; reload the page")));
    return worker;
  }

  /** Ends the worker at once, whatever it does, and gives back all of its memory. */
  close(): void {
    this.#end(new WorkerClosed("the table was closed"));
  }

  #receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.outcome === "progress") {
      pending.onProgress?.(reply.progress);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.outcome === "ok") pending.resolve(reply.answer as never);
    else pending.reject(new WorkerFailure(reply.failure));
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    void this.#worker?.then((worker) => worker.terminate(), () => {});
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** The sample's bytes in the place of its name. They are fetched before the worker is started, which locks the page. */
async function withSample(request: Request): Promise<object> {
  if (request.kind !== "open" || request.ask.source !== "sample") return request;
  return { ...request, ask: { ...request.ask, source: await sample() } };
}
