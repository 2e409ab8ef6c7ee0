/** A member as it is given out, which lends its content for as long as it is the current one. */

import { SourceError } from "../core/errors.js";
import { visible } from "./member-path.js";
import type { Member } from "./members.js";
import type { ByteReader } from "./reader.js";
import type { Reading } from "./reading.js";

/** What a member is made of. */
export interface Found {
  readonly path: string;
  readonly bytes?: number | undefined;
  readonly note?: string | undefined;
  /** What {@link Member.read} gives; where there is none it fails with the note. */
  readonly content?: ByteReader | undefined;
  /** The `code` of the error that the note then makes; what isn't told is `SOURCE_UNSUPPORTED`. */
  readonly code?: string | undefined;
}

/** What is to be told of an error. Not the error itself, which holds on to more than a listing of thousands may. */
export function problemOf(error: unknown): Pick<Found, "note" | "code"> {
  if (error instanceof SourceError) return { note: error.message, code: error.code };
  return { note: error instanceof Error ? error.message : String(error), code: "SOURCE_UNREADABLE" };
}

/** A member that was found. */
export class FoundMember implements Member {
  readonly path: string;
  readonly bytes: number | undefined;
  readonly note: string | undefined;
  readonly #reading: Reading;
  readonly #code: string;
  #content: ByteReader | undefined;
  #isTaken = false;
  #isOver = false;

  constructor(reading: Reading, { path, bytes, note, content, code = "SOURCE_UNSUPPORTED" }: Found) {
    this.path = path;
    this.bytes = bytes;
    this.note = note && visible(note);
    this.#reading = reading;
    this.#content = content;
    this.#code = code;
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    this.#requireTurn();
    if (this.#isTaken) throw new TypeError(`${this.path} was read already: keep its content, or list the members again`);
    this.#isTaken = true;
    const content = this.#content;
    if (content === undefined) throw new SourceError(this.#code, `${this.path}: ${this.note}`);
    for (;;) {
      const bytes = await content.available().catch((error: unknown) => {
        throw this.#about(error);
      });
      this.#requireTurn();
      if (bytes.length === 0) return;
      content.skip(bytes.length);
      yield bytes;
      await this.#reading.pause();
      this.#requireTurn();
    }
  }

  /** Lets go of the content, and of all that it hangs on: listings are kept. */
  endTurn(): void {
    this.#isOver = true;
    this.#content = undefined;
  }

  #requireTurn(): void {
    if (this.#isOver) throw new TypeError(`the content of ${this.path} is there only until the next member is asked for`);
  }

  /** An error of the content, with the path that it is about. */
  #about(error: unknown): unknown {
    return error instanceof SourceError ? new SourceError(error.code, `${this.path}: ${error.message}`, { cause: error }) : error;
  }
}
