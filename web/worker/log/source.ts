/** The bytes of a log, wherever it comes from, with what is known of it beforehand. */

import { CrashSnapshot } from "kallsyms";
import type { RequireHeld } from "../handlers-of.js";
import type { LogSource } from "../log-protocol.js";
import type { Slides } from "./slides.js";

/** A log that was read. */
export interface ReadLog {
  readonly bytes: Uint8Array;
  /** Where it stands in the snapshot that holds the table; `undefined` where it comes from elsewhere. */
  readonly path: string | undefined;
  /** Line of the file that its first line is. */
  readonly firstLine: number;
  /** Slides that other files tell. */
  readonly slides: Slides;
  readonly notes: readonly string[];
}

/** Bytes that are read of a file that isn't known for a log; as much as the package takes of one that is. */
const MOST_BYTES = 2 ** 26;

const ELSEWHERE = { path: undefined, firstLine: 1, slides: new Map<string, bigint>(), notes: [] } as const;

export async function readSource(held: ReturnType<RequireHeld>, log: LogSource, signal: AbortSignal): Promise<ReadLog> {
  if (typeof log === "number") return ofSnapshot(held.snapshot, log);
  if (typeof log === "string") return { ...ELSEWHERE, bytes: new TextEncoder().encode(log) };
  return log instanceof File ? ofFile(log, signal) : { ...ELSEWHERE, bytes: log };
}

function ofSnapshot(snapshot: CrashSnapshot | undefined, place: number): ReadLog {
  const log = snapshot?.logs[place];
  if (snapshot === undefined || log === undefined) throw new RangeError(`there is no log ${place}`);
  const { path, bytes, firstLine } = log;
  const measures = snapshot.kaslr.measures.filter(({ of, isConstant }) => of === path && isConstant);
  return { bytes, path, firstLine, slides: new Map(measures.map(({ owner, slide }) => [owner, slide])), notes: notesOn(snapshot, path) };
}

/** A file that somebody says is a log: unpacked and recognised where that goes, else taken as text. */
async function ofFile(file: File, signal: AbortSignal): Promise<ReadLog> {
  const snapshot = await CrashSnapshot.open([{ path: file.name, source: file }], { signal });
  try {
    const [log, ...others] = snapshot.logs;
    if (others.length > 0) throw new Error(`it holds ${others.length + 1} logs; open it by “Open a file…”, and choose one of them here`);
    if (log !== undefined) return { ...ELSEWHERE, bytes: log.bytes, firstLine: log.firstLine, notes: notesOn(snapshot, log.path) };
    if (snapshot.table !== undefined || snapshot.systemMap !== undefined) throw new Error("it holds a symbol table and no log; open it by “Open a file…”");
    return await ofText(file);
  } finally {
    snapshot.free();
  }
}

async function ofText(file: File): Promise<ReadLog> {
  const bytes = new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer());
  if (bytes.includes(0)) throw new Error("it is no text, and nothing in it was recognised as a kernel’s log; take one with “dmesg > log.txt”");
  const notes = file.size > MOST_BYTES ? [`only its first ${MOST_BYTES} of ${file.size} bytes are read`] : [];
  return { ...ELSEWHERE, bytes, notes };
}

function notesOn({ members }: CrashSnapshot, path: string): string[] {
  return members.flatMap((member) => (member.path === path && member.note !== undefined ? [member.note] : []));
}
