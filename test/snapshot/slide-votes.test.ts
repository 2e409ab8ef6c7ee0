// The majority of pairs of address and name, also where a log is made to confuse it.

import { expect, test } from "vitest";

import { SlideVotes, isClear } from "../../ts/snapshot/slide.js";

/** Adds a slide so many times. */
function add(votes: SlideVotes, slide: bigint, times: number, owner = "system"): void {
  for (let time = 0; time < times; time++) votes.add(owner, slide);
}

test("an owner's slide is what its pairs agree on, each owner apart", () => {
  const votes = new SlideVotes();
  add(votes, 0x1000n, 3);
  add(votes, -0x2000n, 2, "nf_tables");
  expect(votes.slides()).toEqual([
    { owner: "system", slide: 0x1000n, agreeing: 3, differing: 0 },
    { owner: "nf_tables", slide: -0x2000n, agreeing: 2, differing: 0 },
  ]);
  expect(votes.slideOf("system")).toBe(0x1000n);
  expect(votes.slideOf("nf_tables")).toBe(-0x2000n);
  expect(votes.slideOf("xfs")).toBeUndefined();
});

test("a slide is clear where three quarters of at least two pairs agree, and a slide of 0 with one", () => {
  expect(isClear({ slide: 0x1000n, agreeing: 1, differing: 0 })).toBe(false);
  expect(isClear({ slide: 0n, agreeing: 1, differing: 0 })).toBe(true);
  expect(isClear({ slide: 0n, agreeing: 0, differing: 0 })).toBe(false);
  expect(isClear({ slide: 0x1000n, agreeing: 3, differing: 1 })).toBe(true);
  expect(isClear({ slide: 0x1000n, agreeing: 29, differing: 10 })).toBe(false);
  const votes = new SlideVotes();
  add(votes, 0x1000n, 5);
  add(votes, 0x2000n, 5);
  expect(votes.slideOf("system")).toBeUndefined();
  expect(votes.slides()).toEqual([{ owner: "system", slide: 0x1000n, agreeing: 5, differing: 5 }]);
});

test("a slide that comes late leads once it has more votes", () => {
  const votes = new SlideVotes();
  add(votes, 1n, 2);
  add(votes, 2n, 9);
  expect(votes.slides()[0]).toEqual({ owner: "system", slide: 2n, agreeing: 9, differing: 2 });
});

test("a million different slides don't hide a majority, and never raise a count above the truth", () => {
  const votes = new SlideVotes();
  for (let pair = 0; pair < 1_000_000; pair++) votes.add("system", pair % 5 === 0 ? BigInt(pair) * 0x1000n + 1n : 0x1d00_0000n);
  const [leading] = votes.slides();
  expect(leading?.slide).toBe(0x1d00_0000n);
  expect(leading?.agreeing).toBeLessThanOrEqual(800_000);
  // A 65th of all votes is the most that the strikes may take.
  expect(leading?.agreeing).toBeGreaterThanOrEqual(800_000 - Math.ceil(1_000_000 / 65));
  expect((leading?.agreeing ?? 0) + (leading?.differing ?? 0)).toBe(1_000_000);
  expect(votes.slideOf("system")).toBe(0x1d00_0000n);
});

test("nothing but different slides leaves none", () => {
  const votes = new SlideVotes();
  for (let pair = 0; pair < 65 * 4; pair++) votes.add("system", BigInt(pair));
  expect(votes.slides()).toEqual([expect.objectContaining({ agreeing: 0, differing: 260 })]);
  expect(votes.slideOf("system")).toBeUndefined();
  add(votes, 7n, 3);
  expect(votes.slides()[0]).toMatchObject({ slide: 7n, agreeing: 3 });
});

test("strikes follow the rule: what a naive count of the same rule gives", () => {
  const votes = new SlideVotes();
  const naive = new Map<bigint, number>();
  let state = 12345;
  for (let pair = 0; pair < 20_000; pair++) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const slide = BigInt(state % 1000 < 300 ? 5 : state % 400);
    votes.add("system", slide);
    if (naive.has(slide) || naive.size < 64) naive.set(slide, (naive.get(slide) ?? 0) + 1);
    else for (const [other, count] of [...naive]) count === 1 ? naive.delete(other) : naive.set(other, count - 1);
  }
  expect(votes.slides()[0]).toEqual({ owner: "system", slide: 5n, agreeing: naive.get(5n), differing: 20_000 - (naive.get(5n) ?? 0) });
});

test("owners beyond any kernel's are not kept, and their pairs are counted", () => {
  const votes = new SlideVotes();
  for (let owner = 0; owner < 20_000; owner++) votes.add(`m${owner}`, 1n);
  expect(votes.slides()).toHaveLength(16_384);
  expect(votes.untracked).toBe(20_000 - 16_384);
});
