/** What a netconsole receiver wrote down: long messages come in fragments, which are joined; what the network lost is told. */

import { byteLines, concatenate, decodeText, encodeText, indexOfBytes } from "./bytes.js";

/** A receiver's log with its fragments joined. */
export interface JoinedNetconsole {
  readonly bytes: Uint8Array;
  /** Messages that came in fragments. */
  readonly joined: number;
  /** Those of them that lack bytes; where, `[… N bytes lost …]` stands. */
  readonly incomplete: number;
  /** Numbers of the kernel's messages that never came, between the first and the last that did. */
  readonly missing: number;
}

/** A packet that holds a part of a message: `6,416,1758426,-,ncfrag=16/31;TEXT`. */
interface Fragment {
  /** Where its line begins, with what the receiver wrote before it. */
  readonly lineStart: number;
  readonly headStart: number;
  readonly textStart: number;
  /** The message's number and time: `416,1758426`. */
  readonly message: string;
  /** Its head without `ncfrag`. */
  readonly head: string;
  /** Where its text stands in the message. */
  readonly offset: number;
  /** Bytes of the whole message. */
  readonly total: number;
}

const MARK = encodeText(",ncfrag=");
const LINE_FEED = 10;
const BLANK = 32;
/** A head has a release, four numbers and some keys. */
const MOST_HEAD_BYTES = 400;

/** Level, number, time, flags and other keys, up to the mark; a release may stand first. */
const HEAD_START = /(?:\d+\.\d[\w.+~-]{0,100},)?\d{1,4},(\d{1,20},\d{1,20}),[-cF+](?:,[a-z]+=[^,;\s]{1,64})*$/;
const HEAD_END = /^,ncfrag=(\d{1,10})\/(\d{1,10})((?:,[a-z]+=[^,;\s]{1,64})*;)/;

/** Joins the fragments, each message where its first one stood; a text without fragments is given as it is. */
export function joinNetconsole(bytes: Uint8Array): JoinedNetconsole {
  const fragments = findFragments(bytes);
  const missing = countMissing(bytes);
  if (fragments.length === 0) return { bytes, joined: 0, incomplete: 0, missing };
  const ends = fragments.map((fragment, at) => textEnd(bytes, fragment, fragments[at + 1]));
  const messages = gather(bytes, fragments, ends);
  const parts: Uint8Array[] = [];
  const written = new Set<string>();
  let [from, incomplete] = [0, 0];
  for (const [at, fragment] of fragments.entries()) {
    const end = ends[at]!;
    if (written.has(fragment.message)) {
      const isWholeLine = fragments[at - 1]?.lineStart !== fragment.lineStart && (end === bytes.length || bytes[end] === LINE_FEED);
      parts.push(bytes.subarray(from, isWholeLine ? fragment.lineStart : fragment.headStart));
      from = isWholeLine ? end + 1 : end;
      continue;
    }
    written.add(fragment.message);
    const { text, isIncomplete } = putTogether(messages.get(fragment.message)!, fragment.total);
    if (isIncomplete) incomplete += 1;
    parts.push(bytes.subarray(from, fragment.headStart), encodeText(fragment.head), ...text);
    from = end;
  }
  parts.push(bytes.subarray(from));
  return { bytes: concatenate(parts), joined: messages.size, incomplete, missing };
}

/** The texts of each message by their offsets; a packet that the network doubled counts once. */
function gather(bytes: Uint8Array, fragments: readonly Fragment[], ends: readonly number[]): Map<string, Map<number, Uint8Array>> {
  const messages = new Map<string, Map<number, Uint8Array>>();
  for (const [at, { message, offset, textStart }] of fragments.entries()) {
    const texts = messages.get(message) ?? new Map<number, Uint8Array>();
    messages.set(message, texts);
    if (!texts.has(offset)) texts.set(offset, bytes.subarray(textStart, ends[at]));
  }
  return messages;
}

function findFragments(bytes: Uint8Array): Fragment[] {
  const fragments: Fragment[] = [];
  for (let at = indexOfBytes(bytes, MARK); at >= 0; at = indexOfBytes(bytes, MARK, at + MARK.length)) {
    const fragment = fragmentAt(bytes, at, fragments.at(-1));
    if (fragment !== undefined) fragments.push(fragment);
  }
  return fragments;
}

