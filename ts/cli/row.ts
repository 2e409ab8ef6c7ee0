/** A symbol as a row of text: `ADDRESS SIZE TYPE NAME [OWNER]`, in the order of `nm -S`. */

import { formatAddress } from "../core/address.js";
import type { KernelSymbol } from "../table/symbol.js";
import type { KernelSymbolTable } from "../table/table.js";
import type { Style } from "./style.js";
import { visibleName } from "./visible.js";

export { counted } from "../table/counted.js";

/** Width of sizes; wider ones push their row. */
const SIZE_WIDTH = 8;

/** The parts of rows for one table. Every part is one word: names are shown without blanks. */
export class Rows {
  readonly #table: KernelSymbolTable;
  readonly #digits: number;
  readonly #owners = new Map<string, string>();
  #lastName = { name: "", shown: "" };
  readonly style: Style;

  constructor(table: KernelSymbolTable, style: Style) {
    this.#table = table;
    this.#digits = table.report.addressBits / 4;
    this.style = style;
  }

  /** A whole row, without line feed. */
  symbol(symbol: KernelSymbol): string {
    const { address, size, type } = symbol;
    return `${this.address(address)} ${this.size(size)} ${visibleName(type)} ${this.name(symbol)} ${this.owner(symbol.owner)}`;
  }

  /** An address with all digits, as the kernel prints it. */
  address(address: bigint): string {
    return address.toString(16).padStart(this.#digits, "0");
  }

  /** A size in its column; `-` where it isn't known. */
  size(size: bigint | undefined): string {
    return (size === undefined ? "-" : formatAddress(size)).padStart(SIZE_WIDTH);
  }

  /** A name, with the very bytes where they are no UTF-8. */
  name({ name, index }: KernelSymbol): string {
    if (name.includes("\ufffd")) return visibleName(this.#table.nameBytes(index) ?? name);
    // One name may come a million times in a row.
    if (name !== this.#lastName.name || name === "") this.#lastName = { name, shown: visibleName(name) };
    return this.#lastName.shown;
  }

  /** An owner in brackets. */
  owner(owner: string): string {
    const known = this.#owners.get(owner);
    if (known !== undefined) return known;
    const shown = `[${visibleName(owner)}]`;
    const styled = owner === "system" ? this.style.faint(shown) : this.style.module(shown);
    this.#owners.set(owner, styled);
    return styled;
  }

  /** Words after a row. */
  note(text: string): string {
    return `  ${this.style.caution(text)}`;
  }
}

/** The symbols of indices, one at a time. */
export function* symbolsOf(table: KernelSymbolTable, indices: Iterable<number>): Generator<KernelSymbol> {
  for (const index of indices) yield table.at(index) as KernelSymbol;
}
