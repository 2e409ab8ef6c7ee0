/** What `--json` prints: one object a line, in ASCII but for letters that can do no harm. */

import { formatAddress } from "../core/address.js";
import type { KernelSymbol } from "../table/symbol.js";

/** What JSON lets through and a terminal or an editor may act on: DEL, C1, line separators, bidi and other format characters. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A value as a line of JSON, without the line feed. */
export function json(value: unknown): string {
  return JSON.stringify(value, plainValue).replace(UNSAFE, (character) => character.split("").map(unit).join(""));
}

function unit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Addresses, offsets and sizes are strings, since JSON's numbers don't hold them; what isn't known is null. */
function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return formatAddress(value);
  return value instanceof Map ? Object.fromEntries(value) : value;
}

/** A symbol in the order of fields that every command prints. */
export function jsonSymbol({ name, address, type, owner, size, index }: KernelSymbol): string {
  return json({ name, address, type, owner, size: size ?? null, index });
}

/**
 * An object whose `symbols` may be millions: `{…head,"symbols":[…],…tail}` in pieces, since one string can't hold them.
 *
 * @param head - At least one field.
 */
export function* jsonWithSymbols(head: object, symbols: Iterable<KernelSymbol>, tail: object = {}): Generator<string> {
  yield `${json(head).slice(0, -1)},"symbols":[`;
  let separator = "";
  for (const symbol of symbols) {
    yield separator + jsonSymbol(symbol);
    separator = ",";
  }
  const rest = json(tail).slice(1, -1);
  yield `]${rest === "" ? "" : `,${rest}`}}\n`;
}
