/** Lines that hold more than their message: terminal colours, JSON, escapes. What is taken off is remembered by place. */

/** A message made of parts of a line. */
export interface CleanedLine {
  readonly message: string;
  /** Place in the line of each of the message's characters, and after the last one where it ends. */
  readonly places: readonly number[];
}

/** Terminal sequences: CSI, OSC, and two-character ones (ECMA-48). */
const TERMINAL = /\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)|[@-Z\\-_])/y;

/** Keys under which log shippers and `dmesg --json` keep the message. */
const MESSAGE_KEY = /"(?:MESSAGE|msg|message)"\s{0,8}:\s{0,8}/g;

/** What `/dev/kmsg` writes for a byte that is no visible ASCII: `\x1b`. */
const KMSG_ESCAPE = /^\d{1,4},\d{1,20},\d{1,20},[^;]{1,200};.*\\x[0-9a-f]{2}/s;

/**
 * A line without what isn't its message.
 *
 * @returns `undefined` where the line is its message.
 */
export function clean(line: string): CleanedLine | undefined {
  const message = fromJson(line);
  const unescaped = message === undefined && KMSG_ESCAPE.test(line) ? fromKmsg(line) : message;
  if (!(unescaped?.message ?? line).includes("\x1b")) return unescaped;
  return withoutTerminal(unescaped ?? asItIs(line));
}

function asItIs(line: string): CleanedLine {
  return { message: line, places: Array.from({ length: line.length + 1 }, (_, place) => place) };
}

function withoutTerminal({ message, places }: CleanedLine): CleanedLine {
  const builder = new Builder();
  for (let at = 0; at < message.length; ) {
    TERMINAL.lastIndex = at;
    if (message.charCodeAt(at) === 0x1b && TERMINAL.test(message)) at = TERMINAL.lastIndex;
    else builder.add(message[at] as string, places[at++] as number);
  }
  return builder.end(places.at(-1) as number);
}

/** The message in a JSON object: a string, or journald's list of bytes. */
function fromJson(line: string): CleanedLine | undefined {
  if (!/^\s{0,64}[{[,]/.test(line)) return undefined;
  MESSAGE_KEY.lastIndex = 0;
  if (!MESSAGE_KEY.test(line)) return undefined;
  const start = MESSAGE_KEY.lastIndex;
  if (line[start] === '"') return fromJsonString(line, start + 1);
  return line[start] === "[" ? fromJsonBytes(line, start + 1) : undefined;
}

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

function fromJsonString(line: string, start: number): CleanedLine {
  const builder = new Builder();
  let at = start;
  while (at < line.length && line[at] !== '"') {
    const place = at;
    if (line[at] !== "\\") builder.add(line[at++] as string, place);
    else if (line[at + 1] === "u") {
      builder.add(String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 6), 16) || 0xfffd), place);
      at += 6;
    } else {
      const letter = line[at + 1] ?? "";
      builder.add(ESCAPED[letter] ?? letter, place);
      at += 2;
    }
  }
  return builder.end(Math.min(at, line.length));
}

function fromJsonBytes(line: string, start: number): CleanedLine {
  const builder = new Builder();
  const numbers = /\s{0,8}(\d{1,3})\s{0,8},?/y;
  numbers.lastIndex = start;
  for (let place = start, byte = numbers.exec(line); byte !== null; place = numbers.lastIndex, byte = numbers.exec(line)) {
    builder.add(String.fromCharCode(Number(byte[1])), place);
    start = numbers.lastIndex;
  }
  return builder.end(start);
}

function fromKmsg(line: string): CleanedLine {
  const builder = new Builder();
  for (let at = 0; at < line.length; ) {
    const escape = line[at] === "\\" && line[at + 1] === "x" ? Number.parseInt(line.slice(at + 2, at + 4), 16) : Number.NaN;
    builder.add(Number.isNaN(escape) ? (line[at] as string) : String.fromCharCode(escape), at);
    at += Number.isNaN(escape) ? 1 : 4;
  }
  return builder.end(line.length);
}

class Builder {
  readonly #characters: string[] = [];
  readonly #places: number[] = [];

  add(character: string, place: number): void {
    // A character of several units keeps its place for each.
    for (let unit = 0; unit < character.length; unit++) this.#places.push(place);
    this.#characters.push(character);
  }

  end(place: number): CleanedLine {
    this.#places.push(place);
    return { message: this.#characters.join(""), places: this.#places };
  }
}
