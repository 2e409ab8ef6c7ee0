/** The rows of an answer, fetched from the worker in blocks as they come into sight. */

import { signal } from "@preact/signals";
import type { TableWorker } from "../worker/client.js";
import type { Answer, Row } from "../worker/protocol.js";

const BLOCK = 128;
/** Blocks that are kept: enough for the way back, little for a million rows. */
const MOST_BLOCKS = 64;

/** An answer of any length, of which some rows are here. */
export class ResultRows {
  readonly answer: Answer;
  /** Counts the blocks that arrived; reading it redraws who shows them. */
  readonly arrived = signal(0);
  readonly #worker: TableWorker;
  readonly #blocks = new Map<number, readonly Row[] | undefined>();

  constructor(worker: TableWorker, answer: Answer) {
    this.#worker = worker;
    this.answer = answer;
    this.#blocks.set(0, answer.first);
  }

  /** The row at a position; `undefined` until it is here. */
  at(position: number): Row | undefined {
    return this.#blocks.get(Math.floor(position / BLOCK))?.[position % BLOCK];
  }

  /** Index of the symbol at a position. */
  indexAt(position: number): number | undefined {
    const { indices, total } = this.answer;
    if (position < 0 || position >= total) return undefined;
    return indices === undefined ? position : indices[position];
  }

  /** Sees to it that the rows from `start` to before `end` come here. */
  need(start: number, end: number): void {
    for (let block = Math.floor(start / BLOCK); block * BLOCK < Math.min(end, this.answer.total); block++) {
      if (!this.#blocks.has(block)) void this.#fetch(block);
    }
  }

  async #fetch(block: number): Promise<void> {
    this.#blocks.set(block, undefined);
    this.#forgetOldest();
    try {
      const rows = await this.#worker.ask("rows", { indices: this.#indicesOf(block) });
      if (this.#blocks.has(block)) this.#blocks.set(block, rows);
      this.arrived.value++;
    } catch {
      // The worker is gone, and with it the table of which these are rows: nobody waits for them any more.
      this.#blocks.delete(block);
    }
  }

  #indicesOf(block: number): Uint32Array {
    const { indices, total } = this.answer;
    const start = block * BLOCK;
    const end = Math.min(start + BLOCK, total);
    return indices?.slice(start, end) ?? Uint32Array.from({ length: end - start }, (_, at) => start + at);
  }

  #forgetOldest(): void {
    for (const block of this.#blocks.keys()) {
      if (this.#blocks.size <= MOST_BLOCKS) return;
      this.#blocks.delete(block);
    }
  }
}
