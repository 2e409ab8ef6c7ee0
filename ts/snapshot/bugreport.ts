/** The kernel's parts of an Android bug report, which is mostly about other things. */

import { concatenate, decodeText } from "./bytes.js";
import type { ReadBytes } from "./member-bytes.js";

/** A part of a bug report. */
export interface ReportSection extends ReadBytes {
  /** `KERNEL LOG (dmesg)`. */
  readonly title: string;
  readonly is: "log" | "lsmod";
}

/** What a bug report holds of the kernel. */
export interface BugreportContent {
  readonly sections: readonly ReportSection[];
  /** The line `Kernel: Linux version …` of its head, without `Kernel: `. */
  readonly version: string | undefined;
}

const LINE_FEED = 10;
const DASH = 45;
const HEADING = /^------ (.{1,200}?) ------\r?$/;
const DURATION = /^[\d.]+s was the duration of /;
const VERSION = /^Kernel: (Linux version [^\r]*)/;

const WANTED: readonly { readonly title: RegExp; readonly is: ReportSection["is"] }[] = [
  { title: /^(?:KERNEL LOG|LAST KMSG|KMSG|LAST PANIC)\b/, is: "log" },
  { title: /^(?:LSMOD|KERNEL MODULES)\b/, is: "lsmod" },
];

/** Bytes of a line that are looked at. */
const LOOKED_AT = 4096;
/** Lines of the report's head, where the kernel's version stands. */
const HEAD_LINES = 100;

/** Goes through a report line by line and keeps only the kernel's sections, of all together at most `limit` bytes. */
export async function readBugreport(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<BugreportContent> {
  const reader = new ReportReader(limit);
  for await (const chunk of chunks) reader.push(chunk);
  return reader.finish();
}

class ReportReader {
  /** Bytes that may still be kept. */
  #room: number;
  readonly #sections: ReportSection[] = [];
  #open: { title: string; is: ReportSection["is"]; parts: Uint8Array[]; after: number } | undefined;
  /** What came of a line that has no end yet; its beginning only, where it is long. */
  #line: Uint8Array[] = [];
  #lineLength = 0;
  #number = 0;
  #version: string | undefined;

  constructor(limit: number) {
    this.#room = limit;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf(LINE_FEED, at);
      const part = chunk.subarray(at, end < 0 ? chunk.length : end + 1);
      if (this.#lineLength < LOOKED_AT || this.#hasRoomFor(part)) this.#line.push(part);
      this.#lineLength += part.length;
      if (end >= 0) this.#endLine();
      at += part.length;
    }
  }

  finish(): BugreportContent {
    if (this.#lineLength > 0) this.#endLine();
    this.#close();
    return { sections: this.#sections, version: this.#version };
  }

  #endLine(): void {
    const line = this.#line.length === 1 ? this.#line[0]! : concatenate(this.#line);
    const length = this.#lineLength;
    this.#line = [];
    this.#lineLength = 0;
    this.#number += 1;
    if (this.#number <= HEAD_LINES) this.#version ??= VERSION.exec(decodeText(line.subarray(0, LOOKED_AT)).trimEnd())?.[1];
    const heading = line[0] === DASH ? HEADING.exec(decodeText(line.subarray(0, LOOKED_AT)).trimEnd())?.[1] : undefined;
    if (heading === undefined) this.#keep(line, length);
    else this.#begin(heading);
  }

  #begin(title: string): void {
    this.#close();
    const wanted = DURATION.test(title) ? undefined : WANTED.find((entry) => entry.title.test(title));
    if (wanted !== undefined) this.#open = { title, is: wanted.is, parts: [], after: 0 };
  }

  #keep(line: Uint8Array, length: number): void {
    if (this.#open === undefined) return;
    if (length > line.length || length > this.#room || this.#open.after > 0) {
      this.#open.after += length;
      return;
    }
    // A view would keep the chunk that it is a part of.
    this.#open.parts.push(line.slice());
    this.#room -= length;
  }

  #hasRoomFor(part: Uint8Array): boolean {
    return this.#open !== undefined && this.#lineLength + part.length <= this.#room;
  }

  #close(): void {
    if (this.#open === undefined) return;
    const { title, is, parts, after } = this.#open;
    this.#open = undefined;
    if (parts.length > 0) this.#sections.push({ title, is, bytes: concatenate(parts), before: 0, linesBefore: 0, after });
  }
}
