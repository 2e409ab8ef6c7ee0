/** A compressed Zstandard block (RFC 8878, 3.1.1.3): literals by Huffman, sequences by FSE, matches from the window. */

import type { Window } from "./window.js";

/** The most that a block packs or unpacks to. */
export const BLOCK_BYTES = 2 ** 17;

/** A block that can't be what the format says. */
export class CorruptBlock extends Error {
  /** A match reaches back beyond what is kept, as it may where the window was cut to what we hold. */
  readonly tooFar: boolean;

  constructor(message: string, tooFar = false) {
    super(message);
    this.tooFar = tooFar;
  }
}

/**
 * Zeros before and behind a block, so that bits can be read a few bytes past either end of a bit stream.
 * Reading past the end is found by the count of bits, after a stream is done.
 */
const MARGIN = 8;

/** Decodes the blocks of one frame; tables and distances live from block to block. */
export class BlockDecoder {
  readonly #window: Window;
  readonly #data = new Uint8Array(BLOCK_BYTES + 2 * MARGIN);
  readonly #literals = new Uint8Array(BLOCK_BYTES);
  #literalCount = 0;
  #huffman: HuffmanTable | undefined;
  #lengthTable: FseTable | undefined;
  #offsetTable: FseTable | undefined;
  #matchTable: FseTable | undefined;
  #rep0 = 1;
  #rep1 = 4;
  #rep2 = 8;

  constructor(window: Window) {
    this.#window = window;
  }

  /** Decodes `block` to the end of the window, where at least `limit` bytes are reserved. */
  decode(block: Uint8Array, limit: number): void {
    const end = MARGIN + block.length;
    this.#data.set(block, MARGIN);
    this.#data.fill(0, end, end + MARGIN);
    const sequencesAt = this.#readLiterals(MARGIN, end, limit);
    this.#runSequences(sequencesAt, end, this.#window.end + limit);
  }

