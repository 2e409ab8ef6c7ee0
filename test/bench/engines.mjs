// The two JavaScript sides of the comparison behind one set of functions, so that both do the same work.
import { PlainTable } from "./plain.mjs";

/** @typedef {import("./plain.mjs").PlainSymbol} PlainSymbol */
/** @typedef {PlainSymbol & { index?: number, size?: bigint | undefined }} AnySymbol */
/** @typedef {{ kind: string, pattern: string, anyCase?: boolean }} Search */

/**
 * @typedef {object} Engine
 * @property {(bytes: Buffer) => any} load
 * @property {(table: any) => void} free
 * @property {() => number} processBytes Memory that all tables take, as the process sees it.
 * @property {(table: any) => number | undefined} tableBytes Memory that the table itself tells.
 * @property {(table: any, name: string) => AnySymbol[]} findName
 * @property {(table: any, address: bigint) => AnySymbol[]} findAddress
 * @property {(table: any, address: bigint) => { symbols: AnySymbol[], offset: bigint } | undefined} resolve
 * @property {(table: any, addresses: BigUint64Array) => any} resolveBatch
 * @property {(table: any, batch: any, at: number) => { symbol: AnySymbol, offset: bigint } | undefined} ofBatch
 * @property {(table: any, search: Search, limit: number) => { total: number, symbols: readonly AnySymbol[] }} search
 * @property {(table: any, visit: (symbol: AnySymbol) => void) => void} forEach
 */

/** @returns {Promise<Engine>} */
export async function wasmEngine() {
  const { KernelSymbolTable, moduleMemoryBytes } = await import("kallsyms");
  return {
    load: (bytes) => KernelSymbolTable.parse(bytes),
    free: (table) => table.free(),
    processBytes: moduleMemoryBytes,
    tableBytes: (table) => table.memory().total,
    findName: (table, name) => table.getSymbolByName(name),
    findAddress: (table, address) => table.getSymbolByAddr(address),
    resolve: (table, address) => table.resolve(address),
    resolveBatch: (table, addresses) => table.resolveBatch(addresses),
    ofBatch: (table, { index, offset }, at) => (index[at] === 0xffff_ffff ? undefined : { symbol: table.at(index[at]), offset: offset[at] }),
    search(table, { kind, pattern, anyCase = false }, limit) {
      const match = /** @type {import("kallsyms").MatchKind} */ (kind);
      const { total, symbols } = table.search({ pattern, match, caseSensitive: !anyCase, limit });
      return { total, symbols };
    },
    forEach: (table, visit) => table.forEachSymbol(visit),
  };
}

/** @returns {Engine} */
export function plainEngine() {
  return {
    load: (bytes) => new PlainTable(bytes),
    free: () => {},
    // The text's own Buffer is held before and after, so that it is in no difference.
    processBytes() {
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    },
    tableBytes: () => undefined,
    findName: (table, name) => table.findName(name),
    findAddress: (table, address) => table.findAddress(address),
    resolve: (table, address) => table.resolve(address),
    resolveBatch: (table, addresses) => Array.from(addresses, (address) => table.resolve(address)),
    ofBatch: (_table, batch, at) => batch[at] && { symbol: batch[at].symbols[0], offset: batch[at].offset },
    search: (table, search, limit) => table.search(search, limit),
    forEach: (table, visit) => table.symbols.forEach(visit),
  };
}
