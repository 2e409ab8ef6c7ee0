/** What is asked and told for the overview. */

/** What a part of the address space holds; of the image's areas and of groups of symbols. */
export type SectionKind = "text" | "rodata" | "data" | "bss" | "init" | "percpu" | "other";

/** An area of the kernel image, as its own markers (`_stext`, `_etext`, …) tell it. */
export interface ImageArea {
  readonly kind: SectionKind;
  /** From `from` to before `to`. */
  readonly from: bigint;
  readonly to: bigint;
  readonly symbols: number;
}

/** A piece of the address space beside the image with symbols in it: all pieces are equally large, and begin at multiples of that. */
export interface MapCell {
  /** Lowest address of a symbol in it. */
  readonly from: bigint;
  /** Address above that of the highest one. */
  readonly to: bigint;
  readonly symbols: number;
  /** Bytes that its symbols cover. */
  readonly used: number;
  /** How many owners have symbols in it, and the three that have the most. */
  readonly owners: number;
  readonly most: readonly string[];
}

/** Where the symbols of an owner beside the image lie. */
export interface OwnerRange {
  readonly name: string;
  readonly from: bigint;
  readonly to: bigint;
  readonly symbols: number;
  readonly bytes: number;
  /** Stretches without symbols of others between; since Linux 6.4 a module's areas lie apart. */
  readonly places: number;
}

/** The address space as far as symbols are in it. */
export interface AddressMap {
  readonly image: readonly ImageArea[];
  /** Absolute symbols of the image outside its areas, and percpu offsets of modules: no memory of the place that their value names. */
  readonly absolute: number;
  /** Bytes of a cell are 2 to the power of this. */
  readonly cellBits: number;
  readonly cells: readonly MapCell[];
  /** In the order of their lowest addresses, and how many there are in all. */
  readonly owners: readonly OwnerRange[];
  readonly ownerCount: number;
}

/** What is told of the whole table beside its statistics. */
export interface Overview {
  /** Symbols by size: at `n` those of 2ⁿ to less than 2ⁿ⁺¹ bytes. */
  readonly sizes: readonly number[];
  /** `undefined` where addresses are hidden. */
  readonly map: AddressMap | undefined;
}

/** What parts are measured by. */
export type Measure = "bytes" | "symbols";

/** What a treemap divides: the table into owners, an owner into prefixes of names, or a prefix into names. */
export interface Place {
  readonly owner: string | undefined;
  /** Empty for the names that have no prefix. */
  readonly prefix: string | undefined;
  /** Parts that are passed over, the largest ones. */
  readonly skip: number;
}

/** Something that can be measured. */
export interface Amount {
  readonly symbols: number;
  readonly bytes: number;
}

/** A part of a place. */
export interface Part extends Amount {
  /** The owner, the prefix or the name. */
  readonly key: string;
  /** What most of its symbols are. */
  readonly kind: SectionKind;
}

/** A place and its parts, the largest first. */
export interface Division {
  readonly place: Place;
  readonly by: Measure;
  /** The place as a whole, with what is passed over. */
  readonly whole: Amount;
  readonly parts: readonly Part[];
  /** The parts after those. */
  readonly rest: Amount & { readonly parts: number };
  /** Symbols that belong to none of the parts, because there are too many different ones. */
  readonly undivided: number;
}

/** The requests for the overview. */
export interface OverviewExchange {
  overview: { ask: {}; answer: Overview };
  divide: { ask: { place: Place; by: Measure }; answer: Division };
}
