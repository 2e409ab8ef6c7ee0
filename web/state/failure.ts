/** Errors in words for people: which file, which line, what was expected, what to do. */

import { WorkerFailure } from "../worker/client.js";

/** An error as the page shows it. */
export interface Explanation {
  readonly title: string;
  /** What is wrong, as the package says it. */
  readonly message: string;
  readonly line: number | undefined;
  /** The line itself, shortened. */
  readonly quote?: string | undefined;
  readonly expected: string | undefined;
  /** A command that gives a right file, where one does. */
  readonly command: string | undefined;
  /** The stable name of the error, for a search or a report; empty where there is none. */
  readonly code: string;
}

interface Known {
  readonly title: (file: string) => string;
  /** In the place of the error's own message, where that is the browser's. */
  readonly message?: string;
  readonly expected?: string;
  readonly command?: string;
}

const A_TABLE = "Expected one symbol a line, such as “ffffffff81000000 T _stext”, as in /proc/kallsyms, System.map or nm’s output.";
const TAKE_AGAIN = "sudo cat /proc/kallsyms > kallsyms.txt";

const BY_CODE: Readonly<Record<string, Known>> = {
  NOT_A_SYMBOL_TABLE: { title: (file) => `${file} is no symbol table`, expected: A_TABLE, command: TAKE_AGAIN },
  RESTRICTED_ADDRESSES: { title: () => "The addresses are hidden in this table", command: TAKE_AGAIN },
  SOURCE_TRUNCATED: { title: (file) => `${file} is cut off` },
  SOURCE_DAMAGED: { title: (file) => `${file} is damaged` },
  SOURCE_UNSUPPORTED: { title: (file) => `${file} is packed in a way that can’t be undone here` },
  SOURCE_LIMIT: { title: (file) => `${file} is larger than what is read here` },
  TABLE_TOO_LARGE: { title: (file) => `${file} is too large` },
  PART_NOT_FETCHED: { title: () => "A part of this page is missing" },
  NO_TABLE: { title: (file) => `${file} holds no symbol table that can be used`, command: TAKE_AGAIN },
  BAD_PATTERN: { title: () => "The pattern can’t be read" },
  MODULE_NOT_LOADED: { title: () => "A part of the page is missing", message: "The program that reads tables can’t be loaded; reload the page" },
  // The browser's own, when it reads a file.
  NotFoundError: { title: (file) => `${file} isn’t there any more`, message: "It was moved, renamed or deleted after it was chosen; choose it again" },
  NotReadableError: {
    title: (file) => `${file} can’t be read`,
    message: "It changed after it was chosen, or the system doesn’t let the browser read it; check its permissions and choose it again, or choose a copy",
  },
  RangeError: { title: (file) => `${file} needs more memory than the browser gives`, message: "Close other tabs, or unpack it and open only what matters" },
};

export function explain(error: unknown, file: string): Explanation {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  const code = error instanceof WorkerFailure ? (error.code ?? name) : name;
  const line = error instanceof WorkerFailure ? error.line : undefined;
  const known = BY_CODE[code];
  return {
    title: known?.title(file) ?? `${file} can’t be opened`,
    ...splitMessage(known?.message ?? message),
    line,
    expected: known?.expected,
    command: known?.command,
    code,
  };
}

/** What a file is that was left aside, in the words that it was given for it. */
export function explainNote(file: string, note: string): Explanation {
  return { title: `${file} can’t be used`, message: asSentence(note), line: undefined, expected: undefined, command: undefined, code: "" };
}

/** The line that a message quotes at its end stands for itself; its number is told beside the message. */
function splitMessage(message: string): { message: string; quote?: string } {
  const [, what, reason, quote] = /^(.{0,500}?;) line \d+: (.{0,500}?): "(.*)"$/su.exec(message) ?? [];
  return quote === undefined ? { message: asSentence(message) } : { message: asSentence(`${what} ${reason}`), quote };
}

function asSentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
