/** What `--from` names: one table, or an archive or directory of many files; told by the first bytes, which stay to be read. */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { beginsArchive } from "../source/begins-archive.js";

/** What stands behind a path. */
export type Sniffed =
  | { readonly kind: "directory" }
  /** `chunks` where the bytes come once, as from a pipe; else the path is opened again. */
  | { readonly kind: "archive" | "table"; readonly chunks: AsyncIterable<Uint8Array> | undefined };

/** Looks at what a path names; what can't be read is left to whoever reads it. */
export async function sniff(path: string): Promise<Sniffed> {
  if (path === "-") return sniffStream(process.stdin);
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return { kind: "table", chunks: undefined };
  if (stats.isDirectory()) return { kind: "directory" };
  if (!stats.isFile()) return sniffStream(createReadStream(path));
  // Of /proc/kallsyms the kernel would make the first lines twice.
  const kind = stats.size > 0 && (await beginsArchive(createReadStream(path))) ? "archive" : "table";
  return { kind, chunks: undefined };
}

async function sniffStream(stream: AsyncIterable<Uint8Array>): Promise<Sniffed> {
  const replay = new Replay(stream);
  const kind = (await beginsArchive(replay.look())) ? "archive" : "table";
  return { kind, chunks: replay.all() };
}

/** A stream that can be looked into and then be read from its beginning. */
class Replay {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #seen: Uint8Array[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** The first chunks, kept for {@link all}; to stop reading them doesn't end the stream. */
  look(): AsyncIterable<Uint8Array> {
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      const result = await this.#iterator.next().catch((error: unknown) => {
        this.#failure = { error };
        throw error;
      });
      if (result.done !== true) this.#seen.push(result.value);
      return result;
    };
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }

  /** Everything from the beginning. */
  async *all(): AsyncGenerator<Uint8Array, void, undefined> {
    const seen = this.#seen;
    this.#seen = [];
    yield* seen;
    if (this.#failure !== undefined) throw this.#failure.error;
    yield* { [Symbol.asyncIterator]: () => this.#iterator };
  }
}
