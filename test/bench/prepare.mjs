// Makes the questions for one table: `prepare.mjs FOLDER` reads FOLDER/text and writes the files that all runners read.
// In a process of its own, whose memory is given back before anything is measured.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlainTable } from "./plain.mjs";
import { seededRandom } from "./random.mjs";
import { SEARCHES } from "./workloads.mjs";

/** @typedef {import("./plain.mjs").PlainSymbol} PlainSymbol */

/** Single questions of each kind; and addresses of a batch. */
const SINGLE = 20_000;
const BATCH = 100_000;

const PAGE_BYTES = 4096n;

const folder = process.argv[2] ?? ".";
const random = seededRandom(20);
const table = new PlainTable(readFileSync(join(folder, "text")));
const restricted = table.symbols.every(({ address, type }) => address === 0n || !/[tTwW]/.test(type));

writeNames();
writeAddresses();
writeFileSync(join(folder, "searches"), lines(SEARCHES.map(({ name, kind, anyCase, pattern }) => [name, kind, anyCase ? 1 : 0, pattern].join("\t"))));
writeFileSync(join(folder, "about.json"), JSON.stringify({ symbols: table.symbols.length, restricted }));

// Each different name is as likely as another: else the few names of thousands of local labels are nearly all that is asked.
function writeNames() {
  const names = [...table.byName.keys()].filter((name) => /^[\x20-\x7e]+$/.test(name));
  const existing = times(SINGLE, () => pick(names));
  const absent = times(SINGLE, () => otherThanAny(pick(names)));
  writeFileSync(join(folder, "names"), lines(existing));
  writeFileSync(join(folder, "absent"), lines(absent));
}

/** @param {string} name */
function otherThanAny(name) {
  const at = random(name.length);
  let other = name;
  while (table.byName.has(other)) other = `${other.slice(0, at)}${String.fromCharCode(97 + random(26))}${other.slice(at)}`;
  return other;
}

function writeAddresses() {
  const places = restricted ? [] : coveringPlaces();
  const inside = () => {
    const { start, bytes } = pick(places);
    return start + BigInt(random(bytes));
  };
  const count = (/** @type {number} */ wanted) => (places.length === 0 ? 0 : wanted);
  const batch = BigUint64Array.from(times(count(BATCH), inside));
  writeLongs("exact", BigUint64Array.from(times(count(SINGLE), () => pick(places).start)));
  writeLongs("inside", BigUint64Array.from(times(count(SINGLE), inside)));
  writeLongs("batch", batch);
  writeLongs("batch-sorted", batch.slice().sort());
}

// The package knows what the plain table doesn't: that a symbol ends with its module's memory, and that local labels begin
// nothing. Questions are asked where both must give the same answer, or the times would be of different work.
function coveringPlaces() {
  const addresses = [...table.byAddress.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const places = [];
  for (const [at, start] of addresses.entries()) {
    const symbols = /** @type {PlainSymbol[]} */ (table.byAddress.get(start));
    if (!symbols.every(({ type, name }) => !/[aA]/.test(type) && /^[A-Za-z_][\x20-\x7e]*$/.test(name) && !name.startsWith("L0"))) continue;
    const restOfPage = PAGE_BYTES - (start % PAGE_BYTES);
    const next = addresses[at + 1] ?? start + restOfPage;
    const bytes = next - start < restOfPage ? next - start : restOfPage;
    places.push({ start, bytes: Number(bytes) });
  }
  return places;
}

/**
 * @template T
 * @param {readonly T[]} all
 */
function pick(all) {
  return /** @type {T} */ (all[random(all.length)]);
}

/**
 * @template T
 * @param {number} count
 * @param {() => T} make
 */
function times(count, make) {
  return Array.from({ length: count }, make);
}

/** @param {readonly string[]} texts */
function lines(texts) {
  return texts.map((text) => `${text}\n`).join("");
}

/**
 * @param {string} file
 * @param {BigUint64Array} longs
 */
function writeLongs(file, longs) {
  writeFileSync(join(folder, file), new Uint8Array(longs.buffer));
}
