/** How a snapshot is opened. */

import type { MemberLimits } from "../source/members.js";
import { kindNamed } from "./kinds.js";
import type { MemberKind } from "./kinds.js";

/** The most that a snapshot reads and holds, besides what is unpacked of archives. What goes beyond is noted at its member. */
export interface SnapshotLimits extends Partial<MemberLimits> {
  /** Bytes of a symbol table's text; default 1 GiB. */
  readonly tableBytes?: number | undefined;
  /** Bytes of one log; of a longer one the end is kept. Default 64 MiB. */
  readonly logBytes?: number | undefined;
  /** Bytes of all logs together; the longest are left out. Default 256 MiB. */
  readonly allLogBytes?: number | undefined;
  /** Bytes of any other text; default 16 MiB. */
  readonly textBytes?: number | undefined;
  /** Bytes of all these other texts together; default 128 MiB. */
  readonly allTextBytes?: number | undefined;
}

/** Where opening stands. */
export interface SnapshotProgress {
  /** The file that is being read. */
  readonly path: string | undefined;
  /** Bytes that the sources gave so far, as they came. */
  readonly bytes: number;
  /** Bytes of all sources, where they are known. */
  readonly totalBytes: number | undefined;
}

/** How a snapshot is opened. */
export interface SnapshotOptions {
  /** Stops opening: `open` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called often, so it should be quick. */
  readonly onProgress?: ((progress: SnapshotProgress) => void) | undefined;
  /** Path of the member to take as the symbol table, whatever speaks for others. */
  readonly table?: string | undefined;
  /** Path of the member to take as System.map. */
  readonly systemMap?: string | undefined;
  /** Kinds of members by path, where the caller knows better; `"unknown"` leaves one aside. */
  readonly kinds?: ReadonlyMap<string, MemberKind> | Readonly<Record<string, MemberKind>> | undefined;
  readonly limits?: SnapshotLimits | undefined;
}

/** The limits of what is held. */
export interface HeldLimits {
  readonly tableBytes: number;
  readonly logBytes: number;
  readonly allLogBytes: number;
  readonly textBytes: number;
  readonly allTextBytes: number;
}

/** The limits that hold, and those of archives, which their readers complete. */
export function parseLimits(limits: SnapshotLimits = {}): { readonly held: HeldLimits; readonly members: Partial<MemberLimits> } {
  const { tableBytes = 2 ** 30, logBytes = 2 ** 26, allLogBytes = 2 ** 28, textBytes = 2 ** 24, allTextBytes = 2 ** 27, ...members } = limits;
  const held = { tableBytes, logBytes, allLogBytes, textBytes, allTextBytes };
  for (const [name, value] of Object.entries(held)) {
    if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`limits.${name} is ${String(value)}, expected a number of bytes`);
  }
  return { held, members };
}

/** The kinds that the caller gives members, by path. */
export function parseKinds(kinds: SnapshotOptions["kinds"] = {}): ReadonlyMap<string, MemberKind> {
  const map = kinds instanceof Map ? (kinds as ReadonlyMap<string, MemberKind>) : new Map(Object.entries(kinds as Readonly<Record<string, MemberKind>>));
  for (const [path, kind] of map) {
    if (kindNamed(kind) === undefined) throw new TypeError(`kinds: ${JSON.stringify(kind)}, given to ${path}, is no kind of file`);
  }
  return map;
}
