/** What opening a snapshot gives. */

import type { KernelSymbolTable } from "../table/table.js";
import type { Analysis } from "./analysis.js";
import type { ListedModule } from "./facts.js";
import type { MemberKind } from "./kinds.js";
import type { DecodedLog, DecodeOptions } from "./log/decode.js";

/** A file that was found. */
export interface SnapshotMember {
  /** Where it stands: in its folder, in its archive; text, never to be used as a path. */
  readonly path: string;
  readonly kind: MemberKind;
  /** Bytes of it, uncompressed; `undefined` where it wasn't read to its end and nothing tells. */
  readonly bytes: number | undefined;
  /** Whether something of the snapshot comes from it. */
  readonly chosen: boolean;
  /** What to know of it: how much it has, what is missing, or why it isn't chosen and what would help. */
  readonly note: string | undefined;
}

/** A log of the host. */
export interface SnapshotLogFile {
  /** The file, or the files' common name where it was put together: `sys/fs/pstore/dmesg-efi Oops#1 (3 parts)`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Line of the file that its first line is, from 1; greater where only the end is kept. */
  readonly firstLine: number;
  /** As UTF-8, U+FFFD for what isn't; decoded at each call. */
  readonly text: string;
  /**
   * Decodes it against the snapshot's table, with the slides that the snapshot's other files tell.
   *
   * @throws As {@link CrashSnapshot.requireTable}; `TableDisposedError` after `free()`.
   */
  decode(options?: DecodeOptions): DecodedLog;
}

/** Texts that tell what can be probed, as `kprobeTargets` takes them. */
export interface ProbeFiles {
  readonly availableFilterFunctions: Uint8Array | undefined;
  readonly kprobeBlacklist: Uint8Array | undefined;
}

/** All that a snapshot holds. */
export interface SnapshotContents {
  readonly members: readonly SnapshotMember[];
  readonly table: KernelSymbolTable | undefined;
  readonly systemMap: KernelSymbolTable | undefined;
  readonly modules: readonly ListedModule[];
  readonly logs: readonly SnapshotLogFile[];
  readonly probeFiles: ProbeFiles;
  readonly analysis: Analysis;
  /** See `CrashSnapshot.requireTable`. */
  requireTable(addresses: boolean): KernelSymbolTable;
}