function fragmentAt(bytes: Uint8Array, mark: number, previous: Fragment | undefined): Fragment | undefined {
  const searched = previous?.textStart ?? 0;
  const lineFeed = bytes.subarray(searched, mark).lastIndexOf(LINE_FEED);
  const lineStart = lineFeed >= 0 ? searched + lineFeed + 1 : (previous?.lineStart ?? 0);
  const before = Math.max(lineStart, mark - MOST_HEAD_BYTES, searched);
  const [, from = "", total = "", rest = ""] = HEAD_END.exec(decodeText(bytes.subarray(mark, mark + MOST_HEAD_BYTES))) ?? [];
  // Every byte is one character here: heads are ASCII, and what isn't stands before them.
  const text = String.fromCharCode(...bytes.subarray(before, mark));
  const found = HEAD_START.exec(text);
  if (rest === "" || found === null) return undefined;
  const [head = "", message = ""] = found;
  const fragment = {
    lineStart,
    headStart: mark - head.length,
    textStart: mark + MARK.length + from.length + 1 + total.length + rest.length,
    message,
    head: `${head}${rest}`,
    offset: Number(from),
    total: Number(total),
  };
  return previous === undefined ? fragment : afterText(fragment, previous, text, before);
}

/** Where packets run into each other on one line, the digits that end a text look like a part of the next head: the offsets tell. */
function afterText(fragment: Fragment, previous: Fragment, text: string, before: number): Fragment {
  const start = previous.textStart + fragment.offset - previous.offset;
  const { headStart, lineStart, head } = fragment;
  if (previous.lineStart !== lineStart || previous.message !== fragment.message || start <= headStart || start - before > text.length) return fragment;
  const shorter = HEAD_START.exec(text.slice(start - before));
  return shorter?.index === 0 ? { ...fragment, headStart: start, head: head.slice(start - headStart) } : fragment;
}

/** The end of a fragment's text: where the next one begins, or its line ends, but for lines of its dictionary. */
function textEnd(bytes: Uint8Array, { textStart, offset, total }: Fragment, next: Fragment | undefined): number {
  const end = Math.max(textStart, Math.min(textStart + total - offset, next?.headStart ?? bytes.length, bytes.length));
  const text = bytes.subarray(textStart, end);
  let lineEnd = text.indexOf(LINE_FEED);
  while (lineEnd >= 0 && text[lineEnd + 1] === BLANK) lineEnd = text.indexOf(LINE_FEED, lineEnd + 1);
  return lineEnd < 0 ? end : textStart + lineEnd;
}

/** A message's text from its fragments, with a mark where bytes never came. */
function putTogether(fragments: ReadonlyMap<number, Uint8Array>, total: number): { readonly text: readonly Uint8Array[]; readonly isIncomplete: boolean } {
  const text: Uint8Array[] = [];
  let at = 0;
  let isIncomplete = false;
  const markLost = (until: number) => {
    if (until <= at) return;
    isIncomplete = true;
    text.push(encodeText(`[… ${until - at} bytes lost …]`));
  };
  for (const [offset, piece] of [...fragments].sort(([one], [other]) => one - other)) {
    markLost(offset);
    text.push(piece.subarray(Math.max(0, at - offset)));
    at = Math.max(at, offset + piece.length);
  }
  markLost(total);
  return { text, isIncomplete };
}

const NUMBERED = /^(?:\d+\.\d[\w.+~-]{0,100},)?\d{1,4},(\d{1,15}),\d{1,20},[-cF+]/;
/** A number so far below the one before is of the next boot. */
const RESTART = 1000;

function countMissing(bytes: Uint8Array): number {
  let missing = 0;
  let [numbers, first, highest] = [new Set<number>(), 0, -1];
  const endRun = () => {
    if (highest >= 0) missing += highest - first + 1 - numbers.size;
  };
  for (const line of byteLines(bytes)) {
    if (line[0]! < 0x30 || line[0]! > 0x39) continue;
    const number = Number(NUMBERED.exec(decodeText(line.subarray(0, 160)))?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) continue;
    if (highest < 0 || number < highest - RESTART) {
      endRun();
      [numbers, first, highest] = [new Set(), number, number];
    }
    numbers.add(number);
    [first, highest] = [Math.min(first, number), Math.max(highest, number)];
  }
  endRun();
  return missing;
}
