/** A crashed host's files, read offline: its symbol table, logs and modules, and what they say of each other. */

import type { KernelSymbolTable } from "../table/table.js";
import type { Belonging } from "./belongs.js";
import type { ProbeFiles, SnapshotContents, SnapshotLogFile, SnapshotMember } from "./contents.js";
import type { ListedModule, SnapshotFacts } from "./facts.js";
import type { SnapshotFiles } from "./files.js";
import type { Finding } from "./findings.js";
import type { SnapshotOptions } from "./options.js";
import type { Kaslr } from "./slide.js";

/** Nobody outside can make one. */
const INTERNAL = Symbol("internal");

/**
 * What a crash host left behind: a sosreport, a bug report, a folder, or single files.
 *
 * Every file is listed with its kind, whether it was chosen, and why not. What can't be read or understood is noted there; nothing is
 * thrown for it, so that the rest can be used.
 *
 * What the files say of each other (`kaslr`, `belonging`, `findings`, the logs in `facts`) is worked out when it is first asked for: that
 * takes as long as decoding the logs. After `free()` the tables are gone, and what wasn't asked for before; everything else stays.
 *
 * @example
 * ```ts
 * const snapshot = await CrashSnapshot.open(files);
 * for (const { path, kind, chosen, note } of snapshot.members) console.log(chosen ? "+" : "-", kind, path, note ?? "");
 * for (const log of snapshot.logs) console.log(log.path, log.decode().summary);
 * snapshot.free();
 * ```
 */
export class CrashSnapshot {
  readonly #contents: SnapshotContents;

  private constructor(contents: SnapshotContents, internal: typeof INTERNAL) {
    if (internal !== INTERNAL) throw new TypeError("a CrashSnapshot is made by open()");
    this.#contents = contents;
  }

  /**
   * Opens a snapshot from files, archives (tar and zip, compressed or not, one in another), or a list or stream of named sources.
   *
   * Files are recognised by their content, then by their names. Only what is used is read; memory stays within the table's own, the
   * limits, and what unpacking takes.
   *
   * @throws The signal's reason; {@link KallsymsError} where a member that the options choose isn't there or can't be used; `TypeError`
   * for what are no files.
   */
  static async open(files: SnapshotFiles, options: SnapshotOptions = {}): Promise<CrashSnapshot> {
    const { openContents } = await import("./open.js");
    return new CrashSnapshot(await openContents(files, options), INTERNAL);
  }

  /** Every file that was found, in the order in which it was. */
  get members(): readonly SnapshotMember[] {
    return this.#contents.members;
  }

  /** The symbol table of the running kernel (kallsyms); `undefined` where there is none. Its addresses may be hidden: `restricted`. */
  get table(): KernelSymbolTable | undefined {
    return this.#contents.table;
  }

  /** System.map, or what nm printed of the kernel image: link addresses, without modules. */
  get systemMap(): KernelSymbolTable | undefined {
    return this.#contents.systemMap;
  }

  /** The loaded modules, by the best list that was found; empty where there is none. */
  get modules(): readonly ListedModule[] {
    return this.#contents.modules;
  }

  /** The host's logs. */
  get logs(): readonly SnapshotLogFile[] {
    return this.#contents.logs;
  }

  /** The kernel's release, `6.1.0-50-amd64`. */
  get release(): string | undefined {
    return this.#contents.analysis.release;
  }

  /** Where KASLR put the kernel. */
  get kaslr(): Kaslr {
    return this.#contents.analysis.kaslr;
  }

  /** Which files are of the kernel that the table is from. */
  get belonging(): Belonging {
    return this.#contents.analysis.belonging;
  }

  /** Things to check, the gravest first. */
  get findings(): readonly Finding[] {
    return this.#contents.analysis.findings;
  }

  /** Everything that the files tell, each with the file that told it. */
  get facts(): SnapshotFacts {
    return this.#contents.analysis.facts;
  }

  /** What can be probed, for `table.kprobeTargets(name, { ...snapshot.probeFiles, kernel })`. */
  get probeFiles(): ProbeFiles {
    return this.#contents.probeFiles;
  }

  /**
   * The table; where there is none, System.map, whose addresses are those before KASLR.
   *
   * @param needs - `addresses`: whether a table with hidden addresses won't do.
   * @throws {@link KallsymsError} with the code `NO_TABLE`, whose message tells what there is instead and what would help.
   */
  requireTable(needs: { readonly addresses?: boolean } = {}): KernelSymbolTable {
    return this.#contents.requireTable(needs.addresses === true);
  }

  /** Gives the tables' memory back; more calls do nothing. */
  free(): void {
    this.#contents.table?.free();
    this.#contents.systemMap?.free();
  }
}

/** Frees the snapshot at the end of a block: `using snapshot = …`. Defined where the runtime knows the symbol. */
export interface CrashSnapshot {
  [Symbol.dispose](): void;
}
if (typeof Symbol.dispose === "symbol") {
  Object.defineProperty(CrashSnapshot.prototype, Symbol.dispose, { value: CrashSnapshot.prototype.free, writable: true, configurable: true });
}