  /** Unpacks the literals; where the sequences begin. */
  #readLiterals(at: number, end: number, limit: number): number {
    const data = this.#data;
    const first = data[at]!;
    const kind = first & 3;
    const format = (first >>> 2) & 3;
    if (kind <= 1) {
      const headerBytes = format === 1 ? 2 : format === 3 ? 3 : 1;
      const count = uint24(data, at) % 2 ** (headerBytes * 8) >>> ((format & 1) === 0 ? 3 : 4);
      const packed = kind === 0 ? count : 1;
      const from = at + headerBytes;
      this.#expect(count <= limit && from + packed <= end, "literals that are longer than the block");
      if (kind === 0) this.#literals.set(data.subarray(from, from + count));
      else this.#literals.fill(data[from]!, 0, count);
      this.#literalCount = count;
      return from + packed;
    }
    const bits = format <= 1 ? 10 : format === 2 ? 14 : 18;
    const header = (uint24(data, at) + uint24(data, at + 3) * 2 ** 24) / 16;
    const count = Math.floor(header) % 2 ** bits;
    const packed = Math.floor(header / 2 ** bits) % 2 ** bits;
    let from = at + (4 + 2 * bits) / 8;
    const literalsEnd = from + packed;
    this.#expect(count <= limit && literalsEnd <= end, "literals that are longer than the block");
    this.#literalCount = count;
    if (kind === 2) {
      const [table, next] = readHuffmanTable(data, from, literalsEnd);
      this.#huffman = table;
      from = next;
    }
    if (this.#huffman === undefined) throw new CorruptBlock("literals before the first Huffman table");
    if (format === 0) decodeHuffman(data, from, literalsEnd, this.#huffman, this.#literals, 0, count);
    else this.#decodeFourStreams(from, literalsEnd, count, this.#huffman);
    return literalsEnd;
  }

  #decodeFourStreams(at: number, end: number, count: number, table: HuffmanTable): void {
    const data = this.#data;
    const quarter = (count + 3) >>> 2;
    this.#expect(at + 6 <= end && quarter * 3 <= count, "impossible literal streams");
    let from = at + 6;
    for (let stream = 0; stream < 4; stream += 1) {
      const to = stream === 3 ? end : from + uint16(data, at + stream * 2);
      this.#expect(to <= end, "impossible literal streams");
      decodeHuffman(data, from, to, table, this.#literals, stream * quarter, stream === 3 ? count : (stream + 1) * quarter);
      from = to;
    }
  }

  #runSequences(at: number, end: number, outputEnd: number): void {
    const data = this.#data;
    this.#expect(at < end, "no sequences where they must be");
    let from = at + 1;
    let count = data[at]!;
    if (count === 255) {
      count = uint16(data, from) + 0x7f00;
      from += 2;
    } else if (count >= 128) {
      count = ((count - 128) << 8) + data[from]!;
      from += 1;
    }
    if (count === 0) {
      this.#expect(from === end, "bytes after the last sequence");
      this.#copyLiterals(0, this.#literalCount, outputEnd);
      return;
    }
    const modes = data[from]!;
    from += 1;
    this.#expect((modes & 3) === 0, "sequence modes of a later version of the format");
    [this.#lengthTable, from] = readSequenceTable(data, from, end, modes >>> 6, LITERAL_LENGTHS, this.#lengthTable);
    [this.#offsetTable, from] = readSequenceTable(data, from, end, (modes >>> 4) & 3, OFFSETS, this.#offsetTable);
    [this.#matchTable, from] = readSequenceTable(data, from, end, (modes >>> 2) & 3, MATCH_LENGTHS, this.#matchTable);
    this.#expect(from < end, "no sequences where they must be");
    const bits = new BackwardBits(data, from, end);
    const used = this.#decodeSequences(bits, count, this.#lengthTable, this.#offsetTable, this.#matchTable, outputEnd);
    this.#expect(bits.left === 0, "sequences that don't end where they must");
    this.#copyLiterals(used, this.#literalCount, outputEnd);
  }

  /** Writes literals and matches; how many literals were used. */
  #decodeSequences(bits: BackwardBits, count: number, lengths: FseTable, offsets: FseTable, matches: FseTable, outputEnd: number): number {
    const window = this.#window;
    let lengthState = bits.read(lengths.accuracy);
    let offsetState = bits.read(offsets.accuracy);
    let matchState = bits.read(matches.accuracy);
    let used = 0;
    for (let sequence = 1; ; sequence += 1) {
      const lengthCode = lengths.symbols[lengthState]!;
      const matchCode = matches.symbols[matchState]!;
      const offsetCode = offsets.symbols[offsetState]!;
      const offsetValue = 2 ** offsetCode + bits.read(offsetCode);
      const matchLength = MATCH_LENGTHS.base[matchCode]! + bits.read(MATCH_LENGTHS.bits[matchCode]!);
      const literalLength = LITERAL_LENGTHS.base[lengthCode]! + bits.read(LITERAL_LENGTHS.bits[lengthCode]!);
      const distance = this.#distance(offsetValue, literalLength);
      this.#expect(used + literalLength <= this.#literalCount, "sequences that use more literals than there are");
      this.#copyLiterals(used, used + literalLength, outputEnd);
      used += literalLength;
      this.#expect(window.end + matchLength <= outputEnd, "a block that unpacks to more than the format allows");
      if (distance > window.reach || distance <= 0) throw new CorruptBlock("a match reaches back beyond the data", true);
      window.repeat(distance, matchLength);
      // Damage may run past the bits (they read as zeros) for no longer than this.
      if (sequence === count || bits.left < 0) return used;
      lengthState = lengths.next[lengthState]! + bits.read(lengths.bits[lengthState]!);
      matchState = matches.next[matchState]! + bits.read(matches.bits[matchState]!);
      offsetState = offsets.next[offsetState]! + bits.read(offsets.bits[offsetState]!);
    }
  }

  /** The distance that an offset value stands for, by the rules of repeated offsets (3.1.1.5). */
  #distance(offsetValue: number, literalLength: number): number {
    const repeat = offsetValue > 3 ? 4 : offsetValue - (literalLength === 0 ? 0 : 1);
    if (repeat === 0) return this.#rep0;
    const distance = repeat === 4 ? offsetValue - 3 : repeat === 1 ? this.#rep1 : repeat === 2 ? this.#rep2 : this.#rep0 - 1;
    if (repeat !== 1) this.#rep2 = this.#rep1;
    this.#rep1 = this.#rep0;
    this.#rep0 = distance;
    return distance;
  }

  #copyLiterals(from: number, to: number, outputEnd: number): void {
    const window = this.#window;
    const { bytes, end } = window;
    const count = to - from;
    this.#expect(end + count <= outputEnd, "a block that unpacks to more than the format allows");
    if (count > 64) bytes.set(this.#literals.subarray(from, to), end);
    else for (let i = 0; i < count; i += 1) bytes[end + i] = this.#literals[from + i]!;
    window.end = end + count;
  }

  #expect(isSound: boolean, otherwise: string): void {
    if (!isSound) throw new CorruptBlock(otherwise);
  }
}

/** Bits read from the end of a byte range to its beginning, as Huffman and FSE write them. */
class BackwardBits {
  readonly #data: Uint8Array;
  readonly #start: number;
  /** Bits not read yet; negative once more were read than there are. */
  left: number;

  constructor(data: Uint8Array, start: number, end: number) {
    const last = end > start ? data[end - 1]! : 0;
    if (last === 0) throw new CorruptBlock("a bit stream without an end mark");
    this.#data = data;
    this.#start = start;
    this.left = (end - start) * 8 - 1 - Math.clz32(last << 24);
  }

