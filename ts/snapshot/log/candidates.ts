/** The symbols of a name, as often as a log asks for it. */

import type { KernelSymbol } from "../../table/symbol.js";
import type { KernelSymbolTable } from "../../table/table.js";

/** Candidates of one name that are looked at; a debug kernel has local labels by the million. */
export const MOST_CANDIDATES = 1000;

/** Names that are remembered. */
const MOST_NAMES = 2 ** 14;

/** A symbol of a name, with what is the same for every mention of it. */
export class NamedSymbol {
  readonly symbol: KernelSymbol;
  readonly sympos: number;
  readonly #table: KernelSymbolTable;
  #printsFirst: boolean | undefined;

  constructor(symbol: KernelSymbol, sympos: number, table: KernelSymbolTable) {
    this.symbol = symbol;
    this.sympos = sympos;
    this.#table = table;
  }

  /** Whether the kernel would print this name for the address: no other symbol of the owner stands there before it. */
  get printsFirst(): boolean {
    this.#printsFirst ??= this.#findFirst();
    return this.#printsFirst;
  }

  #findFirst(): boolean {
    if (this.#table.restricted) return true;
    const { address, owner, name } = this.symbol;
    return this.#table.resolve(address)?.symbols.find((first) => first.owner === owner)?.name === name;
  }
}

/** What a table has of a name, or one owner of it; symbols are made when they are read. */
export class NameEntry {
  /** How many symbols all owners have of the name. */
  readonly total: number;
  /** Symbols that are left out of {@link symbols}. */
  readonly omitted: number;
  readonly #make: () => readonly NamedSymbol[];
  #symbols: readonly NamedSymbol[] | undefined;
  #byOwner: ReadonlyMap<string, readonly NamedSymbol[]> | undefined;

  constructor(total: number, omitted: number, make: () => readonly NamedSymbol[]) {
    this.total = total;
    this.omitted = omitted;
    this.#make = make;
  }

  /** One for each owner and address, in file order, of the first {@link MOST_CANDIDATES}. */
  get symbols(): readonly NamedSymbol[] {
    this.#symbols ??= this.#make();
    return this.#symbols;
  }

  /** The same by owner. */
  get byOwner(): ReadonlyMap<string, readonly NamedSymbol[]> {
    this.#byOwner ??= groupByOwner(this.symbols);
    return this.#byOwner;
  }
}

const NOTHING = new NameEntry(0, 0, () => []);

/** Of a name with more symbols, only the printed module's are made. */
const FEW = 16;

/** Names that were looked up in a table, for all logs that are decoded against it. */
const byTable = new WeakMap<KernelSymbolTable, Candidates>();

/** The names of a table. */
export function candidatesIn(table: KernelSymbolTable): Candidates {
  const known = byTable.get(table) ?? new Candidates(table);
  byTable.set(table, known);
  return known;
}

/** Looks names up, each once. */
export class Candidates {
  readonly #table: KernelSymbolTable;
  readonly #entries = new Map<string, NameEntry>();
  #shortened: Map<string, string[]> | undefined;

  constructor(table: KernelSymbolTable) {
    this.#table = table;
  }

  /**
   * The symbols that a log may mean by `name`: those of the name itself; where there are none, those that kernels print by it: without the
   * `.llvm.HASH` of link-time optimisation (kernel/kallsyms.c `cleanup_symbol_name`), with or without the leading dot of ppc64's code.
   *
   * @param owner - Where a name has many symbols, only this owner's are given; `total` counts all.
   */
  of(name: string, owner?: string): NameEntry {
    const known = this.#entries.get(name) ?? this.#remember(name, this.#find(name));
    if (owner === undefined || known.total <= FEW) return known;
    const key = `${name} [${owner}]`;
    return this.#entries.get(key) ?? this.#remember(key, this.#ofOwner(name, owner, known.total));
  }

  #remember(key: string, entry: NameEntry): NameEntry {
    if (this.#entries.size >= MOST_NAMES) this.#entries.clear();
    this.#entries.set(key, entry);
    return entry;
  }

  #find(name: string): NameEntry {
    for (const spelling of this.#spellings(name)) {
      const indices = this.#table.indicesByName(spelling);
      if (indices.length > 0) return new NameEntry(indices.length, Math.max(0, indices.length - MOST_CANDIDATES), () => this.#distinct(this.#symbols(indices)));
    }
    return NOTHING;
  }

  *#spellings(name: string): Generator<string> {
    yield name;
    yield* this.#longer(name);
    yield name.startsWith(".") ? name.slice(1) : `.${name}`;
  }

  #ofOwner(name: string, owner: string, total: number): NameEntry {
    const owned = this.#table.search({ pattern: name, match: "exact", owner, limit: MOST_CANDIDATES });
    return new NameEntry(total, owned.total - owned.indices.length, () => this.#distinct(owned.symbols));
  }

  #symbols(indices: Uint32Array): KernelSymbol[] {
    return Array.from(indices.subarray(0, MOST_CANDIDATES), (index) => this.#table.at(index) as KernelSymbol);
  }

  #distinct(symbols: readonly KernelSymbol[]): NamedSymbol[] {
    const [only] = symbols;
    if (only !== undefined && symbols.length === 1) return [new NamedSymbol(only, 0, this.#table)];
    const places = new Set<string | number>();
    const counts = new Map<string, number>();
    const totals = new Map<string, number>();
    for (const { owner } of symbols) totals.set(owner, (totals.get(owner) ?? 0) + 1);
    const distinct: NamedSymbol[] = [];
    for (const symbol of symbols) {
      const { owner, address } = symbol;
      const count = (counts.get(owner) ?? 0) + 1;
      counts.set(owner, count);
      const place = this.#table.restricted ? symbol.index : `${address} ${owner}`;
      if (places.has(place)) continue;
      places.add(place);
      distinct.push(new NamedSymbol(symbol, totals.get(owner) === 1 ? 0 : count, this.#table));
    }
    return distinct;
  }

  /** Names in the table that are this one and `.llvm.HASH`. */
  #longer(name: string): readonly string[] {
    this.#shortened ??= this.#shortenAll();
    return this.#shortened.get(name) ?? [];
  }

  #shortenAll(): Map<string, string[]> {
    const names = new Map<string, string[]>();
    for (const index of this.#table.search({ pattern: ".llvm." }).indices) {
      const { name } = this.#table.at(index) as KernelSymbol;
      const short = name.slice(0, name.indexOf(".llvm."));
      const longer = names.get(short) ?? [];
      if (!longer.includes(name) && longer.length < MOST_CANDIDATES) longer.push(name);
      names.set(short, longer);
    }
    return names;
  }
}

function groupByOwner(symbols: readonly NamedSymbol[]): Map<string, NamedSymbol[]> {
  const byOwner = new Map<string, NamedSymbol[]>();
  for (const named of symbols) {
    const { owner } = named.symbol;
    const others = byOwner.get(owner);
    if (others === undefined) byOwner.set(owner, [named]);
    else others.push(named);
  }
  return byOwner;
}
