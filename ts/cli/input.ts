/** The files that a command reads: the table, and texts beside it. */

import { createReadStream } from "node:fs";
import { KallsymsError, RestrictedAddressesError } from "../core/errors.js";
import { openKallsyms } from "../node/open.js";
import { readSource } from "../source/source.js";
import type { LoadReport } from "../table/report.js";
import { KernelSymbolTable } from "../table/table.js";
import type { LoadOptions } from "../table/table.js";
import type { OptionValues } from "./arguments.js";
import type { Invocation } from "./command.js";
import { FileError, UsageError } from "./exit.js";
import { shownFile } from "./messages.js";
import type { Messages } from "./messages.js";
import { OpenedSnapshot } from "./opened-snapshot.js";
import { sniff } from "./sniffed.js";
import type { Sniffed } from "./sniffed.js";

/** Bytes of a text beside the table; the longest real one has a few million. */
const MOST_TEXT_BYTES = 2 ** 28;

/** A loaded table and the name of its file. */
export interface OpenedTable {
  readonly table: KernelSymbolTable;
  /** As messages show it: the path, and for a file of an archive or directory `FILE: member path`. */
  readonly file: string;
  /** The archive or directory that the table is from. */
  readonly opened: OpenedSnapshot | undefined;
}

/** What a command needs of its table. */
export interface TableNeeds {
  /** Whether nothing can be answered where the addresses are hidden. */
  readonly addresses?: boolean;
  /** Whether the report's warnings are told at once; default `true`. */
  readonly warnings?: boolean;
}

/** Loads the table that `--from` names, out of an archive or a directory too, and tells what its report warns of. */
export async function openTable(invocation: Invocation, needs: TableNeeds = {}): Promise<OpenedTable> {
  const { from = "/proc/kallsyms", modules } = invocation.options;
  requireOneReader(from, modules);
  const opened = await load(from, invocation, needs);
  const { table, file } = opened;
  if (needs.addresses === true) requireAddresses(table, file);
  if (needs.warnings !== false) tellReport(table.report, file, invocation.messages);
  return opened;
}

async function load(path: string, { options, messages }: Invocation, { addresses = false }: TableNeeds): Promise<OpenedTable> {
  try {
    const sniffed = await sniff(path);
    if (sniffed.kind === "table") return { ...(await loadSingle(path, sniffed.chunks, options)), opened: undefined };
    const opened = await openSniffed(path, sniffed, options);
    return { ...opened.requireTable(addresses, messages), opened };
  } catch (error) {
    throw aboutFile(path, error);
  }
}

async function loadSingle(path: string, chunks: AsyncIterable<Uint8Array> | undefined, { modules, member }: OptionValues): Promise<Pick<OpenedTable, "table" | "file">> {
  const file = shownFile(path);
  if (member !== undefined) throw new UsageError(`--member chooses among the files of an archive or directory, and ${file} is neither`);
  const loading: LoadOptions = modules === undefined ? {} : { modules: await readText(modules) };
  return { table: await (chunks === undefined ? openKallsyms(path, loading) : KernelSymbolTable.load(chunks, loading)), file };
}

/** Opens what `--from` names as a snapshot, be it a single file. */
export async function openFiles({ options }: Invocation): Promise<OpenedSnapshot> {
  const { from = "/proc/kallsyms", modules } = options;
  requireOneReader(from, modules);
  try {
    return await openSniffed(from, await sniff(from), options);
  } catch (error) {
    throw aboutFile(from, error);
  }
}

async function openSniffed(from: string, sniffed: Sniffed, { member, modules }: OptionValues): Promise<OpenedSnapshot> {
  const list = modules === undefined ? undefined : { path: modules, text: await readText(modules) };
  return OpenedSnapshot.open({ from, sniffed, member, modules: list });
}

/** Reads a whole text, compressed or not. */
export async function readText(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of readSource(path === "-" ? process.stdin : createReadStream(path))) {
      length += chunk.length;
      if (length > MOST_TEXT_BYTES) throw new FileError(shownFile(path), `has more than ${MOST_TEXT_BYTES} bytes; it isn't the file it should be`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw aboutFile(path, error);
  }
  return Buffer.concat(chunks);
}

/** Refuses a command line by which standard input would be read twice. */
export function requireOneReader(...paths: readonly (string | undefined)[]): void {
  if (paths.filter((path) => path === "-").length > 1) throw new UsageError("- stands for standard input, which can be read once; give the other file by its path");
}

function requireAddresses(table: KernelSymbolTable, file: string): void {
  try {
    if (table.restricted) table.getSymbolByAddr(0n);
  } catch (error) {
    throw error instanceof RestrictedAddressesError ? new FileError(file, error.message) : error;
  }
}

/** An error with the name of the file that it is about. */
export function aboutFile(path: string, error: unknown): unknown {
  const file = shownFile(path);
  if (error instanceof FileError || error instanceof UsageError) return error;
  const reason = systemReason(error) ?? systemReason((error as { cause?: unknown }).cause);
  if (reason !== undefined) return new FileError(file, `can't be read: ${reason}`);
  return error instanceof KallsymsError ? new FileError(file, withoutLine(error), error.line) : error;
}

/** The message without the number of its line, which stands in the place already. */
function withoutLine({ message, line }: KallsymsError): string {
  return line === undefined ? message : message.replace(`line ${line}: `, "");
}

/** What the system says, without the call that it says it of. */
function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  return /^\w+: (.*?),? \w+(?: '.*')?$/s.exec(error.message)?.[1] ?? error.message;
}

function tellReport(report: LoadReport, file: string, messages: Messages): void {
  for (const warning of report.warnings) messages.warn({ file }, warning);
  const [first] = report.rejectedLines;
  if (first === undefined) return;
  const more = report.rejected > 1 ? `; ${report.rejected - 1} more lines are no symbols, kallsyms info lists them` : "";
  messages.warn({ file, line: first.line }, `${first.reason}: ${JSON.stringify(first.text)}${more}`);
}
