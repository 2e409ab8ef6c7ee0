/** A table from a path. */

import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { SourceError } from "../core/errors.js";
import { KernelSymbolTable } from "../table/table.js";
import type { LoadOptions } from "../table/table.js";

/** Bytes read at a time. */
const CHUNK_BYTES = 2 ** 20;

/**
 * Loads the symbol table in a file, compressed or not.
 *
 * @param path - A path or `file:` URL; default `/proc/kallsyms`, the running kernel's own.
 * @throws {@link SourceError} with the code `SOURCE_UNREADABLE` where the file can't be read; else as `KernelSymbolTable.load`.
 *
 * @example
 * ```ts
 * import { openKallsyms } from "kallsyms/node";
 * const table = await openKallsyms("sosreport/proc/kallsyms");
 * ```
 */
export async function openKallsyms(path: string | URL = "/proc/kallsyms", options: LoadOptions = {}): Promise<KernelSymbolTable> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    // Files in /proc report a size of 0.
    const totalBytes = size > 0 ? size : undefined;
    const { onProgress } = options;
    const withTotal: LoadOptions = onProgress === undefined || totalBytes === undefined ? options : { ...options, onProgress: ({ bytes }) => onProgress({ bytes, totalBytes }) };
    return await KernelSymbolTable.load(readChunks(file, path), { expectedBytes: totalBytes, ...withTotal });
  } finally {
    await file.close();
  }
}

async function openFile(path: string | URL): Promise<FileHandle> {
  return open(path, "r").catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

/** The chunks of a file; what goes wrong with it is told with its path. */
async function* readChunks(file: FileHandle, path: string | URL): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}

function unreadable(path: string | URL, cause: unknown): SourceError {
  return new SourceError("SOURCE_UNREADABLE", `${String(path)} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
