/** Standard error: `FILE:LINE: message`, one line each, with nothing in it that could act on the terminal. */

import type { Writable } from "node:stream";
import type { Style } from "./style.js";
import { visibleText } from "./visible.js";

/** Where a message is about. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
}

/** Prints messages; `quiet` keeps all but errors to itself. */
export class Messages {
  readonly #stream: Writable;
  readonly #style: Style;
  readonly #quiet: boolean;

  constructor(stream: Writable, style: Style, quiet: boolean) {
    this.#stream = stream;
    this.#style = style;
    this.#quiet = quiet;
  }

  /** What stopped the run. */
  error(place: Place, message: string): void {
    this.#print(this.#style.bad, place, message);
  }

  /** What casts doubt on the answer. */
  warn(place: Place, message: string): void {
    if (!this.#quiet) this.#print(this.#style.caution, place, `warning: ${message}`);
  }

  /** What belongs to the answer but isn't a row of it. */
  note(place: Place, message: string): void {
    if (!this.#quiet) this.#print(this.#style.strong, place, message);
  }

  /** A line about no place. */
  remark(text: string): void {
    if (!this.#quiet) this.#stream.write(`${this.#style.faint(visibleText(text))}\n`);
  }

  #print(color: (text: string) => string, { file, line }: Place, message: string): void {
    const place = `${file}${line === undefined ? "" : `:${line}`}:`;
    this.#stream.write(`${color(visibleText(place))} ${visibleText(message)}\n`);
  }
}

/** What is shown for a file's name. */
export function shownFile(path: string): string {
  return path === "-" ? "<stdin>" : path;
}
