/** `kallsyms addr`: what covers an address. */

import { formatAddress } from "../core/address.js";
import { absence } from "../table/lookup.js";
import type { LookupResult, Resolution } from "../table/lookup.js";
import { offsetFrom } from "../table/probe-text.js";
import type { KernelSymbol } from "../table/symbol.js";
import type { KernelSymbolTable } from "../table/table.js";
import { addressFrom, requireSome } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable } from "./input.js";
import { jsonWithSymbols } from "./json.js";
import { Rows } from "./row.js";
import { visibleName } from "./visible.js";

/** Prints the symbols that cover addresses. */
export const addrCommand: Command = {
  name: "addr",
  operands: "ADDRESS…",
  summary: "the symbols covering each address, with offset",
  details: [
    "ADDRESS is hexadecimal, with or without 0x; NAME+OFFSET stands for that place after every address of NAME.",
    "A row is ADDRESS TYPE NAME+OFFSET/SIZE [OWNER]. Symbols that begin at one address are all given; the first is the one",
    "that the kernel prints, the others are marked as aliases.",
    'With --json a line for each ADDRESS: {"query","status","symbols","offset"}; status is unique where symbols cover it, absent',
    "where none does; for NAME+OFFSET a line for each address of NAME, ambiguous where there are several.",
  ],
  options: ["strict"],
  examples: [
    { command: "kallsyms addr ffffffff81339df4", effect: "what the running kernel has there" },
    { command: "kallsyms addr 0xffffffffc0a01234 --from kallsyms.xz --modules modules", effect: "in a saved table; sizes of modules' last symbols are known" },
    { command: "kallsyms addr vfs_read+0x24 --json", effect: "a place in a function, for a script" },
  ],
  run,
};

/** What is asked for: an address, or a distance from a name. */
type Query = { readonly text: string; readonly address: bigint } | { readonly text: string; readonly name: string; readonly offset: bigint };

/** A place to resolve, and the words that go with it. */
interface Place {
  readonly address: bigint;
  readonly status: LookupResult["status"];
  readonly note: string;
}

async function run(invocation: Invocation): Promise<ExitStatus> {
  const queries = requireSome(invocation.operands, addrCommand).map(parse);
  const opened = await openTable(invocation, { addresses: true });
  const rows = new Rows(opened.table, invocation.style);
  let status: ExitStatus = EXIT.found;
  for (const query of queries) {
    const one = await answer(invocation, opened, rows, query);
    if (one !== EXIT.found) status = one;
  }
  return status;
}

function parse(text: string): Query {
  const address = addressFrom(text);
  if (address !== undefined) return { text, address };
  const plus = text.lastIndexOf("+");
  const offset = plus > 0 ? offsetFrom(text.slice(plus + 1)) : undefined;
  if (offset !== undefined) return { text, name: text.slice(0, plus), offset };
  throw new UsageError(`${JSON.stringify(text)} is no address; give up to 16 hex digits or NAME+OFFSET (kallsyms name looks up names)`);
}

async function answer(invocation: Invocation, { table, file }: { table: KernelSymbolTable; file: string }, rows: Rows, query: Query): Promise<ExitStatus> {
  const { options, output, messages } = invocation;
  const isJson = options.json === true;
  const places = "name" in query ? placesOf(table, query) : [{ address: query.address, status: "unique" as const, note: "" }];
  if ("name" in query && places.length === 0) {
    if (isJson) await output.write(jsonLine(query.text, undefined, "absent"));
    messages.note({ file }, absence(query.name, undefined, table.lookup(query.name), visibleName));
    return EXIT.absent;
  }
  let status: ExitStatus = places.length > 1 && options.strict === true ? EXIT.absent : EXIT.found;
  for (const place of places) {
    const resolution = table.resolve(place.address);
    if (isJson) await output.write(jsonLine(query.text, resolution, place.status));
    else if (resolution !== undefined) await output.write(textRows(rows, resolution, place.note));
    if (resolution !== undefined) continue;
    messages.note({ file }, `no symbol covers ${formatAddress(place.address)}`);
    status = EXIT.absent;
  }
  return status;
}

/** A place for each different address of the name. */
function placesOf(table: KernelSymbolTable, { name, offset }: { name: string; offset: bigint }): Place[] {
  const { status, symbols } = table.lookup(name);
  const addresses = [...new Set(symbols.map(({ address }) => address))];
  return addresses.map((address, at) => ({
    address: BigInt.asUintN(64, address + offset),
    status,
    note: addresses.length > 1 ? `ambiguous: ${at + 1} of ${addresses.length} addresses of ${visibleName(name)}` : "",
  }));
}

function jsonLine(query: string, resolution: Resolution | undefined, status: LookupResult["status"]): Iterable<string> {
  if (resolution === undefined) return jsonWithSymbols({ query, status: "absent" }, [], { offset: null });
  return jsonWithSymbols({ query, status }, resolution.symbols, { offset: resolution.offset });
}

function* textRows(rows: Rows, { address, symbols, offset }: Resolution, note: string): Generator<string> {
  for (const [at, symbol] of symbols.entries()) {
    const notes = [at > 0 ? "alias" : "", note].filter((text) => text !== "").join(", ");
    yield `${rows.address(address)} ${visibleName(symbol.type)} ${place(rows, symbol, offset)} ${rows.owner(symbol.owner)}${notes === "" ? "" : rows.note(notes)}\n`;
  }
}

/** A place inside a symbol, as the kernel's `%pS` prints it. */
function place(rows: Rows, symbol: KernelSymbol, offset: bigint): string {
  const size = symbol.size === undefined ? "" : `/${formatAddress(symbol.size)}`;
  return `${rows.name(symbol)}+${formatAddress(offset)}${size}`;
}
