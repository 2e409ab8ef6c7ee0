/** The last decompressed bytes, which LZ matches copy from: grows with the data, bounded whatever a header demands. */

/**
 * The largest window kept: what `zstd --long=27` and `xz -9` (64 MiB) need. A header that asks for more is believed only
 * once a match really reaches further back.
 */
export const MAX_WINDOW_BYTES = 2 ** 27;

/** Room beyond the window for what one step writes: an LZMA2 chunk has at most 2 MiB, a zstd block 128 KiB. */
const MIN_ROOM = 2 ** 21;
const FIRST_CAPACITY = 2 ** 16;

/**
 * A window as one flat array, so that decoders index it without wrapping.
 *
 * When it is full the last `size` bytes move to the front; with room for a quarter of the window beyond it,
 * that costs at most four moved bytes for each decompressed one.
 */
export class Window {
  /** The bytes; those before {@link end} are data. Replaced by {@link reserve}, so take it anew after that. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY);
  /** Where the next byte is written. */
  end = 0;
  /** Bytes that have moved out at the front since the last reset. */
  #dropped = 0;
  readonly #size: number;
  readonly #maxCapacity: number;

  constructor(declaredSize: number) {
    this.#size = Math.min(declaredSize, MAX_WINDOW_BYTES);
    this.#maxCapacity = this.#size + Math.max(MIN_ROOM, this.#size >>> 2);
  }

  /** How far back a match may reach. */
  get reach(): number {
    return Math.min(this.end, this.#size);
  }

  /** Bytes written since the last reset. */
  get total(): number {
    return this.#dropped + this.end;
  }

  /** Forgets all data. */
  reset(): void {
    this.end = 0;
    this.#dropped = 0;
  }

  /** Makes room for `count` bytes (at most 2 MiB) at {@link end}. */
  reserve(count: number): void {
    if (this.end + count <= this.bytes.length) return;
    if (this.bytes.length < this.#maxCapacity) this.#grow(this.end + count);
    if (this.end + count > this.bytes.length) this.#slide();
  }

  /** A copy of everything from `start` to the end, for the consumer to keep. */
  copyFrom(start: number): Uint8Array {
    return this.bytes.slice(start, this.end);
  }

  /** Writes `length` bytes again that stand `distance` back, and may overlap with what is written. */
  repeat(distance: number, length: number): void {
    const { bytes } = this;
    const start = this.end - distance;
    if (distance >= length && length > 32) bytes.copyWithin(this.end, start, start + length);
    else if (distance === 1) bytes.fill(bytes[start]!, this.end, this.end + length);
    else for (let i = 0; i < length; i += 1) bytes[this.end + i] = bytes[start + i]!;
    this.end += length;
  }

  /** Appends `data`. */
  append(data: Uint8Array): void {
    this.reserve(data.length);
    this.bytes.set(data, this.end);
    this.end += data.length;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.min(this.#maxCapacity, Math.max(this.bytes.length * 2, needed)));
    larger.set(this.bytes.subarray(0, this.end));
    this.bytes = larger;
  }

  #slide(): void {
    const drop = this.end - this.#size;
    this.bytes.copyWithin(0, drop, this.end);
    this.#dropped += drop;
    this.end = this.#size;
  }
}
