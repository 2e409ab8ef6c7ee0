// From samples to the figures that are shown: medians, spans, ratios, aims.
import { FIRST_LOAD, MEMORY, WORKLOADS } from "./workloads.mjs";

/** @typedef {import("./measure.mjs").Measured} Measured */
/** @typedef {import("./measure.mjs").Row} Row */
/** @typedef {{ median: number, least: number, most: number }} Span */
/**
 * @typedef {object} Line
 * @property {string} title
 * @property {"seconds" | "bytes"} unit
 * @property {Record<import("./runner.mjs").Kind, Span>} spans
 * @property {{ text: string, reached: boolean }[]} aims
 * @property {string | undefined} note
 * @property {number | undefined} symbols Of one answer, on average.
 */

/**
 * @param {Measured} measured
 * @returns {Line[]}
 */
export function linesOf(measured) {
  const about = [...WORKLOADS, FIRST_LOAD, ...MEMORY];
  const line = (/** @type {Row} */ row, /** @type {Line["unit"]} */ unit) => {
    const found = /** @type {typeof about[number] & { note?: string, aims?: import("./workloads.mjs").Aim[] }} */ (about.find(({ name }) => name === row.name));
    const spans = { wasm: span(row.samples.wasm), plain: span(row.samples.plain), native: span(row.samples.native) };
    const figures = { wasm: spans.wasm.median, plain: spans.plain.median, native: spans.native.median, text: measured.text };
    const symbols = row.symbols === undefined ? undefined : row.symbols / (row.calls ?? 1);
    const aims = (found.aims ?? []).map(({ text, reached }) => ({ text, reached: reached(figures) }));
    return { title: found.title, unit, spans, aims, note: found.note, symbols };
  };
  return [...measured.times.map((row) => line(row, "seconds")), ...measured.memory.map((row) => line(row, "bytes"))];
}

/**
 * @param {readonly number[]} samples
 * @returns {Span}
 */
export function span(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (/** @type {number} */ place) => sorted[place] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, least: at(0), most: at(sorted.length - 1) };
}

/**
 * A number with three digits and its unit.
 * @param {number} value
 * @param {Line["unit"]} unit
 */
export function shown(value, unit) {
  const [scaled, name] = unit === "bytes" ? [value / 1e6, "MB"] : scale(value);
  return `${threeDigits(scaled)} ${name}`;
}

/**
 * The least and the most in the unit of the median.
 * @param {Span} of
 * @param {Line["unit"]} unit
 */
export function shownRange({ median, least, most }, unit) {
  const factor = unit === "bytes" ? 1e-6 : scale(median)[0] / median;
  return `${threeDigits(least * factor)}–${threeDigits(most * factor)}`;
}

/**
 * @param {number} seconds
 * @returns {[number, string]}
 */
function scale(seconds) {
  if (seconds >= 1) return [seconds, "s"];
  if (seconds >= 1e-3) return [seconds * 1e3, "ms"];
  return seconds >= 1e-6 ? [seconds * 1e6, "µs"] : [seconds * 1e9, "ns"];
}

/** @param {number} value */
export function threeDigits(value) {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
