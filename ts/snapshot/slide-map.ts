/** A System.map held against kallsyms: the one slide of the image, and the symbols that don't fit it. */

import type { SymbolChange, TableDifference } from "../table/difference.js";
import type { KernelSymbol } from "../table/symbol.js";
import type { KernelSymbolTable } from "../table/table.js";
import { IMAGE, imageStart, isFixed, markerOf } from "./slide-image.js";
import { SlideVotes, isClear } from "./slide-votes.js";
import type { OwnerSlide } from "./slide-votes.js";

/** Symbols that a sample keeps. */
const KEPT = 50;

/** How many there are, and the first of them. */
export interface Sample<T> {
  readonly count: number;
  /** The first 50. */
  readonly first: readonly T[];
}

/** A symbol that is elsewhere than the slide says. */
export interface MovedSymbol {
  /** As System.map has it. */
  readonly linked: KernelSymbol;
  /** As kallsyms has it; `undefined` where several of its name are left there, of which none can be told to be it. */
  readonly running: KernelSymbol | undefined;
}

/** What came of holding a System.map against kallsyms. */
export interface MapComparison {
  /** What is added to an address of System.map to get that of kallsyms, for most symbols. */
  readonly slide: bigint;
  /** Symbols that are where it says. */
  readonly agreeing: number;
  /** Symbols in both that are elsewhere. */
  readonly moved: Sample<MovedSymbol>;
  /** Functions of System.map that kallsyms lacks. */
  readonly missingText: Sample<KernelSymbol>;
  /** Its other symbols that kallsyms lacks: all data, where the kernel was built without `CONFIG_KALLSYMS_ALL`. */
  readonly missingData: Sample<KernelSymbol>;
  /** Symbols of the image that System.map lacks. */
  readonly extra: Sample<KernelSymbol>;
}

/** Compares the symbols of the image; neither table may be one whose addresses are hidden. */
export function compareMap(map: KernelSymbolTable, table: KernelSymbolTable): MapComparison {
  const difference = map.diff(table);
  const image = difference.slides.find(({ owner }) => owner === IMAGE);
  const found: Found = { moved: new Sampled(), missingText: new Sampled(), missingData: new Sampled() };
  const start = imageStart(table);
  let place = 0;
  let paired = map.size;
  // What only the table has comes last.
  for (let change = difference.at(place); change?.old != null; change = difference.at(++place)) {
    if (isUnpaired(change)) paired--;
    sortOut(change.old, change, found, start);
  }
  const extra = extraSymbols(difference, place, table.search({ owner: IMAGE }).total - paired);
  return { slide: image?.slide ?? 0n, agreeing: image?.agreeing ?? 0, ...found, extra };
}

/** Whether a symbol of System.map has no partner in the image. */
function isUnpaired({ change }: SymbolChange): boolean {
  return change === "removed" || change === "reowned" || change === "ambiguous";
}

interface Found {
  readonly moved: Sampled<MovedSymbol>;
  readonly missingText: Sampled<KernelSymbol>;
  readonly missingData: Sampled<KernelSymbol>;
}

/** Puts a symbol of System.map where it belongs; sizes and types say nothing of an image that misses symbols. */
function sortOut(linked: KernelSymbol, { change, new: running }: SymbolChange, { moved, missingText, missingData }: Found, start: bigint | undefined): void {
  // A name of the image that only a module has is the module's own.
  if (change === "removed" || change === "reowned") (/^[tTwW]$/.test(linked.type) ? missingText : missingData).add(linked);
  else if (change === "ambiguous") moved.add({ linked, running: undefined });
  else if (change === "moved" && running !== null && !(running.address === linked.address && isFixed(running, start))) moved.add({ linked, running });
}

/** The symbols of the image that System.map lacks, `most` at most; the image stands before the modules, so they are soon found. */
function extraSymbols(difference: TableDifference, start: number, most: number): Sample<KernelSymbol> {
  const extra = new Sampled<KernelSymbol>();
  for (let place = start, seen = 0; place < difference.size && seen < most; place++) {
    const { change, new: symbol } = difference.at(place) as SymbolChange;
    if (symbol?.owner !== IMAGE) continue;
    seen++;
    // One of several of its name, which stand in `moved`.
    if (change === "added") extra.add(symbol);
  }
  return extra;
}

/** The slide that the markers tell, and how many of them agree. */
export function slideByMarkers(map: KernelSymbolTable, table: KernelSymbolTable): OwnerSlide | undefined {
  const votes = new SlideVotes();
  for (const name of ["_stext", "_text"]) {
    const [linked, running] = [markerOf(map, name), markerOf(table, name)];
    if (linked !== undefined && running !== undefined) votes.add(IMAGE, running - linked);
  }
  return votes.slides()[0];
}

/** Whether a System.map is of the kernel whose kallsyms it was held against: of the symbols that both have, 99 of 100 fit one slide. */
export function isSameBuild({ slide, agreeing, moved }: MapComparison): boolean {
  return isClear({ slide, agreeing, differing: moved.count }) && moved.count * 100 <= agreeing + moved.count;
}

/** A sample under way. */
class Sampled<T> implements Sample<T> {
  count = 0;
  readonly first: T[] = [];

  add(item: T): void {
    this.count++;
    if (this.first.length < KEPT) this.first.push(item);
  }
}
