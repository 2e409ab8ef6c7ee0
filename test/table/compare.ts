/** Compares what the package gives with what the twin gives, and says how they differ. */

import type { KernelSymbol } from "kallsyms";

import type { TwinSymbol } from "./twin.js";

/** Fails where the lists differ in length, order or any field. Written out, since it runs millions of times. */
export function expectSame(given: Iterable<KernelSymbol>, expected: readonly TwinSymbol[], question: () => string): void {
  let at = 0;
  for (const symbol of given) {
    const twin = expected[at++];
    if (twin === undefined || !isSame(symbol, twin)) throw different(question(), given, expected);
  }
  if (at !== expected.length) throw different(question(), given, expected);
}

/** Fails where two values differ. */
export function expectEqual(given: unknown, expected: unknown, question: () => string): void {
  if (!Object.is(given, expected)) throw new Error(`${question()}: the package says ${String(given)}, the twin ${String(expected)}`);
}

/** Fails where two lists of rows differ. */
export function expectRows(given: ArrayLike<number>, expected: readonly number[], question: () => string): void {
  const same = given.length === expected.length && expected.every((row, at) => given[at] === row);
  if (!same) throw new Error(`${question()}: the package gives rows ${rowList(Array.from(given))}, the twin ${rowList(expected)}`);
}

function isSame(symbol: KernelSymbol, twin: TwinSymbol): boolean {
  return (
    symbol.index === twin.index &&
    symbol.name === twin.name &&
    symbol.address === twin.address &&
    symbol.type === twin.type &&
    symbol.owner === twin.owner &&
    symbol.size === twin.size
  );
}

const LISTED = 5;

function different(question: string, given: Iterable<KernelSymbol>, expected: readonly TwinSymbol[]): Error {
  return new Error(`${question}\nthe package gives:\n${list([...given])}\nthe twin gives:\n${list(expected)}`);
}

function list(symbols: readonly KernelSymbol[]): string {
  const lines = symbols.slice(0, LISTED).map(({ index, name, address, type, owner, size }) => `  ${index}: ${address.toString(16)} ${type} ${JSON.stringify(name)} [${owner}] size ${size?.toString(16)}`);
  return [...lines, `  ${symbols.length} in all`].join("\n");
}

function rowList(rows: readonly number[]): string {
  return `[${rows.slice(0, 2 * LISTED).join(", ")}${rows.length > 2 * LISTED ? ", …" : ""}] (${rows.length})`;
}
