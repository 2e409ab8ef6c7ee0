/** The errors of the package: one base class, a stable `code` each, and the remedy in the message. */

/**
 * What every error of this package is.
 *
 * `code` is stable across versions and is what programs should test; the message is for people.
 *
 * @example
 * ```ts
 * try { table.requireSymbol("switch_mm") }
 * catch (error) { if (error instanceof KallsymsError && error.code === "AMBIGUOUS_SYMBOL") … }
 * ```
 */
export class KallsymsError extends Error {
  /** Stable identifier, upper case, e.g. `"NOT_A_SYMBOL_TABLE"`. */
  readonly code: string;
  /** Line of the input that the error is about, from 1; `undefined` where it is about no single line. */
  readonly line: number | undefined;

  constructor(code: string, message: string, options: { cause?: unknown; line?: number } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.code = code;
    this.line = options.line;
  }
}

/** The source can't be read or decompressed: damaged, cut, of an unknown kind, or refused by a server. */
export class SourceError extends KallsymsError {}

/** The bytes are no symbol table: empty, binary, HTML, a stub, a log; the message names what they are. */
export class NotASymbolTableError extends KallsymsError {}

/** A line breaks the grammar and `onMalformed` is `"throw"`; `line` and the reason are given. */
export class MalformedLineError extends KallsymsError {}

/** No symbol of that name (or marker) is in the table. */
export class SymbolNotFoundError extends KallsymsError {}

/** Addresses are asked of a table whose addresses were hidden from the reader (kptr_restrict). */
export class RestrictedAddressesError extends KallsymsError {}

/** The table was freed. */
export class TableDisposedError extends KallsymsError {}

/** The search pattern can't be compiled. */
export class PatternError extends KallsymsError {}

/** The table outgrows what 32-bit WebAssembly can hold. */
export class TableTooLargeError extends KallsymsError {}

/** Bytes given to `deserialize` are no serialized table of this version, or are damaged. */
export class SerializedTableError extends KallsymsError {}

/** The WebAssembly module isn't loaded yet, can't be loaded, or stopped on an internal error. */
export class ModuleError extends KallsymsError {}
