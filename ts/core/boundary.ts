/** Calls across the boundary: views of the module's memory, and its errors as classes. */

import {
  KallsymsError,
  MalformedLineError,
  ModuleError,
  NotASymbolTableError,
  PatternError,
  RestrictedAddressesError,
  SerializedTableError,
  TableTooLargeError,
} from "./errors.js";
import { requireMemory } from "./module.js";

let bytes = new Uint8Array();
let words = new Uint32Array();
let longs = new BigUint64Array();

/** The module's memory as bytes. A view holds until the memory grows, so it is asked for anew before each use. */
export function memoryBytes(): Uint8Array {
  const buffer = requireMemory().buffer as ArrayBuffer;
  if (bytes.buffer !== buffer) renewViews(buffer);
  return bytes;
}

/** The module's memory as 32-bit words; a pointer's word is the pointer divided by 4. */
export function memoryWords(): Uint32Array {
  const buffer = requireMemory().buffer as ArrayBuffer;
  if (bytes.buffer !== buffer) renewViews(buffer);
  return words;
}

/** The module's memory as 64-bit words; a pointer's word is the pointer divided by 8. */
export function memoryLongs(): BigUint64Array {
  const buffer = requireMemory().buffer as ArrayBuffer;
  if (bytes.buffer !== buffer) renewViews(buffer);
  return longs;
}

function renewViews(buffer: ArrayBuffer): void {
  bytes = new Uint8Array(buffer);
  words = new Uint32Array(buffer);
  longs = new BigUint64Array(buffer);
}

type ErrorClass = new (code: string, message: string, options?: { cause?: unknown; line?: number }) => KallsymsError;

const CLASSES = new Map<string, ErrorClass>([
  ["NOT_A_SYMBOL_TABLE", NotASymbolTableError],
  ["MALFORMED_LINE", MalformedLineError],
  ["RESTRICTED_ADDRESSES", RestrictedAddressesError],
  ["TABLE_TOO_LARGE", TableTooLargeError],
  ["BAD_PATTERN", PatternError],
  ["BAD_SERIALIZED_TABLE", SerializedTableError],
]);

/**
 * Calls into the module. It throws its errors as a text of three parts, code, line and message; any other exception is a
 * stop of the module itself.
 */
export function call<T>(operation: () => T): T {
  try {
    return operation();
  } catch (thrown) {
    throw typeof thrown === "string" ? fromText(thrown) : fromStop(thrown);
  }
}

function fromText(text: string): KallsymsError {
  const [code = "", line = "", ...message] = text.split("\n");
  const Class = CLASSES.get(code) ?? KallsymsError;
  return new Class(code, message.join("\n"), line === "" ? {} : { line: Number(line) });
}

function fromStop(thrown: unknown): unknown {
  if (!(thrown instanceof WebAssembly.RuntimeError)) return thrown;
  return new ModuleError(
    "MODULE_STOPPED",
    `the WebAssembly module stopped: ${thrown.message}; most often memory ran out (4 GiB is the limit). Free this table and load only the owners that are needed`,
    { cause: thrown },
  );
}
