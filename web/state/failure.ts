/** Errors in words for people: which file, which line, what was expected, what to do. */

import { WorkerFailure } from "../worker/client.js";

/** An error as the page shows it. */
export interface Explanation {
  readonly title: string;
  /** What is wrong, as the package says it. */
  readonly message: string;
  readonly line: number | undefined;
  readonly expected: string | undefined;
  /** A command that gives a right file, where one does. */
  readonly command: string | undefined;
  /** The stable name of the error, for a search or a report. */
  readonly code: string;
}

const A_TABLE = "Expected one symbol a line, such as “ffffffff81000000 T _stext”, as in /proc/kallsyms, System.map or nm’s output.";
const TAKE_AGAIN = "sudo cat /proc/kallsyms > kallsyms.txt";

const BY_CODE: Readonly<Record<string, { title: (file: string) => string; expected?: string; command?: string }>> = {
  NOT_A_SYMBOL_TABLE: { title: (file) => `${file} is no symbol table`, expected: A_TABLE, command: TAKE_AGAIN },
  RESTRICTED_ADDRESSES: { title: () => "The addresses are hidden in this table", command: TAKE_AGAIN },
  SOURCE_TRUNCATED: { title: (file) => `${file} is cut off` },
  SOURCE_DAMAGED: { title: (file) => `${file} is damaged` },
  SOURCE_UNSUPPORTED: { title: (file) => `${file} is packed in a way that can’t be undone here` },
  SOURCE_HTTP: { title: () => "The sample can’t be fetched" },
  NO_TABLE: { title: (file) => `${file} holds no symbol table that can be used`, command: TAKE_AGAIN },
  BAD_PATTERN: { title: () => "The pattern can’t be read" },
};

export function explain(error: unknown, file: string): Explanation {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  const code = error instanceof WorkerFailure ? (error.code ?? name) : name;
  const line = error instanceof WorkerFailure ? error.line : undefined;
  const known = BY_CODE[code];
  return {
    title: known?.title(file) ?? `${file} can’t be opened`,
    message: asSentence(message),
    line,
    expected: known?.expected,
    command: known?.command,
    code,
  };
}

function asSentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
