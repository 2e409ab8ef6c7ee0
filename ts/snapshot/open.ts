/** Opening a snapshot: all members in, and the best of them chosen. Loaded when the first one is opened. */

import { KallsymsError } from "../core/errors.js";
import { readMembers } from "../source/members.js";
import type { MemberProgress } from "../source/members.js";
import { Analysis } from "./analysis.js";
import type { FactsBesideLogs } from "./analysis.js";
import type { SnapshotContents } from "./contents.js";
import { namedSources } from "./files.js";
import type { SnapshotFiles } from "./files.js";
import { Intake } from "./intake.js";
import { KernelNames, nearestFirst } from "./kernel-names.js";
import { readLogFacts } from "./log/decode.js";
import { LogFile } from "./log-file.js";
import { rankLists } from "./module-lists.js";
import { parseKinds, parseLimits } from "./options.js";
import type { SnapshotOptions, SnapshotProgress } from "./options.js";
import { joinPstoreParts } from "./pstore.js";
import { requireTable } from "./require-table.js";
import type { Contender } from "./tables.js";

/** Opens a snapshot; see `CrashSnapshot.open`. */
export async function openContents(files: SnapshotFiles, options: SnapshotOptions): Promise<SnapshotContents> {
  const { signal, table, systemMap } = options;
  const limits = parseLimits(options.limits);
  const intake = new Intake({ limits: limits.held, kinds: parseKinds(options.kinds), table, systemMap });
  const progress = new Progress(options.onProgress);
  const onProgress = (read: MemberProgress) => progress.read(read);
  try {
    for await (const member of readMembers(namedSources(files), { signal, limits: limits.members, onProgress })) {
      progress.enter(member.path);
      await intake.take(member);
    }
    signal?.throwIfAborted();
    return conclude(intake);
  } catch (error) {
    intake.abandon();
    throw error;
  }
}

/** Tells the caller where opening stands. */
class Progress {
  readonly #onProgress: SnapshotOptions["onProgress"];
  #now: SnapshotProgress = { path: undefined, bytes: 0, totalBytes: undefined };

  constructor(onProgress: SnapshotOptions["onProgress"]) {
    this.#onProgress = onProgress;
  }

  /** Bytes were read. */
  read({ bytes, totalBytes }: MemberProgress): void {
    this.#tell({ ...this.#now, bytes, totalBytes });
  }

  /** Another member begins. */
  enter(path: string): void {
    this.#tell({ ...this.#now, path });
  }

  #tell(now: SnapshotProgress): void {
    this.#now = now;
    this.#onProgress?.(now);
  }
}

/** Chooses among the members, when all are in. */
function conclude(intake: Intake): SnapshotContents {
  shelvePstore(intake);
  requireChosen(intake);
  const { identities, vmcoreInfo, tables, systemMaps, shelf, probeFiles } = intake;
  const names = new KernelNames(identities, vmcoreInfo?.info);
  const table = tables.settle(names.contradicts);
  if (systemMaps.isUndecided && !names.hasRelease) names.addLogs(shelf.logs.map(({ bytes }) => readLogFacts(bytes, undefined)));
  const systemMap = systemMaps.settle(names.contradicts);
  const facts = factsBesideLogs(intake, table, systemMap);
  const analysis = new Analysis(facts, shelf.logs, intake.unusable);
  const chosen = { table: table?.table, systemMap: systemMap?.table, members: intake.rows.map((row) => ({ ...row })) };
  return {
    ...chosen,
    modules: facts.moduleLists[0]?.modules ?? [],
    logs: shelf.logs.map((log) => new LogFile(log, chosen, analysis)),
    probeFiles: {
      availableFilterFunctions: probeFiles.get("available-filter-functions"),
      kprobeBlacklist: probeFiles.get("kprobe-blacklist"),
    },
    analysis,
    requireTable: (addresses) => requireTable(chosen, addresses),
  };
}

/** Puts pstore's parts together and adds them to the logs. */
function shelvePstore({ pstore, shelf }: Intake): void {
  const rows = new Map(pstore.map(({ part, row }) => [part, row]));
  for (const { path, bytes, parts, missing } of joinPstoreParts(pstore.map(({ part }) => part))) {
    const members = parts.map((part) => rows.get(part)!);
    shelf.add(
      { path, bytes, before: 0, linesBefore: 0, after: 0, members, isOfHost: true },
      parts.length > 1 ? `one of the ${parts.length} parts of ${path}` : undefined,
      missing.length === 0 ? undefined : `parts missing: ${missing.slice(0, 8).join(", ")}${missing.length > 8 ? " and others" : ""}`,
    );
  }
}

/** @throws {@link KallsymsError} where a member that the caller chose was not among them. */
function requireChosen({ options, rows }: Intake): void {
  for (const path of [options.table, options.systemMap]) {
    if (path !== undefined && !rows.some((row) => row.path === path)) {
      throw new KallsymsError("NO_SUCH_MEMBER", `${JSON.stringify(path)}, which was chosen, isn't in the snapshot; choose a path as its members have them`);
    }
  }
}

function factsBesideLogs(intake: Intake, table: Contender | undefined, systemMap: Contender | undefined): FactsBesideLogs {
  const { moduleLists, sysfs, identities, vmcoreInfo, hooks } = intake;
  const all = table?.claim === undefined ? identities : [...identities, { path: table.row.path, buildId: table.claim }];
  return {
    table: table && { path: table.row.path, table: table.table },
    systemMap: systemMap && { path: systemMap.row.path, table: systemMap.table },
    moduleLists: rankLists([...moduleLists, ...sysfs.lists()]),
    sections: sysfs.sections,
    identities: nearestFirst(all, table?.row.path ?? ""),
    vmcoreInfo,
    hooks,
  };
}
