/** Takes a snapshot's members one by one: recognises each, reads what it is for, and says at each what came of it. */

import { KallsymsError, NotASymbolTableError, SourceError, TableTooLargeError } from "../core/errors.js";
import type { Member } from "../source/members.js";
import { KernelSymbolTable } from "../table/table.js";
import { readBugreport } from "./bugreport.js";
import { decodeText } from "./bytes.js";
import type { HookAddress, Identity, ModuleList, VmcoreInfo } from "./facts.js";
import { counted } from "./finding-words.js";
import { parseEnabledFunctions, parseKprobesList } from "./hooks.js";
import type { ParsedHooks } from "./hooks.js";
import { parseNotes, parseUname, parseVersion, perfBuildId, releaseInName } from "./identity.js";
import { kindNamed } from "./kinds.js";
import type { MemberKind } from "./kinds.js";
import { LogShelf, noteOfPart } from "./logs.js";
import { MemberBytes } from "./member-bytes.js";
import type { ReadBytes } from "./member-bytes.js";
import { choose, leave } from "./member-file.js";
import type { MemberFile, MemberRow } from "./member-file.js";
import { SysfsModules, parseLsmod, parseModules } from "./module-lists.js";
import type { ParsedModules } from "./module-lists.js";
import { joinNetconsole } from "./netconsole.js";
import type { HeldLimits } from "./options.js";
import { parsePstorePart } from "./pstore.js";
import type { PstorePart } from "./pstore.js";
import { recognise } from "./recognise.js";
import { TableContest } from "./tables.js";
import { findKallsyms } from "./trace-dat.js";
import { parseVmcoreInfo } from "./vmcoreinfo.js";

/** What the caller decides. */
export interface IntakeOptions {
  readonly limits: HeldLimits;
  readonly kinds: ReadonlyMap<string, MemberKind>;
  readonly table: string | undefined;
  readonly systemMap: string | undefined;
}

/** Reads a member for what it is. */
type Reader = (this: Intake, file: MemberFile) => Promise<void>;

/** What is done with the kinds that are read; the others are only listed. */
const READERS: ReadonlyMap<MemberKind, Reader> = new Map<MemberKind, Reader>([
  ["kallsyms", readSymbols],
  ["system-map", readSymbols],
  ["nm", readSymbols],
  ["ksyms", readSymbols],
  ["trace-dat", readTraceDat],
  ["modules", readModules],
  ["lsmod", readModules],
  ["module-section", readSysfs],
  ["module-attribute", readSysfs],
  ["uname", readIdentity],
  ["version", readIdentity],
  ["abrt-kernel", readIdentity],
  ["notes", readIdentity],
  ["vmcoreinfo", readVmcoreInfo],
  ["kprobes-list", readHooks],
  ["enabled-functions", readHooks],
  ["available-filter-functions", readProbeFile],
  ["kprobe-blacklist", readProbeFile],
  ["pstore-dmesg", readPstorePart],
  ["bugreport", readReport],
  ["netconsole", readNetconsole],
  ["kmsg", readNetconsole],
  ["log", readLog],
  ["journal-json", readLog],
  ["vmcore-dmesg", readLog],
  ["kexec-dmesg", readLog],
  ["kcrash", readLog],
  ["mcelog", readLog],
  ["pstore-console", readLog],
  ["stack", readLog],
]);

/** Kinds that tables are loaded from, or that say by themselves why not. */
const TABLES: ReadonlySet<MemberKind> = new Set<MemberKind>(["kallsyms", "system-map", "system-map-stub", "nm", "ksyms", "trace-dat"]);

/** What was gathered of a snapshot so far. */
export class Intake {
  readonly options: IntakeOptions;
  readonly rows: MemberRow[] = [];
  readonly tables = new TableContest("the host's own table");
  readonly systemMaps = new TableContest("the host's System.map");
  readonly shelf: LogShelf;
  readonly pstore: { readonly part: PstorePart; readonly row: MemberRow }[] = [];
  readonly moduleLists: ModuleList[] = [];
  readonly sysfs = new SysfsModules();
  readonly identities: Identity[] = [];
  readonly hooks: HookAddress[] = [];
  readonly probeFiles = new Map<MemberKind, Uint8Array>();
  /** Files that should be symbol tables and are none, with the reason. */
  readonly unusable: { readonly path: string; readonly reason: unknown }[] = [];
  vmcoreInfo: { readonly path: string; readonly info: VmcoreInfo } | undefined;
  /** Text of the first /proc/modules with addresses. */
  modulesText: string | undefined;
  /** Bytes of small texts that may still be read. */
  #textRoom: number;

