/** What the tests of tables share: bytes of text, chosen cuts, and the error that something throws. */

import { KallsymsError, KernelSymbolTable } from "kallsyms";
import type { LoadOptions } from "kallsyms";

/** Text to bytes, a character each, so that "\xff" is the byte 0xff. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** A table of text, a byte for each character. */
export function parse(text: string, options?: LoadOptions): KernelSymbolTable {
  return KernelSymbolTable.parse(bytes(text), options);
}

/** Name and owner of every symbol, as `name [owner]` where the owner isn't the kernel image. */
export function names(table: KernelSymbolTable): string[] {
  return Array.from(table, ({ name, owner }) => (owner === "system" ? name : `${name} [${owner}]`));
}

/** The error that `work` throws, which must be one of the package's. */
export function failure(work: () => unknown): KallsymsError {
  try {
    work();
  } catch (error) {
    if (error instanceof KallsymsError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** As {@link failure}, of a promise. */
export async function rejection(work: Promise<unknown>): Promise<KallsymsError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof KallsymsError) return error;
    throw error;
  }
  throw new Error("the promise was fulfilled");
}

/** `bytes` in chunks that end at `border` and at the end. */
export async function* inTwo(whole: Uint8Array, border: number): AsyncGenerator<Uint8Array> {
  yield whole.subarray(0, border);
  yield whole.subarray(border);
}

/** An address in as many hex digits. */
export function hex(address: bigint | number, digits = 16): string {
  return address.toString(16).padStart(digits, "0");
}
