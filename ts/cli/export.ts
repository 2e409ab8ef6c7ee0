/** `kallsyms export`: the whole table in a form that other programs read. */

import { formatAddress } from "../core/address.js";
import type { KernelSymbolTable } from "../table/table.js";
import { requireNone } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { csvRecord } from "./csv.js";
import { EXIT, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable } from "./input.js";
import type { OpenedTable } from "./input.js";
import { jsonSymbol } from "./json.js";
import type { PieceEncoding } from "./output.js";
import { counted } from "./row.js";
import { visibleName } from "./visible.js";

/** Prints the table. */
export const exportCommand: Command = {
  name: "export",
  operands: "",
  summary: "the whole table as csv, ndjson or system-map",
  details: [
    "csv: RFC 4180, with a header. A field that begins with = + - @ TAB or CR, which a spreadsheet would take for a formula,",
    "gets a ' before it, and so does one that begins with '.",
    "ndjson: a symbol a line, as search --json prints it.",
    "system-map: ADDRESS TYPE NAME of the kernel image by address, as nm -n prints it; modules have no place there.",
    "csv and system-map hold names as the file has them, also control characters; on a terminal these are shown as \\xNN.",
  ],
  options: ["format"],
  examples: [
    { command: "kallsyms export --format csv > symbols.csv", effect: "the running kernel's table for a spreadsheet" },
    { command: "kallsyms export --format ndjson --from kallsyms.xz | jq -r 'select(.owner==\"ext4\").name'", effect: "for other programs" },
    { command: "kallsyms export --format system-map --from - < kallsyms > System.map", effect: "for tools that want a System.map" },
  ],
  run,
};

/** Lines of a table, and how they become bytes. */
interface Format {
  readonly lines: (table: KernelSymbolTable, show: ShowName) => Iterable<string>;
  readonly encoding: PieceEncoding;
}

/** What stands for a name whose bytes aren't written as they are. */
type ShowName = ((name: string | Uint8Array) => string) | undefined;

const FORMATS = new Map<string, Format>([
  ["csv", { lines: csv, encoding: "utf8" }],
  ["ndjson", { lines: ndjson, encoding: "utf8" }],
  ["system-map", { lines: systemMap, encoding: "latin1" }],
]);

async function run(invocation: Invocation): Promise<ExitStatus> {
  requireNone(invocation.operands, exportCommand);
  const { options, output, isTerminal } = invocation;
  const format = formatOf(options.format, options.json === true);
  const opened = await openTable(invocation);
  if (format.lines === systemMap) tellModules(opened, invocation);
  await output.write(format.lines(opened.table, isTerminal ? visibleName : undefined), format.encoding);
  return EXIT.found;
}

function formatOf(name: string | undefined, isJson: boolean): Format {
  const known = [...FORMATS.keys()].join(", ");
  const format = FORMATS.get(name ?? (isJson ? "ndjson" : ""));
  if (name === undefined && format === undefined) throw new UsageError(`export needs --format, one of ${known}`);
  if (format === undefined) throw new UsageError(`--format is ${JSON.stringify(name)}; give one of ${known}`);
  if (isJson && name !== undefined && name !== "ndjson") throw new UsageError(`--json and --format ${name} contradict each other; leave one out`);
  return format;
}

function* csv(table: KernelSymbolTable, show: ShowName): Generator<string> {
  yield csvRecord(["name", "address", "type", "owner", "size", "index"]);
  for (const { name, address, type, owner, size, index } of table) {
    const shown = show === undefined ? [name, type, owner] : [name, type, owner].map(show);
    const [nameField = "", typeField = "", ownerField = ""] = shown;
    yield csvRecord([nameField, formatAddress(address), typeField, ownerField, size === undefined ? "" : formatAddress(size), String(index)]);
  }
}

function* ndjson(table: KernelSymbolTable): Generator<string> {
  for (const symbol of table) yield `${jsonSymbol(symbol)}\n`;
}

/** Lines whose characters each stand for a byte, so that names stay what they are. */
function* systemMap(table: KernelSymbolTable, show: ShowName): Generator<string> {
  const digits = table.report.addressBits / 4;
  for (const index of byAddress(table, table.search({ owner: "system" }).indices)) {
    const { address, type } = table.at(index) ?? { address: 0n, type: "?" };
    const name = table.nameBytes(index) ?? new Uint8Array();
    yield `${address.toString(16).padStart(digits, "0")} ${type} ${show === undefined ? Buffer.from(name).toString("latin1") : show(name)}\n`;
  }
}

/** Rows by address, those of one address in file order. Kernels print their image sorted, so there is mostly nothing to do. */
function byAddress(table: KernelSymbolTable, rows: Uint32Array): Uint32Array {
  const addresses = BigUint64Array.from(rows, (row) => table.at(row)?.address ?? 0n);
  if (addresses.every((address, at) => at === 0 || (addresses[at - 1] as bigint) <= address)) return rows;
  const order = Uint32Array.from(rows.keys()).sort((a, b) => {
    const [first, second] = [addresses[a] as bigint, addresses[b] as bigint];
    return first < second ? -1 : first > second ? 1 : a - b;
  });
  return order.map((at) => rows[at] as number);
}

function tellModules({ table, file }: OpenedTable, { messages }: Invocation): void {
  const others = table.owners().filter(({ name }) => name !== "system");
  const symbols = others.reduce((sum, owner) => sum + owner.symbols, 0);
  if (symbols === 0) return;
  messages.note({ file }, `${counted(symbols, "symbol")} of ${counted(others.length, "module")} left out: a System.map holds the kernel image only`);
}
