/** Words and characters of logs. */

import type { MentionStatus } from "kallsyms";
import { plainName } from "../../text/names.js";

/** What a status is called. */
export const STATUS_WORDS: Readonly<Record<MentionStatus, string>> = { exact: "exact", narrowed: "narrowed", ambiguous: "ambiguous", absent: "absent", mismatch: "doesn’t fit" };

/** A part of a line, whose blanks at its ends are blanks, and whose tabs are as wide as one. */
export function lineText(text: string): string {
  return plainName(`|${text.replaceAll("\t", "    ")}|`).slice(1, -1);
}
