/** The symbol table: loading it, and every question about it. */

import { parseAddress } from "../core/address.js";
import type { AddressLike } from "../core/address.js";
import { call, views } from "../core/boundary.js";
import { Columns, encode, encodeOwners } from "../core/columns.js";
import { SourceError, SymbolNotFoundError } from "../core/errors.js";
import { Loader, seed } from "../core/loader.js";
import { initialize, requireMemory } from "../core/module.js";
import type { SymbolColumns } from "../core/symbol-columns.js";
import { RawTable, deserialize, is_release } from "../core/wasm/kallsyms.js";
import { readSource, sniffCompression } from "../source/source.js";
import type { ByteSource } from "../source/source.js";
import { TableDifference } from "./difference.js";
import { groups } from "./groups.js";
import type { AmbiguousName, SharedAddress } from "./groups.js";
import { decodePlan } from "./kprobe.js";
import type { KprobeOptions, KprobePlan, KprobeTarget } from "./kprobe.js";
import { AmbiguousSymbolError, statusOf } from "./lookup.js";
import type { BatchResolution, LookupOptions, LookupResult, Resolution } from "./lookup.js";
import { readReport } from "./report.js";
import type { LoadReport } from "./report.js";
import { search } from "./search.js";
import type { SearchOptions, SearchResult } from "./search.js";
import { readOwners, readStatistics } from "./statistics.js";
import type { OwnerSummary, TableStatistics } from "./statistics.js";
import { symbolAt, symbolsAt } from "./symbol.js";
import type { KernelSymbol } from "./symbol.js";

/** How a table is loaded. */
export interface LoadOptions {
  /** What to do at a line that is no symbol: count and report it (`"report"`, the default), or `"throw"` a {@link MalformedLineError}. */
  readonly onMalformed?: "report" | "throw" | undefined;
  /** Load only the symbols of these owners; the others are skipped while parsing, and counted. `"system"` is the kernel image. */
  readonly owners?: readonly string[] | undefined;
  /**
   * Text of `/proc/modules` of the same moment. Up to Linux 6.3 it tells where a module's memory ends, and so the size of
   * its highest symbol; later kernels scatter a module's memory, and there it tells nothing that is used.
   */
  readonly modules?: Uint8Array | string | undefined;
  /**
   * Bytes of the uncompressed text, where they are known and the source doesn't tell: memory is then taken once. A wrong
   * number does no harm.
   */
  readonly expectedBytes?: number | undefined;
  /** Stops a load: `load` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece of the source; `bytes` counts what came from it, compressed where it is. */
  readonly onProgress?: ((progress: { bytes: number; totalBytes?: number }) => void) | undefined;
}

/** Bytes of memory that a table holds, by part. */
export interface TableMemory {
  /** Addresses, types, names, sizes, owners. */
  readonly columns: number;
  /** Index by name. */
  readonly names: number;
  /** Index by address. */
  readonly addresses: number;
  /** Marks of rows. */
  readonly marks: number;
  /** All of them. */
  readonly total: number;
}

/** What {@link KernelSymbolTable.sortedIndices} orders by, in the module's order. */
const ORDERS = ["address", "name", "size", "type", "owner"] as const;

/** A column by which all symbols can be put in order. */
export type SymbolOrder = (typeof ORDERS)[number];

/** No symbol, in what the module gives. */
const NONE = 0xffff_ffff;

/** Names that are suggested for one that is absent. */
const SUGGESTIONS = 5;

/**
 * A kernel's symbol table, complete and immutable once loaded.
 *
 * Every query gives every match, in file order, so that the first symbol at an address is the one that the kernel itself
 * would print. Symbols are plain objects and outlive the table; after `free()` every query throws
 * {@link TableDisposedError}. Where the kernel hid the addresses (`restricted`), names, owners and counts work, and each
 * query by address throws {@link RestrictedAddressesError}.
 *
 * @example
 * ```ts
 * const table = await KernelSymbolTable.load(file);
 * const { status, symbols } = table.lookup("load_elf_phdrs");
 * console.log(status, symbols.map(({ address, owner }) => `${address.toString(16)} ${owner}`));
 * table.free();
 * ```
 */
