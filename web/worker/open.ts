/** Opens whatever was given: one table the quick way, anything else as a snapshot. */

import { CrashSnapshot, KallsymsError, KernelSymbolTable, beginsArchive } from "kallsyms";
import type { SnapshotLogFile } from "kallsyms";
import { isRecognised } from "../text/kinds.js";
import { counted } from "../text/numbers.js";
import { PacedFile } from "./compare/paced.js";
import { describe } from "./describe.js";
import { LoadedTable } from "./load.js";
import type { Choice, Member, Opened, PickedFile, Progress, Source } from "./protocol.js";

/** What the worker holds. */
export interface Held {
  readonly loaded: LoadedTable | undefined;
  readonly snapshot: CrashSnapshot | undefined;
}

/** Kinds of members that can be loaded as a table. */
const TABLE_KINDS: ReadonlySet<string> = new Set(["kallsyms", "system-map", "nm", "ksyms", "trace-dat"]);

/** Milliseconds between two words on progress: a report of thousands of files would have as many. */
const TELL_EVERY = 50;

type Tell = (progress: Progress) => void;

/** @param signal - Ends it; whoever can end the worker needs none. */
export async function openSource(source: Source | Blob, choice: Choice, tell: Tell, signal?: AbortSignal): Promise<Held> {
  const onProgress = nowAndThen(tell);
  if (source instanceof Blob || source === "sample") return asTable(await KernelSymbolTable.load(source as Blob, { onProgress }));
  const [only, ...others] = source;
  if (only === undefined || others.length > 0 || only.note !== undefined || isMade(choice)) return openSnapshot(source, choice, onProgress, signal);
  return openOne(only, choice, onProgress, signal);
}

function isMade({ table, systemMap, kinds }: Choice): boolean {
  return table !== undefined || systemMap !== undefined || (kinds !== undefined && kinds.size > 0);
}

/** What a file is its content tells: a table is taken as it comes, and what is refused as one may be a log. */
async function openOne(picked: PickedFile, choice: Choice, onProgress: Tell, signal: AbortSignal | undefined): Promise<Held> {
  if (await beginsArchive(picked.file)) return openSnapshot([picked], choice, onProgress, signal);
  try {
    return asTable(await KernelSymbolTable.load(signal === undefined ? picked.file : new PacedFile(picked.file), { onProgress, signal }));
  } catch (refusal) {
    if (!(refusal instanceof KallsymsError) || !MAY_BE_A_LOG.has(refusal.code)) throw refusal;
    const held = await openSnapshot([picked], choice, onProgress, signal);
    if (isBetterThan(refusal, held, picked)) return held;
    throw refusal;
  }
}

/** A damaged log is of use up to the damage. */
const MAY_BE_A_LOG: ReadonlySet<string> = new Set(["NOT_A_SYMBOL_TABLE", "SOURCE_TRUNCATED", "SOURCE_DAMAGED"]);

/** A file without a log or a table in it is better explained as the table that it should have been, and half a table isn't taken for a whole one. */
function isBetterThan({ code }: KallsymsError, { loaded, snapshot }: Held, { path }: PickedFile): boolean {
  const { members = [], logs = [] } = snapshot ?? {};
  if (code !== "NOT_A_SYMBOL_TABLE") return loaded === undefined && logs.length > 0;
  return loaded !== undefined || logs.length > 0 || members.some((member) => member.path !== path);
}

async function openSnapshot(files: readonly PickedFile[], { table, systemMap, kinds }: Choice, onProgress: Tell, signal: AbortSignal | undefined): Promise<Held> {
  const snapshot = await CrashSnapshot.open(
    files.map(({ path, file, note }) => ({ path, source: file, note })),
    { table, systemMap, kinds, onProgress, signal },
  );
  const found = snapshot.table ?? snapshot.systemMap;
  return { loaded: found && new LoadedTable(found), snapshot };
}

function asTable(table: KernelSymbolTable): Held {
  return { loaded: new LoadedTable(table), snapshot: undefined };
}

/** Passes progress on at once and then now and then, and always where the end is reached. */
function nowAndThen(tell: Tell): Tell {
  let told = -TELL_EVERY;
  return (progress) => {
    const now = performance.now();
    if (now - told < TELL_EVERY && progress.bytes !== progress.totalBytes) return;
    told = now;
    tell(progress);
  };
}

/** What the page is told of what is held. */
export function openedOf({ loaded, snapshot }: Held): Opened {
  if (snapshot === undefined) return { facts: loaded?.facts, tablePath: undefined, snapshot: undefined };
  const { facts, release } = snapshot;
  return {
    facts: loaded?.facts,
    tablePath: facts.table?.path ?? facts.systemMap?.path,
    snapshot: {
      members: membersOf(snapshot),
      findings: snapshot.findings,
      logs: snapshot.logs.map(({ path }) => path),
      missing: loaded === undefined ? whyNone(snapshot) : undefined,
      release,
    },
  };
}

/** What is used first, then what else was recognised, then the rest; each in the order in which it was found. */
function membersOf({ members, logs }: CrashSnapshot): Member[] {
  const byPath = new Map(logs.map((log) => [log.path, log]));
  const ranks: Member[][] = [[], [], []];
  for (const member of members) {
    const rank = member.chosen ? 0 : isRecognised(member.kind) ? 1 : 2;
    ranks[rank]?.push({ ...member, note: noteOf(member.note, byPath.get(member.path)), canBeTable: TABLE_KINDS.has(member.kind) });
  }
  return ranks.flat();
}

function noteOf(note: string | undefined, log: SnapshotLogFile | undefined): string | undefined {
  if (log === undefined) return note;
  const lines = log.firstLine - 1 + linesOf(log.bytes);
  const told = counted(lines, "line");
  return note === undefined ? told : `${told}; ${note}`;
}

const LINE_FEED = 10;

function linesOf(bytes: Uint8Array): number {
  let lines = bytes.length > 0 && bytes.at(-1) !== LINE_FEED ? 1 : 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}

function whyNone(snapshot: CrashSnapshot) {
  try {
    snapshot.requireTable();
    return undefined;
  } catch (error) {
    return describe(error);
  }
}