  /** The next `count` bits (at most 31). */
  read(count: number): number {
    if (count > 16) return this.read(count - 16) * 0x10000 + this.read(16);
    this.left -= count;
    // Past the beginning there is nothing but zeros.
    if (this.left < 0) return this.left <= -count ? 0 : (this.peekAt(0, 24) << -this.left) & ((1 << count) - 1);
    return this.peekAt(this.left, count);
  }

  /** `count` bits (at most 24) from bit `position` on. */
  peekAt(position: number, count: number): number {
    const at = this.#start + (position >> 3);
    const data = this.#data;
    const word = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    return (word >>> (position & 7)) & ((1 << count) - 1);
  }
}

// ── FSE (4.1)

/** A decoding table of Finite State Entropy: for each state its symbol, and how to come to the next state. */
interface FseTable {
  readonly accuracy: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly next: Uint16Array;
}

/** One kind of sequence code: its default odds, and what its codes stand for. */
interface SequenceCode {
  readonly name: string;
  readonly maxAccuracy: number;
  readonly maxSymbol: number;
  readonly base: Uint32Array;
  readonly bits: Uint8Array;
  readonly predefined: FseTable;
}

const LITERAL_LENGTHS = sequenceCode("literal length", 9, 0, [
  ...Array.from({ length: 16 }, () => 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
], 6, [
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);

const MATCH_LENGTHS = sequenceCode("match length", 9, 3, [
  ...Array.from({ length: 32 }, () => 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
], 6, [
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);

/** An offset code is the number of its extra bits; more than 31 can't be within any window. */
const OFFSETS = sequenceCode("offset", 8, 0, Array.from({ length: 32 }, (_, code) => code), 5, [
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);

function sequenceCode(name: string, maxAccuracy: number, firstBase: number, bits: readonly number[], accuracy: number, odds: readonly number[]): SequenceCode {
  const base = new Uint32Array(bits.length);
  let next = firstBase;
  bits.forEach((count, code) => {
    base[code] = next;
    next += 2 ** count;
  });
  return { name, maxAccuracy, maxSymbol: bits.length - 1, base, bits: Uint8Array.from(bits), predefined: buildFseTable(accuracy, odds) };
}

/** The table that a mode asks for, and where the next thing begins. */
function readSequenceTable(data: Uint8Array, at: number, end: number, mode: number, code: SequenceCode, previous: FseTable | undefined): [FseTable, number] {
  switch (mode) {
    case 0:
      return [code.predefined, at];
    case 1: {
      const symbol = data[at]!;
      if (at >= end || symbol > code.maxSymbol) throw new CorruptBlock(`an impossible ${code.name} code`);
      return [{ accuracy: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), next: new Uint16Array(1) }, at + 1];
    }
    case 2:
      return readFseTable(data, at, end, code.maxAccuracy, code.maxSymbol);
    default:
      if (previous === undefined) throw new CorruptBlock(`a repeated ${code.name} table before the first`);
      return [previous, at];
  }
}

/** Reads the description of a table (4.1.1); the table, and where the next thing begins. */
function readFseTable(data: Uint8Array, at: number, end: number, maxAccuracy: number, maxSymbol: number): [FseTable, number] {
  let position = at * 8;
  function read(count: number): number {
    const byte = position >> 3;
    const value = (uint24(data, byte) >>> (position & 7)) & ((1 << count) - 1);
    position += count;
    return value;
  }
  const accuracy = read(4) + 5;
  if (accuracy > maxAccuracy) throw new CorruptBlock("an FSE table that is too large");
  const odds: number[] = [];
  let remaining = 1 << accuracy;
  while (remaining > 0 && position <= end * 8) {
    // Values from 0 to remaining + 1, in as few bits as will do: the smaller ones take one bit less.
    const bits = 32 - Math.clz32(remaining + 1);
    const shorter = (1 << bits) - 1 - (remaining + 1);
    let value = read(bits - 1);
    if (value >= shorter) {
      value += read(1) << (bits - 1);
      if (value >= 1 << (bits - 1)) value -= shorter;
    }
    const probability = value - 1;
    odds.push(probability);
    remaining -= Math.abs(probability);
    if (probability === 0) {
      let repeat: number;
      do {
        repeat = read(2);
        for (let i = 0; i < repeat; i += 1) odds.push(0);
      } while (repeat === 3 && position <= end * 8);
    }
  }
  const next = (position + 7) >> 3;
  if (remaining !== 0 || next > end || odds.length > maxSymbol + 1) throw new CorruptBlock("an impossible FSE table");
  return [buildFseTable(accuracy, odds), next];
}

/** Spreads the symbols by their odds over the states; -1 is "less than one", a state of its own at the end. */
function buildFseTable(accuracy: number, odds: readonly number[]): FseTable {
  const size = 1 << accuracy;
  const symbols = new Uint8Array(size);
  const bits = new Uint8Array(size);
  const next = new Uint16Array(size);
  const nextOfSymbol = odds.map((probability) => (probability === -1 ? 1 : probability));
  let high = size;
  odds.forEach((probability, symbol) => {
    if (probability === -1) symbols[(high -= 1)] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  odds.forEach((probability, symbol) => {
    for (let i = 0; i < probability; i += 1) {
      symbols[position] = symbol;
      do position = (position + step) & (size - 1);
      while (position >= high);
    }
  });
  for (let state = 0; state < size; state += 1) {
    const symbol = symbols[state]!;
    const order = nextOfSymbol[symbol]!;
    nextOfSymbol[symbol] = order + 1;
    bits[state] = accuracy - (31 - Math.clz32(order));
    next[state] = (order << bits[state]!) - size;
  }
  return { accuracy, symbols, bits, next };
}

// ── Huffman (4.2)

/** For each value of the next `maxBits` bits: the symbol, and how many bits it takes. */
interface HuffmanTable {
  readonly maxBits: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

const MAX_HUFFMAN_BITS = 11;

function readHuffmanTable(data: Uint8Array, at: number, end: number): [HuffmanTable, number] {
  const header = data[at]!;
  const next = at + 1 + (header < 128 ? header : (header - 126) >> 1);
  if (at >= end || next > end) throw new CorruptBlock("a Huffman table that is cut off");
  const weights = header < 128 ? readFseWeights(data, at + 1, next) : Array.from({ length: header - 127 }, (_, i) => {
    const pair = data[at + 1 + (i >> 1)]!;
    return i % 2 === 0 ? pair >> 4 : pair & 15;
  });
  return [buildHuffmanTable(weights), next];
}

/** Weights packed by FSE: two states take turns, until one has no bits left to go on (4.2.1.2). */
function readFseWeights(data: Uint8Array, at: number, end: number): number[] {
  const [table, from] = readFseTable(data, at, end, 6, 255);
  const bits = new BackwardBits(data, from, end);
  const weights: number[] = [];
  let state = bits.read(table.accuracy);
  let other = bits.read(table.accuracy);
  while (weights.length < 255) {
    weights.push(table.symbols[state]!);
    if (bits.left < table.bits[state]!) {
      weights.push(table.symbols[other]!);
      return weights;
    }
    const advanced = table.next[state]! + bits.read(table.bits[state]!);
    state = other;
    other = advanced;
  }
  throw new CorruptBlock("a Huffman table with too many symbols");
}

/** The table for these weights; the weight of the last symbol isn't stored, but follows from the others. */
function buildHuffmanTable(stored: readonly number[]): HuffmanTable {
  const sum = stored.reduce((total, weight) => total + (weight === 0 ? 0 : 2 ** (weight - 1)), 0);
  const maxBits = 32 - Math.clz32(sum);
  const left = 2 ** maxBits - sum;
  const lastWeight = 32 - Math.clz32(left);
  if (sum === 0 || maxBits > MAX_HUFFMAN_BITS || left !== 2 ** (lastWeight - 1) || stored.length > 255) throw new CorruptBlock("an impossible Huffman table");
  const weights = [...stored, lastWeight];
  const symbols = new Uint8Array(1 << maxBits);
  const bits = new Uint8Array(1 << maxBits);
  let at = 0;
  for (let weight = 1; weight <= maxBits; weight += 1) {
    weights.forEach((other, symbol) => {
      if (other !== weight) return;
      const span = 1 << (weight - 1);
      symbols.fill(symbol, at, at + span);
      bits.fill(maxBits + 1 - weight, at, at + span);
      at += span;
    });
  }
  return { maxBits, symbols, bits };
}

/** Decodes one Huffman stream into `output` from `from` to `to`, and expects it to end just there. */
function decodeHuffman(data: Uint8Array, start: number, end: number, table: HuffmanTable, output: Uint8Array, from: number, to: number): void {
  const stream = new BackwardBits(data, start, end);
  const { maxBits, symbols, bits } = table;
  let { left } = stream;
  let at = from;
  while (at < to && left > 0) {
    // Near the beginning fewer than maxBits are left: what stands before it are the low bits, which a code that fits ignores.
    const index = stream.peekAt(left - maxBits, maxBits);
    output[at] = symbols[index]!;
    left -= bits[index]!;
    at += 1;
  }
  if (at !== to || left !== 0) throw new CorruptBlock("literals that don't end where they must");
}

function uint16(data: Uint8Array, at: number): number {
  return data[at]! | (data[at + 1]! << 8);
}

function uint24(data: Uint8Array, at: number): number {
  return data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16);
}
