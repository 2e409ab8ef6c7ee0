// The figures as text: aligned columns for a terminal, or Markdown for the README.
import { linesOf, shown, shownRange, threeDigits } from "./figures.mjs";

/** @typedef {import("./measure.mjs").Measured} Measured */
/** @typedef {import("./figures.mjs").Line} Line */

const HEAD = ["", "symbols", "wasm", "plain", "native", "plain/wasm", "wasm/native", "aim"];

/**
 * One table's figures in aligned columns.
 * @param {Measured} measured
 */
export function terminalReport(measured) {
  const lines = linesOf(measured);
  const rows = [HEAD, ...lines.map((line) => cells(line, true))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (/** @type {string} */ cell, /** @type {number} */ at) => (at === 0 || at === HEAD.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0));
  const notes = notesOf(lines).map((note) => `  ${note}`);
  return [heading(measured), ...rows.map((row) => row.map(pad).join("  ").trimEnd()), ...notes].join("\n");
}

/**
 * One table's figures in Markdown, medians only.
 * @param {Measured} measured
 */
export function markdownReport(measured) {
  const lines = linesOf(measured);
  const row = (/** @type {readonly string[]} */ all) => `| ${all.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const body = lines.map((line) => row(cells(line, false)));
  return [`**${heading(measured)}**`, "", row(HEAD), "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |", ...body, "", ...notesOf(lines).map((note) => `${note}\n`)].join("\n");
}

/** @param {Measured} measured */
function heading({ table, text, symbols, times }) {
  const load = times.find(({ name }) => name === "load");
  const rounds = load?.samples.wasm.length ?? 0;
  return `${table}: ${symbols.toLocaleString("en")} symbols, ${threeDigits(text / 1e6)} MB of text; medians of ${rounds} rounds`;
}

/**
 * @param {Line} line
 * @param {boolean} ranges
 */
function cells({ title, unit, spans: { wasm, plain, native }, aims, note, symbols }, ranges) {
  const cell = (/** @type {import("./figures.mjs").Span} */ span) => shown(span.median, unit) + (ranges ? ` (${shownRange(span, unit)})` : "");
  const aim = aims.map(({ text, reached }) => `${text} ${reached ? "✓" : "MISSED"}`).join(", ");
  return [
    note ? `${title} *` : title,
    symbols === undefined ? "" : Number.isInteger(symbols) ? String(symbols) : symbols.toFixed(2),
    cell(wasm),
    cell(plain),
    cell(native),
    threeDigits(plain.median / wasm.median),
    threeDigits(wasm.median / native.median),
    aim,
  ];
}

/** @param {readonly Line[]} lines */
function notesOf(lines) {
  return lines.flatMap(({ title, note }) => (note ? [`* ${title}: ${note}`] : []));
}
