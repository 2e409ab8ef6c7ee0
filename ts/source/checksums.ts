/** The checksums that compressed formats end their data with, each fed piece by piece: CRC-32, CRC-64, SHA-256, XXH64. */

/** A checksum in progress. */
export interface Checksum {
  /** Takes in more data. */
  update(bytes: Uint8Array): void;
  /** The value of all data taken in, as the bytes that a file stores. Ends the checksum. */
  digest(): Uint8Array;
}

const CRC32_TABLE = crc32Table();

/** CRC-32 of `bytes` (ISO-HDLC, as in gzip and xz), going on from `previous`. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  for (let i = 0; i < bytes.length; i += 1) crc = CRC32_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** CRC-32, little-endian. */
export class Crc32 implements Checksum {
  #crc = 0;

  update(bytes: Uint8Array): void {
    this.#crc = crc32(bytes, this.#crc);
  }

  digest(): Uint8Array {
    return littleEndian(this.#crc);
  }
}

const CRC64_TABLE = crc64Table();

/** CRC-64 (ECMA-182, reflected, as in xz), little-endian. Two 32-bit halves: BigInt would take seconds. */
export class Crc64 implements Checksum {
  #low = ~0;
  #high = ~0;

  update(bytes: Uint8Array): void {
    let low = this.#low;
    let high = this.#high;
    for (let i = 0; i < bytes.length; i += 1) {
      const entry = ((low ^ bytes[i]!) & 0xff) << 1;
      low = CRC64_TABLE[entry]! ^ ((low >>> 8) | (high << 24));
      high = CRC64_TABLE[entry + 1]! ^ (high >>> 8);
    }
    this.#low = low;
    this.#high = high;
  }

  digest(): Uint8Array {
    return littleEndian(~this.#low, ~this.#high);
  }
}

function crc32Table(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
}

/** Pairs of low and high half. */
function crc64Table(): Int32Array {
  const table = new Int32Array(512);
  for (let byte = 0; byte < 256; byte += 1) {
    let low = byte;
    let high = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry) {
        low ^= 0xd7870f42;
        high ^= 0xc96c5795;
      }
    }
    table[byte * 2] = low;
    table[byte * 2 + 1] = high;
  }
  return table;
}

/**
 * Cuts data of any chunking into blocks of a fixed size, which is what block checksums are made of.
 * What is no whole block yet is kept, so `tail` holds the last incomplete one.
 */
class Blocks {
  readonly size: number;
  readonly tail: Uint8Array;
  tailLength = 0;
  total = 0;

  constructor(size: number) {
    this.size = size;
    this.tail = new Uint8Array(size);
  }

  /** Calls `block` with the data and the offset of each whole block in it. */
  feed(bytes: Uint8Array, block: (data: Uint8Array, at: number) => void): void {
    this.total += bytes.length;
    let at = 0;
    if (this.tailLength > 0) {
      at = Math.min(this.size - this.tailLength, bytes.length);
      this.tail.set(bytes.subarray(0, at), this.tailLength);
      this.tailLength += at;
      if (this.tailLength < this.size) return;
      block(this.tail, 0);
    }
    for (; at + this.size <= bytes.length; at += this.size) block(bytes, at);
    this.tail.set(bytes.subarray(at));
    this.tailLength = bytes.length - at;
  }
}

/**
 * SHA-256 (FIPS 180-4), big-endian, for `xz --check=sha256`. WebCrypto's can't be fed in pieces and is missing on pages
 * without HTTPS.
 */
export class Sha256 implements Checksum {
  readonly #blocks = new Blocks(64);
  readonly #state = new Int32Array(SHA256_INITIAL);
  readonly #schedule = new Int32Array(64);

  update(bytes: Uint8Array): void {
    this.#blocks.feed(bytes, (data, at) => this.#compress(data, at));
  }

  digest(): Uint8Array {
    const bits = this.#blocks.total * 8;
    const padding = new Uint8Array(((55 - this.#blocks.total) & 63) + 9);
    padding[0] = 0x80;
    const length = new DataView(padding.buffer, padding.length - 8);
    length.setUint32(0, Math.floor(bits / 2 ** 32));
    length.setUint32(4, bits >>> 0);
    this.update(padding);
    const digest = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, i) => digest.setInt32(i * 4, word));
    return new Uint8Array(digest.buffer);
  }

  #compress(data: Uint8Array, at: number): void {
    const w = this.#schedule;
    for (let i = 0; i < 16; i += 1) {
      const j = at + i * 4;
      w[i] = (data[j]! << 24) | (data[j + 1]! << 16) | (data[j + 2]! << 8) | data[j + 3]!;
    }
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
      const s1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10);
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = this.#state as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i += 1) {
      const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + SHA256_ROUND[i]! + w[i]!) | 0;
      const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (this.#state[i] = this.#state[i]! + word));
  }
}

/** First 32 bits of the fractions of the square roots of the first 8 primes. */
const SHA256_INITIAL = fractions(8, Math.sqrt);
/** First 32 bits of the fractions of the cube roots of the first 64 primes. */
const SHA256_ROUND = fractions(64, Math.cbrt);

function fractions(count: number, root: (prime: number) => number): Int32Array {
  const words = new Int32Array(count);
  for (let candidate = 2, found = 0; found < count; candidate += 1) {
    if (!isPrime(candidate)) continue;
    words[found] = (root(candidate) % 1) * 2 ** 32;
    found += 1;
  }
  return words;
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) return false;
  return true;
}

