/** Scrolling of a list by rows: which one is first in sight, kept in step with the scroll bar. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { isScaled, lastTop, scrollTopFor, topAt, topShowing } from "./scale.js";
import type { Measures } from "./scale.js";

/** What the list draws from. */
export interface Scroll {
  readonly measures: Measures;
  /** The row that is first in sight, in rows and parts of rows. */
  readonly top: number;
  readonly scrollTop: number;
  readonly onScroll: () => void;
  /** Brings a row into sight; none where it is negative. */
  readonly reveal: (row: number) => void;
}

const NOTHING_YET = { rowHeight: 28, view: 0 };

/**
 * @param list - The element that scrolls; it begins with a header that stays in sight.
 * @param rows - Number of rows.
 * @param of - What the rows are of: where it changes, the list begins at its top.
 */
export function useScroll(list: RefObject<HTMLElement | null>, rows: number, of: unknown): Scroll {
  const [size, setSize] = useState(NOTHING_YET);
  const [{ top, scrollTop }, setPlace] = useState({ top: 0, scrollTop: 0 });
  const measures = { ...size, rows };
  // What the page itself scrolled to: no news when the browser reports it.
  const own = useRef(0);
  const current = useRef({ measures, top });
  current.current = { measures, top };

  const moveTo = (wanted: number) => {
    const element = list.current;
    if (element === null) return;
    const { measures } = current.current;
    const next = Math.max(0, Math.min(wanted, lastTop(measures)));
    element.scrollTop = scrollTopFor(measures, next);
    own.current = element.scrollTop;
    current.current.top = next;
    setPlace({ top: next, scrollTop: own.current });
  };
  const onScroll = () => {
    const scrolled = list.current?.scrollTop ?? 0;
    if (Math.abs(scrolled - own.current) < 1) return;
    own.current = scrolled;
    setPlace({ top: topAt(current.current.measures, scrolled), scrollTop: scrolled });
  };
  const reveal = (row: number) => {
    const { measures, top } = current.current;
    // Before the list is measured nothing is in sight, and everything would seem to be below.
    if (row < 0 || measures.view === 0) return;
    const next = topShowing(measures, top, row);
    if (next !== top) moveTo(next);
  };

  useLayoutEffect(() => moveTo(0), [of]);
  useLayoutEffect(() => watchSize(list.current, setSize), []);
  useEffect(() => takeWheel(list.current, (pixels) => moveByWheel(current.current, moveTo, pixels)), []);
  return { measures, top, scrollTop, onScroll, reveal };
}

function watchSize(list: HTMLElement | null, setSize: (size: { rowHeight: number; view: number }) => void): (() => void) | undefined {
  if (list === null) return undefined;
  const measure = () => {
    const rowHeight = Number.parseFloat(getComputedStyle(list).getPropertyValue("--row-height"));
    const header = list.firstElementChild instanceof HTMLElement ? list.firstElementChild.offsetHeight : 0;
    setSize({ rowHeight, view: Math.max(0, list.clientHeight - header) });
  };
  const observer = new ResizeObserver(measure);
  observer.observe(list);
  measure();
  return () => observer.disconnect();
}

/** The wheel moves by rows where the scroll bar would jump over hundreds of them. */
function moveByWheel({ measures, top }: { measures: Measures; top: number }, moveTo: (top: number) => void, pixels: number): boolean {
  if (!isScaled(measures)) return false;
  moveTo(top + pixels / measures.rowHeight);
  return true;
}

function takeWheel(list: HTMLElement | null, move: (pixels: number) => boolean): (() => void) | undefined {
  if (list === null) return undefined;
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && move(wheelPixels(event, list))) event.preventDefault();
  };
  // Only a listener that isn't passive may keep the browser from scrolling.
  list.addEventListener("wheel", onWheel, { passive: false });
  return () => list.removeEventListener("wheel", onWheel);
}

function wheelPixels({ deltaY, deltaMode }: WheelEvent, list: HTMLElement): number {
  if (deltaMode === WheelEvent.DOM_DELTA_LINE) return deltaY * 28;
  return deltaMode === WheelEvent.DOM_DELTA_PAGE ? deltaY * list.clientHeight : deltaY;
}
