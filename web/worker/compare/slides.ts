/** The slides of each owner, and how far beyond the nearest of them a symbol moved. */

import type { OwnerSlide } from "kallsyms";

export class SlidesOfOwners {
  /** In ascending order, since the nearest is looked for once for every symbol. */
  readonly #slides: ReadonlyMap<string, BigInt64Array>;

  constructor(slides: readonly OwnerSlide[]) {
    const byOwner = new Map<string, bigint[]>();
    for (const { owner, slide } of slides) {
      const known = byOwner.get(owner);
      if (known === undefined) byOwner.set(owner, [slide]);
      else known.push(slide);
    }
    this.#slides = new Map([...byOwner].map(([owner, distances]) => [owner, BigInt64Array.from(distances).sort()]));
  }

  /** A distance less the nearest slide; `undefined` where nothing tells how the owner slid. */
  beyond(owner: string, distance: bigint): bigint | undefined {
    const slides = this.#slides.get(owner);
    if (slides === undefined) return undefined;
    const above = firstNotBelow(slides, distance);
    const [low, high] = [slides[above - 1], slides[above]];
    if (low === undefined) return distance - (high as bigint);
    return high !== undefined && high - distance < distance - low ? distance - high : distance - low;
  }
}

function firstNotBelow(sorted: BigInt64Array, wanted: bigint): number {
  let [start, end] = [0, sorted.length];
  while (start < end) {
    const middle = (start + end) >> 1;
    if ((sorted[middle] as bigint) < wanted) start = middle + 1;
    else end = middle;
  }
  return start;
}
