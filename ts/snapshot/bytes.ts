/** Bytes and text, as the readers of a snapshot's files handle them. */

const LINE_FEED = 10;

/** The bytes in one piece of their own. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes as UTF-8, U+FFFD for what isn't. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Text as UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Where `wanted` begins at or after `from`; -1 where it doesn't. */
export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from = 0): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same += 1;
    if (same === wanted.length) return at;
  }
  return -1;
}

/** Lines of some bytes, without their line feeds; the last one also where it doesn't end. */
export function* byteLines(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, at);
    if (end < 0) {
      yield bytes.subarray(at);
      return;
    }
    yield bytes.subarray(at, end);
    at = end + 1;
  }
}

/** Lines of a text with their numbers from 1, blank ones left out, without a trailing CR. */
export function* textLines(text: string): Generator<{ readonly number: number; readonly line: string }, void, undefined> {
  let number = 0;
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf("\n", at);
    const end = found < 0 ? text.length : found;
    number += 1;
    const line = text.slice(at, text[end - 1] === "\r" && end > at ? end - 1 : end);
    if (line.trim() !== "") yield { number, line };
    at = end + 1;
  }
}
