/** Rows as text: as a file, or for the clipboard. */

import { symbolBytes } from "kallsyms";
import { digits } from "../text/addresses.js";
import type { LoadedTable } from "./load.js";
import type { Row } from "./protocol.js";
import { rowOf, symbolAt } from "./rows.js";
import type { TextExchange } from "./text-protocol.js";

/** Pieces of 64 KiB that are gathered before the browser gets them, which may keep them outside of memory. */
const GATHERED = 64;

export function exportedFile({ table, columns }: LoadedTable, { indices, format }: TextExchange["export"]["ask"]): TextExchange["export"]["answer"] {
  let file = new Blob();
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  for (const piece of symbolBytes(table, format, { indices })) {
    pieces.push(piece as Uint8Array<ArrayBuffer>);
    if (pieces.length < GATHERED) continue;
    file = new Blob([file, ...pieces]);
    pieces = [];
  }
  const image = columns.ownerNames.indexOf("system");
  const ofModules = format === "system-map" ? (indices?.map((row) => columns.owners[row] as number) ?? columns.owners).reduce((sum, owner) => sum + Number(owner !== image), 0) : 0;
  return { file: new Blob([file, ...pieces]), leftOut: ofModules };
}

export function copiedText(loaded: LoadedTable, { indices, format }: TextExchange["copy"]["ask"]): TextExchange["copy"]["answer"] {
  const bits = loaded.table.report.addressBits;
  return { text: Array.from(indices, (index) => cell(rowOf(loaded, symbolAt(loaded, index)), format, bits)).join("\n") };
}

function cell({ address, type, name, owner, size }: Row, column: TextExchange["copy"]["ask"]["format"], bits: number): string {
  switch (column) {
    case "address":
      return digits(address, bits);
    case "size":
      return size === undefined ? "" : `0x${size.toString(16)}`;
    case "type":
      return type;
    case "name":
      return name;
    case "owner":
      return owner;
    case "kallsyms":
      return `${digits(address, bits)} ${type} ${name}${owner === "system" ? "" : `\t[${owner}]`}`;
  }
}
