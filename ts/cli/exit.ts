/** How a run ends: its exit status, and the errors that decide it. */

/** The exit statuses, as grep has them. */
export const EXIT = {
  /** Everything asked for is there. */
  found: 0,
  /** Something is absent; with `--strict` also: ambiguous. */
  absent: 1,
  /** The command line can't be understood, or a file can't be read. */
  failed: 2,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

/** What a command answers to the shell. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** The command line can't be understood; the message is one line and ends in the remedy. */
export class UsageError extends Error {}

/** A file can't be read, or isn't what it should be. */
export class FileError extends Error {
  /** The file, as it was given. */
  readonly file: string;
  /** The line in question, from 1. */
  readonly line: number | undefined;

  constructor(file: string, message: string, line?: number) {
    super(message);
    this.file = file;
    this.line = line;
  }
}
