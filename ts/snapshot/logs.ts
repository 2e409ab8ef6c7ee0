/** The logs of a snapshot, kept as bytes within bounds: what doesn't fit is told, never silently cut. */

import type { ReadBytes } from "./member-bytes.js";
import { choose, joinNotes, leave } from "./member-file.js";
import type { MemberRow } from "./member-file.js";

/** A log that is kept. */
export interface HeldLog extends ReadBytes {
  readonly path: string;
  /** The members that it came from. */
  readonly members: readonly MemberRow[];
  /** Whether it is of the kernel that crashed or still ran, and so of the table's; not so for the one that only took a dump. */
  readonly isOfHost: boolean;
}

/**
 * Keeps logs up to a number of bytes in all. When they are more, the longest goes: a crash log has some ten KiB, what has a hundred MiB
 * is a whole system's.
 */
export class LogShelf {
  #logs: HeldLog[] = [];
  readonly #limit: number;
  #bytes = 0;

  /** @param limit - Bytes of all logs together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a log and marks its members as chosen, unless it is too long. */
  add(log: HeldLog, ...notes: readonly (string | undefined)[]): void {
    this.#logs.push(log);
    this.#bytes += log.bytes.length;
    for (const member of log.members) choose(member, ...notes);
    while (this.#bytes > this.#limit) this.#dropLongest();
  }

  /** The logs, in the order in which they came. */
  get logs(): readonly HeldLog[] {
    return this.#logs;
  }

  #dropLongest(): void {
    const longest = this.#logs.reduce((one, other) => (other.bytes.length > one.bytes.length ? other : one));
    this.#logs = this.#logs.filter((log) => log !== longest);
    this.#bytes -= longest.bytes.length;
    for (const member of longest.members) leave(member, `left out: all logs together have more than ${this.#limit} bytes, and this one was the longest`);
  }
}

/** What is to be said of a log that isn't there as a whole. */
export function noteOfPart({ bytes, before, linesBefore, after }: ReadBytes, damage: string | undefined): string | undefined {
  return joinNotes(
    before > 0 ? `only its last ${bytes.length} bytes are read, from line ${linesBefore + 1} on; ${before} bytes before are left out` : undefined,
    after > 0 ? `only its first ${bytes.length} bytes are read` : undefined,
    damage === undefined ? undefined : `damaged, the rest is missing: ${damage}`,
  );
}
