// Random numbers that are the same in every run, so that two runs measure the same questions.

/**
 * Integers from 0 to before `bound` (mulberry32).
 * @param {number} seed
 * @returns {(bound: number) => number}
 */
export function seededRandom(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}
