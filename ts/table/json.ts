/** JSON in which nothing is unseen: ASCII but for letters that can do no harm. */

import { formatAddress } from "../core/address.js";
import type { KernelSymbol } from "./symbol.js";

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

/** A symbol with its fields in the order that every form of output has. */
export function jsonSymbol({ name, address, type, owner, size, index }: KernelSymbol): string {
  return json({ name, address, type, owner, size: size ?? null, index });
}
