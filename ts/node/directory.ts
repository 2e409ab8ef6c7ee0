/** Paths to sources: a file is itself, a folder every file below it. */

import type { Stats } from "node:fs";
import { lstat, readdir, readlink, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { NamedSource } from "../source/members.js";
import { fileSource, unreadable } from "./file-source.js";

/** The most files and folders that are given of a folder: as many as a listing of members has. */
export const MAX_DIRECTORY_ENTRIES = 100_000;

/** Folders in folders; deeper is no accident. */
export const MAX_DIRECTORY_DEPTH = 64;

/**
 * The files at a path, for `readMembers`: a file itself, of a folder every file below it, each folder's sorted by their names' bytes.
 *
 * A file is opened when it is read, and closed again. Below a folder no link is followed, and devices, pipes and sockets aren't opened: they are
 * given with a `note`, and so is what can't be read. What is given itself may be anything that can be read, a link or a pipe too.
 *
 * @param path - A path or `file:` URL. The paths of sources are relative to a folder, or a file's own name.
 * @throws {@link SourceError} with the code `SOURCE_UNREADABLE` where there is nothing at the path, or a folder that can't be listed.
 *
 * @example
 * ```ts
 * for await (const member of readMembers(sourcesOf("/var/crash/host1"))) console.log(member.path);
 * ```
 */
export async function* sourcesOf(path: string | URL): AsyncGenerator<NamedSource, void, undefined> {
  const root = path instanceof URL ? fileURLToPath(path) : path;
  const stats = await stat(root).catch((cause: unknown) => {
    throw unreadable(root, cause);
  });
  if (!stats.isDirectory()) {
    yield { path: basename(root), source: fileSource({ path: root, size: stats.isFile() ? stats.size : 0, isFound: false }) };
    return;
  }
  const names = await readdir(root, "buffer").catch((cause: unknown) => {
    throw unreadable(root, cause);
  });
  yield* filesIn(names, { path: Buffer.from(root), shownPath: "", depth: 1, left: { entries: MAX_DIRECTORY_ENTRIES } });
}

interface Folder {
  readonly path: Buffer;
  /** Its path below the folder that was given, with a slash at its end; empty for that one. */
  readonly shownPath: string;
  readonly depth: number;
  /** What may still be given of all folders. */
  readonly left: { entries: number };
}

async function* filesIn(names: Buffer[], folder: Folder): AsyncGenerator<NamedSource, void, undefined> {
  for (const name of names.sort(Buffer.compare)) {
    if (folder.left.entries < 0) return;
    folder.left.entries -= 1;
    if (folder.left.entries < 0) {
      const reason = `there are more than ${MAX_DIRECTORY_ENTRIES} files and folders`;
      yield noted(`${folder.shownPath}${name.toString()}`, `the listing ends here: ${reason}; give the one that matters`);
      return;
    }
    const path = Buffer.concat([folder.path, Buffer.from("/"), name]);
    yield* filesAt(path, `${folder.shownPath}${name.toString()}`, folder);
  }
}

async function* filesAt(path: Buffer, shownPath: string, { depth, left }: Folder): AsyncGenerator<NamedSource, void, undefined> {
  let stats: Stats;
  let names: Buffer[];
  try {
    stats = await lstat(path);
    const note = await noteOn(path, stats);
    if (note !== undefined) {
      yield noted(shownPath, note);
      return;
    }
    if (!stats.isDirectory()) {
      yield { path: shownPath, source: fileSource({ path, size: stats.size, isFound: true }) };
      return;
    }
    if (depth === MAX_DIRECTORY_DEPTH) {
      yield noted(shownPath, `a folder inside ${depth} others, and no deeper is looked: give it itself`);
      return;
    }
    names = await readdir(path, "buffer");
  } catch (cause) {
    yield noted(shownPath, unreadable(path, cause).message);
    return;
  }
  yield* filesIn(names, { path, shownPath: `${shownPath}/`, depth: depth + 1, left });
}

/** Why something in a folder isn't opened. */
async function noteOn(path: Buffer, stats: Stats): Promise<string | undefined> {
  if (stats.isSymbolicLink()) return `a symbolic link to ${(await readlink(path, "buffer")).toString()}`;
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  return stats.isBlockDevice() || stats.isCharacterDevice() ? "a device" : undefined;
}

function noted(path: string, note: string): NamedSource {
  return { path, source: new Uint8Array(0), note };
}
