/** LZMA2 (the coder inside xz): chunks of at most 64 KiB that unpack to at most 2 MiB each. */

import type { ByteReader } from "./reader.js";
import { MAX_WINDOW_BYTES, Window } from "./window.js";

// Control bytes of a chunk. From LZMA on, bits 5 and 6 say what is reset, bits 0 to 4 are the high bits of the length.
const END = 0x00;
const COPY_RESET_WINDOW = 0x01;
const COPY = 0x02;
const LZMA = 0x80;
const LZMA_RESET_STATE = 0xa0;
const LZMA_NEW_PROPERTIES = 0xc0;
const LZMA_RESET_WINDOW = 0xe0;

/**
 * The data of one xz block, chunk by chunk.
 *
 * A chunk is read whole before it is decoded, so the range decoder never has to stop in the middle of a symbol, and
 * no more than 64 KiB of input and 2 MiB of output stand beside the window.
 */
export async function* unpackLzma2(reader: ByteReader, dictionarySize: number): AsyncGenerator<Uint8Array, void, undefined> {
  const window = new Window(dictionarySize);
  const decoder = new LzmaDecoder(window);
  let needsWindowReset = true;
  let needsProperties = true;
  for (;;) {
    const control = await reader.takeByte();
    if (control === END) return;
    if (control === COPY_RESET_WINDOW || control >= LZMA_RESET_WINDOW) {
      window.reset();
      needsWindowReset = false;
      needsProperties = true;
    }
    if (needsWindowReset) throw reader.damaged("an LZMA2 chunk before the first reset of the dictionary");
    if (control < LZMA) {
      if (control > COPY) throw reader.damaged(`unknown LZMA2 chunk 0x${control.toString(16)}`);
      const size = uint16(await reader.take(2)) + 1;
      window.append(await reader.take(size));
      yield window.copyFrom(window.end - size);
      continue;
    }
    const sizes = await reader.take(4);
    const unpackedSize = ((control & 0x1f) << 16) + uint16(sizes) + 1;
    const packedSize = uint16(sizes.subarray(2)) + 1;
    if (control >= LZMA_NEW_PROPERTIES) {
      if (!decoder.setProperties(await reader.takeByte())) throw reader.damaged("impossible LZMA properties");
      needsProperties = false;
    } else if (needsProperties) throw reader.damaged("an LZMA2 chunk before the first LZMA properties");
    else if (control >= LZMA_RESET_STATE) decoder.resetState();
    const problem = decoder.decode(await reader.take(packedSize), unpackedSize);
    if (problem === TOO_FAR && window.total > MAX_WINDOW_BYTES && dictionarySize > MAX_WINDOW_BYTES) {
      throw reader.unsupported(
        `needs a dictionary of ${Math.ceil(dictionarySize / 2 ** 20)} MiB, and at most ${MAX_WINDOW_BYTES / 2 ** 20} MiB are kept`,
        "unpack it with xz -d first",
      );
    }
    if (problem !== undefined) throw reader.damaged(problem);
    yield window.copyFrom(window.end - unpackedSize);
  }
}

function uint16(bytes: Uint8Array): number {
  return (bytes[0]! << 8) | bytes[1]!;
}

const TOO_FAR = "an LZMA match reaches back beyond the data";
const BAD_END = "an LZMA2 chunk doesn't end where it must";

// The adaptive probabilities, all in one array: where each group begins. "Position" is the low bits of the output position.
const STATES = 12;
const POSITIONS = 16;
const IS_MATCH = 0; // [state][position]
const IS_REP = IS_MATCH + STATES * POSITIONS; // [state]
const IS_REP0 = IS_REP + STATES; // [state]: 0 = the last distance
const IS_REP1 = IS_REP0 + STATES; // [state]: 0 = the one before
const IS_REP2 = IS_REP1 + STATES; // [state]: 0 = the one before that
const IS_REP0_LONG = IS_REP2 + STATES; // [state][position]: 0 = a single byte
const DISTANCE_SLOT = IS_REP0_LONG + STATES * POSITIONS; // [length class][64]
const DISTANCE_SPECIAL = DISTANCE_SLOT + 4 * 64; // [128], bit trees of the slots 4 to 13
const DISTANCE_ALIGN = DISTANCE_SPECIAL + 128; // [16], the low 4 bits of greater distances
const MATCH_LENGTH = DISTANCE_ALIGN + 16;
const LENGTH_LOW = 2; // after two choice bits: [position][8]
const LENGTH_MID = LENGTH_LOW + POSITIONS * 8; // [position][8]
const LENGTH_HIGH = LENGTH_MID + POSITIONS * 8; // [256]
const LENGTH_CODER = LENGTH_HIGH + 256;
const REP_LENGTH = MATCH_LENGTH + LENGTH_CODER;
const LITERAL = REP_LENGTH + LENGTH_CODER; // [context][0x300]
const MAX_LITERAL_CONTEXTS = 1 << 4;

const HALF = 1024; // even odds, of 2048
const MIN_MATCH = 2;

/** The LZMA state machine over a range decoder; it lives through the chunks of a block. */
class LzmaDecoder {
  readonly #window: Window;
  readonly #probabilities = new Uint16Array(LITERAL + 0x300 * MAX_LITERAL_CONTEXTS);
  #literalContextBits = 0;
  #literalPositionMask = 0;
  #positionMask = 0;
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;

  #input: Uint8Array = new Uint8Array(0);
  #at = 0;
  #range = 0;
  #code = 0;

  constructor(window: Window) {
    this.#window = window;
  }

