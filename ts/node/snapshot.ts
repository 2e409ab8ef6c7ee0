/** A snapshot from a path: a folder, an archive, a file. */

import { CrashSnapshot } from "../snapshot/snapshot.js";
import type { SnapshotOptions } from "../snapshot/options.js";
import type { NamedSource } from "../source/members.js";
import { sourcesOf } from "./directory.js";

/**
 * Opens what a crash host left behind: an unpacked report, a folder with files of it, an archive, or a single file. Links are listed
 * and not followed; nothing is written.
 *
 * @param path - A folder or a file, or its `file:` URL.
 * @throws {@link SourceError} with the code `SOURCE_UNREADABLE` where the path itself can't be read; else as `CrashSnapshot.open`.
 *
 * @example
 * ```ts
 * import { openSnapshot } from "kallsyms/node";
 * const snapshot = await openSnapshot("sosreport-host-2026-01-11.tar.xz");
 * console.log(snapshot.release, snapshot.table?.size, snapshot.logs.map(({ path }) => path));
 * ```
 */
export async function openSnapshot(path: string | URL, options: SnapshotOptions = {}): Promise<CrashSnapshot> {
  const sources: NamedSource[] = [];
  // Files are opened when they are read; a list of them tells their bytes beforehand.
  for await (const source of sourcesOf(path)) sources.push(source);
  return CrashSnapshot.open(sources, options);
}
