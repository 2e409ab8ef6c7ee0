/** `kallsyms search`: symbols that match a pattern. */

import { PatternError } from "../core/errors.js";
import { json, jsonSymbol } from "../table/json.js";
import type { MatchKind, SearchOptions } from "../table/search.js";
import type { KernelSymbol } from "../table/symbol.js";
import type { KernelSymbolTable } from "../table/table.js";
import { nameVariant } from "../table/variant.js";
import { addressFrom, countOf, limitOf } from "./arguments.js";
import type { OptionValues } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable } from "./input.js";
import { counted, Rows, symbolsOf } from "./row.js";
import { visibleName } from "./visible.js";

const KINDS: readonly string[] = ["substring", "exact", "prefix", "glob", "regex", "fuzzy"] satisfies MatchKind[];

/** Prints the symbols that match. */
export const searchCommand: Command = {
  name: "search",
  operands: "PATTERN",
  summary: "symbols whose name matches",
  details: [
    "Rows as those of name, in file order; of a fuzzy search the best first. '' as PATTERN is every name.",
    "A glob (* ? [a-z] [!a-z]) is for the whole name, a regex is found anywhere in it and runs in linear time.",
    "With --json a symbol a line; with -c the number of all that match.",
  ],
  options: ["match", "ignore-case", "owner", "type", "from-address", "to-address", "ambiguous", "shared", "fold", "limit", "offset", "count"],
  examples: [
    { command: "kallsyms search 'tcp_*_rcv' --match glob --type tT", effect: "functions by a pattern" },
    { command: "kallsyms search '' --owner nf_tables --owner nft_compat --limit 20", effect: "the first symbols of two modules" },
    { command: "kallsyms search ovl_create --fold --from kallsyms.gz --json", effect: "with what the compiler made of the name" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  const { options, output, messages, style } = invocation;
  const asked = searchOptions(onePattern(invocation.operands), options);
  const addresses = asked.from !== undefined || asked.to !== undefined || asked.shared === true;
  const { table, file } = await openTable(invocation, { addresses });
  const { total, indices } = search(table, asked);
  if (options.count === true) await output.write([options.json === true ? `${json({ count: total })}\n` : `${total}\n`]);
  else await output.write(answer(table, indices, options, new Rows(table, style)));
  if (total === 0) messages.note({ file }, `nothing matches${unknownOwners(table, options)}`);
  if (options.count !== true) tellMore(invocation, total - (asked.offset ?? 0) - indices.length);
  return indices.length > 0 ? EXIT.found : EXIT.absent;
}

function onePattern([pattern, surplus]: readonly string[]): string {
  if (pattern === undefined) throw new UsageError("search needs a PATTERN; '' is every name");
  if (surplus !== undefined) throw new UsageError(`search takes one PATTERN, and ${JSON.stringify(surplus)} is a second; quote a pattern with blanks or *`);
  return pattern;
}

function searchOptions(pattern: string, options: OptionValues): SearchOptions {
  const limit = limitOf(options);
  return {
    pattern,
    match: matchOf(options),
    caseSensitive: options["ignore-case"] !== true,
    owner: options.owner,
    type: options.type,
    from: bound(options, "from-address"),
    to: bound(options, "to-address"),
    ambiguous: options.ambiguous,
    shared: options.shared,
    foldVariants: options.fold,
    offset: countOf(options, "offset"),
    limit: options.count === true ? 1 : limit === Infinity ? undefined : limit,
  };
}

function matchOf({ match = "substring" }: OptionValues): MatchKind {
  if (!KINDS.includes(match)) throw new UsageError(`--match is ${JSON.stringify(match)}; give one of ${KINDS.join(", ")}`);
  return match as MatchKind;
}

function bound(options: OptionValues, name: "from-address" | "to-address"): bigint | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const address = addressFrom(text);
  if (address === undefined) throw new UsageError(`--${name} is ${JSON.stringify(text)}; give up to 16 hex digits`);
  return address;
}

function search(table: KernelSymbolTable, asked: SearchOptions) {
  try {
    return table.search(asked);
  } catch (error) {
    throw error instanceof PatternError ? new UsageError(error.message) : error;
  }
}

function* answer(table: KernelSymbolTable, indices: Uint32Array, options: OptionValues, rows: Rows): Generator<string> {
  for (const symbol of symbolsOf(table, indices)) {
    if (options.json === true) yield `${jsonSymbol(symbol)}\n`;
    else yield `${rows.symbol(symbol)}${options.fold === true ? variantNote(table, symbol, rows) : ""}\n`;
  }
}

/** What a variant's name is made of. */
function variantNote(table: KernelSymbolTable, symbol: KernelSymbol, rows: Rows): string {
  const { base, isFragment, demangled } = nameVariant(table.nameBytes(symbol.index) ?? symbol.name);
  const relation = isFragment ? "fragment of" : "variant of";
  if (demangled !== undefined) return rows.note(`${relation} ${visibleName(demangled)}`);
  return base === symbol.name ? "" : rows.note(`${relation} ${visibleName(base)}`);
}

/** A misspelled owner finds nothing, and nobody would know why. */
function unknownOwners(table: KernelSymbolTable, { owner = [] }: OptionValues): string {
  if (owner.length === 0) return "";
  const known = new Set(table.owners().map(({ name }) => name));
  const unknown = owner.filter((name) => !known.has(name)).map(visibleName);
  return unknown.length === 0 ? "" : `; the table has no owner ${unknown.join(", ")} (kallsyms info --limit 0 lists them)`;
}

/** Says what a limit kept back. */
export function tellMore({ messages }: Invocation, more: number): void {
  if (more > 0) messages.remark(`… ${counted(more, "more", "more")} (--limit 0 shows all)`);
}
