/** Standard output: pieces of text gathered into large writes, no faster than the reader takes them. */

import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import type { Writable } from "node:stream";

/** Characters gathered before they are written. */
const BATCH = 2 ** 16;

/** Writes between which the event loop gets no turn; without one Ctrl-C would not be heard. */
const WRITES_PER_TURN = 16;

/** How text becomes bytes; `"latin1"` is for pieces in which each character stands for a byte. */
export type PieceEncoding = "utf8" | "latin1";

/** Writes to a stream in batches. */
export class Output {
  readonly #stream: Writable;
  #writes = 0;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Writes all pieces; resolves once the stream has taken them. */
  async write(pieces: Iterable<string>, encoding: PieceEncoding = "utf8"): Promise<void> {
    let batch = "";
    for (const piece of pieces) {
      batch += piece;
      if (batch.length < BATCH) continue;
      await this.#send(batch, encoding);
      batch = "";
    }
    if (batch !== "") await this.#send(batch, encoding);
  }

  /** Writes pieces that are large enough by themselves. */
  async writeBytes(pieces: Iterable<Uint8Array>): Promise<void> {
    for (const piece of pieces) await this.#send(piece, "utf8");
  }

  async #send(piece: string | Uint8Array, encoding: PieceEncoding): Promise<void> {
    if (!this.#stream.write(piece, encoding)) await once(this.#stream, "drain");
    else if (++this.#writes % WRITES_PER_TURN === 0) await setImmediate();
  }
}
