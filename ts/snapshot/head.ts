/** The beginning of a file, looked at in the few ways that tell what it is; each view is made once, when it is first asked for. */

/** Bytes of a file that are looked at. */
export const HEAD_BYTES = 64 * 1024;

/** Lines that shares are counted over: enough to tell a table from a text that quotes one. */
const SAMPLED_LINES = 64;

/** Characters of a line that patterns see. */
const LINE_CHARACTERS = 2048;

/** Bytes that tell text from binary data. */
const SAMPLED_BYTES = 4096;

/** Control characters that text doesn't have, from this share of its bytes on, and runs of NUL bytes. */
const CONTROL_SHARE = 0.04;
const NUL_SHARE = 0.005;

/** The first bytes of a file. */
export class Head {
  readonly bytes: Uint8Array;
  /** Whether the file goes on after them, so that the last line may be cut. */
  readonly isCut: boolean;
  #text: string | undefined;
  #lines: readonly string[] | undefined;
  #isBinary: boolean | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes.subarray(0, HEAD_BYTES);
    this.isCut = bytes.length >= HEAD_BYTES;
  }

  /** As UTF-8, without a byte order mark. */
  get text(): string {
    return (this.#text ??= new TextDecoder().decode(this.bytes));
  }

  /** The first lines that aren't blank, without their ends; the last one of a cut head isn't among them. */
  get lines(): readonly string[] {
    return (this.#lines ??= sampleLines(this.text, this.isCut));
  }

  /** Whether it is no text: NUL bytes all over, or more control characters than names and colours bring along. */
  get isBinary(): boolean {
    return (this.#isBinary ??= looksBinary(this.bytes.subarray(0, SAMPLED_BYTES)));
  }

  /** Share of the sampled lines that match, 0 to 1. */
  share(pattern: RegExp): number {
    const { lines } = this;
    if (lines.length === 0) return 0;
    let matching = 0;
    for (const [at, line] of lines.entries()) {
      if (pattern.test(line)) matching += 1;
      else if (at === 7 && matching === 0) return 0;
    }
    return matching / lines.length;
  }
}

function sampleLines(text: string, isCut: boolean): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length && lines.length < SAMPLED_LINES; ) {
    const end = text.indexOf("\n", at);
    if (end < 0 && isCut && lines.length > 0) break;
    const line = text.slice(at, end < 0 ? at + LINE_CHARACTERS : Math.min(end, at + LINE_CHARACTERS));
    if (line.trim() !== "") lines.push(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (end < 0) break;
    at = end + 1;
  }
  return lines;
}

/** A run of NUL bytes counts once: a machine that lost power leaves blocks of them in its logs. */
function looksBinary(bytes: Uint8Array): boolean {
  let strange = 0;
  let nulRuns = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === 0) nulRuns += bytes[at - 1] === 0 ? 0 : 1;
    else if (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b) strange += 1;
  }
  return bytes[0] === 0 || nulRuns > 1 + bytes.length * NUL_SHARE || strange > 1 + bytes.length * CONTROL_SHARE;
}
