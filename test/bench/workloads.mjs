// What is measured: one entry a row of the report, in its order. The runners know the work by its name.

/**
 * @typedef {object} Workload
 * @property {string} name The runners' word for it.
 * @property {string} title
 * @property {boolean} [needsAddresses] Whether it makes no sense where the kernel hid the addresses.
 * @property {string} [note] What the reader must know to compare rightly.
 * @property {Aim[]} [aims]
 */

/**
 * An aim is shown with the figures and never judged by the exit code: a busy machine would fail it.
 * @typedef {object} Aim
 * @property {string} text
 * @property {(figures: Figures) => boolean} reached
 */

/**
 * Seconds (of memory: bytes) for each runner, and bytes of the text.
 * @typedef {{ wasm: number, plain: number, native: number, text: number }} Figures
 */

/** Searches: kind and pattern; the names occur in every kernel, so that all tables are asked the same. */
export const SEARCHES = [
  { name: "substring-rare", kind: "substring", pattern: "load_elf_phdrs" },
  { name: "substring-common", kind: "substring", pattern: "init" },
  { name: "any-case", kind: "substring", pattern: "SYS_OPEN", anyCase: true },
  { name: "substring-letter", kind: "substring", pattern: "e" },
  { name: "any-case-common", kind: "substring", pattern: "TCP_", anyCase: true },
  { name: "prefix", kind: "prefix", pattern: "tcp_" },
  { name: "exact", kind: "exact", pattern: "init_once" },
  { name: "glob-anchored", kind: "glob", pattern: "tcp_*rcv*" },
  { name: "glob-open", kind: "glob", pattern: "*alloc*page*" },
  { name: "glob-two", kind: "glob", pattern: "*tcp*rcv*" },
  { name: "regex-literal", kind: "regex", pattern: "tcp_.*send" },
  { name: "regex-general", kind: "regex", pattern: "^[a-z]+_(read|write)_[a-z0-9_]+$" },
  { name: "regex-ends", kind: "regex", pattern: "tcp_.*sk$" },
  { name: "regex-start", kind: "regex", pattern: "^vfs_" },
  { name: "regex-digits", kind: "regex", pattern: "[0-9]+$" },
  { name: "fuzzy", kind: "fuzzy", pattern: "tcpsndmsg", note: "plain tells hits but doesn't rank them" },
];

/** Symbols made of each search's result. */
export const PAGE = 100;

/** Times that a search is repeated in a round. */
export const SEARCH_REPEATS = 4;

/** @type {Aim[]} */
const loadAims = [
  { text: "≥ 12 × plain", reached: ({ wasm, plain }) => plain / wasm >= 12 },
  { text: "≤ 1.6 × native", reached: ({ wasm, native }) => wasm / native <= 1.6 },
];
/** @type {Aim[]} */
const memoryAims = [
  { text: "≤ ¼ plain", reached: ({ wasm, plain }) => wasm <= plain / 4 },
  { text: "≤ 1.2 × text", reached: ({ wasm, text }) => wasm <= 1.2 * text },
];
/** @type {Aim[]} */
const batchAims = [{ text: "≤ 60 ns", reached: ({ wasm }) => wasm <= 60e-9 }];

/** @type {Aim[]} */
const nameAims = [{ text: "≤ 1.5 µs", reached: ({ wasm }) => wasm <= 1.5e-6 }];

/** @type {Workload[]} */
export const WORKLOADS = [
  { name: "load", title: "load, all indexes ready", aims: loadAims },
  { name: "name-hit", title: "name lookup", aims: nameAims },
  { name: "name-miss", title: "name lookup, absent" },
  { name: "address-exact", title: "address lookup, exact", needsAddresses: true },
  { name: "address-inside", title: "address lookup, covering", needsAddresses: true },
  { name: "batch-random", title: "batch lookup, random", needsAddresses: true, aims: batchAims },
  { name: "batch-sorted", title: "batch lookup, sorted", needsAddresses: true, aims: batchAims },
  ...SEARCHES.map(({ name, kind, pattern, anyCase, note }) => ({
    name: `search-${name}`,
    title: `search ${kind}${anyCase ? ", any case" : ""} ${pattern}`,
    ...(note && { note }),
  })),
  { name: "iterate", title: "every symbol made" },
];

/** Rows that don't come from repeated work in one process. */
export const FIRST_LOAD = { name: "first-load", title: "first load of a process", note: "the .wasm's and the JavaScript's compilation included" };
export const MEMORY = [
  { name: "held", title: "memory after load", aims: memoryAims },
  { name: "grown", title: "memory the process took", note: "wasm: growth of the module's memory; plain: heap, collected", aims: memoryAims },
];
