/** Rows as text: as a file, or for the clipboard. */

import { formatAddress, symbolLines } from "kallsyms";
import type { LoadedTable } from "./load.js";
import { symbolAt } from "./rows.js";
import type { TextExchange } from "./text-protocol.js";

/** Written in pieces, which the browser may keep outside of memory. */
export function exportedFile({ table }: LoadedTable, { indices, format }: TextExchange["export"]["ask"]): TextExchange["export"]["answer"] {
  return { file: new Blob([...symbolLines(table, format, { indices })], { type: "text/plain" }) };
}

export function copiedText(loaded: LoadedTable, { indices, format }: TextExchange["copy"]["ask"]): TextExchange["copy"]["answer"] {
  if (format === "kallsyms") return { text: Array.from(indices, (index) => kallsymsLine(loaded, index)).join("\n") };
  const decoder = new TextDecoder();
  return { text: [...symbolLines(loaded.table, format, { indices })].map((piece) => decoder.decode(piece, { stream: true })).join("") };
}

/** As /proc/kallsyms prints it. */
function kallsymsLine(loaded: LoadedTable, index: number): string {
  const { address, type, name, owner } = symbolAt(loaded, index);
  const digits = loaded.table.report.addressBits / 4;
  return `${formatAddress(address).replace(/^0x/, "").padStart(digits, "0")} ${type} ${name}${owner === "system" ? "" : `\t[${owner}]`}`;
}
