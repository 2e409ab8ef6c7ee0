/** How contents look: questions to a file's beginning, of which the table of kinds is made. Every pattern runs in linear time. */

import type { Head } from "./head.js";

/** What is asked of a content; the path too, where content alone can't tell. */
export type Look = (head: Head, path: string) => boolean;

// ── Questions

/** Whether at least this share of the first lines matches. */
export function lines(pattern: RegExp, least: number): Look {
  return (head) => head.lines.length > 0 && head.share(pattern) >= least;
}

/** Whether it is a single line, which matches. */
export function oneLine(pattern: RegExp): Look {
  return ({ lines: [first = "", ...others] }) => others.length === 0 && pattern.test(first);
}

/** Whether it begins so. */
export function begins(pattern: RegExp): Look {
  return ({ text }) => pattern.test(text);
}

/** Whether it stands somewhere in it. */
export function holds(pattern: RegExp): Look {
  return ({ text }) => pattern.test(text);
}

/** Whether one of these words is in it: a search that costs next to nothing, before those that cost more. */
export function mentions(...words: readonly string[]): Look {
  return ({ text }) => words.some((word) => text.includes(word));
}

/** Whether one of the first lines matches. */
export function aLine(pattern: RegExp): Look {
  return (head) => head.lines.some((line) => pattern.test(line));
}

/** Whether it stands nowhere in it. */
export function holdsNot(pattern: RegExp): Look {
  return ({ text }) => !pattern.test(text);
}

/** Whether it is called so. */
export function named(pattern: RegExp): Look {
  return (_, path) => pattern.test(path);
}

/** Whether all of these hold. */
export function all(...tests: readonly Look[]): Look {
  return (head, path) => tests.every((test) => test(head, path));
}

/** Whether one of these holds. */
export function any(...tests: readonly Look[]): Look {
  return (head, path) => tests.some((test) => test(head, path));
}

// ── Logs

const KMSG = /^(?:<?\d{1,4}>?|[\w.+-]{1,100},\d{1,4}),\d{1,20},\d{1,20},[-cF+][^;\n]{0,200};/;
const PRINTK_TIME = /\[ *\d{1,9}\.\d{6}(?: <[ \d.]{1,24}>)?\]/;
/** `dmesg -T`, `--reltime`, `--time-format=iso` and `-x`, which don't print seconds since the boot first. */
const DMESG_FORM = oneOf(
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] /,
  /^\[(?:[A-Z][a-z]{2}[ \d]\d \d\d:\d\d| *\+\d+\.\d{6})\] /,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d /,
  /^kern *:[a-z]+ *: /,
);
const KERNEL_SPEAKS = / kernel *(?:\[\d{1,10}\])?: /;
const SYSLOG_KERNEL = /^(?=[^\n]{0,60}\d\d:\d\d:\d\d)[^\n]{1,300}? kernel *(?:\[\d{1,10}\])?: /m;
const LEVEL = /^<\d{1,3}>(?:\[|c?[A-Za-z])/;
/** What kernels say when they crash, for logs that were pasted without times. */
const CRASH_WORDS = oneOf(
  /\b(?:Call [Tt]race|Modules linked in):/,
  /Kernel panic - not syncing/,
  /------------\[ cut here \]------------/,
  /\bBUG: (?:KASAN|KMSAN|KCSAN|unable|kernel|soft|sched|sleep|using|workqueue|spinlock)/,
  /Unable to handle kernel/,
  /\b(?:Oops: [0-9a-f]{4}|RIP: [0-9a-f]{4}:|PC is at )/,
  /rcu: INFO: |INFO: task \S{1,64} blocked for more than/,
);
const FRAME = /^[ \t]*(?:\[<[0-9a-f]{0,16}>\] ?)?\(?(?:\? )?[A-Za-z_.$][^\s+()[\]]{0,511}\+0x[0-9a-f]+\/0x[0-9a-f]+/m;

/** One pattern for several. */
function oneOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join("|"));
}

/** Whether lines of a kernel's log are in it, behind whatever a logger puts before them. */
export const isLog = any(
  holds(PRINTK_TIME),
  aLine(DMESG_FORM),
  aLine(LEVEL),
  lines(KMSG, 0.5),
  all(holds(KERNEL_SPEAKS), holds(SYSLOG_KERNEL)),
  all(mentions("+0x", "[<", "Kernel panic"), any(holds(CRASH_WORDS), holds(FRAME))),
);

// ── Binary files

/** Whether an ELF note named GNU, Linux or Xen is the first of a list of them, in either byte order. */
export function isNotes({ bytes }: Head): boolean {
  if (bytes.length < 16) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const name = String.fromCharCode(...bytes.subarray(12, 18));
  return [true, false].some((little) => {
    const length = view.getUint32(0, little);
    return ["GNU\0", "Xen\0", "Linux\0"].some((owner) => length === owner.length && name.startsWith(owner));
  });
}

/** Beginning of an ELF file. */
export const ELF = /^\x7fELF/;
const CORE = 4;

/** Whether it is an ELF file with a dump of memory. */
export function isCore({ bytes, text }: Head): boolean {
  const type = bytes[5] === 2 ? bytes[17] : bytes[16];
  return ELF.test(text) && type === CORE;
}
