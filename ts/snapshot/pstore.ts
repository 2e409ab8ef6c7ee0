/** Parts of a kernel's log as pstore keeps them, newest first: undone, grouped by crash, and put back in order. */

import { concatenate, decodeText } from "./bytes.js";
import { inflateWhole } from "./inflate.js";

/** A file of pstore. */
export interface PstorePart {
  /** Where it stood. */
  readonly path: string;
  /** Folder and backend: `sys/fs/pstore/dmesg-efi`. */
  readonly store: string;
  /** Number in the file's name. */
  readonly id: bigint;
  /** `Oops#1`; `undefined` where the part doesn't say. */
  readonly record: string | undefined;
  /** From 1, the newest. */
  readonly part: number;
  /** Seconds that ramoops wrote before the part, as text. */
  readonly time: string | undefined;
  /** The log's text, without what pstore puts before it. */
  readonly text: Uint8Array;
  /** The file's bytes, decompressed. */
  readonly bytes: Uint8Array;
}

/** A log put together. */
export interface PstoreLog {
  /** `sys/fs/pstore/dmesg-efi Oops#1 (3 parts)`; the file's own path where it is one part alone. */
  readonly path: string;
  readonly parts: readonly PstorePart[];
  /** Numbers of the parts that aren't there, below the highest that is: `["2", "5–7"]`. */
  readonly missing: readonly string[];
  readonly bytes: Uint8Array;
}

/** The most that a part may unpack to; stores keep some KiB a record. */
const MOST_PART_BYTES = 2 ** 24;

const NOT_INFLATED = "compressed, by another method than zlib's or damaged; mount pstore again on the host with the compression built in";

const FILE_NAME = /^(.*?dmesg-[a-z_]+)-(\d{1,20})(?:\.enc\.z)?$/;
const RAMOOPS_HEAD = /^====(\d+\.\d+)(?:-([CD]))?\n/;
const PART_HEAD = /^([A-Z][a-z]+#\d+) Part(\d{1,9})\n/;

/**
 * Reads a file of pstore; one that is compressed (`.enc.z`, or marked so by ramoops) is inflated.
 *
 * @returns Why it can't be read, where it can't.
 */
export function parsePstorePart(path: string, given: Uint8Array): PstorePart | string {
  const [, store = path, id = "0"] = FILE_NAME.exec(path) ?? [];
  const [ramoopsHead = "", time, mark] = RAMOOPS_HEAD.exec(beginning(given)) ?? [];
  const stored = given.subarray(ramoopsHead.length);
  const isCompressed = path.endsWith(".enc.z") || mark === "C";
  const plain = isCompressed && !PART_HEAD.test(beginning(stored)) ? inflateWhole(stored, MOST_PART_BYTES) : stored;
  if (plain === undefined) return NOT_INFLATED;
  const [partHead = "", record, part] = PART_HEAD.exec(beginning(plain)) ?? [];
  return { path, store, id: BigInt(id), record, part: Number(part ?? 1), time, text: plain.subarray(partHead.length), bytes: plain };
}

function beginning(bytes: Uint8Array): string {
  return decodeText(bytes.subarray(0, 100));
}

/** Parts of one crash, while they are gathered. */
interface Crash {
  readonly parts: PstorePart[];
  readonly numbers: Set<number>;
  /** When its last part was stored. */
  seconds: number | undefined;
}

/** Puts parts together, one log a crash, in the order of their numbers. */
export function joinPstoreParts(parts: readonly PstorePart[]): PstoreLog[] {
  const crashes: Crash[] = [];
  const latest = new Map<string, Crash>();
  for (const part of [...parts].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))) {
    const key = `${part.store}\0${part.record}`;
    const seconds = secondsOf(part);
    let crash = latest.get(key);
    if (crash === undefined || !isOf(crash, part, seconds)) {
      crash = { parts: [], numbers: new Set(), seconds };
      crashes.push(crash);
      latest.set(key, crash);
    }
    crash.parts.push(part);
    crash.numbers.add(part.part);
    crash.seconds = seconds;
  }
  const taken = new Set<string>();
  return crashes.map((crash) => join(crash.parts, taken));
}

/** A crash's parts are stored within seconds; crashes of different boots have the same numbers, but not the same times. */
const MOST_SECONDS_APART = 30;

function isOf(crash: Crash, { part }: PstorePart, seconds: number | undefined): boolean {
  if (crash.numbers.has(part)) return false;
  return seconds === undefined || crash.seconds === undefined || Math.abs(seconds - crash.seconds) <= MOST_SECONDS_APART;
}

/** Numbers below are no times. */
const TIME_IN_EFI_ID = 10n ** 14n;

/**
 * When a part was stored, as far as its file's number tells: EFI counts (seconds · 100 + part) · 1000 + crash, ERST (seconds of the boot
 * · 2³² + record); other stores number their files.
 */
function secondsOf({ store, id, time }: PstorePart): number | undefined {
  if (time !== undefined) return Number(time);
  if (/efi/.test(store) && id >= TIME_IN_EFI_ID) return Number(id / 100_000n);
  return /erst/.test(store) && id >= 1n << 32n ? Number(id >> 32n) : undefined;
}

function join(crash: readonly PstorePart[], taken: Set<string>): PstoreLog {
  const parts = [...crash].sort((one, other) => other.part - one.part);
  const [first] = parts as [PstorePart];
  const missing = gaps(parts.map(({ part }) => part).reverse());
  if (parts.length === 1) return { path: first.path, parts, missing, bytes: first.bytes };
  const name = [first.store, first.record, `(${parts.length} parts)`].filter((word) => word !== undefined).join(" ");
  const path = taken.has(name) ? `${name} from ${first.id}` : name;
  taken.add(path);
  return { path, parts, missing, bytes: concatenate(parts.map(({ text }) => endInLineFeed(text))) };
}

/** What is missing from 1 on among ascending numbers: `["2", "5–7"]`. */
function gaps(numbers: readonly number[]): string[] {
  return numbers.flatMap((number, at) => {
    const from = (numbers[at - 1] ?? 0) + 1;
    return number <= from ? [] : [number - 1 === from ? `${from}` : `${from}–${number - 1}`];
  });
}

/** Parts hold whole lines; one that was cut must not run into the next. */
function endInLineFeed(text: Uint8Array): Uint8Array {
  return text.at(-1) === 10 || text.length === 0 ? text : concatenate([text, Uint8Array.of(10)]);
}
