/** The table that a snapshot's symbols are looked up in, or what is there instead and what would help. */

import { KallsymsError } from "../core/errors.js";
import type { KernelSymbolTable } from "../table/table.js";
import type { SnapshotMember } from "./contents.js";

/** What a table is taken from. */
export interface TableHolder {
  readonly table: KernelSymbolTable | undefined;
  readonly systemMap: KernelSymbolTable | undefined;
  readonly members: readonly SnapshotMember[];
}

/**
 * The table, else System.map; with `addresses`, one whose addresses aren't hidden.
 *
 * @throws {@link KallsymsError} with the code `NO_TABLE`.
 */
export function requireTable({ table, systemMap, members }: TableHolder, addresses: boolean): KernelSymbolTable {
  const found = [table, systemMap].find((one) => one !== undefined && !(addresses && one.restricted));
  if (found === undefined) throw noTable(members);
  return found;
}

/** Members that a message names. */
const NAMED_MEMBERS = 8;

const TABLE_KINDS: ReadonlySet<string> = new Set(["kallsyms", "system-map", "system-map-stub", "nm", "ksyms", "trace-dat"]);

function noTable(members: readonly SnapshotMember[]): KallsymsError {
  const nearly = members.filter(({ kind }) => TABLE_KINDS.has(kind));
  const told = nearly.slice(0, NAMED_MEMBERS).map(({ path, note }) => `${path} (${note ?? "can't be used"})`);
  const more = nearly.length > NAMED_MEMBERS ? [`${nearly.length - NAMED_MEMBERS} more`] : [];
  const found = nearly.length > 0 ? `what comes near: ${[...told, ...more].join("; ")}` : `its members: ${countsOfKinds(members)}`;
  const remedy = "Take /proc/kallsyms of the same boot as root (cat /proc/kallsyms > FILE) and add it";
  return new KallsymsError("NO_TABLE", `no usable symbol table is in the snapshot; ${found}. ${remedy}`);
}

/** `3 log, 1 modules`, the most frequent first. */
function countsOfKinds(members: readonly SnapshotMember[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of members) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const ranked = [...counts].sort(([, one], [, other]) => other - one).slice(0, NAMED_MEMBERS);
  return ranked.length === 0 ? "none" : ranked.map(([kind, count]) => `${count} ${kind}`).join(", ");
}
