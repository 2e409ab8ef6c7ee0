/** Which parts of a place a treemap draws, and where. */

import type { Amount, Division, Part } from "../../worker/overview-protocol.js";
import { squarify } from "./squarify.js";
import type { Rectangle } from "./squarify.js";

/** A tile smaller than this square isn't hit, and no word has room in it. */
const LEAST_AREA = 26 * 26;
/** The tile for all others takes no more than a fifth, so that the others can be seen. */
const MOST_OTHERS = 1 / 4;
/** Tiles that are drawn where no part has a size. */
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
  /** Whether the tile for all that aren't drawn is as large as they are. */
  readonly isToScale: boolean;
}

export function tilesOf({ parts, rest, by }: Division, width: number, height: number): Tiling {
  const total = parts.reduce((sum, part) => sum + part[by], rest[by]);
  let [drawn, sum] = [0, 0];
  for (const part of parts) {
    const filled = sum + part[by];
    if (part[by] * width * height < LEAST_AREA * (filled + othersOf(filled, total))) break;
    [drawn, sum] = [drawn + 1, filled];
  }
  if (sum === 0) drawn = Math.min(parts.length, SMALL_TILES);
  const left = parts.slice(drawn);
  const amount = (of: keyof Amount) => left.reduce((all, part) => all + part[of], rest[of]);
  const remainder = { parts: left.length + rest.parts, symbols: amount("symbols"), bytes: amount("bytes") };
  // What is too small to be drawn to scale must still be seen.
  const others = Math.max(othersOf(sum, total), sum / 50, 1);
  const shown = parts.slice(0, drawn).map((part) => ({ part: part as Part | undefined, value: part[by] || 1 }));
  if (remainder.parts > 0) shown.push({ part: undefined, value: others });
  const rectangles = squarify(
    shown.map(({ value }) => value),
    width,
    height,
  );
  return { tiles: shown.map(({ part }, at) => ({ part, ...(rectangles[at] as Rectangle) })), remainder, isToScale: others >= total - sum };
}

function othersOf(drawn: number, total: number): number {
  return Math.min(total - drawn, drawn * MOST_OTHERS);
}
