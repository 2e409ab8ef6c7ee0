/** The files that a command reads: the table, and texts beside it. */

import { createReadStream } from "node:fs";
import { KallsymsError, RestrictedAddressesError } from "../core/errors.js";
import { openKallsyms } from "../node/open.js";
import { readSource } from "../source/source.js";
import type { LoadReport } from "../table/report.js";
import { KernelSymbolTable } from "../table/table.js";
import type { LoadOptions } from "../table/table.js";
import type { Invocation } from "./command.js";
import { FileError, UsageError } from "./exit.js";
import { shownFile } from "./messages.js";
import type { Messages } from "./messages.js";

/** Bytes of a text beside the table; the longest real one has a few million. */
const MOST_TEXT_BYTES = 2 ** 28;

/** A loaded table and the name of its file. */
export interface OpenedTable {
  readonly table: KernelSymbolTable;
  /** As messages show it. */
  readonly file: string;
}

/** What a command needs of its table. */
export interface TableNeeds {
  /** Whether nothing can be answered where the addresses are hidden. */
  readonly addresses?: boolean;
  /** Whether the report's warnings are told at once; default `true`. */
  readonly warnings?: boolean;
}

/** Loads the table that `--from` names, and tells what its report warns of. */
export async function openTable(invocation: Invocation, needs: TableNeeds = {}): Promise<OpenedTable> {
  const { from = "/proc/kallsyms", modules } = invocation.options;
  requireOneReader(from, modules);
  const options: LoadOptions = modules === undefined ? {} : { modules: await readText(modules) };
  const table = await load(from, options);
  const file = shownFile(from);
  if (needs.addresses === true) requireAddresses(table, file);
  if (needs.warnings !== false) tellReport(table.report, file, invocation.messages);
  return { table, file };
}

async function load(path: string, options: LoadOptions): Promise<KernelSymbolTable> {
  try {
    return await (path === "-" ? KernelSymbolTable.load(process.stdin, options) : openKallsyms(path, options));
  } catch (error) {
    throw aboutFile(path, error);
  }
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

function aboutFile(path: string, error: unknown): unknown {
  const file = shownFile(path);
  if (error instanceof FileError) return error;
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
  if (error.code === "EISDIR") return "it is a directory; name the file in it";
  return /^\w+: (.*?),? \w+(?: '.*')?$/s.exec(error.message)?.[1] ?? error.message;
}

function tellReport(report: LoadReport, file: string, messages: Messages): void {
  for (const warning of report.warnings) messages.warn({ file }, warning);
  const [first] = report.rejectedLines;
  if (first === undefined) return;
  const more = report.rejected > 1 ? `; ${report.rejected - 1} more lines are no symbols, kallsyms info lists them` : "";
  messages.warn({ file, line: first.line }, `${first.reason}: ${JSON.stringify(first.text)}${more}`);
}
