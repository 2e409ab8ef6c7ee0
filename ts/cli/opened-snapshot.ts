/** A snapshot as `--from` names it: opened, and its members' paths as people see them. */

import { basename } from "node:path";
import { sourcesOf } from "../node/directory.js";
import type { SnapshotMember } from "../snapshot/contents.js";
import { CrashSnapshot } from "../snapshot/snapshot.js";
import type { NamedSource } from "../source/members.js";
import type { KernelSymbolTable } from "../table/table.js";
import type { Sniffed } from "./sniffed.js";
import type { Messages } from "./messages.js";
import { shownFile } from "./messages.js";

/** Path that an archive on standard input has among its members. */
const STDIN = "stdin";

/** Members that were passed over and are named at once; `check` lists all. */
const MOST_NAMED = 3;

const TABLE_KINDS: ReadonlySet<string> = new Set(["kallsyms", "ksyms", "nm", "trace-dat"]);

/** What a snapshot is opened with. */
export interface SnapshotRequest {
  readonly from: string;
  readonly sniffed: Sniffed;
  /** The member that is to be the table. */
  readonly member: string | undefined;
  /** A file that holds /proc/modules, and its content. */
  readonly modules: { readonly path: string; readonly text: Uint8Array } | undefined;
}

/** An open snapshot. */
export class OpenedSnapshot {
  readonly snapshot: CrashSnapshot;
  /** The file or directory, as messages show it. */
  readonly file: string;
  /** What the paths of an archive's members begin with. */
  readonly #prefix: string;

  private constructor(snapshot: CrashSnapshot, file: string, prefix: string) {
    this.snapshot = snapshot;
    this.file = file;
    this.#prefix = prefix;
  }

  /** @throws What `CrashSnapshot.open` throws. */
  static async open({ from, sniffed, member, modules }: SnapshotRequest): Promise<OpenedSnapshot> {
    const chunks = sniffed.kind === "directory" ? undefined : sniffed.chunks;
    const name = from === "-" ? STDIN : basename(from);
    const prefix = sniffed.kind === "archive" ? `${name}/` : "";
    // The first list of modules with addresses is taken, so the one that was asked for comes first.
    const sources: NamedSource[] = modules === undefined ? [] : [{ path: `--modules/${basename(modules.path)}`, source: modules.text }];
    if (chunks !== undefined) sources.push({ path: name, source: chunks });
    else for await (const source of sourcesOf(from)) sources.push(source);
    const table = member === undefined || member.startsWith(prefix) ? member : `${prefix}${member}`;
    const snapshot = await CrashSnapshot.open(sources, table === undefined ? {} : { table });
    return new OpenedSnapshot(snapshot, shownFile(from), prefix);
  }

  /** A member's path without the archive's own name. */
  shown(path: string): string {
    return this.#prefix !== "" && path.startsWith(this.#prefix) ? path.slice(this.#prefix.length) : path;
  }

  /** A sentence in which members' paths may stand, likewise. */
  told(text: string): string {
    return this.#prefix === "" ? text : text.replaceAll(this.#prefix, "");
  }

  /** `FILE: member`, as messages name it. */
  place(path: string): string {
    return `${this.file}: ${this.shown(path)}`;
  }

  /**
   * The table that answers, and where it lies; tells what was passed over for it.
   *
   * @throws `KallsymsError` with the code `NO_TABLE`.
   */
  requireTable(addresses: boolean, messages: Messages): { readonly table: KernelSymbolTable; readonly file: string } {
    const { facts } = this.snapshot;
    const table = this.snapshot.requireTable({ addresses });
    const path = [facts.table, facts.systemMap].find((one) => one?.table === table)?.path ?? "";
    if (table !== this.snapshot.table) this.#tellFallback(path, messages);
    this.#tellPassedOver(path, messages);
    return { table, file: this.place(path) };
  }

  /** System.map answers where kallsyms can't: that must be known. */
  #tellFallback(path: string, messages: Messages): void {
    const why = this.snapshot.table === undefined ? "there is no usable kallsyms" : "kallsyms has its addresses hidden";
    messages.warn({ file: this.place(path) }, `${why}: this is the kernel image as it was linked, before KASLR moved it, and without modules`);
  }

  #tellPassedOver(path: string, messages: Messages): void {
    const others = this.snapshot.members.filter((member) => isCandidate(member) && member.path !== path);
    if (others.length === 0) return;
    const named = others.slice(0, MOST_NAMED).map((member) => `${this.shown(member.path)} (${this.told(member.note ?? "not chosen")})`);
    const more = others.length > MOST_NAMED ? [`${others.length - MOST_NAMED} more, kallsyms check --all lists them`] : [];
    messages.note({ file: this.place(path) }, `chosen as the table; passed over: ${[...named, ...more].join("; ")}`);
  }
}

function isCandidate({ kind, chosen }: SnapshotMember): boolean {
  return !chosen && TABLE_KINDS.has(kind);
}
