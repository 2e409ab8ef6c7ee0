/** What the checks look at: the facts with what was found of them before. */

import type { TableModules } from "../belongs-modules.js";
import type { Belonging, BelongingPair } from "../belongs.js";
import type { SnapshotFacts, SnapshotTable } from "../facts.js";
import type { Kaslr } from "../slide.js";

/** A snapshot with a table. */
export interface Subject {
  readonly facts: SnapshotFacts;
  readonly table: SnapshotTable;
  readonly modules: TableModules;
  readonly kaslr: Kaslr;
  readonly belonging: Belonging;
}

/** What was found of the belonging of files of a kind, by path. */
export function verdictsOf({ pairs }: Belonging, kind: BelongingPair["kind"]): Map<string, BelongingPair["verdict"]> {
  return new Map(pairs.filter((pair) => pair.kind === kind).map(({ of, verdict }) => [of, verdict]));
}
