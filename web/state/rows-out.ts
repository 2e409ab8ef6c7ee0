/** Rows on their way out: to the clipboard, or into a file. */

import type { Column } from "../query/filter.js";
import { counted } from "../text/numbers.js";
import type { TextFormat } from "../worker/text-protocol.js";
import { saveFile } from "./save.js";
import { results } from "./query.js";
import { activeCell, selected } from "./selection.js";
import { table } from "./table.js";
import { copyText, say } from "./toast.js";

/** Rows that go to the clipboard at most; an export has no limit. */
const MOST_COPIED = 100_000;

/** What the clipboard gets of the selected rows. */
export type Copied = "rows" | Column;

/** Copies the marked cell; without one, the selected rows. */
export async function copyChosen(): Promise<void> {
  await copySelected(activeCell.value ?? "rows");
}

/** Copies the selected rows, as lines of kallsyms, or one column of them. */
export async function copySelected(what: Copied): Promise<void> {
  const rows = results.value;
  const open = table.value;
  const range = selected.value;
  if (rows === undefined || open === undefined || range === undefined) return say("No row is selected.");
  const end = Math.min(range.end, range.start + MOST_COPIED);
  const indices = Uint32Array.from({ length: end - range.start }, (_, at) => rows.indexAt(range.start + at) ?? 0);
  const { text } = await open.worker.ask("copy", { indices, format: what === "rows" ? "kallsyms" : what });
  const left = range.end - end;
  const noun = what === "rows" ? "row" : what;
  await copyText(text, `${counted(indices.length, noun, what === "address" ? "addresses" : `${noun}s`)}${left > 0 ? `; ${counted(left, "further row")} left out, an export takes all` : ""}`);
}

/** Writes all rows of the answer, in its order, into a file. */
export async function exportRows(format: TextFormat): Promise<void> {
  const rows = results.value;
  const open = table.value;
  if (rows === undefined || open === undefined) return;
  say("Writing…");
  try {
    const { file, leftOut } = await open.worker.ask("export", { indices: rows.answer.indices?.slice(), format });
    saveFile(file, `${baseName(open.name)}.${FILES[format]}`);
    say(leftOut === 0 ? `Written: ${counted(rows.total, "symbol")}.` : `Written. ${counted(leftOut, "symbol")} of modules left out: a System.map holds the kernel image only.`);
  } catch (error) {
    say(`Not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const FILES: Readonly<Record<TextFormat, string>> = { csv: "csv", tsv: "tsv", json: "json", ndjson: "ndjson", "system-map": "System.map" };

/** A name for a file of what was opened: what stands before its endings, without signs that file systems forbid. */
function baseName(name: string): string {
  return name.replace(/^.*\//, "").replace(/\.(?:gz|xz|zst|tar|zip|txt|tgz)\b.*$/i, "").replaceAll(/[^\w.+-]/g, "_") || "kallsyms";
}