  constructor(options: IntakeOptions) {
    this.options = options;
    this.shelf = new LogShelf(options.limits.allLogBytes);
    this.#textRoom = options.limits.allTextBytes;
  }

  /** Reads what is of use in a member, and lists it. */
  async take(member: Member): Promise<void> {
    const row: MemberRow = { path: member.path, kind: "unknown", bytes: member.bytes, chosen: false, note: member.note };
    this.rows.push(row);
    const data = new MemberBytes(member);
    try {
      const head = await data.head();
      row.kind = this.#kindOf(row, head, data);
      const reader = READERS.get(row.kind);
      if (reader === undefined) this.#leaveUnread(row, data);
      else await reader.call(this, { row, data, head, expectedBytes: member.bytes });
      row.bytes = data.size ?? row.bytes;
    } finally {
      await data.close();
    }
  }

  /** Frees what is held in the module's memory. */
  abandon(): void {
    this.tables.abandon();
    this.systemMaps.abandon();
  }

  /** The beginning of a small text, within the limits of one and of all of them. */
  async readText({ data }: MemberFile, most = this.options.limits.textBytes): Promise<ReadBytes & { readonly note: string | undefined }> {
    const read = await data.first(Math.min(most, this.#textRoom));
    this.#textRoom -= read.bytes.length;
    return { ...read, note: noteOfPart(read, data.damage) };
  }

  /** Counts what a small text was inflated to; false where there is no room for it. */
  hasRoomFor(bytes: number): boolean {
    if (bytes > this.#textRoom) return false;
    this.#textRoom -= bytes;
    return true;
  }

  /** Whether the caller chose a member as a table. */
  isAsked({ path }: MemberRow): boolean {
    return path === this.options.table || path === this.options.systemMap;
  }

  /**
   * Leaves a file aside that should be a symbol table.
   *
   * @throws {@link KallsymsError} where the caller chose it.
   */
  refuse(row: MemberRow, reason: KallsymsError | string): void {
    const words = typeof reason === "string" ? reason : reason.message;
    if (this.isAsked(row)) {
      const code = typeof reason === "string" ? "NOT_A_SYMBOL_TABLE" : reason.code;
      throw new KallsymsError(code, `${row.path}, which was chosen, can't be used: ${words}`, { cause: reason });
    }
    this.unusable.push({ path: row.path, reason });
    leave(row, words);
  }

  /** Says of a file that isn't read why. */
  #leaveUnread(row: MemberRow, data: MemberBytes): void {
    const reason = row.note ?? kindNamed(row.kind)?.aside ?? data.damage;
    row.note = undefined;
    if (row.kind === "system-map-stub" || this.isAsked(row)) this.refuse(row, reason ?? "it isn't read");
    else leave(row, reason);
  }

  #kindOf(row: MemberRow, head: Uint8Array, data: MemberBytes): MemberKind {
    if (head.length === 0 && (row.note !== undefined || data.damage !== undefined)) return "unreadable";
    const kind = this.options.kinds.get(row.path) ?? recognise(row.path, head).kind;
    if (!this.isAsked(row) || TABLES.has(kind)) return kind;
    return row.path === this.options.table ? "kallsyms" : "system-map";
  }
}

/** Bytes of files that are a line, or little more. */
const LINE_BYTES = 64 * 1024;

// ── Symbol tables

async function readSymbols(this: Intake, file: MemberFile): Promise<void> {
  await loadTable(this, file, file.data.wholeLines(this.options.limits.tableBytes), file.expectedBytes);
}

async function readTraceDat(this: Intake, file: MemberFile): Promise<void> {
  const { row, data } = file;
  try {
    const section = await findKallsyms(data.reader);
    if (typeof section === "string") this.refuse(row, section);
    else await loadTable(this, file, data.wholeLines(this.options.limits.tableBytes, section.text), section.bytes);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    this.refuse(row, `damaged: ${data.damage ?? error.message}`);
  }
}

async function loadTable(intake: Intake, { row, data }: MemberFile, text: AsyncGenerator<Uint8Array>, expectedBytes: number | undefined): Promise<void> {
  const { table: askedTable, systemMap: askedMap, kinds } = intake.options;
  const isAsked = intake.isAsked(row);
  const asked = row.kind === "system-map" || row.kind === "nm" ? askedMap : askedTable;
  if (!isAsked && asked !== undefined) {
    leave(row, `not asked for; ${asked} was`);
    return;
  }
  let table: KernelSymbolTable;
  try {
    table = await KernelSymbolTable.load(text, { modules: intake.modulesText, expectedBytes });
  } catch (error) {
    if (!isAboutInput(error)) throw error;
    intake.refuse(row, data.damage === undefined ? error : `damaged: ${data.damage}`);
    return;
  }
  if (!kinds.has(row.path)) row.kind = kindOfTable(row.kind, table);
  const isMap = row.path === askedMap || (row.path !== askedTable && (row.kind === "system-map" || row.kind === "nm"));
  const contender = { row, table, isAsked, damage: data.damage };
  if (isMap) intake.systemMaps.enter({ ...contender, place: row.kind === "nm" ? 1 : 2, claim: releaseInName(row.path) });
  else intake.tables.enter({ ...contender, place: placeOf(row), claim: perfBuildId(row.path) });
}

/** Whether it is the file's fault that it gives no table. */
function isAboutInput(error: unknown): error is KallsymsError {
  return error instanceof NotASymbolTableError || error instanceof SourceError || error instanceof TableTooLargeError;
}

/** What all of a table tells of its kind, where its beginning couldn't: modules are in kallsyms only, other marks in no kallsyms. */
function kindOfTable(kind: MemberKind, table: KernelSymbolTable): MemberKind {
  const { format } = table.report;
  if (kind === "kallsyms") return format === "nm" || format === "system-map" ? format : kind;
  const isMap = kind === "system-map" || kind === "nm";
  return isMap && format === "kallsyms" && table.owners().length > 1 ? "kallsyms" : kind;
}

const HOSTS_OWN = /(?:^|\/)proc\/kallsyms(?:\.(?:gz|xz|zst))?$/;

function placeOf({ path, kind }: MemberRow): number {
  if (kind === "trace-dat" || perfBuildId(path) !== undefined) return 0;
  return HOSTS_OWN.test(path) ? 2 : 1;
}

// ── Modules

async function readModules(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  const { bytes, note } = await this.readText(file);
  addModules(this, row, row.kind === "lsmod" ? "lsmod" : "modules", row.path, decodeText(bytes), note);
}

function addModules(intake: Intake, row: MemberRow, kind: "modules" | "lsmod", path: string, text: string, note: string | undefined): void {
  const parsed = kind === "lsmod" ? parseLsmod(text) : parseModules(text);
  const { modules, rejected } = parsed;
  intake.moduleLists.push({ path, kind, modules });
  if (kind === "modules" && hasBases(parsed)) intake.modulesText ??= text;
  const isHidden = kind === "modules" && modules.length > 0 && !hasBases(parsed);
  choose(
    row,
    counted(modules.length, "module"),
    isHidden ? "their addresses are hidden (0); take it again as root" : undefined,
    rejected > 0 ? `${counted(rejected, "line")} can't be read` : undefined,
    note,
  );
}

function hasBases({ modules }: ParsedModules): boolean {
  return modules.some(({ base }) => base !== undefined);
}

async function readSysfs(this: Intake, file: MemberFile): Promise<void> {
  const { bytes } = await this.readText(file, LINE_BYTES);
  if (this.sysfs.add(file.row.path, decodeText(bytes))) choose(file.row);
  else leave(file.row, "not what such a file holds");
}

// ── Identity

async function readIdentity(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  const { bytes } = await this.readText(file, LINE_BYTES);
  const identity = identityOf(row, bytes);
  if (identity === undefined) {
    leave(row, row.kind === "notes" ? "no build id is in it" : "not what such a file holds");
    return;
  }
  this.identities.push(identity);
  choose(row, identity.release ?? `build id ${identity.buildId}`);
}

function identityOf({ kind, path }: MemberRow, bytes: Uint8Array): Identity | undefined {
  if (kind === "notes") {
    const buildId = parseNotes(bytes);
    return buildId === undefined ? undefined : { path, buildId };
  }
  const text = decodeText(bytes);
  if (kind === "uname") return parseUname(path, text);
  return kind === "version" ? parseVersion(path, text) : { path, release: text.trim() };
}

async function readVmcoreInfo(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  const { bytes, note } = await this.readText(file);
  if (this.vmcoreInfo !== undefined) {
    leave(row, `${this.vmcoreInfo.path} came first`);
    return;
  }
  const info = parseVmcoreInfo(decodeText(bytes));
  this.vmcoreInfo = { path: row.path, info };
  choose(row, info.release, counted(info.symbols.size, "symbol"), note);
}

// ── Hooks and probes

async function readHooks(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  const { bytes, note } = await this.readText(file);
  const parse: (path: string, text: string) => ParsedHooks = row.kind === "kprobes-list" ? parseKprobesList : parseEnabledFunctions;
  const { hooks, hidden } = parse(row.path, decodeText(bytes));
  for (const hook of hooks) this.hooks.push(hook);
  choose(row, counted(hooks.length, "address", "addresses"), hidden > 0 ? `${hidden} are hidden (0); take it again as root` : undefined, note);
}

async function readProbeFile(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  if (this.probeFiles.has(row.kind)) {
    leave(row, "another one came first");
    return;
  }
  const { bytes, note } = await this.readText(file);
  this.probeFiles.set(row.kind, bytes);
  choose(row, note);
}

// ── Logs

async function readLog(this: Intake, { row, data }: MemberFile): Promise<void> {
  const read = await data.last(this.options.limits.logBytes);
  const isOfHost = row.kind !== "kexec-dmesg";
  const whose = isOfHost ? undefined : "of the kernel that took the dump";
  this.shelf.add({ ...read, path: row.path, members: [row], isOfHost }, whose, noteOfPart(read, data.damage));
}

async function readNetconsole(this: Intake, { row, data }: MemberFile): Promise<void> {
  const read = await data.last(this.options.limits.logBytes);
  const { bytes, joined, incomplete, missing } = joinNetconsole(read.bytes);
  this.shelf.add(
    { ...read, bytes, path: row.path, members: [row], isOfHost: true },
    joined > 0 ? `${counted(joined, "message")} put together from fragments` : undefined,
    incomplete > 0 ? `${incomplete} of them incomplete, "[… N bytes lost …]" marks where` : undefined,
    missing > 0 ? `${counted(missing, "message")} never arrived` : undefined,
    noteOfPart(read, data.damage),
  );
}

async function readPstorePart(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  const { bytes } = await this.readText(file);
  const part = parsePstorePart(row.path, bytes);
  if (typeof part === "string") leave(row, part);
  else if (this.hasRoomFor(part.bytes.length)) this.pstore.push({ part, row });
  else leave(row, `left out: texts have more than ${this.options.limits.allTextBytes} bytes in all`);
}

async function readReport(this: Intake, { row, data }: MemberFile): Promise<void> {
  const { sections, version } = await readBugreport(data.reader.rest(), this.options.limits.logBytes);
  const identity = version === undefined ? undefined : parseVersion(row.path, version);
  if (identity !== undefined) this.identities.push(identity);
  for (const { is, title, ...read } of sections) {
    const path = `${row.path} (${title})`;
    if (is === "log") this.shelf.add({ ...read, path, members: [row], isOfHost: true }, title, noteOfPart(read, undefined));
    else addModules(this, row, "lsmod", path, decodeText(read.bytes), undefined);
  }
  if (sections.length === 0) leave(row, "no kernel log is in it");
}
