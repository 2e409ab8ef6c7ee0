/** Compares columns and orders of a whole table with the twin's. */

import type { KernelSymbolTable, SymbolOrder } from "kallsyms";

import { expectEqual, expectRows } from "./compare.js";
import type { TwinSymbol } from "./twin.js";
import { inOrder } from "./twin-index.js";
import type { TwinIndex } from "./twin-index.js";

export const ORDERS: readonly SymbolOrder[] = ["address", "name", "size", "type", "owner"];

/** Fails where an entry of a column isn't the twin's. */
export function checkColumns(table: KernelSymbolTable, symbols: readonly TwinSymbol[]): void {
  const { types, owners, ownerNames, addresses, sizes } = table.columns();
  for (const column of [types, owners, addresses, sizes]) expectEqual(column.length, symbols.length, () => "length of a column");
  for (const { index, type, owner, address, size } of symbols) {
    expectEqual(String.fromCharCode(types[index] ?? 0), type, () => `type of ${index}`);
    expectEqual(ownerNames[owners[index] ?? -1], owner, () => `owner of ${index}`);
    expectEqual(addresses[index], address, () => `address of ${index}`);
    expectEqual(sizes[index], size === undefined ? NaN : Number(size), () => `size of ${index}`);
  }
}

/** Fails where an order isn't that of a stable sort. */
export function checkOrders(table: KernelSymbolTable, twin: TwinIndex): void {
  for (const by of ORDERS) expectRows(table.sortedIndices(by), inOrder(twin, by), () => `sorted by ${by}`);
}
