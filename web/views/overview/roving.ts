/** Arrow keys within a picture: from part to part as they stand on the screen, and one stop of Tab for all of them. */

const KEYS: Readonly<Record<string, readonly [x: number, y: number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function partsOf(picture: HTMLElement): HTMLElement[] {
  return [...picture.querySelectorAll<HTMLElement>(".part")];
}

/** Makes one part the stop of Tab: the focused one, else the one that was, else the first. */
export function keepOneStop(picture: HTMLElement, focused?: EventTarget | null): void {
  const parts = partsOf(picture);
  const stop = parts.find((part) => part === focused) ?? parts.find((part) => part.tabIndex === 0) ?? parts[0];
  for (const part of parts) part.tabIndex = part === stop ? 0 : -1;
}

/** Moves the focus for a key; tells whether the key was one of those that do. */
export function moveFocus(picture: HTMLElement, key: string): boolean {
  const parts = partsOf(picture);
  const target = key === "Home" ? parts[0] : key === "End" ? parts.at(-1) : undefined;
  const direction = KEYS[key];
  if (target === undefined && direction === undefined) return false;
  (target ?? nearest(parts, document.activeElement, direction as readonly [number, number]))?.focus();
  return true;
}

/** The nearest part in a direction; what lies aside counts as farther. */
function nearest(parts: readonly HTMLElement[], from: Element | null, [x, y]: readonly [number, number]): HTMLElement | undefined {
  if (from === null) return undefined;
  const here = centreOf(from);
  let best: { part: HTMLElement; cost: number } | undefined;
  for (const part of parts) {
    const there = centreOf(part);
    const ahead = (there.x - here.x) * x + (there.y - here.y) * y;
    const aside = Math.abs((there.x - here.x) * y) + Math.abs((there.y - here.y) * x);
    const cost = ahead + 2 * aside;
    if (part !== from && ahead > 1 && (best === undefined || cost < best.cost)) best = { part, cost };
  }
  return best?.part;
}

function centreOf(element: Element): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
