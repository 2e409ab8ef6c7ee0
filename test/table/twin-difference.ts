/** The naive twin of `KernelSymbolTable.diff`: the same rules with maps of lists, and nothing done to be fast. */

import { isRestricted } from "./twin.js";
import type { TwinRow } from "./twin.js";
import type { TwinIndex } from "./twin-index.js";

/** A change as the tests compare it: what happened, and the indices; −1 where there is no symbol. */
export type TwinChange = readonly [change: string, old: number, now: number];

/** What differs. */
export interface TwinDifference {
  readonly changes: readonly TwinChange[];
  readonly slides: readonly { owner: string; slide: bigint; agreeing: number; differing: number }[];
  readonly unchanged: number;
}

type SymbolClass = "text" | "read-only" | "other" | "absolute";
const CLASSES: readonly SymbolClass[] = ["text", "read-only", "other", "absolute"];
const PAGE = 4096n;

interface Area {
  readonly class: SymbolClass;
  /** Old addresses of the first and last symbol that slid so; none for one that takes what the others leave. */
  readonly range: readonly [bigint, bigint] | undefined;
  readonly slide: bigint;
  agreeing: number;
  differing: number;
}

/** Old and new address of a pair. */
type Anchor = readonly [old: bigint, now: bigint];

/** What differs between two tables. */
export function twinDifference(old: TwinIndex, now: TwinIndex): TwinDifference {
  return new Comparison(old, now).tell();
}

class Comparison {
  readonly #old: TwinIndex;
  readonly #now: TwinIndex;
  readonly #hasAddresses: boolean;
  /** By old index the new one. */
  readonly #pairs = new Map<number, number>();
  readonly #ambiguousOld = new Set<number>();
  readonly #ambiguousNow = new Set<number>();
  readonly #areas = new Map<string, Area[]>();
  #imageSlide: bigint | undefined;

