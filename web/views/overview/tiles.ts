/** Which parts of a place a treemap draws, and where. */

import type { Amount, Division, Part } from "../../worker/overview-protocol.js";
import { squarify } from "./squarify.js";
import type { Rectangle } from "./squarify.js";

/** A tile smaller than this square isn't hit, and no word has room in it. */
const LEAST_AREA = 26 * 26;
/** Tiles that are drawn where all are smaller. */
const SMALL_TILES = 40;

export interface Tile extends Rectangle {
  /** `undefined`: all that aren't drawn. */
  readonly part: Part | undefined;
}

/** The parts that have no tile of their own. */
export interface Remainder extends Amount {
  readonly parts: number;
}

export interface Tiling {
  readonly tiles: readonly Tile[];
  readonly remainder: Remainder;
}

export function tilesOf({ parts, rest, by }: Division, width: number, height: number): Tiling {
  const total = parts.reduce((sum, part) => sum + part[by], rest[by]);
  const least = (LEAST_AREA * total) / (width * height);
  const large = parts.filter((part) => part[by] >= least && part[by] > 0);
  const drawn = large.length > 0 ? large : parts.slice(0, SMALL_TILES);
  const left = parts.slice(drawn.length);
  const sum = (of: keyof Amount) => left.reduce((all, part) => all + part[of], rest[of]);
  const remainder = { parts: left.length + rest.parts, symbols: sum("symbols"), bytes: sum("bytes") };
  // What is too small to be drawn to scale must still be seen: a tile is never without area.
  const values = drawn.map((part) => ({ part: part as Part | undefined, value: Math.max(part[by], least || 1) }));
  if (remainder.parts > 0) values.push({ part: undefined, value: Math.max(remainder[by], 2 * least || 1) });
  const rectangles = squarify(
    values.map(({ value }) => value),
    width,
    height,
  );
  return { tiles: values.map(({ part }, at) => ({ part, ...(rectangles[at] as Rectangle) })), remainder };
}
