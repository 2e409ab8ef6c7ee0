/** Orders of groups by a number that each has. */

/**
 * Radix sort by two digits of 16 bits: linear, and what is alike stays in the order of `base`.
 *
 * @param base - Positions in their first order.
 * @param keys - The number at each position.
 */
export function orderBy(base: Uint32Array, keys: Uint32Array, descending: boolean): Uint32Array {
  const flip = descending ? 0xffff : 0;
  return sortByDigit(sortByDigit(base, keys, 0, flip), keys, 16, flip);
}

function sortByDigit(from: Uint32Array, keys: Uint32Array, shift: number, flip: number): Uint32Array {
  const digit = (place: number) => (((keys[place] as number) >>> shift) & 0xffff) ^ flip;
  const ends = new Uint32Array(0x1_0000);
  for (const place of from) (ends[digit(place)] as number)++;
  for (let at = 0, before = 0; at < ends.length; at++) {
    const count = ends[at] as number;
    ends[at] = before;
    before += count;
  }
  const to = new Uint32Array(from.length);
  for (const place of from) to[(ends[digit(place)] as number)++] = place;
  return to;
}

/** 0, 1, 2, … */
export function ascending(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, at) => at);
}
