/** Votes on how far each owner's addresses lie from where a table has them: a few counters for each owner, whatever a log says. */

/** Slides that are counted for an owner at a time; the log of one boot has one. */
const CANDIDATES = 64;

/** Owners that are counted; no kernel has so many modules. */
const OWNERS = 16_384;

/** Share of the pairs that must agree for a slide to be clear, as a fraction. */
const CLEAR = { of: 4, atLeast: 3 } as const;

/** An owner's leading slide. */
export interface OwnerSlide {
  readonly owner: string;
  /** What is added to an address of the table to get the other file's; negative where that lies lower. */
  readonly slide: bigint;
  /** Pairs that agree with it; never more than there are. */
  readonly agreeing: number;
  /** All other pairs. */
  readonly differing: number;
}

/**
 * Whether pairs of address and name settle a slide: three quarters of them agree, and two at least. For a slide of 0 one is
 * enough: an address doesn't fall on its own name by accident.
 */
export function isClear({ slide, agreeing, differing }: Pick<OwnerSlide, "slide" | "agreeing" | "differing">): boolean {
  return agreeing >= (slide === 0n ? 1 : 2) && agreeing * CLEAR.of >= (agreeing + differing) * CLEAR.atLeast;
}

/**
 * The majority of pairs of address and name, for each owner apart.
 *
 * Adding takes constant time on average. An owner's first 64 different slides are counted exactly; where a text offers more,
 * each newcomer takes a vote from all (the rule of Misra and Gries): whatever more than a 65th of the pairs agree on keeps votes,
 * and no slide ever has more votes than pairs.
 *
 * @example
 * ```ts
 * const votes = new SlideVotes();
 * for (const { owner, printed, address } of pairs) votes.add(owner, printed - address);
 * votes.slideOf("system") === 0x1800_0000n
 * ```
 */
export class SlideVotes {
  readonly #ballots = new Map<string, Ballot>();
  #untracked = 0;

  /** Counts a pair: what is added to the owner's address in the table to get the one that was read. */
  add(owner: string, slide: bigint): void {
    const ballot = this.#ballots.get(owner) ?? this.#open(owner);
    if (ballot === undefined) this.#untracked++;
    else ballot.add(slide);
  }

  /** The slide of an owner where one is clear (see {@link isClear}), else `undefined`. */
  slideOf(owner: string): bigint | undefined {
    const leading = this.#ballots.get(owner)?.leading(owner);
    return leading !== undefined && isClear(leading) ? leading.slide : undefined;
  }

  /** The leading slide of each owner, clear or not, in the order of the owners' first pairs; of equals the one that was first to have so many. */
  slides(): OwnerSlide[] {
    return Array.from(this.#ballots, ([owner, ballot]) => ballot.leading(owner));
  }

  /** Pairs that weren't counted, since 16,384 other owners came before theirs. */
  get untracked(): number {
    return this.#untracked;
  }

  #open(owner: string): Ballot | undefined {
    if (this.#ballots.size === OWNERS) return undefined;
    const ballot = new Ballot();
    this.#ballots.set(owner, ballot);
    return ballot;
  }
}

/** The votes of one owner. */
class Ballot {
  #pairs = 0;
  readonly #votes = new Map<bigint, number>();
  #slide = 0n;
  #agreeing = 0;

  add(slide: bigint): void {
    this.#pairs++;
    const votes = (this.#votes.get(slide) ?? 0) + 1;
    if (votes === 1 && this.#votes.size === CANDIDATES) {
      this.#strike();
      return;
    }
    this.#votes.set(slide, votes);
    if (votes > this.#agreeing) [this.#slide, this.#agreeing] = [slide, votes];
  }

  leading(owner: string): OwnerSlide {
    return { owner, slide: this.#slide, agreeing: this.#agreeing, differing: this.#pairs - this.#agreeing };
  }

  /** Takes a vote from every candidate: each was given once, so that all strikes together cost no more than all votes. */
  #strike(): void {
    for (const [candidate, votes] of this.#votes) {
      if (votes > 1) this.#votes.set(candidate, votes - 1);
      else this.#votes.delete(candidate);
    }
    // All lose one, so whichever led still leads.
    this.#agreeing--;
  }
}
