/** `kallsyms duplicates`: names at several addresses, or addresses with several symbols. */

import type { AmbiguousName, SharedAddress } from "../table/groups.js";
import { json } from "../table/json.js";
import type { KernelSymbolTable } from "../table/table.js";
import { limitOf, requireNone } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable } from "./input.js";
import { jsonWithSymbols } from "./json.js";
import { counted, Rows, symbolsOf } from "./row.js";
import { tellMore } from "./search.js";

type Group = AmbiguousName & SharedAddress;

/** Prints groups of symbols that can be taken for each other. */
export const duplicatesCommand: Command = {
  name: "duplicates",
  operands: "",
  summary: "ambiguous names, or with --shared the addresses that symbols share",
  details: [
    "A line for each name (or address), and under it, indented, the row of each of its symbols, as name prints them.",
    'With --json a line for each: {"name","symbols"}, with --shared {"address","symbols"}; with -c their number.',
  ],
  options: ["shared", "limit", "count"],
  examples: [
    { command: "kallsyms duplicates", effect: "names that a kprobe can't be put on by name alone" },
    { command: "kallsyms duplicates --shared --limit 10 --from kallsyms.zst", effect: "the first ten addresses with aliases" },
    { command: "kallsyms duplicates -c --from -  < kallsyms", effect: "how many names are ambiguous" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  const { options, output, messages } = invocation;
  requireNone(invocation.operands, duplicatesCommand);
  const limit = limitOf(options);
  const isShared = options.shared === true;
  const { table, file } = await openTable(invocation, { addresses: isShared });
  const groups = (isShared ? table.sharedAddresses() : table.ambiguousNames()) as Group[];
  if (options.count === true) await output.write([options.json === true ? `${json({ count: groups.length })}\n` : `${groups.length}\n`]);
  else await output.write(answer(table, groups.slice(0, limit), invocation));
  if (groups.length === 0) messages.note({ file }, isShared ? "no address has more than one symbol" : "no name is at more than one address");
  if (options.count !== true) tellMore(invocation, groups.length - limit);
  return groups.length > 0 ? EXIT.found : EXIT.absent;
}

function* answer(table: KernelSymbolTable, groups: readonly Group[], { options, style }: Invocation): Generator<string> {
  const rows = new Rows(table, style);
  for (const group of groups) {
    if (options.json === true) yield* jsonGroup(table, group, options.shared === true);
    else yield* textGroup(table, group, options.shared === true, rows);
  }
}

// A group's own `symbols` stay in memory with it, and a name may have millions; so they are made here, one at a time.
function jsonGroup(table: KernelSymbolTable, group: Group, isShared: boolean): Iterable<string> {
  return jsonWithSymbols(isShared ? { address: group.address } : { name: group.name }, symbolsOf(table, group.indices));
}

function* textGroup(table: KernelSymbolTable, group: Group, isShared: boolean, rows: Rows): Generator<string> {
  const [first] = symbolsOf(table, group.indices.subarray(0, 1));
  if (first === undefined) return;
  const what = isShared ? rows.address(group.address) : rows.name(first);
  const symbols = counted(group.indices.length, "symbol");
  const places = isShared ? `shared by ${symbols}` : `ambiguous: ${placesOf(table, group, symbols)}`;
  yield `${rows.style.strong(what)}${rows.note(places)}\n`;
  for (const symbol of symbolsOf(table, group.indices)) yield `  ${rows.symbol(symbol)}\n`;
}

function placesOf(table: KernelSymbolTable, { indices }: Group, symbols: string): string {
  if (table.restricted) return symbols;
  const addresses = countDifferent(table, indices);
  return addresses === indices.length ? counted(addresses, "address", "addresses") : `${counted(addresses, "address", "addresses")}, ${symbols}`;
}

function countDifferent(table: KernelSymbolTable, indices: Uint32Array): number {
  const addresses = new BigUint64Array(indices.length);
  let at = 0;
  for (const { address } of symbolsOf(table, indices)) addresses[at++] = address;
  addresses.sort();
  return addresses.reduce((count, address, place) => (place > 0 && addresses[place - 1] === address ? count : count + 1), 0);
}
