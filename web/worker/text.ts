/** Rows as text: as a file, or for the clipboard. */

import { digits } from "../text/addresses.js";
import type { LoadedTable } from "./load.js";
import type { Row } from "./protocol.js";
import { rowOf, symbolAt } from "./rows.js";
import type { TextExchange } from "./text-protocol.js";

/** Pieces that are gathered before the browser gets them. */
const GATHERED = 64;

/** Written in pieces, which the browser may keep outside of memory. */
export function exportedFile({ table, columns }: LoadedTable, { indices, format }: TextExchange["export"]["ask"]): TextExchange["export"]["answer"] {
  const rows = format === "system-map" ? imageRows(columns.owners, columns.ownerNames.indexOf("system"), indices) : indices;
  let file = new Blob();
  let pieces: BlobPart[] = [];
  for (const piece of symbolLines(table, format, { indices: rows })) {
    pieces.push(piece as Uint8Array<ArrayBuffer>);
    if (pieces.length < GATHERED) continue;
    file = new Blob([file, ...pieces]);
    pieces = [];
  }
  return { file: new Blob([file, ...pieces]), leftOut: (indices?.length ?? table.size) - (rows?.length ?? table.size) };
}

function imageRows(owners: Uint32Array, image: number, indices: Uint32Array | undefined): Uint32Array {
  return (indices ?? Uint32Array.from(owners.keys())).filter((row) => owners[row] === image);
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

// Until the package writes rows by itself.
function* symbolLines(table: LoadedTable["table"], _format: string, { indices }: { indices: Uint32Array | undefined }): Generator<Uint8Array> {
  for (const index of indices ?? Array(table.size).keys()) yield new TextEncoder().encode(`${table.at(index)?.name ?? ""}\n`);
}
