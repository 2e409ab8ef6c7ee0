/** What a file of a snapshot is: by its beginning first, by its name second. */

import { Head } from "./head.js";
import { KINDS } from "./kinds.js";
import type { Kind, MemberKind } from "./kinds.js";

/** What a file is, and how that is known. */
export interface Recognition {
  readonly kind: MemberKind;
  /** How it is known, for people: `its lines are "ADDRESS TYPE NAME"`. */
  readonly why: string;
}

/** Characters of a path that are looked at; an archive may hold longer ones. */
const PATH_CHARACTERS = 1024;

const COMPRESSED_NAME = /\.(?:gz|xz|zst|zstd)$/i;

const ENTRIES: readonly Kind[] = KINDS;
const BINARY_ENTRIES = ENTRIES.filter(({ binary }) => binary === true);

/**
 * Tells what a file is. Content decides; a name decides only where it must (a module's section is one number, a log of a whole system may
 * begin without the kernel), and between kinds that look alike (System.map and kallsyms without modules).
 *
 * @param path - Where the file stood, as text; it is only matched.
 * @param head - The beginning of its bytes, decompressed; more than 64 KiB aren't looked at.
 *
 * @example
 * ```ts
 * recognise("notes.txt", encode("ffffffff81000000 T _stext\n")).kind === "kallsyms"
 * ```
 */
export function recognise(path: string, head: Uint8Array): Recognition {
  const name = path.slice(-PATH_CHARACTERS).replace(COMPRESSED_NAME, "");
  const beginning = new Head(head);
  const entries = beginning.isBinary ? BINARY_ENTRIES : ENTRIES;
  for (const entry of entries) {
    if (fits(entry, beginning, name)) return { kind: entry.kind as MemberKind, why: reason(entry, name) };
  }
  const byItsName = entries.find((entry) => entry.by === "either" && entry.name?.test(name) === true);
  if (byItsName !== undefined) return { kind: byItsName.kind as MemberKind, why: byName(name) };
  return beginning.isBinary ? { kind: "binary", why: "it is no text" } : { kind: "unknown", why: "nothing in it tells" };
}

function fits({ content, name, by }: Kind, head: Head, path: string): boolean {
  if (content === undefined) return name?.test(path) === true;
  if (by === "both" && name?.test(path) !== true) return false;
  return content(head, path);
}

function reason({ shows, by }: Kind, path: string): string {
  if (shows === undefined) return byName(path);
  return by === "both" ? `${shows}, and ${byName(path)}` : shows;
}

function byName(path: string): string {
  return `it is called ${JSON.stringify(path.slice(path.lastIndexOf("/") + 1))}`;
}
