/** Which kernels treat a name with several symbols alike, in words. */

/** A rule about such names, by a release that has it; oldest rule first. The package tells what each does. */
export const RULES = ["5.10.223", "5.4.290", "6.5.13", "6.6.0", "6.12.0", "7.3.0"] as const;
const [UNCHECKED, COUNTED_TWICE, IMAGE_COUNTED, ALL_COUNTED, OWNER_COUNTED, IMAGE_FIRST] = RULES;
export type Rule = (typeof RULES)[number];

/** Releases in their order, from the first one (the oldest where it is missing) to the last one (the newest). */
interface Run {
  readonly rule: Rule;
  readonly from?: string;
  readonly to?: string;
}

export const MAINLINE: readonly Run[] = [
  { rule: UNCHECKED, to: "6.5.8" },
  { rule: IMAGE_COUNTED, from: "6.5.9", to: "6.5.13" },
  { rule: ALL_COUNTED, from: "6.6", to: "6.10.9" },
  { rule: OWNER_COUNTED, from: "6.10.10", to: "7.0.9" },
  { rule: IMAGE_FIRST, from: "7.0.10" },
];

/** Long-term series that got the rules of later kernels. */
export const SERIES: readonly (readonly Run[])[] = [
  [
    { rule: UNCHECKED, to: "5.4.284" },
    { rule: COUNTED_TWICE, from: "5.4.285" },
  ],
  [
    { rule: UNCHECKED, to: "5.10.226" },
    { rule: ALL_COUNTED, from: "5.10.227" },
  ],
  [
    { rule: UNCHECKED, to: "5.15.137" },
    { rule: IMAGE_COUNTED, from: "5.15.138", to: "5.15.146" },
    { rule: ALL_COUNTED, from: "5.15.147" },
  ],
  [
    { rule: UNCHECKED, to: "6.1.59" },
    { rule: IMAGE_COUNTED, from: "6.1.60", to: "6.1.70" },
    { rule: ALL_COUNTED, from: "6.1.71" },
  ],
];

/** Kernels, and what of long-term series differs from their place among them. */
export interface Kernels {
  readonly kernels: string;
  readonly series: string;
}

/** The kernels that have any of some rules. */
export function kernelsWith(rules: ReadonlySet<Rule>): Kernels {
  const mainline = spansOf(MAINLINE, rules);
  const series = SERIES.filter((runs) => runs.some(({ rule }) => rules.has(rule) !== rules.has(UNCHECKED)));
  const spans = list(series.flatMap((runs) => spansOf(runs, rules)));
  return mainline.length === 0 ? { kernels: `long-term series ${spans}`, series: "" } : { kernels: list(mainline), series: spans };
}

/** Runs that follow each other are one span. */
function spansOf(runs: readonly Run[], rules: ReadonlySet<Rule>): string[] {
  const spans: string[] = [];
  for (let at = 0; at < runs.length; at++) {
    if (!rules.has((runs[at] as Run).rule)) continue;
    const { from } = runs[at] as Run;
    while (runs[at + 1] !== undefined && rules.has((runs[at + 1] as Run).rule)) at++;
    spans.push(words(from, runs[at]?.to));
  }
  return spans;
}

/** `up to 5.4.284, 5.10.226`: a word that stands for what follows, too, is said once. */
function list(spans: readonly string[]): string {
  const first = (span: string | undefined) => span?.match(/^(?:up to|since) /)?.[0] ?? "";
  return spans.map((span, at) => (first(span) === first(spans[at - 1]) ? span.slice(first(span).length) : span)).join(", ");
}

function words(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return to === undefined ? "every kernel" : `up to ${to}`;
  return to === undefined ? `since ${from}` : `${from} to ${to}`;
}