  /** Sets lc, lp and pb from their byte; false where there are no such. */
  setProperties(byte: number): boolean {
    const lc = byte % 9;
    const lp = Math.floor(byte / 9) % 5;
    const pb = Math.floor(byte / 45);
    if (pb > 4 || lc + lp > 4) return false;
    this.#literalContextBits = lc;
    this.#literalPositionMask = (1 << lp) - 1;
    this.#positionMask = (1 << pb) - 1;
    this.resetState();
    return true;
  }

  resetState(): void {
    this.#probabilities.fill(HALF);
    this.#state = this.#rep0 = this.#rep1 = this.#rep2 = this.#rep3 = 0;
  }

  /** Decodes one chunk into the window; what is wrong with it, if anything. */
  decode(input: Uint8Array, unpackedSize: number): string | undefined {
    this.#input = input;
    this.#range = 0xffffffff;
    this.#code = ((input[1]! << 24) | (input[2]! << 16) | (input[3]! << 8) | input[4]!) >>> 0;
    this.#at = 5;
    if (input.length < 5 || input[0] !== 0) return "an LZMA2 chunk that doesn't begin as it must";
    this.#window.reserve(unpackedSize);
    const problem = this.#decodeSymbols(unpackedSize);
    if (problem !== undefined) return problem;
    this.#normalize();
    return this.#at === input.length && this.#code === 0 ? undefined : BAD_END;
  }

  #decodeSymbols(unpackedSize: number): string | undefined {
    const window = this.#window;
    const limit = window.end + unpackedSize;
    const shift = window.total - window.end; // from an index in the window to an output position
    while (window.end < limit) {
      const position = (window.end + shift) & this.#positionMask;
      if (this.#bit(IS_MATCH + this.#state * POSITIONS + position) === 0) {
        this.#literal(window, shift);
        continue;
      }
      const length = this.#bit(IS_REP + this.#state) === 0 ? this.#match(position) : this.#repeatedMatch(position);
      // A damaged chunk reads past its input, which gives zeros; the loop is bounded by the output all the same.
      if (this.#rep0 >= window.reach) return TOO_FAR;
      if (length > limit - window.end) return BAD_END;
      window.repeat(this.#rep0 + 1, length);
    }
    return undefined;
  }

  #literal(window: Window, shift: number): void {
    const { bytes, end } = window;
    const previous = end > 0 ? bytes[end - 1]! : 0;
    const lc = this.#literalContextBits;
    const context = (((end + shift) & this.#literalPositionMask) << lc) + (previous >>> (8 - lc));
    const base = LITERAL + context * 0x300;
    let symbol = 1;
    if (this.#state >= 7) {
      // After a match, the byte that would have gone on with it steers the odds, until the first difference.
      let expected = end > this.#rep0 ? bytes[end - this.#rep0 - 1]! : 0;
      do {
        const expectedBit = (expected >>> 7) & 1;
        expected <<= 1;
        const bit = this.#bit(base + ((1 + expectedBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expectedBit) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol);
    bytes[end] = symbol;
    window.end = end + 1;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** A match at a new distance, which goes to rep0; its length. */
  #match(position: number): number {
    this.#state = this.#state < 7 ? 7 : 10;
    this.#rep3 = this.#rep2;
    this.#rep2 = this.#rep1;
    this.#rep1 = this.#rep0;
    const length = this.#length(MATCH_LENGTH, position);
    this.#rep0 = this.#distance(length);
    return length;
  }

  /** A match at one of the last four distances, which becomes rep0; its length. */
  #repeatedMatch(position: number): number {
    const state = this.#state;
    if (this.#bit(IS_REP0 + state) === 0) {
      if (this.#bit(IS_REP0_LONG + state * POSITIONS + position) === 0) {
        this.#state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const distance = this.#olderDistance(state);
      this.#rep1 = this.#rep0;
      this.#rep0 = distance;
    }
    this.#state = state < 7 ? 8 : 11;
    return this.#length(REP_LENGTH, position);
  }

  #olderDistance(state: number): number {
    if (this.#bit(IS_REP1 + state) === 0) return this.#rep1;
    let distance = this.#rep2;
    if (this.#bit(IS_REP2 + state) === 1) {
      distance = this.#rep3;
      this.#rep3 = this.#rep2;
    }
    this.#rep2 = this.#rep1;
    return distance;
  }

  #length(coder: number, position: number): number {
    if (this.#bit(coder) === 0) return MIN_MATCH + this.#tree(coder + LENGTH_LOW + position * 8, 3);
    if (this.#bit(coder + 1) === 0) return MIN_MATCH + 8 + this.#tree(coder + LENGTH_MID + position * 8, 3);
    return MIN_MATCH + 16 + this.#tree(coder + LENGTH_HIGH, 8);
  }

  #distance(length: number): number {
    const lengthClass = Math.min(length - MIN_MATCH, 3);
    const slot = this.#tree(DISTANCE_SLOT + lengthClass * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.#reverseTree(DISTANCE_SPECIAL + high - slot, bits);
    return high + this.#direct(bits - 4) * 16 + this.#reverseTree(DISTANCE_ALIGN, 4);
  }

  #tree(base: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i += 1) symbol = (symbol << 1) | this.#bit(base + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i += 1) {
      const bit = this.#bit(base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  /** Bits of even odds. */
  #direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i += 1) {
      this.#normalize();
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = value * 2 + bit;
    }
    return value;
  }

  /** One bit by the odds at `index`, which learn from it. */
  #bit(index: number): number {
    this.#normalize();
    const odds = this.#probabilities[index]!;
    const bound = (this.#range >>> 11) * odds;
    if (this.#code < bound) {
      this.#range = bound;
      this.#probabilities[index] = odds + ((2048 - odds) >>> 5);
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    this.#probabilities[index] = odds - (odds >>> 5);
    return 1;
  }

  #normalize(): void {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | (this.#input[this.#at] ?? 0)) >>> 0;
    this.#at += 1;
  }
}
