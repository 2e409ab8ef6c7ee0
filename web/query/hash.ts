/** What the page shows as the part of its address behind `#`, and back: what is asked, never what a table holds. */

import { COLUMNS, NO_FILTER } from "./filter.js";
import type { Filter, Sort } from "./filter.js";

/** The views, in the order of their tabs. */
export const VIEWS = ["symbols", "overview", "ambiguity", "log", "compare", "files"] as const;
export type View = (typeof VIEWS)[number];

/** What a link holds. */
export interface PageState {
  readonly view: View;
  /** What stands in the search box. */
  readonly text: string;
  readonly filter: Filter;
  readonly sort: Sort | undefined;
  /** The symbol that the page tells about, by its place in a table of so many symbols: in another table it means nothing. */
  readonly symbol: { readonly index: number; readonly of: number } | undefined;
}

/** Version of the form; links without one are of the first pages and hold a view and a text only. */
const VERSION = 1;

/** Characters of a text that a link holds; a longer one (a pasted list) is left out. */
const LONGEST_TEXT = 2000;

/** `""` where everything is as at first. */
export function writeHash({ view, text, filter, sort, symbol }: PageState): string {
  const { types, owners, ambiguous, shared, least, most, folded, caseSensitive } = filter;
  const values = new URLSearchParams();
  const set = (name: string, value: string, isSet: boolean) => isSet && values.append(name, value);
  set("view", view, view !== "symbols");
  set("q", text, text !== "" && text.length <= LONGEST_TEXT);
  set("type", types, types !== "");
  for (const owner of owners) values.append("owner", owner);
  set("only", [ambiguous && "ambiguous", shared && "shared"].filter(Boolean).join(","), ambiguous || shared);
  set("size", `${least ?? ""}-${most ?? ""}`, least !== undefined || most !== undefined);
  set("fold", "1", folded);
  set("case", "any", !caseSensitive);
  set("sort", `${sort?.descending === true ? "-" : ""}${sort?.by ?? ""}`, sort !== undefined);
  set("at", `${symbol?.index ?? 0}.${symbol?.of ?? 0}`, symbol !== undefined);
  return values.size === 0 ? "" : `v=${VERSION}&${values.toString()}`;
}

/** What can be read is taken, and what can't is as at first. `isNewer`: the link is of a later version of the page. */
export function readHash(hash: string): PageState & { readonly isNewer: boolean } {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const only = (values.get("only") ?? "").split(",");
  const [, least, most] = /^(\d{0,15})-(\d{0,15})$/.exec(values.get("size") ?? "") ?? [];
  const [, minus = "", by = ""] = /^(-?)(\w+)$/.exec(values.get("sort") ?? "") ?? [];
  const column = COLUMNS.find((name) => name === by);
  const [, index, of] = /^(\d{1,9})\.(\d{1,9})$/.exec(values.get("at") ?? "") ?? [];
  return {
    view: VIEWS.find((name) => name === values.get("view")) ?? "symbols",
    text: values.get("q") ?? "",
    filter: {
      types: [...new Set((values.get("type") ?? "").match(/[!-~]/g))].join(""),
      owners: [...new Set(values.getAll("owner"))],
      ambiguous: only.includes("ambiguous"),
      shared: only.includes("shared"),
      least: least ? Number(least) : undefined,
      most: most ? Number(most) : undefined,
      folded: values.get("fold") === "1",
      caseSensitive: values.get("case") === "any" ? false : NO_FILTER.caseSensitive,
    },
    sort: column && { by: column, descending: minus === "-" },
    symbol: index === undefined ? undefined : { index: Number(index), of: Number(of) },
    isNewer: Number(values.get("v") ?? 0) > VERSION,
  };
}
