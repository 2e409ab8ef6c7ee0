/** Colour, and whether there is any. */

/** When to colour. */
export type ColorChoice = "auto" | "always" | "never";

/** Ways to set off a part of a line. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly module: (text: string) => string;
  readonly good: (text: string) => string;
  readonly caution: (text: string) => string;
  readonly bad: (text: string) => string;
}

const plain = (text: string): string => text;
const sgr = (on: number, off: number) => (text: string) => `\x1b[${on}m${text}\x1b[${off}m`;

/** No colour. */
export const PLAIN: Style = { strong: plain, faint: plain, module: plain, good: plain, caution: plain, bad: plain };
const COLORED: Style = { strong: sgr(1, 22), faint: sgr(2, 22), module: sgr(36, 39), good: sgr(32, 39), caution: sgr(33, 39), bad: sgr(31, 39) };

/** The style for a stream: an explicit choice first, then `NO_COLOR` and `TERM=dumb`, then whether a terminal reads. */
export function styleFor(choice: ColorChoice, stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): Style {
  if (choice !== "auto") return choice === "always" ? COLORED : PLAIN;
  const unwanted = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return stream.isTTY === true && !unwanted ? COLORED : PLAIN;
}