  constructor(old: TwinIndex, now: TwinIndex) {
    this.#old = old;
    this.#now = now;
    this.#hasAddresses = !isRestricted(old.rows) && !isRestricted(now.rows);
    const groups = groupBy([old.rows, now.rows], (row) => JSON.stringify([ownerOf(row), row.raw]));
    for (const [olds, nows] of groups) if (olds.length === nows.length) this.#pair(olds, nows);
    if (this.#hasAddresses) this.#findAreas();
    for (const [olds, nows] of groups) if (olds.length > 0 && nows.length > 0 && olds.length + nows.length > 2) this.#settle(olds, nows);
    for (const [olds, nows] of groupBy([old.rows, now.rows], (row) => row.raw)) if (olds.length === 1 && nows.length === 1) this.#pair(olds, nows);
  }

  tell(): TwinDifference {
    const changes: TwinChange[] = [];
    let unchanged = 0;
    for (const index of this.#old.rows.keys()) {
      const partner = this.#pairs.get(index);
      if (partner === undefined) {
        changes.push([this.#ambiguousOld.has(index) ? "ambiguous" : "removed", index, -1]);
        continue;
      }
      const happened = this.#happened(index, partner);
      if (happened.length === 0) unchanged++;
      for (const change of happened) changes.push([change, index, partner]);
    }
    const found = new Set(this.#pairs.values());
    for (const index of this.#now.rows.keys()) if (!found.has(index)) changes.push([this.#ambiguousNow.has(index) ? "ambiguous" : "added", -1, index]);
    return { changes, slides: this.#slides(), unchanged };
  }

  #pair(olds: readonly number[], nows: readonly number[]): void {
    for (let at = 0; at < Math.min(olds.length, nows.length); at++) this.#pairs.set(olds[at] as number, nows[at] as number);
  }

  #isKnown(owner: string): boolean {
    return this.#hasAddresses && (this.#imageSlide === 0n || !isSeparate(owner));
  }

  #findAreas(): void {
    const byOwner = new Map<string, Map<SymbolClass, Anchor[]>>();
    for (const [index, partner] of [...this.#pairs].sort(([a], [b]) => a - b)) {
      const [old, now] = [this.#old.rows[index] as TwinRow, this.#now.rows[partner] as TwinRow];
      const classes = byOwner.get(ownerOf(old)) ?? new Map<SymbolClass, Anchor[]>();
      byOwner.set(ownerOf(old), classes);
      const anchors = classes.get(classOfPair(old, now)) ?? [];
      classes.set(classOfPair(old, now), anchors);
      anchors.push([old.address, now.address]);
    }
    const image = byOwner.get(IMAGE)?.get("other");
    if (image !== undefined) this.#imageSlide = commonDistance(image);
    for (const [owner, classes] of byOwner) {
      this.#areas.set(owner, []);
      if (this.#isKnown(owner)) for (const kind of CLASSES) this.#addAreas(owner, kind, classes.get(kind) ?? []);
    }
  }

  #addAreas(owner: string, kind: SymbolClass, anchors: readonly Anchor[]): void {
    if (anchors.length === 0) return;
    const rest: Area = { class: kind, range: undefined, slide: 0n, agreeing: 0, differing: 0 };
    if (isSeparate(owner)) {
      this.#areasOf(owner).push(rest);
      return;
    }
    const sorted = [...anchors].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#split(owner, kind, sorted, owner === IMAGE || kind === "absolute" ? 1 : 3);
    if (kind === "absolute" && this.#areasOf(owner).at(-1)?.slide !== 0n) this.#areasOf(owner).push(rest);
  }

  #split(owner: string, kind: SymbolClass, anchors: readonly Anchor[], most: number): void {
    if (anchors.length === 0) return;
    const slide = commonDistance(anchors);
    const first = anchors.findIndex((anchor) => distanceOf(anchor) === slide);
    const last = anchors.map(distanceOf).lastIndexOf(slide);
    const area: Area = { class: kind, range: [(anchors[first] as Anchor)[0], (anchors[last] as Anchor)[0]], slide, agreeing: 0, differing: 0 };
    const others = this.#areasOf(owner);
    const isSound = kind === "absolute" || others.every((other) => canBeBeside(area, other));
    if (!isSound || others.filter((other) => other.class === kind).length === most) return;
    others.push(area);
    this.#split(owner, kind, anchors.slice(0, first), most);
    this.#split(owner, kind, anchors.slice(last + 1), most);
  }

  #areasOf(owner: string): Area[] {
    return this.#areas.get(owner) ?? [];
  }

  /** The area of an old address: of its class, else of any but absolute symbols, else any; the nearest that begins in its page or below, else the lowest. */
  #areaOf(owner: string, kind: SymbolClass, address: bigint): Area | undefined {
    const all = this.#areasOf(owner);
    const candidates = [all.filter((area) => area.class === kind), all.filter((area) => area.class !== "absolute"), all].find((some) => some.length > 0) ?? [];
    const start = (area: Area) => area.range?.[0] ?? HIGHEST;
    const below = candidates.filter((area) => start(area) / PAGE <= address / PAGE);
    const nearest = (a: Area, b: Area) => (start(b) >= start(a) ? b : a);
    const lowest = (a: Area, b: Area) => (start(b) <= start(a) ? b : a);
    return below.length > 0 ? below.reduce(nearest) : candidates.length > 0 ? candidates.reduce(lowest) : undefined;
  }

  #settle(olds: readonly number[], nows: readonly number[]): void {
    const owner = ownerOf(this.#old.rows[olds[0] as number] as TwinRow);
    const isKnown = this.#isKnown(owner);
    for (const index of olds) this.#pairs.delete(index);
    let left = { olds: [...olds], nows: [...nows] };
    const take = (from: readonly number[], to: readonly number[]) => {
      this.#pair(from, to);
      const count = Math.min(from.length, to.length);
      const [gone, taken] = [new Set(from.slice(0, count)), new Set(to.slice(0, count))];
      left = { olds: left.olds.filter((index) => !gone.has(index)), nows: left.nows.filter((index) => !taken.has(index)) };
    };
    for (const index of isKnown ? olds : []) {
      const { address, type } = this.#old.rows[index] as TwinRow;
      const expected = BigInt.asUintN(64, address + (this.#areaOf(owner, classOf(owner, type), address)?.slide ?? 0n));
      const partner = left.nows.find((other) => this.#now.rows[other]?.address === expected);
      if (partner !== undefined) take([index], [partner]);
    }
    const look = (table: TwinIndex, index: number) => `${table.symbols[index]?.type} ${isKnown ? table.symbols[index]?.size : ""}`;
    for (const wanted of new Set(left.olds.map((index) => look(this.#old, index)))) {
      const from = left.olds.filter((index) => look(this.#old, index) === wanted);
      const to = left.nows.filter((index) => look(this.#now, index) === wanted);
      if (from.length === to.length || !isKnown) take(from, to);
    }
    if (!isKnown || (left.olds.length === 1 && left.nows.length === 1)) take(left.olds, left.nows);
    if (left.olds.length === 0 || left.nows.length === 0) return;
    for (const index of left.olds) this.#ambiguousOld.add(index);
    for (const index of left.nows) this.#ambiguousNow.add(index);
  }

  #happened(index: number, partner: number): string[] {
    const [old, now] = [this.#old.rows[index] as TwinRow, this.#now.rows[partner] as TwinRow];
    const isReowned = ownerOf(old) !== ownerOf(now);
    return [
      ...(isReowned ? ["reowned"] : []),
      ...(!isReowned && this.#hasMoved(old, now) ? ["moved"] : []),
      ...(this.#isResized(index, partner, isReowned) ? ["resized"] : []),
      ...(old.type === now.type ? [] : ["retyped"]),
    ];
  }

  #hasMoved(old: TwinRow, now: TwinRow): boolean {
    const owner = ownerOf(old);
    const kind = classOfPair(old, now);
    const distance = distanceOf([old.address, now.address]);
    const own = this.#areaOf(owner, kind, old.address);
    if (own === undefined) return this.#isKnown(owner) && distance !== 0n;
    const fits = (area: Area) => area.slide === distance && (kind === "absolute" || area.class !== "absolute");
    const agreeing = [own, ...this.#areasOf(owner)].find(fits);
    if (agreeing === undefined) own.differing++;
    else agreeing.agreeing++;
    return agreeing === undefined;
  }

  #isResized(index: number, partner: number, isReowned: boolean): boolean {
    const [old, now] = [this.#old.rows[index] as TwinRow, this.#now.rows[partner] as TwinRow];
    const [oldSize, newSize] = [this.#old.symbols[index]?.size, this.#now.symbols[partner]?.size];
    if (oldSize === undefined || newSize === undefined || oldSize === newSize) return false;
    if (isSeparate(ownerOf(old)) || isSeparate(ownerOf(now)) || !this.#hasAddresses) return false;
    if (isReowned) return true;
    const own = this.#areaOf(ownerOf(old), classOfPair(old, now), old.address)?.slide ?? 0n;
    return !this.#areasOf(ownerOf(old)).some((area) => {
      const isWithin = (start: bigint, address: bigint, size: bigint) => start > address && start - address <= size;
      return area.slide !== own && (isWithin(startOf(area, 0n), old.address, oldSize) || isWithin(startOf(area, area.slide), now.address, newSize));
    });
  }

  #slides(): { owner: string; slide: bigint; agreeing: number; differing: number }[] {
    const owners = new Set([IMAGE, ...this.#old.rows.map(ownerOf)]);
    return [...owners].flatMap((owner) => {
      const slides = new Map<bigint, { owner: string; slide: bigint; agreeing: number; differing: number }>();
      for (const area of this.#areasOf(owner)) {
        if (area.agreeing + area.differing === 0) continue;
        const slide = slides.get(area.slide) ?? { owner: owner.slice(1), slide: BigInt.asIntN(64, area.slide), agreeing: 0, differing: 0 };
        slide.agreeing += area.agreeing;
        slide.differing += area.differing;
        slides.set(area.slide, slide);
      }
      return [...slides.values()];
    });
  }
}

const HIGHEST = 2n ** 64n - 1n;

/** An owner so that a module called "system" isn't the image. */
const ownerOf = ({ owner, isImage }: TwinRow) => `${isImage ? "=" : "m"}${owner}`;
const IMAGE = "=system";

/** Owners whose symbols the kernel generated one by one. */
const isSeparate = (owner: string) => /^m(bpf$|__builtin__)/.test(owner);

function classOf(owner: string, type: string): SymbolClass {
  if (/^[aA]$/.test(type)) return "absolute";
  if (owner === IMAGE) return "other";
  return /^[tTwW]$/.test(type) ? "text" : /^[rR]$/.test(type) ? "read-only" : "other";
}

function classOfPair(old: TwinRow, now: TwinRow): SymbolClass {
  return /^[aA]$/.test(now.type) ? "absolute" : classOf(ownerOf(old), old.type);
}

function distanceOf([old, now]: Anchor): bigint {
  return BigInt.asUintN(64, now - old);
}

/** The most common distance; of several one of whole pages, then the shortest, then the higher number. */
function commonDistance(anchors: readonly Anchor[]): bigint {
  const counts = new Map<bigint, number>();
  for (const anchor of anchors) counts.set(distanceOf(anchor), (counts.get(distanceOf(anchor)) ?? 0) + 1);
  const length = (distance: bigint) => (distance < HIGHEST - distance + 1n ? distance : HIGHEST - distance + 1n);
  const isBetter = ([a, manyA]: [bigint, number], [b, manyB]: [bigint, number]) => {
    if (manyA !== manyB) return manyA > manyB;
    if ((a % PAGE === 0n) !== (b % PAGE === 0n)) return a % PAGE === 0n;
    return length(a) === length(b) ? a > b : length(a) < length(b);
  };
  return [...counts].reduce((best, other) => (isBetter(other, best) ? other : best))[0];
}

function pagesOf({ range = [HIGHEST, HIGHEST] }: Area, slide: bigint): readonly [bigint, bigint] {
  return [BigInt.asUintN(64, range[0] + slide) / PAGE, BigInt.asUintN(64, range[1] + slide) / PAGE];
}

function startOf(area: Area, slide: bigint): bigint {
  return pagesOf(area, slide)[0] * PAGE;
}

/** Two areas of one owner slid alike, or by whole pages of which neither table has one in both. */
function canBeBeside(a: Area, b: Area): boolean {
  const areApart = (slideA: bigint, slideB: bigint) => pagesOf(a, slideA)[1] < pagesOf(b, slideB)[0] || pagesOf(b, slideB)[1] < pagesOf(a, slideA)[0];
  return a.slide === b.slide || ((a.slide - b.slide) % PAGE === 0n && areApart(0n, 0n) && areApart(a.slide, b.slide));
}

/** Indices of two tables' rows by a key. */
function groupBy(tables: readonly [readonly TwinRow[], readonly TwinRow[]], key: (row: TwinRow) => string): (readonly [number[], number[]])[] {
  const groups = new Map<string, readonly [number[], number[]]>();
  for (const side of [0, 1] as const) {
    for (const [index, row] of tables[side].entries()) {
      const group = groups.get(key(row)) ?? ([[], []] as const);
      groups.set(key(row), group);
      group[side].push(index);
    }
  }
  return [...groups.values()];
}
