/** Whether a file is an archive, by its first bytes below any compression. */

import { ByteReader } from "./reader.js";
import { readSource } from "./source.js";
import type { ByteSource } from "./source.js";

/**
 * Tells an archive (tar, zip, compressed or not) from a single file; reads no more than its beginning, which of a stream is then gone.
 *
 * @returns `false` also for what is damaged: whoever reads it tells that better.
 *
 * @example
 * ```ts
 * const opened = (await beginsArchive(file)) ? await CrashSnapshot.open([file]) : await KernelSymbolTable.load(file);
 * ```
 */
export async function beginsArchive(source: ByteSource): Promise<boolean> {
  const { ARCHIVE_SNIFFED_BYTES, sniffArchive } = await import("./archive.js");
  const reader = new ByteReader(readSource(source));
  try {
    return sniffArchive(await reader.peek(ARCHIVE_SNIFFED_BYTES)) !== undefined;
  } catch {
    return false;
  } finally {
    await reader.close();
  }
}