export class KernelSymbolTable implements Iterable<KernelSymbol> {
  #raw: RawTable | undefined;
  readonly #columns: Columns;
  /** What the module was told last about what can be probed. */
  #traceable: { functions?: Uint8Array | string | undefined; blacklist?: Uint8Array | string | undefined } = {};
  /** Number of symbols. */
  readonly size: number;
  /** The account of the load. */
  readonly report: LoadReport;

  private constructor(raw: RawTable) {
    if (!(raw instanceof RawTable)) throw new TypeError("a KernelSymbolTable is made by load(), parse() or deserialize()");
    this.#raw = raw;
    this.#columns = new Columns(raw);
    this.size = raw.len();
    this.report = readReport(raw);
  }

  /**
   * Loads a table from any source, undoing gzip, xz and zstd by content; memory stays within the table's own and a few MiB.
   *
   * @param source - A `File` or `Blob`, a `Response`, a `ReadableStream`, an (async) iterable of chunks, or bytes.
   * @throws {@link NotASymbolTableError} for what is no symbol table, {@link SourceError} for a source that is damaged or
   * can't be read, {@link MalformedLineError} where `onMalformed` asks for it, the signal's reason, or `TypeError`.
   *
   * @example
   * ```ts
   * const table = await KernelSymbolTable.load(await fetch("kallsyms.xz"), { onProgress: ({ bytes }) => show(bytes) });
   * ```
   */
  static async load(source: ByteSource, options: LoadOptions = {}): Promise<KernelSymbolTable> {
    await initialize();
    const loader = newLoader(options, (await plainLength(source)) ?? options.expectedBytes);
    try {
      for await (const chunk of readSource(source, options)) loader.push(chunk);
    } catch (error) {
      loader.abandon();
      throw error;
    }
    return new KernelSymbolTable(loader.finish());
  }

  /**
   * Loads a table at once from uncompressed bytes. In a browser `await initialize()` must have come before.
   *
   * @throws As {@link KernelSymbolTable.load}; {@link SourceError} with the code `SOURCE_COMPRESSED` for compressed bytes.
   *
   * @example
   * ```ts
   * const table = KernelSymbolTable.parse(readFileSync("/proc/kallsyms"));
   * ```
   */
  static parse(bytes: Uint8Array | ArrayBuffer, options: LoadOptions = {}): KernelSymbolTable {
    const text = requireBytes(bytes);
    options.signal?.throwIfAborted();
    const compression = sniffCompression(text);
    if (compression !== undefined) {
      throw new SourceError("SOURCE_COMPRESSED", `the bytes are ${compression}-compressed; KernelSymbolTable.load() undoes that, parse() takes plain text`);
    }
    const loader = newLoader(options, text.length);
    try {
      loader.push(text);
    } catch (error) {
      loader.abandon();
      throw error;
    }
    options.onProgress?.({ bytes: text.length, totalBytes: text.length });
    return new KernelSymbolTable(loader.finish());
  }

  /**
   * The table that `serialize` wrote.
   *
   * @throws {@link SerializedTableError} where the bytes are another file, of another version, damaged or cut.
   */
  static deserialize(bytes: Uint8Array): KernelSymbolTable {
    requireMemory();
    const written = requireBytes(bytes);
    return new KernelSymbolTable(call(() => deserialize(written, seed())));
  }

  /** Whether text symbols exist and all of them are at 0: the kernel hid the addresses from whoever took the file. */
  get restricted(): boolean {
    return this.report.restricted;
  }

