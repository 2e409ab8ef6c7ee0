/** A member while it is being read: its row in the listing, its bytes, and what it was recognised as. */

import type { MemberBytes } from "./member-bytes.js";
import type { MemberKind } from "./kinds.js";

/** A row of the listing, while it is being filled in. */
export interface MemberRow {
  readonly path: string;
  kind: MemberKind;
  bytes: number | undefined;
  chosen: boolean;
  note: string | undefined;
}

/** A member while it is being read. */
export interface MemberFile {
  readonly row: MemberRow;
  readonly data: MemberBytes;
  readonly head: Uint8Array;
  /** Bytes of it, where the archive or the folder tells. */
  readonly expectedBytes: number | undefined;
}

/** Marks a member as chosen, with what to know of it. */
export function choose(row: MemberRow, ...notes: readonly (string | undefined)[]): void {
  row.chosen = true;
  row.note = joinNotes(row.note, ...notes);
}

/** Leaves a member aside, and says why. */
export function leave(row: MemberRow, ...notes: readonly (string | undefined)[]): void {
  row.chosen = false;
  row.note = joinNotes(row.note, ...notes);
}

/** Notes as one; `undefined` where there is none. */
export function joinNotes(...notes: readonly (string | undefined)[]): string | undefined {
  const told = notes.filter((note) => note !== undefined && note !== "");
  return told.length === 0 ? undefined : told.join("; ");
}
