/** Order by several things, the first of them first. */

/** What speaks for something, in the order in which it counts; lower is better. */
export type Rank = readonly number[];

/** The items from the best to the worst; equal ones stay in their order. */
export function sortByRank<Item>(items: readonly Item[], rankOf: (item: Item) => Rank): Item[] {
  return items
    .map((item) => ({ item, rank: rankOf(item) }))
    .sort((one, other) => compareRanks(one.rank, other.rank))
    .map(({ item }) => item);
}

/** Negative where `one` is better. */
export function compareRanks(one: Rank, other: Rank): number {
  const at = one.findIndex((value, place) => value !== other[place]);
  return at < 0 ? 0 : one[at]! - other[at]!;
}
