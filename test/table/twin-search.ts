/** The twin's search: every condition tried on every row, and made-up searches. */

import type { MatchKind, SearchOptions } from "kallsyms";

import type { Random } from "./random.js";
import { shown, variantOf } from "./twin.js";
import type { TwinSymbol } from "./twin.js";
import type { TwinIndex } from "./twin-index.js";

/** What the twin can be asked: the package's options, with addresses and patterns in one form each. */
export interface TwinSearch extends SearchOptions {
  readonly pattern: string;
  readonly match: MatchKind;
  readonly from?: bigint;
  readonly to?: bigint;
}

/** Marks of the rows that are at an ambiguous name or a shared address. */
export interface Marks {
  readonly ambiguous: ReadonlySet<number>;
  readonly shared: ReadonlySet<number>;
}

/** Where addresses are hidden, a name on several lines is ambiguous. */
export function marksOf(index: TwinIndex, restricted: boolean): Marks {
  const ambiguous = [...index.groupsOfNames()].filter((group) => (restricted ? group.length > 1 : group.some(({ address }) => address !== group[0]?.address)));
  const shared = [...index.groupsOfAddresses()].filter((group) => group.length > 1);
  const rows = (groups: TwinSymbol[][]) => new Set(groups.flatMap((group) => group.map((symbol) => symbol.index)));
  return { ambiguous: rows(ambiguous), shared: rows(shared) };
}

/** Rows that a search finds, in file order, whatever its offset and limit. */
export function searchTwin(symbols: readonly TwinSymbol[], marks: Marks, search: TwinSearch): number[] {
  const matches = matcher(search);
  const { owner, type, from, to, ambiguous, shared, foldVariants, match, pattern } = search;
  const owners = owner === undefined ? undefined : typeof owner === "string" ? [owner] : owner;
  // An exact name is folded itself, so that one of a family finds all of it.
  const folded = match === "exact" ? matcher({ ...search, pattern: variantOf(pattern).base }) : matches;
  return symbols
    .filter((symbol) => owners === undefined || owners.includes(symbol.owner))
    .filter((symbol) => type === undefined || type.includes(symbol.type))
    .filter((symbol) => from === undefined || symbol.address >= from)
    .filter((symbol) => to === undefined || symbol.address < to)
    .filter((symbol) => ambiguous === undefined || marks.ambiguous.has(symbol.index) === ambiguous)
    .filter((symbol) => shared === undefined || marks.shared.has(symbol.index) === shared)
    .filter((symbol) => matches(symbol.raw) || (foldVariants === true && folded(variantOf(symbol.raw).base)))
    .map((symbol) => symbol.index);
}

function matcher({ pattern, match, caseSensitive }: Pick<TwinSearch, "pattern" | "match" | "caseSensitive">): (name: string) => boolean {
  const fold = caseSensitive === false ? lower : (text: string) => text;
  const wanted = fold(pattern);
  switch (match) {
    case "exact":
      // As it is copied from a screen, U+FFFD stands for what can't be shown.
      return (name) => fold(name) === wanted || (pattern.includes("\xef\xbf\xbd") && fold(shown(name)) === fold(shown(pattern)));
    case "substring":
      return (name) => fold(name).includes(wanted);
    case "prefix":
      return (name) => fold(name).startsWith(wanted);
    case "fuzzy":
      return (name) => isSubsequence(fold(name), wanted);
    case "glob":
      return (name) => pattern === "" || globMatches(fold(name), wanted);
    case "regex": {
      const expression = new RegExp(pattern, caseSensitive === false ? "i" : "");
      return (name) => expression.test(name);
    }
  }
}

/** Lower case of ASCII letters only, as in C. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function isSubsequence(name: string, pattern: string): boolean {
  let at = 0;
  for (const character of name) if (character === pattern[at]) at++;
  return at >= pattern.length;
}

/** `glob(7)` by trying every length of each `*`. */
function globMatches(name: string, glob: string): boolean {
  if (glob === "") return name === "";
  const [first, rest] = [glob[0], glob.slice(1)];
  if (first === "*") {
    for (let at = 0; at <= name.length; at++) if (globMatches(name.slice(at), rest)) return true;
    return false;
  }
  if (name === "") return false;
  const [next = "", others] = [name[0], name.slice(1)];
  if (first === "?") return globMatches(others, rest);
  if (first === "\\" && rest !== "") return next === rest[0] && globMatches(others, rest.slice(1));
  const set = first === "[" ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(glob) : null;
  if (set !== null && set[2] !== "") {
    return setHolds(set[2] as string, next) !== (set[1] !== "") && globMatches(others, glob.slice(set[0].length));
  }
  return first === next && globMatches(others, rest);
}

