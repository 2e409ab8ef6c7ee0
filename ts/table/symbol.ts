/** One symbol, as queries give it. */

import type { Columns } from "../core/columns.js";

/** A line of the symbol table. A plain object: it stays valid after the table is freed. */
export interface KernelSymbol {
  /** Place in file order among the accepted symbols, from 0; −1 for a symbol that stands for an address without any. */
  readonly index: number;
  /** Name; bytes that aren't UTF-8 are shown as U+FFFD. `nameBytes` of the table gives the bytes. */
  readonly name: string;
  /** Address as the file has it, from 0 to 2⁶⁴−1. */
  readonly address: bigint;
  /** Type letter as `nm` prints it; upper case for global (in modules: exported) symbols. */
  readonly type: string;
  /** `"system"` for the kernel image, else the text in the brackets, such as `"nf_tables"` or `"bpf"`. */
  readonly owner: string;
  /** Bytes to the next higher address of the same owner; `undefined` where the file doesn't tell the end. */
  readonly size: bigint | undefined;
}

/** The symbol of a row; throws {@link TableDisposedError} where the table is gone. @internal */
export function symbolAt(columns: Columns, row: number): KernelSymbol {
  columns.open();
  return {
    index: row,
    name: columns.name(row),
    address: columns.address(row),
    type: columns.kind(row),
    owner: columns.owner(row),
    size: columns.size(row),
  };
}

/** The symbols of rows, in their order. @internal */
export function symbolsAt(columns: Columns, rows: Uint32Array): KernelSymbol[] {
  const symbols = new Array<KernelSymbol>(rows.length);
  for (let at = 0; at < rows.length; at++) symbols[at] = symbolAt(columns, rows[at] as number);
  return symbols;
}
