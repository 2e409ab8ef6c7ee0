/** The shape of a table's columns outside the module's memory. */

/**
 * Every column of a table, an entry for each symbol in file order. Copies: they outlive the table, and can be transferred to
 * another worker.
 */
export interface SymbolColumns {
  /** Type letters, as character codes. */
  readonly types: Uint8Array<ArrayBuffer>;
  /** Owners, as places in `ownerNames`. */
  readonly owners: Uint32Array<ArrayBuffer>;
  /** Names of the owners; the first is `"system"`, the kernel image. */
  readonly ownerNames: readonly string[];
  /** Addresses as the file has them: where the kernel hid them, mostly 0. */
  readonly addresses: BigUint64Array<ArrayBuffer>;
  /** Sizes in bytes; `NaN` where the file doesn't tell the end. Above 2⁵³ they are rounded. */
  readonly sizes: Float64Array<ArrayBuffer>;
}
