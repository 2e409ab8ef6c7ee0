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

/** The module's memory in three widths. It holds until the memory grows; `views()` tells. */
export interface Views {
  readonly bytes: Uint8Array;
  /** A pointer's word is the pointer divided by 4. */
  readonly words: Uint32Array;
  /** A pointer's long word is the pointer divided by 8. */
  readonly longs: BigUint64Array;
}

let current: Views = { bytes: new Uint8Array(), words: new Uint32Array(), longs: new BigUint64Array() };

/** Views of the module's memory as it is now. Call it after everything that may have made the memory grow. */
export function views(): Views {
  // Growing detaches the buffer, which makes its views empty.
  if (current.bytes.length === 0) {
    const { buffer } = requireMemory();
    current = { bytes: new Uint8Array(buffer), words: new Uint32Array(buffer), longs: new BigUint64Array(buffer) };
  }
  return current;
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
