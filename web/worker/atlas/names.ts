/** Names at several addresses: what is known of each as columns, so that any question passes once over them. */

import type { LoadedTable } from "../load.js";
import { CLASSES } from "../atlas-protocol.js";
import type { NameRow, NamesAnswer, NamesFacets, NamesQuestion, NamesSort } from "../atlas-protocol.js";
import { IS_FUNCTION, isMade } from "./made.js";
import { ascending, orderBy } from "./order.js";
import type { SharedAddresses } from "./shared.js";

/** Rows that come with the answer. */
const FIRST_ROWS = 128;
/** Owners that a row tells. */
const FIRST_OWNERS = 3;

/** Conditions of a question, as bits: a name that fails one alone counts for the other choices of that one. */
const TEXT = 1;
const FUNCTIONS = 2;
const MADE = 4;
const CLASS = 8;
const SPREAD = 16;

export class AmbiguousNames {
  readonly #loaded: LoadedTable;
  readonly #names: readonly string[];
  /** Symbols of each name, in file order. */
  readonly #symbols: readonly Uint32Array[];
  readonly #addresses: Uint32Array;
  readonly #owners: Uint32Array;
  readonly #types: readonly string[];
  readonly #isFunction: Uint8Array;
  readonly #isMade: Uint8Array;
  /** Positions in the order of the names. */
  readonly #byName: Uint32Array;

  /** @param shared - The table's shared addresses; `undefined` where addresses are hidden, and each symbol counts as one. */
  constructor(loaded: LoadedTable, shared: SharedAddresses | undefined) {
    const { table, columns } = loaded;
    const groups = table.ambiguousNames();
    this.#loaded = loaded;
    this.#names = groups.map(({ name }) => name);
    this.#symbols = groups.map(({ indices }) => indices);
    this.#addresses = shared === undefined ? Uint32Array.from(this.#symbols, ({ length }) => length) : countAddresses(this.#symbols, shared);
    this.#owners = countDifferent(this.#symbols, columns.owners, columns.ownerNames.length);
    this.#types = this.#symbols.map((symbols) => typesOf(symbols, columns.types));
    this.#isFunction = Uint8Array.from(this.#types, (types) => Number([...types].some(isFunction)));
    this.#isMade = Uint8Array.from(this.#types, (types, at) => Number(isMade(this.#names[at] as string, ![...types].every(isFunction))));
    this.#byName = ascending(groups.length).sort((a, b) => compare(this.#names[a] as string, this.#names[b] as string));
  }

  answer(question: NamesQuestion): NamesAnswer {
    const failed = this.#conditions(question);
    const places = this.#order(question.sort).filter((place) => failed[place] === 0);
    return {
      question,
      places,
      symbols: places.reduce((sum, place) => sum + (this.#symbols[place]?.length ?? 0), 0),
      all: this.#names.length,
      facets: this.#facets(failed),
      first: this.rows(places.subarray(0, FIRST_ROWS)),
    };
  }

  rows(places: Uint32Array): NameRow[] {
    return Array.from(places, (place) => this.#row(place));
  }

  #row(place: number): NameRow {
    const symbols = this.#symbols[place];
    if (symbols === undefined) throw new RangeError(`there is no ambiguous name ${place}`);
    const owners = this.#owners[place] as number;
    return {
      name: this.#names[place] as string,
      index: symbols[0] as number,
      addresses: this.#addresses[place] as number,
      symbols: symbols.length,
      owners,
      firstOwners: this.#firstOwners(symbols, Math.min(owners, FIRST_OWNERS)),
      types: this.#types[place] as string,
    };
  }

  /** As many as are wanted: there are so many. */
  #firstOwners(symbols: Uint32Array, wanted: number): string[] {
    const { owners, ownerNames } = this.#loaded.columns;
    const found = new Set<number>();
    for (let at = 0; found.size < wanted; at++) found.add(owners[symbols[at] as number] as number);
    return Array.from(found, (owner) => ownerNames[owner] as string);
  }

  /** For each name the conditions that it fails. */
  #conditions({ text, functions, withoutMade, class: wanted, spread }: NamesQuestion): Uint8Array {
    const part = text.toLowerCase();
    const [least, most] = wanted === undefined ? [0, Infinity] : (CLASSES[wanted] ?? [0, Infinity]);
    return Uint8Array.from(this.#names, (name, at) => {
      const addresses = this.#addresses[at] as number;
      return (
        (part !== "" && !name.toLowerCase().includes(part) ? TEXT : 0) |
        (functions && this.#isFunction[at] === 0 ? FUNCTIONS : 0) |
        (withoutMade && this.#isMade[at] === 1 ? MADE : 0) |
        (addresses < least || addresses > most ? CLASS : 0) |
        (spread !== undefined && this.#spread(at) !== spread ? SPREAD : 0)
      );
    });
  }

  #spread(at: number): "within" | "across" {
    return this.#owners[at] === 1 ? "within" : "across";
  }

  #facets(failed: Uint8Array): NamesFacets {
    const classes = CLASSES.map(() => 0);
    const counts = { within: 0, across: 0, functions: 0, made: 0 };
    failed.forEach((conditions, at) => {
      const addresses = this.#addresses[at] as number;
      if ((conditions & ~CLASS) === 0) (classes[CLASSES.findIndex(([, most]) => addresses <= most)] as number)++;
      if ((conditions & ~SPREAD) === 0) counts[this.#spread(at)]++;
      if ((conditions & ~FUNCTIONS) === 0 && this.#isFunction[at] === 1) counts.functions++;
      if ((conditions & ~MADE) === 0 && this.#isMade[at] === 1) counts.made++;
    });
    return { classes, ...counts };
  }

  #order({ by, descending }: NamesSort): Uint32Array {
    if (by !== "name") return orderBy(this.#byName, by === "owners" ? this.#owners : this.#addresses, descending);
    return descending ? this.#byName.slice().reverse() : this.#byName;
  }
}

function isFunction(letter: string): boolean {
  return IS_FUNCTION[letter.charCodeAt(0)] === 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Different addresses of each name: those that it shares with other symbols may be the same. */
function countAddresses(groups: readonly Uint32Array[], shared: SharedAddresses): Uint32Array {
  const places = shared.placeOfEach();
  const different = countDifferent(groups, places, shared.total + 1);
  return different.map((number, at) => {
    const alone = (groups[at] as Uint32Array).reduce((sum, index) => sum + Number(places[index] === 0), 0);
    // All symbols that are alone at their addresses have the same number, which is counted once.
    return number + Math.max(0, alone - 1);
  });
}

/** How many different numbers the symbols of each group have. */
function countDifferent(groups: readonly Uint32Array[], numbers: Uint32Array, most: number): Uint32Array {
  const seenIn = new Uint32Array(most);
  return Uint32Array.from(groups, (symbols, at) => {
    let different = 0;
    for (const index of symbols) {
      const number = numbers[index] as number;
      if (seenIn[number] === at + 1) continue;
      seenIn[number] = at + 1;
      different++;
    }
    return different;
  });
}

/** The different type letters of the symbols, in the order of the letters. */
function typesOf(symbols: Uint32Array, types: Uint8Array): string {
  const codes = new Set<number>();
  let last = -1;
  for (const index of symbols) {
    const code = types[index] as number;
    if (code !== last) codes.add((last = code));
  }
  return String.fromCharCode(...[...codes].sort((a, b) => a - b));
}
