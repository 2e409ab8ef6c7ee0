/** Opens whatever was given: one table the quick way, anything else as a snapshot. */

import { CrashSnapshot, KallsymsError, KernelSymbolTable, SourceError, beginsArchive } from "kallsyms";
import { describe } from "./describe.js";
import { LoadedTable } from "./load.js";
import type { Member, Opened, PickedFile, Progress, Source } from "./protocol.js";

/** What the worker holds. */
export interface Held {
  readonly loaded: LoadedTable | undefined;
  readonly snapshot: CrashSnapshot | undefined;
}

/** Kinds of members that can be loaded as a table. */
const TABLE_KINDS: ReadonlySet<string> = new Set(["kallsyms", "system-map", "nm", "ksyms", "trace-dat"]);

type Tell = (progress: Progress) => void;

/**
 * @param tablePath - The member to take as the table.
 * @param signal - Ends it; whoever can end the worker needs none.
 */
export async function openSource(source: Source, tablePath: string | undefined, onProgress: Tell, signal?: AbortSignal): Promise<Held> {
  if (typeof source === "string") return asTable(await loadSample(source, onProgress));
  const [only, ...others] = source;
  if (only === undefined || others.length > 0 || tablePath !== undefined) return openSnapshot(source, tablePath, onProgress, signal);
  return openOne(only, onProgress, signal);
}

/** What a file is its content tells: a table is taken as it comes, and what is refused as one may be a log. */
async function openOne(picked: PickedFile, onProgress: Tell, signal: AbortSignal | undefined): Promise<Held> {
  if (await beginsArchive(picked.file)) return openSnapshot([picked], undefined, onProgress, signal);
  try {
    return asTable(await KernelSymbolTable.load(picked.file, { onProgress, signal }));
  } catch (refusal) {
    if (!(refusal instanceof KallsymsError) || refusal.code !== "NOT_A_SYMBOL_TABLE") throw refusal;
    const held = await openSnapshot([picked], undefined, onProgress, signal);
    if (isOfUse(held.snapshot as CrashSnapshot, picked)) return held;
    throw refusal;
  }
}

/** A file that is neither an archive nor a log is better explained as the table that it should have been. */
function isOfUse({ members, logs, table }: CrashSnapshot, { path }: PickedFile): boolean {
  return table !== undefined || logs.length > 0 || members.some((member) => member.path !== path);
}

async function openSnapshot(files: readonly PickedFile[], table: string | undefined, onProgress: Tell, signal: AbortSignal | undefined): Promise<Held> {
  const snapshot = await CrashSnapshot.open(
    files.map(({ path, file }) => ({ path, source: file })),
    { table, onProgress, signal },
  );
  const found = snapshot.table ?? snapshot.systemMap;
  return { loaded: found && new LoadedTable(found), snapshot };
}

function asTable(table: KernelSymbolTable): Held {
  return { loaded: new LoadedTable(table), snapshot: undefined };
}

async function loadSample(url: string, onProgress: Tell): Promise<KernelSymbolTable> {
  return KernelSymbolTable.load(await fetchBeside(url), { onProgress });
}

async function fetchBeside(url: string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (cause) {
    throw new SourceError("SOURCE_HTTP", "the sample can't be fetched from where this page came from; reload the page, or open a file of your own", { cause });
  }
}

/** What the page is told of what is held. */
export function openedOf({ loaded, snapshot }: Held): Opened {
  if (snapshot === undefined) return { facts: loaded?.facts, tablePath: undefined, snapshot: undefined };
  const { facts } = snapshot;
  const members = snapshot.members.map((member): Member => ({ ...member, canBeTable: TABLE_KINDS.has(member.kind) }));
  return {
    facts: loaded?.facts,
    tablePath: facts.table?.path ?? facts.systemMap?.path,
    snapshot: {
      release: snapshot.release,
      members: [...members.filter(({ chosen }) => chosen), ...members.filter(({ chosen }) => !chosen)],
      findings: snapshot.findings,
      logs: snapshot.logs.map(({ path }) => path),
      missing: loaded === undefined ? whyNone(snapshot) : undefined,
    },
  };
}

function whyNone(snapshot: CrashSnapshot) {
  try {
    snapshot.requireTable();
    return undefined;
  } catch (error) {
    return describe(error);
  }
}