  /** The symbol of an index in file order; `undefined` where there is none. */
  at(index: number): KernelSymbol | undefined {
    this.#open();
    return Number.isInteger(index) && index >= 0 && index < this.size ? symbolAt(this.#columns, index) : undefined;
  }

  /** All symbols in file order. */
  *[Symbol.iterator](): IterableIterator<KernelSymbol> {
    this.#open();
    for (let row = 0; row < this.size; row++) yield symbolAt(this.#columns, row);
  }

  /** Calls `visit` for every symbol in file order. */
  forEachSymbol(visit: (symbol: KernelSymbol) => void): void {
    this.#open();
    for (let row = 0; row < this.size; row++) visit(symbolAt(this.#columns, row));
  }

  /** The bytes of a symbol's name, as the file has them; `undefined` where there is no such index. */
  nameBytes(index: number): Uint8Array | undefined {
    return this.at(index) === undefined ? undefined : this.#columns.nameBytes(index);
  }

  /**
   * Every column but the names, as typed arrays with an entry for each symbol in file order, copied in a few milliseconds.
   * Names are read by `at(index)` when they are shown.
   *
   * @returns Addresses and sizes in bytes, types as character codes, owners as places in `ownerNames`. Where the kernel hid
   * the addresses they are as the file has them.
   *
   * @example
   * ```ts
   * const { sizes, types } = table.columns();
   * const text = sizes.reduce((sum, size, index) => sum + ("tT".includes(String.fromCharCode(types[index]!)) && size > 0 ? size : 0), 0);
   * ```
   */
  columns(): SymbolColumns {
    this.#open();
    return this.#columns.copy();
  }

  /**
   * The indices of all symbols, ascending by a column, those that are alike in file order: names by their bytes, owners by
   * the bytes of their names with the kernel image first, sizes with the unknown ones last.
   *
   * @throws `TypeError` for another column. Where the kernel hid the addresses, they are ordered as the file has them.
   *
   * @example
   * ```ts
   * const largest = Array.from(table.sortedIndices("size")).reverse().filter((index) => table.at(index)?.size !== undefined).slice(0, 10);
   * ```
   */
  sortedIndices(by: SymbolOrder): Uint32Array {
    const raw = this.#open();
    const order = ORDERS.indexOf(by);
    if (order < 0) throw new TypeError(`sortedIndices takes one of ${ORDERS.join(", ")}, not ${JSON.stringify(by)}`);
    call(() => raw.sort(order));
    return this.#columns.rows(0, this.size);
  }

  /**
   * Every symbol of a name, in file order; `[]` where there is none.
   *
   * @param name - The name as text, or its bytes. A text with U+FFFD also finds names that are shown so.
   *
   * @example
   * ```ts
   * table.getSymbolByName("switch_mm").length === 2
   * ```
   */
  getSymbolByName(name: string | Uint8Array): KernelSymbol[] {
    const raw = this.#open();
    const length = this.#columns.write(name);
    return this.#symbols(call(() => raw.find_name(length)));
  }

  /**
   * The indices of every symbol of a name, in file order, without making the symbols: some names stand a million times.
   *
   * @param name - As for {@link KernelSymbolTable.getSymbolByName}.
   *
   * @example
   * ```ts
   * table.indicesByName("__func__.0").length === 1493
   * ```
   */
  indicesByName(name: string | Uint8Array): Uint32Array {
    const raw = this.#open();
    const length = this.#columns.write(name);
    return this.#columns.rows(0, call(() => raw.find_name(length)));
  }

  /**
   * Every symbol at exactly this address, in file order; `[]` where there is none.
   *
   * @throws {@link RestrictedAddressesError}; `TypeError` for what is no address.
   */
  getSymbolByAddr(address: AddressLike): KernelSymbol[] {
    const raw = this.#open();
    const at = parseAddress(address);
    return this.#symbols(call(() => raw.find_address(at)));
  }

  /** Every symbol of a name that an owner has, in file order; `[]` where there is none. `"system"` is the kernel image. */
  getSymbolByOwnerAndName(owner: string, name: string | Uint8Array): KernelSymbol[] {
    return this.getSymbolByName(name).filter((symbol) => symbol.owner === owner);
  }

  /**
   * Every symbol of an owner at exactly this address, in file order; `[]` where there is none.
   *
   * @throws As {@link KernelSymbolTable.getSymbolByAddr}.
   */
  getSymbolByOwnerAndAddr(owner: string, address: AddressLike): KernelSymbol[] {
    return this.getSymbolByAddr(address).filter((symbol) => symbol.owner === owner);
  }

  /**
   * As {@link KernelSymbolTable.getSymbolByAddr}; where nothing is at the address, one symbol without a name whose owner is
   * `"hidden"`: what points there may be a module that hides itself.
   *
   * @throws As {@link KernelSymbolTable.getSymbolByAddr}.
   */
  getPotentiallyHiddenSymbolByAddr(address: AddressLike): KernelSymbol[] {
    const symbols = this.getSymbolByAddr(address);
    if (symbols.length > 0) return symbols;
    return [{ index: -1, name: "", address: parseAddress(address), type: "?", owner: "hidden", size: undefined }];
  }

  /**
   * Whether an address lies in the kernel image's text, from `_stext` to before `_etext`.
   *
   * @throws {@link SymbolNotFoundError} where the table lacks these markers; as {@link KernelSymbolTable.getSymbolByAddr}.
   */
  textSegmentContains(address: AddressLike): boolean {
    const at = parseAddress(address);
    const [start, end] = [this.#marker("_stext"), this.#marker("_etext")];
    this.#requireAddresses();
    return at >= start && at < end;
  }

  /**
   * What a name stands for, with every symbol of it, where else it is, and what may be meant where it isn't there.
   *
   * @example
   * ```ts
   * table.lookup("tls_update", { owner: "tls" }).status === "unique"
   * ```
   */
  lookup(name: string | Uint8Array, { owner }: LookupOptions = {}): LookupResult {
    const all = this.getSymbolByName(name);
    const symbols = owner === undefined ? all : all.filter((symbol) => symbol.owner === owner);
    const others = all.filter((symbol) => owner !== undefined && symbol.owner !== owner);
    return {
      status: statusOf(symbols, this.restricted),
      symbols,
      otherOwners: [...new Set(others.map((symbol) => symbol.owner))],
      suggestions: all.length > 0 ? [] : this.#suggestions(name),
    };
  }

  /**
   * The one symbol of a name; of several at one address, the first in file order.
   *
   * @throws {@link SymbolNotFoundError} with suggestions, {@link AmbiguousSymbolError} with all candidates.
   */
  requireSymbol(name: string | Uint8Array, options: LookupOptions = {}): KernelSymbol {
    const { status, symbols, otherOwners, suggestions } = this.lookup(name, options);
    const [first] = symbols;
    if (first === undefined) throw notFound(name, options.owner, otherOwners, suggestions);
    if (status === "ambiguous") throw new AmbiguousSymbolError(first.name, symbols);
    return first;
  }

  /**
   * What covers an address: every alias of the nearest symbol at or below it, as far as that reaches. In modules, mapping
   * and local names are passed over, and symbols at offsets in the percpu area. A symbol reaches to the next one of its
   * owner; where that isn't known, or another owner's symbol comes first, to the end of its page of 4096 bytes.
   *
   * @returns `undefined` where nothing reaches the address.
   * @throws As {@link KernelSymbolTable.getSymbolByAddr}.
   *
   * @example
   * ```ts
   * const { symbols, offset, size } = table.resolve("ffffffff810012a4")!;
   * console.log(`${symbols[0].name}+0x${offset.toString(16)}/0x${size?.toString(16)}`);
   * ```
   */
  resolve(address: AddressLike): Resolution | undefined {
    const raw = this.#open();
    const at = parseAddress(address);
    const row = call(() => raw.resolve(at));
    if (row === NONE) return undefined;
    const symbols = this.#symbols(raw.row_count()) as [KernelSymbol, ...KernelSymbol[]];
    return { address: at, symbols, offset: at - symbols[0].address, size: symbols[0].size };
  }

  /**
   * {@link KernelSymbolTable.resolve} for many addresses at once, of each the first symbol only; in any order, fastest
   * when sorted.
   *
   * @throws {@link RestrictedAddressesError}; `TypeError` for what is no `BigUint64Array`.
   */
  resolveBatch(addresses: BigUint64Array): BatchResolution {
    const raw = this.#open();
    if (!(addresses instanceof BigUint64Array)) throw new TypeError("resolveBatch takes a BigUint64Array of addresses");
    const start = raw.batch(addresses.length) / 8;
    views().longs.set(addresses, start);
    try {
      call(() => raw.resolve_batch());
      const offsets = raw.offsets_pointer() / 8;
      return { index: this.#columns.rows(0, addresses.length), offset: views().longs.slice(offsets, offsets + addresses.length) };
    } finally {
      raw.end_batch();
    }
  }

  /**
   * The symbols that match every given condition, in file order (fuzzy patterns: best fits first).
   *
   * @throws {@link PatternError} for a pattern that can't be used; {@link RestrictedAddressesError} for conditions on
   * addresses where there are none; `TypeError` for options that aren't as documented.
   *
   * @example
   * ```ts
   * const { total, symbols } = table.search({ pattern: "tcp_*_rcv", match: "glob", type: "tT", limit: 100 });
   * ```
   */
  search(options: SearchOptions = {}): SearchResult {
    return search(this.#open(), this.#columns, options);
  }

  /** Names at more than one address, in the order of their first symbols. Where addresses are hidden: on more than one line. */
  ambiguousNames(): AmbiguousName[] {
    return groups(this.#columns, this.#open().ambiguous_names());
  }

  /**
   * Addresses with more than one symbol, in the order of their first symbols.
   *
   * @throws {@link RestrictedAddressesError}.
   */
  sharedAddresses(): SharedAddress[] {
    const raw = this.#open();
    return groups(this.#columns, call(() => raw.shared_addresses()));
  }

  /** Every owner with the number of its symbols and its lowest and highest address, in the order of their first symbols. */
  owners(): OwnerSummary[] {
    return readOwners(this.#open(), this.#columns, this.restricted);
  }

  /** Counts over the whole table. */
  statistics(): TableStatistics {
    return readStatistics(this.#open());
  }

  /**
   * Where and how to put kprobes for a name: one target for each of its addresses, with specs that attach to that address
   * and no other, and with what attaching by the bare name does on the given kernel. `[]` where no symbol has the name.
   *
   * @throws {@link RestrictedAddressesError}; {@link KallsymsError} with the code `TOO_MANY_TARGETS` for a local label with more
   * than 10,000 addresses; `TypeError` for options that aren't as documented.
   *
   * @example
   * ```ts
   * for (const { tracefs, outcome } of table.kprobeTargets("load_elf_phdrs", { kernel: "6.1.176" })) console.log(tracefs, outcome.why);
   * ```
   */
  kprobeTargets(name: string | Uint8Array, options: KprobeOptions = {}): KprobeTarget[] {
    return [...this.kprobePlan(name, options).targets];
  }

  /** {@link KernelSymbolTable.kprobeTargets} with what attaching by the name does as a whole, also where no symbol has it. */
  kprobePlan(name: string | Uint8Array, options: KprobeOptions = {}): KprobePlan {
    const raw = this.#open();
    const { offset = 0n, owner, kernel } = options;
    if (kernel !== undefined && !is_release(kernel)) throw new TypeError(`kernel is ${JSON.stringify(kernel)}, expected a release such as "6.1.176"`);
    const distance = parseAddress(offset);
    this.#knowTraceable(raw, options);
    const length = this.#columns.write(name);
    const plan = call(() => raw.plan_kprobes(length, distance, owner === undefined ? undefined : encode(owner), kernel));
    return decodePlan(plan, (row) => symbolAt(this.#columns, row));
  }

  /** Hands over what can be probed, once for several plans with the same texts. */
  #knowTraceable(raw: RawTable, { availableFilterFunctions: functions, kprobeBlacklist: blacklist }: KprobeOptions): void {
    if (this.#traceable.functions === functions && this.#traceable.blacklist === blacklist) return;
    const bytes = (text: Uint8Array | string | undefined) => (text === undefined ? undefined : encode(text));
    call(() => raw.set_traceable(bytes(functions), bytes(blacklist)));
    this.#traceable = { functions, blacklist };
  }

  /** Bytes that the table holds in the module's memory. */
  memory(): TableMemory {
    const [columns = 0, names = 0, addresses = 0, marks = 0] = this.#open().memory();
    return { columns, names, addresses, marks, total: columns + names + addresses + marks };
  }

  /**
   * What differs from this table, the old one, to another: of another boot, with other modules, of another build.
   *
   * The slide of each owner is found by the symbols that both tables have, and taken out: an image that lies elsewhere (KASLR)
   * or a module that was loaded elsewhere is no change. Symbols are paired by owner and name; where there are several, first those
   * whose addresses fit the slide, then those of one size and type where both tables have as many, in file order, then the one
   * that is left on each side. BPF programs and trampolines (`"bpf"`, `"__builtin__…"`) lie anywhere in each boot: they are compared
   * by address only where the image didn't slide, and never by size.
   *
   * @throws {@link TableDisposedError}; `TypeError` for what is no `KernelSymbolTable`.
   *
   * @example
   * ```ts
   * const { slides, counts, ownersRemoved } = before.diff(after);
   * console.log(`core slid by ${slides[0]?.slide}, ${counts.moved} symbols moved otherwise, unloaded: ${ownersRemoved}`);
   * ```
   */
  diff(other: KernelSymbolTable): TableDifference {
    const raw = this.#open();
    if (!(other instanceof KernelSymbolTable)) throw new TypeError("diff takes another KernelSymbolTable, which load(), parse() or deserialize() gives");
    const otherRaw = other.#open();
    return new TableDifference(this.#columns, other.#columns, call(() => raw.diff(otherRaw)));
  }

  /**
   * Loads the table anew from another source, leaves this one as it is, and tells what differs from this one to the new one.
   *
   * @throws As {@link KernelSymbolTable.load}; {@link TableDisposedError}, also where this table is freed meanwhile.
   */
  async refresh(source: ByteSource, options: LoadOptions = {}): Promise<{ table: KernelSymbolTable; difference: TableDifference }> {
    this.#open();
    const table = await KernelSymbolTable.load(source, options);
    try {
      return { table, difference: this.diff(table) };
    } catch (error) {
      table.free();
      throw error;
    }
  }

  /** The table as bytes, for `deserialize`: versioned, checksummed, the same on every machine. */
  serialize(): Uint8Array {
    return this.#open().serialize();
  }

  /** Gives the memory back; more calls do nothing. Every query after it throws {@link TableDisposedError}. */
  free(): void {
    this.#columns.close();
    this.#raw?.free();
    this.#raw = undefined;
  }

  #open(): RawTable {
    this.#columns.open();
    return this.#raw as RawTable;
  }

  /** The symbols of the rows that the last query gave. */
  #symbols(count: number): KernelSymbol[] {
    return count === 0 ? [] : symbolsAt(this.#columns, this.#columns.rows(0, count));
  }

  #suggestions(name: string | Uint8Array): string[] {
    const raw = this.#open();
    const length = this.#columns.write(name);
    return this.#symbols(raw.suggest(length, SUGGESTIONS)).map((symbol) => symbol.name);
  }

  #marker(name: string): bigint {
    const [symbol] = this.getSymbolByOwnerAndName("system", name);
    if (symbol === undefined) throw notFound(name, "system", [], []);
    return symbol.address;
  }

  #requireAddresses(): void {
    const raw = this.#open();
    if (this.restricted) call(() => raw.find_address(0n));
  }
}

/** Frees the table at the end of a block: `using table = …`. Defined where the runtime knows the symbol. */
export interface KernelSymbolTable {
  [Symbol.dispose](): void;
}
if (typeof Symbol.dispose === "symbol") {
  Object.defineProperty(KernelSymbolTable.prototype, Symbol.dispose, { value: KernelSymbolTable.prototype.free, writable: true, configurable: true });
}

function newLoader(options: LoadOptions, expectedBytes: number | undefined): Loader {
  const { onMalformed = "report", owners, modules = "" } = options;
  if (onMalformed !== "report" && onMalformed !== "throw") throw new TypeError(`onMalformed is ${JSON.stringify(onMalformed)}, expected "report" or "throw"`);
  return new Loader({
    stopAtMalformed: onMalformed === "throw",
    owners: owners === undefined ? undefined : encodeOwners(owners),
    modules: encode(modules),
    expectedBytes,
  });
}

/** Bytes of a source's text where they are known before it is read. */
async function plainLength(source: ByteSource): Promise<number | undefined> {
  if (source instanceof Blob) {
    const beginning = new Uint8Array(await source.slice(0, 16).arrayBuffer());
    return sniffCompression(beginning) === undefined ? source.size : undefined;
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    const bytes = requireBytes(source);
    return sniffCompression(bytes) === undefined ? bytes.length : undefined;
  }
  return undefined;
}

function requireBytes(value: ArrayBufferView | ArrayBuffer): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError('expected the bytes of a symbol table (Uint8Array or ArrayBuffer); encode text with new TextEncoder(), open a path with openKallsyms() from "kallsyms/node"');
}

function notFound(name: string | Uint8Array, owner: string | undefined, otherOwners: readonly string[], suggestions: readonly string[]): SymbolNotFoundError {
  const shown = typeof name === "string" ? name : new TextDecoder().decode(name);
  const where = owner === undefined ? "" : ` of ${owner}`;
  const hint =
    otherOwners.length > 0 ? `; ${otherOwners.join(", ")} ${otherOwners.length > 1 ? "have" : "has"} it` : suggestions.length > 0 ? `; did you mean ${suggestions.join(", ")}?` : "";
  return new SymbolNotFoundError("SYMBOL_NOT_FOUND", `no symbol ${JSON.stringify(shown)}${where} is in the table${hint}`);
}
