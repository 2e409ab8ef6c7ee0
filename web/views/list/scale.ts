/** Where rows stand in a list that may be taller than a browser allows an element to be. */

/** Firefox ends at some 17.9 million pixels, Chromium at 33.5 million. */
const TALLEST = 8_000_000;

/** The measures of a list: all lengths in pixels. */
export interface Measures {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height of what can be seen of the rows. */
  readonly view: number;
}

/** Height of the element that makes the scroll bar. */
export function spacerHeight({ rows, rowHeight }: Measures): number {
  return Math.min(rows * rowHeight, TALLEST);
}

/** Whether a pixel of the scroll bar stands for more than a pixel of rows. */
export function isScaled({ rows, rowHeight }: Measures): boolean {
  return rows * rowHeight > TALLEST;
}

/** The highest row that can be first in sight, in rows and parts of rows. */
export function lastTop({ rows, rowHeight, view }: Measures): number {
  return Math.max(0, rows - view / rowHeight);
}

/** The row that is first in sight at a place of the scroll bar. */
export function topAt(measures: Measures, scrollTop: number): number {
  if (!isScaled(measures)) return Math.min(scrollTop / measures.rowHeight, lastTop(measures));
  return Math.min(1, scrollTop / (spacerHeight(measures) - measures.view)) * lastTop(measures);
}

/** The place of the scroll bar at which a row is first in sight. */
export function scrollTopFor(measures: Measures, top: number): number {
  if (!isScaled(measures)) return top * measures.rowHeight;
  return (top / lastTop(measures)) * (spacerHeight(measures) - measures.view);
}

/** The first row in sight, moved no further than needed to bring `row` whole into sight. */
export function topShowing(measures: Measures, top: number, row: number): number {
  const fitting = measures.view / measures.rowHeight;
  if (row < top) return row;
  if (row + 1 > top + fitting) return Math.min(lastTop(measures), row + 1 - fitting);
  return top;
}