function setHolds(set: string, character: string): boolean {
  for (let at = 0; at < set.length; at++) {
    const low = set[at] as string;
    if (set[at + 1] === "-" && at + 2 < set.length) {
      if (low <= character && character <= (set[at + 2] as string)) return true;
      at += 2;
    } else if (low === character) {
      return true;
    }
  }
  return false;
}

/** A pattern of a kind made of a name, so that it finds something more often than not. */
export function makePattern(random: Random, match: MatchKind, names: readonly string[]): string {
  const name = random.pick(names);
  const start = random.below(name.length);
  const part = name.slice(start, start + 1 + random.below(8));
  switch (match) {
    case "exact":
      return random.chance(0.8) ? name : part;
    case "substring":
      return random.chance(0.05) ? "" : part;
    case "prefix":
      return name.slice(0, 1 + random.below(10));
    case "fuzzy":
      return [...name].filter(() => random.chance(0.4)).join("").slice(0, 8);
    case "glob":
      return makeGlob(random, name);
    case "regex":
      return makeRegex(random, part, random.pick(names));
  }
}

function makeGlob(random: Random, name: string): string {
  const piece = (character: string) => {
    const escaped = /[*?[\]\\]/.test(character) ? `\\${character}` : character;
    const kind = random.below(16);
    if (kind === 0) return "*";
    if (kind === 1) return "?";
    if (kind === 2) return "[a-z_]";
    if (kind === 3) return "[!a-m]";
    return escaped;
  };
  // Few stars: the twin tries every length of each.
  let stars = 3;
  const glob = [...name].map(piece).join("").replace(/(?<!\\)\*/g, (star) => (stars-- > 0 ? star : "?"));
  const cut = random.below(glob.length);
  const shape = random.below(4);
  if (shape === 0) return `${glob.slice(0, cut).replace(/\\$/, "")}*`;
  if (shape === 1) return `*${name.slice(-3).replace(/[*?[\]\\]/g, "?")}`;
  return glob;
}

/** Both dialects read these alike: no bare dot, since they differ on which bytes end a line. */
function makeRegex(random: Random, part: string, other: string): string {
  const literal = part.replace(/[^A-Za-z0-9_]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
  const word = /[a-z]+/.exec(other)?.[0] ?? "a";
  return random.pick([
    literal,
    `^${literal}`,
    `${literal}$`,
    `${literal}[a-z_]*[0-9]`,
    `(?:${literal}|^${word})`,
    `\\b${word}\\b`,
    `${word}[^_]{1,3}_`,
    `(${word}_)+`,
    `^[^a-z]*${word}?[a-f]`,
    `\\w+\\.\\d`,
    `[${word}]{3,}$`,
    `\\B${word}`,
  ]);
}

const MATCHES: readonly MatchKind[] = ["substring", "exact", "prefix", "glob", "regex", "fuzzy"];

/** Search conditions of every kind, most of them absent. */
export function makeSearch(random: Random, match: MatchKind | undefined, symbols: readonly TwinSymbol[], hasAddresses: boolean): TwinSearch {
  const kind = match ?? random.pick(MATCHES);
  const symbol = random.pick(symbols);
  const between = (probability: number) => random.chance(probability);
  const other = random.pick(symbols);
  return {
    match: kind,
    pattern: makePattern(random, kind, symbol.raw === "" ? ["a"] : [symbol.raw, other.raw]),
    ...(between(0.3) ? { caseSensitive: between(0.3) } : {}),
    ...(between(0.15) ? { owner: between(0.5) ? symbol.owner : [symbol.owner, other.owner, "nobody"] } : {}),
    ...(between(0.15) ? { type: symbol.type + (between(0.5) ? other.type : "") } : {}),
    ...(between(0.1) ? { ambiguous: between(0.5) } : {}),
    ...(between(0.1) && hasAddresses ? { shared: between(0.5) } : {}),
    ...(between(0.1) && hasAddresses ? { from: symbol.address } : {}),
    ...(between(0.1) && hasAddresses ? { to: other.address } : {}),
    ...(between(0.1) ? { foldVariants: true } : {}),
    ...(between(0.2) ? { offset: random.below(5) } : {}),
    ...(between(0.3) ? { limit: random.below(5) } : {}),
  };
}
