/** Addresses with several symbols, as runs in the order of addresses: no object for each, since some tables have a million. */

import type { LoadedTable } from "../load.js";
import { SHARED } from "../load.js";
import type { SharedAnswer, SharedQuestion, SharedRow } from "../atlas-protocol.js";
import { symbolAt } from "../rows.js";
import { ascending, orderBy } from "./order.js";

/** Rows that come with the answer. */
const FIRST_ROWS = 128;
/** Names that a row tells. */
const FIRST_NAMES = 6;

export class SharedAddresses {
  readonly #loaded: LoadedTable;
  /** Symbols that share their address, by address, each address's in file order. */
  readonly #symbols: Uint32Array;
  /** Where each address begins in these, and at last their number. */
  readonly #starts: Uint32Array;
  /** Symbols of each address. */
  readonly #counts: Uint32Array;
  /** Positions in the order of addresses: as they are. */
  readonly #byAddress: Uint32Array;

  constructor(loaded: LoadedTable) {
    this.#loaded = loaded;
    this.#symbols = loaded.order("address").filter((index) => ((loaded.marks[index] as number) & SHARED) !== 0);
    this.#starts = startsOfRuns(this.#symbols, loaded.columns.addresses);
    this.#counts = this.#starts.slice(0, -1).map((start, at) => (this.#starts[at + 1] as number) - start);
    this.#byAddress = ascending(this.#counts.length);
  }

  get total(): number {
    return this.#counts.length;
  }

  answer(question: SharedQuestion): SharedAnswer {
    const { text, sort } = question;
    const order = sort.by === "names" ? orderBy(this.#byAddress, this.#counts, sort.descending) : sort.descending ? this.#byAddress.slice().reverse() : this.#byAddress.slice();
    const wanted = text === "" ? undefined : this.#withName(text);
    const places = wanted === undefined ? order : order.filter((place) => wanted[place] === 1);
    return {
      question,
      places,
      symbols: places.reduce((sum, place) => sum + (this.#counts[place] as number), 0),
      all: this.total,
      first: this.rows(places.subarray(0, FIRST_ROWS)),
    };
  }

  rows(places: Uint32Array): SharedRow[] {
    return Array.from(places, (place) => this.#row(place));
  }

  /** For each symbol of the table its address among the shared ones, counted from 1; 0 where no other symbol is there. */
  placeOfEach(): Uint32Array {
    const places = new Uint32Array(this.#loaded.table.size);
    this.#eachSymbol((index, place) => (places[index] = place + 1));
    return places;
  }

  #row(place: number): SharedRow {
    const symbols = this.#symbols.subarray(this.#starts[place], this.#starts[place + 1]);
    const { owners } = this.#loaded.columns;
    const first = symbolAt(this.#loaded, symbols[0] as number);
    return {
      address: first.address,
      index: first.index,
      symbols: symbols.length,
      firstNames: Array.from(symbols.subarray(0, FIRST_NAMES), (index) => symbolAt(this.#loaded, index).name),
      owners: new Set(Array.from(symbols, (index) => owners[index])).size,
      owner: first.owner,
    };
  }

  /** Marks the addresses of which a name holds the text. */
  #withName(text: string): Uint8Array {
    const found = new Uint8Array(this.#loaded.table.size);
    for (const index of this.#loaded.table.search({ pattern: text, match: "substring", caseSensitive: false, shared: true }).indices) found[index] = 1;
    const marked = new Uint8Array(this.total);
    this.#eachSymbol((index, place) => {
      if (found[index] === 1) marked[place] = 1;
    });
    return marked;
  }

  #eachSymbol(tell: (index: number, place: number) => void): void {
    for (let place = 0; place < this.total; place++) {
      for (let at = this.#starts[place] as number; at < (this.#starts[place + 1] as number); at++) tell(this.#symbols[at] as number, place);
    }
  }
}

/** Where another address begins. They are compared in halves: a bigint for each of millions of them would take long. */
function startsOfRuns(symbols: Uint32Array, addresses: BigUint64Array): Uint32Array {
  const halves = new Uint32Array(addresses.buffer, addresses.byteOffset, addresses.length * 2);
  const starts = new Uint32Array(symbols.length + 1);
  let runs = 0;
  for (let at = 0, before = -1; at < symbols.length; at++) {
    const index = symbols[at] as number;
    if (before < 0 || halves[index * 2] !== halves[before * 2] || halves[index * 2 + 1] !== halves[before * 2 + 1]) starts[runs++] = at;
    before = index;
  }
  starts[runs] = symbols.length;
  return starts.slice(0, runs + 1);
}
