/** `kallsyms export`: the whole table in a form that other programs read. */

import { SYMBOL_FORMATS, symbolBytes } from "../table/formats.js";
import type { SymbolFormat } from "../table/formats.js";
import { requireNone } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable } from "./input.js";
import type { OpenedTable } from "./input.js";
import { counted } from "./row.js";
import { visibleName } from "./visible.js";

/** Prints the table. */
export const exportCommand: Command = {
  name: "export",
  operands: "",
  summary: "the whole table as csv, tsv, json, ndjson or system-map",
  details: [
    "csv: RFC 4180, with a header. A field that begins with = + - @ TAB CR or LF, which a spreadsheet would take for a formula,",
    "gets a ' before it, and so does one that begins with '.",
    "tsv: the same with TABs between; TAB, LF, CR and \\ in a field are written \\t, \\n, \\r and \\\\.",
    "json: one array. ndjson: a symbol a line, as search --json prints it.",
    "system-map: ADDRESS TYPE NAME of the kernel image by address, as nm -n prints it; modules have no place there.",
    "csv, tsv and system-map hold names as the file has them, also control characters; on a terminal these are shown as \\xNN.",
  ],
  options: ["format"],
  examples: [
    { command: "kallsyms export --format csv > symbols.csv", effect: "the running kernel's table for a spreadsheet" },
    { command: "kallsyms export --format ndjson --from kallsyms.xz | jq -r 'select(.owner==\"ext4\").name'", effect: "for other programs" },
    { command: "kallsyms export --format system-map --from - < kallsyms > System.map", effect: "for tools that want a System.map" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  requireNone(invocation.operands, exportCommand);
  const { options, output, isTerminal } = invocation;
  const format = formatOf(options.format, options.json === true);
  const opened = await openTable(invocation);
  if (format === "system-map") tellModules(opened, invocation);
  await output.writeBytes(symbolBytes(opened.table, format, isTerminal ? { show: visibleName } : {}));
  return EXIT.found;
}

function formatOf(name: string | undefined, isJson: boolean): SymbolFormat {
  const known = SYMBOL_FORMATS.join(", ");
  if (name === undefined && !isJson) throw new UsageError(`export needs --format, one of ${known}`);
  if (name !== undefined && !(SYMBOL_FORMATS as readonly string[]).includes(name)) throw new UsageError(`--format is ${JSON.stringify(name)}; give one of ${known}`);
  if (isJson && name !== undefined && name !== "ndjson") throw new UsageError(`--json and --format ${name} contradict each other; leave one out`);
  return (name ?? "ndjson") as SymbolFormat;
}

function tellModules({ table, file }: OpenedTable, { messages }: Invocation): void {
  const others = table.owners().filter(({ name }) => name !== "system");
  const symbols = others.reduce((sum, owner) => sum + owner.symbols, 0);
  if (symbols === 0) return;
  messages.note({ file }, `${counted(symbols, "symbol")} of ${counted(others.length, "module")} left out: a System.map holds the kernel image only`);
}
