/** Squarified treemaps (Bruls, Huizing, van Wijk): divides a rectangle so that the parts are as square as can be. */

// Of one's own, since one level of parts needs no tree: d3-hierarchy would take four times the bytes.

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** @param values - Above 0; the parts are the squarer the more the large ones come first. */
export function squarify(values: readonly number[], width: number, height: number): Rectangle[] {
  const scale = (width * height) / values.reduce((sum, value) => sum + value, 0);
  const areas = values.map((value) => value * scale);
  const rectangles: Rectangle[] = [];
  let [left, top] = [0, 0];
  while (rectangles.length < areas.length) {
    const [restWidth, restHeight] = [Math.max(0, width - left), Math.max(0, height - top)];
    const isColumn = restWidth >= restHeight;
    const side = isColumn ? restHeight : restWidth;
    const line = nextLine(areas, rectangles.length, side);
    const thickness = line.sum / side || 0;
    let along = 0;
    for (const area of areas.slice(rectangles.length, line.end)) {
      const length = area / thickness || 0;
      rectangles.push(isColumn ? { left, top: top + along, width: thickness, height: length } : { left: left + along, top, width: length, height: thickness });
      along += length;
    }
    if (isColumn) left += thickness;
    else top += thickness;
  }
  return rectangles;
}

/** The parts that fill one line along a side: as many as make the worst of them squarer. */
function nextLine(areas: readonly number[], start: number, side: number): { end: number; sum: number } {
  let [end, sum, least, most, worst] = [start, 0, Infinity, 0, Infinity];
  for (; end < areas.length; end++) {
    const area = areas[end] as number;
    [least, most] = [Math.min(least, area), Math.max(most, area)];
    const square = ((sum + area) / side) ** 2;
    const ratio = Math.max(most / square, square / least);
    // The first is always taken, also where no side is left.
    if (end > start && !(ratio <= worst)) break;
    [sum, worst] = [sum + area, ratio];
  }
  return { end, sum };
}
