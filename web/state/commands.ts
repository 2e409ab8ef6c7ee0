/** What can be done from the keyboard, each command once: the keys, the palette and the help come from here. */

import { signal } from "@preact/signals";
import type { View } from "../query/hash.js";
import { VIEWS } from "../query/hash.js";
import { NO_FILTER, isNarrowing } from "../query/filter.js";
import type { TextFormat } from "../worker/text-protocol.js";
import { keep, recall } from "./kept.js";
import { filter, results, setFilter, sort, sortBy } from "./query.js";
import { copySelected, exportRows } from "./rows-out.js";
import { selected } from "./selection.js";
import { openSample, table } from "./table.js";
import { nextTheme } from "./theme.js";
import { turnView, view } from "./view.js";

/** Something that can be done. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** As `aria-keyshortcuts` writes them: `"Control+K"`; the key itself where it is a letter or a sign. */
  readonly keys?: readonly string[];
  /** Whether it can be done now; without it, always. */
  readonly when?: () => boolean;
  readonly run: () => void;
}

/** Titles of the views, on their tabs too. */
export const VIEW_TITLES: Readonly<Record<View, string>> = {
  symbols: "Symbols",
  overview: "Overview",
  ambiguity: "Ambiguity",
  log: "Log",
  compare: "Compare",
  files: "Files",
};

/** The dialog that is open. */
export const dialog = signal<"palette" | "help" | "paste" | undefined>(undefined);

/** Parts of the page that only they can reach: a hidden input, a box. They are set by who draws them. */
export const reach: { focusSearch: () => void; chooseFiles: () => void; chooseFolder: () => void } = { focusSearch() {}, chooseFiles() {}, chooseFolder() {} };

const LETTERS = "letters";
/** Whether keys that are a letter or a sign alone do something: speech input may type them by mistake (WCAG 2.1.4). */
export const lettersWork = signal<boolean>(recall(LETTERS, (value) => typeof value === "boolean") ?? true);

export function setLettersWork(work: boolean): void {
  lettersWork.value = work;
  keep(LETTERS, work);
}

const hasTable = () => table.value !== undefined;
const hasRows = () => (results.value?.total ?? 0) > 0;
const hasSelection = () => selected.value !== undefined;

const FORMATS: readonly (readonly [TextFormat, string])[] = [
  ["csv", "CSV"],
  ["tsv", "TSV"],
  ["json", "JSON"],
  ["ndjson", "NDJSON"],
  ["system-map", "System.map"],
];

export const COMMANDS: readonly Command[] = [
  { id: "search", title: "Go to the search", keys: ["/", "f"], when: hasTable, run: toSearch },
  { id: "palette", title: "Commands", keys: ["Control+K", "Meta+K"], run: () => (dialog.value = "palette") },
  { id: "help", title: "Keys and help", keys: ["?"], run: () => (dialog.value = "help") },
  { id: "open", title: "Open files…", keys: ["o"], run: () => reach.chooseFiles() },
  { id: "folder", title: "Open a folder…", run: () => reach.chooseFolder() },
  { id: "paste", title: "Paste a table or a log…", run: () => (dialog.value = "paste") },
  { id: "sample", title: "Open the sample", when: () => table.value?.isSample !== true, run: () => void openSample() },
  ...VIEWS.map((name, at) => ({ id: `view-${name}`, title: `View: ${VIEW_TITLES[name]}`, keys: [String(at + 1)], run: () => (view.value = name) })),
  { id: "view-next", title: "Next view", keys: ["]"], run: () => turnView(1) },
  { id: "view-before", title: "View before", keys: ["["], run: () => turnView(-1) },
  { id: "theme", title: "Theme: system, light, dark", keys: ["t"], run: nextTheme },
  ...(["address", "type", "name", "owner", "size"] as const).map((column) => ({ id: `sort-${column}`, title: `Sort by ${column}`, when: hasTable, run: () => inSymbols(() => sortBy(column)) })),
  { id: "sort-file", title: "Sort as in the file", when: () => sort.value !== undefined, run: () => inSymbols(() => (sort.value = undefined)) },
  { id: "ambiguous", title: "Only ambiguous names", when: hasTable, run: () => inSymbols(() => setFilter({ ambiguous: !filter.value.ambiguous })) },
  { id: "shared", title: "Only shared addresses", when: hasTable, run: () => inSymbols(() => setFilter({ shared: !filter.value.shared })) },
  { id: "folded", title: "Fold variants of names", when: hasTable, run: () => inSymbols(() => setFilter({ folded: !filter.value.folded })) },
  { id: "case", title: "Search in any case", when: hasTable, run: () => inSymbols(() => setFilter({ caseSensitive: !filter.value.caseSensitive })) },
  { id: "clear", title: "Clear the filter", when: () => isNarrowing(filter.value), run: () => (filter.value = NO_FILTER) },
  { id: "copy", title: "Copy the selected rows", when: hasSelection, run: () => void copySelected("rows") },
  { id: "copy-names", title: "Copy the selected names", when: hasSelection, run: () => void copySelected("name") },
  { id: "copy-addresses", title: "Copy the selected addresses", when: hasSelection, run: () => void copySelected("address") },
  ...FORMATS.map(([format, title]) => ({ id: `export-${format}`, title: `Export as ${title}`, when: hasRows, run: () => void exportRows(format) })),
];

/** Keys of lists, which the lists handle themselves. */
export const LIST_KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["j", "↓"], "next row"],
  [["k", "↑"], "row before"],
  [["PageDown", "PageUp"], "a page on, a page back"],
  [["g", "Home"], "first row"],
  [["G", "End"], "last row"],
  [["Enter"], "the row’s details; on a narrow screen in the place of the list"],
  [["Shift+↓", "Shift+↑"], "select several rows"],
  [["Control+A"], "select all rows"],
  [["←", "→"], "mark a cell of the row"],
  [["y"], "copy the marked cell, or the selected rows"],
  [["n", "N"], "in a log: next unclear line, unclear line before"],
  [["Escape"], "back by one step"],
];

/** The command of a key, where one can be done now. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): Command | undefined {
  if (altKey) return undefined;
  const pressed = ctrlKey ? `Control+${key.toUpperCase()}` : metaKey ? `Meta+${key.toUpperCase()}` : key;
  const isLetter = !ctrlKey && !metaKey;
  if (isLetter && !lettersWork.value) return undefined;
  return COMMANDS.find(({ keys, when }) => keys?.includes(pressed) === true && (when?.() ?? true));
}

/** For `aria-keyshortcuts`. */
export function keysOf(id: string): string | undefined {
  return COMMANDS.find((command) => command.id === id)?.keys?.join(" ");
}

function toSearch(): void {
  if (view.value === "symbols") return reach.focusSearch();
  view.value = "symbols";
  // The box has to be drawn first.
  setTimeout(reach.focusSearch);
}

function inSymbols(change: () => void): void {
  view.value = "symbols";
  change();
}
