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

  constructor(options: IntakeOptions) {
    this.options = options;
    this.shelf = new LogShelf(options.limits.allLogBytes);
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
      if (reader === undefined) this.#leave(row, data);
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

  /** Says of a file that isn't read why. */
  #leave(row: MemberRow, data: MemberBytes): void {
    const reason = kindNamed(row.kind)?.aside ?? data.damage;
    if (row.kind === "system-map-stub") this.unusable.push({ path: row.path, reason });
    leave(row, row.note === undefined ? reason : undefined);
  }

  #kindOf({ path, note }: MemberRow, head: Uint8Array, data: MemberBytes): MemberKind {
    const given = this.options.kinds.get(path);
    if (given !== undefined) return given;
    if (head.length === 0 && (note !== undefined || data.damage !== undefined)) return "unreadable";
    const { kind } = recognise(path, head);
    const isSymbols = READERS.get(kind) === readSymbols || kind === "trace-dat";
    if (path === this.options.table && !isSymbols) return "kallsyms";
    return path === this.options.systemMap && !isSymbols ? "system-map" : kind;
  }
}

// ── Symbol tables

async function readSymbols(this: Intake, file: MemberFile): Promise<void> {
  await loadTable(this, file, file.data.wholeLines(this.options.limits.tableBytes), file.expectedBytes);
}

async function readTraceDat(this: Intake, file: MemberFile): Promise<void> {
  const { row, data } = file;
  try {
    const section = await findKallsyms(data.reader);
    if (typeof section === "string") leave(row, section);
    else await loadTable(this, file, data.wholeLines(this.options.limits.tableBytes, section.text), section.bytes);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    leave(row, `damaged: ${data.damage ?? error.message}`);
  }
}

async function loadTable(intake: Intake, { row, data }: MemberFile, text: AsyncGenerator<Uint8Array>, expectedBytes: number | undefined): Promise<void> {
  const { table: askedTable, systemMap: askedMap, kinds } = intake.options;
  const isAsked = row.path === askedTable || row.path === askedMap;
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
    if (isAsked) throw new KallsymsError(error.code, `${row.path}, which was chosen, can't be used: ${error.message}`, { cause: error });
    const reason = data.damage === undefined ? error : `damaged: ${data.damage}`;
    intake.unusable.push({ path: row.path, reason });
    leave(row, reason instanceof Error ? reason.message : reason);
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
  const { text, note } = await readText(this, file);
  addModules(this, row, row.kind === "lsmod" ? "lsmod" : "modules", row.path, text, note);
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
  const { text } = await readText(this, file);
  if (this.sysfs.add(file.row.path, text)) choose(file.row);
  else leave(file.row, "not what such a file holds");
}

// ── Identity

async function readIdentity(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  const read = await file.data.first(this.options.limits.textBytes);
  const identity = identityOf(row, read.bytes);
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
  const { text, note } = await readText(this, file);
  if (this.vmcoreInfo !== undefined) {
    leave(row, `${this.vmcoreInfo.path} came first`);
    return;
  }
  const info = parseVmcoreInfo(text);
  this.vmcoreInfo = { path: row.path, info };
  choose(row, info.release, counted(info.symbols.size, "symbol"), note);
}

// ── Hooks and probes

async function readHooks(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  const { text, note } = await readText(this, file);
  const { hooks, hidden }: ParsedHooks = row.kind === "kprobes-list" ? parseKprobesList(row.path, text) : parseEnabledFunctions(row.path, text);
  this.hooks.push(...hooks);
  choose(row, counted(hooks.length, "address", "addresses"), hidden > 0 ? `${hidden} are hidden (0); take it again as root` : undefined, note);
}

async function readProbeFile(this: Intake, file: MemberFile): Promise<void> {
  const { row } = file;
  if (this.probeFiles.has(row.kind)) {
    leave(row, "another one came first");
    return;
  }
  const read = await file.data.first(this.options.limits.textBytes);
  this.probeFiles.set(row.kind, read.bytes);
  choose(row, noteOfPart(read, file.data.damage));
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

async function readPstorePart(this: Intake, { row, data }: MemberFile): Promise<void> {
  const read = await data.first(this.options.limits.textBytes);
  const part = parsePstorePart(row.path, read.bytes);
  if (typeof part === "string") leave(row, part);
  else this.pstore.push({ part, row });
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

// ── Texts

async function readText(intake: Intake, { data }: MemberFile): Promise<{ readonly text: string; readonly note: string | undefined }> {
  const read: ReadBytes = await data.first(intake.options.limits.textBytes);
  return { text: decodeText(read.bytes), note: noteOfPart(read, data.damage) };
}
