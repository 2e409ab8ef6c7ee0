/** Chunks of text into the module, which makes a table of them. */

import { call, views } from "./boundary.js";
import { requireMemory } from "./module.js";
import { RawLoader } from "./wasm/kallsyms.js";
import type { RawTable } from "./wasm/kallsyms.js";

/** Bytes copied into the module at a time; they are read while they are still in the cache. */
const CHUNK_BYTES = 2 ** 16;

/** How the module loads. */
export interface LoaderOptions {
  readonly stopAtMalformed: boolean;
  readonly owners: Uint8Array | undefined;
  readonly modules: Uint8Array;
  readonly expectedBytes: number | undefined;
}

/** A number that no author of a hostile file can know: names can't be chosen so that their hashes collide. */
export function seed(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] as bigint;
}

/** A load under way. Call `finish` or `abandon` in the end, once. */
export class Loader {
  readonly #raw: RawLoader;

  constructor(options: LoaderOptions) {
    requireMemory();
    const { stopAtMalformed, owners, modules, expectedBytes } = options;
    this.#raw = new RawLoader(stopAtMalformed, owners, modules, expectedBytes ?? -1, seed());
  }

  /** Takes the next bytes of the text; their number is any. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const piece = bytes.subarray(at, at + CHUNK_BYTES);
      const start = this.#raw.chunk(piece.length);
      views().bytes.set(piece, start);
      call(() => this.#raw.push(piece.length));
    }
  }

  /** Builds the table. The loader is gone after it, also when it throws. */
  finish(): RawTable {
    return call(() => this.#raw.finish());
  }

  /** Gives back the memory of a load that isn't finished. */
  abandon(): void {
    this.#raw.free();
  }
}
