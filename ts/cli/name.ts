/** `kallsyms name`: every symbol of each name. */

import { json } from "../table/json.js";
import type { KernelSymbol } from "../table/symbol.js";
import { absence } from "../table/lookup.js";
import type { LookupResult } from "../table/lookup.js";
import { ownerOf, requireSome } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable } from "./input.js";
import { jsonWithSymbols } from "./json.js";
import { Rows } from "./row.js";
import { visibleName } from "./visible.js";

/** Prints the symbols of names. */
export const nameCommand: Command = {
  name: "name",
  operands: "NAME…",
  summary: "every symbol of each name",
  details: [
    "A row is ADDRESS SIZE TYPE NAME [OWNER]. A name at several addresses is ambiguous, and each of its rows says so.",
    'With --json a line for each NAME: {"query","status","symbols"}; status is unique, ambiguous or absent.',
  ],
  options: ["owner", "count", "strict"],
  examples: [
    { command: "kallsyms name vfs_read", effect: "where vfs_read is in the running kernel" },
    { command: "kallsyms name init_once --owner ext4 --from sosreport/proc/kallsyms", effect: "the one of a module, in a crash host's table" },
    { command: "xz -dc kallsyms.xz | kallsyms name --from - --strict --json do_sys_open", effect: "for a script: exit 1 if it is ambiguous" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  const { options, output, messages, style } = invocation;
  const names = requireSome(invocation.operands, nameCommand);
  const owner = ownerOf(options, nameCommand);
  const { table, file } = await openTable(invocation);
  const rows = new Rows(table, style);
  let status: ExitStatus = EXIT.found;
  for (const name of names) {
    const found = table.lookup(name, { owner });
    await output.write(answer(invocation, rows, name, found));
    if (found.status === "absent") messages.note({ file }, absence(name, owner, found, visibleName));
    if (found.status === "absent" || (found.status === "ambiguous" && options.strict === true)) status = EXIT.absent;
  }
  return status;
}

function answer({ options }: Invocation, rows: Rows, query: string, found: LookupResult): Iterable<string> {
  const { status, symbols } = found;
  if (options.count === true) return [options.json === true ? `${json({ query, status, count: symbols.length })}\n` : `${symbols.length} ${visibleName(query)}\n`];
  if (options.json === true) return jsonWithSymbols({ query, status }, symbols);
  return status === "ambiguous" ? ambiguousRows(rows, symbols) : plainRows(rows, symbols);
}

function* plainRows(rows: Rows, symbols: readonly KernelSymbol[]): Generator<string> {
  for (const symbol of symbols) yield `${rows.symbol(symbol)}\n`;
}

/** Rows that number the addresses; where all are hidden, every symbol counts as one. */
function* ambiguousRows(rows: Rows, symbols: readonly KernelSymbol[]): Generator<string> {
  const places = new Map<bigint, number>();
  for (const { address } of symbols) if (!places.has(address)) places.set(address, places.size + 1);
  const isHidden = places.size === 1;
  const total = isHidden ? `${symbols.length} symbols` : `${places.size} addresses`;
  const paddings = ownerPaddings(symbols);
  for (const [at, symbol] of symbols.entries()) {
    yield `${rows.symbol(symbol)}${paddings.get(symbol.owner)}${rows.note(`ambiguous: ${isHidden ? at + 1 : places.get(symbol.address)} of ${total}`)}\n`;
  }
}

/** What fills each owner's column. */
function ownerPaddings(symbols: readonly KernelSymbol[]): Map<string, string> {
  const widths = new Map<string, number>();
  for (const { owner } of symbols) if (!widths.has(owner)) widths.set(owner, visibleName(owner).length);
  const widest = Math.max(...widths.values());
  return new Map([...widths].map(([owner, width]) => [owner, " ".repeat(widest - width)]));
}