function rotateRight(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** XXH64 with seed 0, of which zstd stores the low half, little-endian. In 32-bit halves, for the same reason as CRC-64. */
export class Xxh64Low32 implements Checksum {
  readonly #blocks = new Blocks(32);
  readonly #lanes = [add(P1, P2), P2, { high: 0, low: 0 }, add({ high: 0, low: 0 }, negate(P1))].map((u) => new Lane(u.high, u.low));

  update(bytes: Uint8Array): void {
    const [a, b, c, d] = this.#lanes as [Lane, Lane, Lane, Lane];
    this.#blocks.feed(bytes, (data, at) => {
      a.round(data, at);
      b.round(data, at + 8);
      c.round(data, at + 16);
      d.round(data, at + 24);
    });
  }

  digest(): Uint8Array {
    const { total, tail, tailLength } = this.#blocks;
    let hash = add(total < 32 ? P5 : this.#merged(), { high: Math.floor(total / 2 ** 32), low: total | 0 });
    let at = 0;
    for (; at + 8 <= tailLength; at += 8) {
      const lane = new Lane(0, 0);
      lane.round(tail, at);
      hash = add(multiply(rotateLeft(xor(hash, lane), 27), P1), P4);
    }
    if (at + 4 <= tailLength) {
      hash = add(multiply(rotateLeft(xor(hash, multiply({ high: 0, low: word(tail, at) }, P1)), 23), P2), P3);
      at += 4;
    }
    for (; at < tailLength; at += 1) {
      hash = multiply(rotateLeft(xor(hash, multiply({ high: 0, low: tail[at]! }, P5)), 11), P1);
    }
    hash = multiply(xor(hash, shiftRight(hash, 33)), P2);
    hash = multiply(xor(hash, shiftRight(hash, 29)), P3);
    return littleEndian(xor(hash, shiftRight(hash, 32)).low);
  }

  #merged(): Uint64 {
    const rotations = [1, 7, 12, 18];
    let hash: Uint64 = { high: 0, low: 0 };
    this.#lanes.forEach((lane, i) => (hash = add(hash, rotateLeft(lane, rotations[i]!))));
    for (const lane of this.#lanes) {
      const mixed = multiply(rotateLeft(multiply(lane, P2), 31), P1);
      hash = add(multiply(xor(hash, mixed), P1), P4);
    }
    return hash;
  }
}

interface Uint64 {
  readonly high: number;
  readonly low: number;
}

const P1: Uint64 = { high: 0x9e3779b1, low: 0x85ebca87 };
const P2: Uint64 = { high: 0xc2b2ae3d, low: 0x27d4eb4f };
const P3: Uint64 = { high: 0x165667b1, low: 0x9e3779f9 };
const P4: Uint64 = { high: 0x85ebca77, low: 0xc2b2ae63 };
const P5: Uint64 = { high: 0x27d4eb2f, low: 0x165667c5 };

/** One of the four accumulators; the only hot part, so it works in place. */
class Lane implements Uint64 {
  high: number;
  low: number;

  constructor(high: number, low: number) {
    this.high = high;
    this.low = low;
  }

  /** `lane = rotateLeft(lane + input * P2, 31) * P1` */
  round(data: Uint8Array, at: number): void {
    const inputLow = word(data, at);
    const inputHigh = word(data, at + 4);
    const productHigh = (mulHigh(inputLow, P2.low) + Math.imul(inputHigh, P2.low) + Math.imul(inputLow, P2.high)) | 0;
    const sum = (this.low >>> 0) + (Math.imul(inputLow, P2.low) >>> 0);
    const low = sum | 0;
    const high = (this.high + productHigh + (sum > 0xffffffff ? 1 : 0)) | 0;
    const rotatedLow = (low << 31) | (high >>> 1);
    const rotatedHigh = (high << 31) | (low >>> 1);
    this.high = (mulHigh(rotatedLow, P1.low) + Math.imul(rotatedHigh, P1.low) + Math.imul(rotatedLow, P1.high)) | 0;
    this.low = Math.imul(rotatedLow, P1.low);
  }
}

/** The high half of the 64-bit product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000);
}

function multiply(a: Uint64, b: Uint64): Uint64 {
  return { high: (mulHigh(a.low, b.low) + Math.imul(a.high, b.low) + Math.imul(a.low, b.high)) | 0, low: Math.imul(a.low, b.low) };
}

function add(a: Uint64, b: Uint64): Uint64 {
  const low = (a.low >>> 0) + (b.low >>> 0);
  return { high: (a.high + b.high + (low > 0xffffffff ? 1 : 0)) | 0, low: low | 0 };
}

function negate(a: Uint64): Uint64 {
  return add({ high: ~a.high, low: ~a.low }, { high: 0, low: 1 });
}

function xor(a: Uint64, b: Uint64): Uint64 {
  return { high: a.high ^ b.high, low: a.low ^ b.low };
}

function rotateLeft(a: Uint64, bits: number): Uint64 {
  return { high: (a.high << bits) | (a.low >>> (32 - bits)), low: (a.low << bits) | (a.high >>> (32 - bits)) };
}

function shiftRight(a: Uint64, bits: number): Uint64 {
  if (bits >= 32) return { high: 0, low: a.high >>> (bits - 32) };
  return { high: a.high >>> bits, low: (a.low >>> bits) | (a.high << (32 - bits)) };
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function littleEndian(...words: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  words.forEach((value, i) => view.setInt32(i * 4, value, true));
  return new Uint8Array(view.buffer);
}
