/** Rows of a long list, fetched from the worker in blocks as they come into sight. */

import { signal } from "@preact/signals";

const BLOCK = 128;
/** Blocks that are kept: enough for the way back, little for a million rows. */
const MOST_BLOCKS = 64;

/** A list of any length, of which some rows are here. */
export class Blocks<R> {
  readonly total: number;
  /** Counts the blocks that arrived; reading it redraws who shows them. */
  readonly arrived = signal(0);
  readonly #load: (start: number, end: number) => Promise<readonly R[]>;
  readonly #blocks = new Map<number, readonly R[] | undefined>();

  /** @param first - The rows that are here already: the first 128, or all where there are fewer. */
  constructor(total: number, first: readonly R[], load: (start: number, end: number) => Promise<readonly R[]>) {
    this.total = total;
    this.#load = load;
    this.#blocks.set(0, first);
  }

  /** The row at a position; `undefined` until it is here. */
  at(position: number): R | undefined {
    return this.#blocks.get(Math.floor(position / BLOCK))?.[position % BLOCK];
  }

  /** Sees to it that the rows from `start` to before `end` come here. */
  need(start: number, end: number): void {
    for (let block = Math.floor(start / BLOCK); block * BLOCK < Math.min(end, this.total); block++) {
      if (!this.#blocks.has(block)) void this.#fetch(block);
    }
  }

  async #fetch(block: number): Promise<void> {
    this.#blocks.set(block, undefined);
    this.#forgetOldest();
    try {
      const rows = await this.#load(block * BLOCK, Math.min((block + 1) * BLOCK, this.total));
      if (this.#blocks.has(block)) this.#blocks.set(block, rows);
      this.arrived.value++;
    } catch {
      // The worker is gone, and with it what these are rows of: nobody waits for them any more.
      this.#blocks.delete(block);
    }
  }

  #forgetOldest(): void {
    for (const block of this.#blocks.keys()) {
      if (this.#blocks.size <= MOST_BLOCKS) return;
      this.#blocks.delete(block);
    }
  }
}
