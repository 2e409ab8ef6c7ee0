/**
 * What loggers put before a kernel's message: times, levels, callers, hosts, quotes; in any stacking, so it is taken off again and
 * again until nothing fits.
 */

import { BLANK, CARRIAGE_RETURN, TAB } from "./characters.js";

/** A form of prefix, tried where the text begins with one of its first characters. */
interface PrefixForm {
  /** What writes it. */
  readonly name: string;
  readonly first: string;
  /** Sticky; every repetition is bounded. */
  readonly pattern: RegExp;
  /** Whether a printk caller may stand in it: `T` and a task's number, or `C` and a CPU's. */
  readonly tellsCaller?: boolean;
}

const DIGITS = "0123456789";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LETTERS = CAPITALS + CAPITALS.toLowerCase();

/** The forms; of those that begin alike the longer first. */
const FORMS: readonly PrefixForm[] = [
  { name: "syslog RFC 5424", first: "<", pattern: /<\d{1,3}>1 \S{1,64} \S{1,255} \S{1,48} \S{1,128} \S{1,32} (?:-|\[[^\]]{0,1024}\]) /y },
  { name: "level", first: "<", pattern: /<\d{1,3}>c?/y },
  { name: "printk time", first: "[", pattern: /\[ *\d{1,10}\.\d{3,9}\] ?/y },
  { name: "printk caller", first: "[", pattern: /\[ *[TC]\d{1,10}\] ?/y, tellsCaller: true },
  { name: "dmesg -d", first: "[", pattern: /\[ *\d{1,10}\.\d{3,9} < *\d{1,10}\.\d{3,9}>\] ?/y },
  { name: "dmesg -d alone", first: "[", pattern: /\[<? *\d{1,10}\.\d{3,9}>\] ?/y },
  { name: "dmesg -T", first: "[", pattern: /\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}(?: < *\d{1,10}\.\d{3,9}>)?\] ?/y },
  { name: "dmesg --reltime", first: "[", pattern: /\[(?:[A-Z][a-z]{2}[ \d]?\d \d\d:\d\d| *\+\d{1,10}\.\d{3,9})\] ?/y },
  { name: "ISO time", first: DIGITS, pattern: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? /y },
  { name: "logcat", first: DIGITS, pattern: /\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6} +\d{1,7} +\d{1,7} [VDIWEFS] [^:]{1,64}: ?/y },
  { name: "/dev/kmsg", first: DIGITS, pattern: /\d{1,4},\d{1,20},\d{1,20},[-c+]{1,2}(?:,\w{1,16}=[^,;\s]{1,32}){0,4};/y, tellsCaller: true },
  { name: "syslog RFC 3164", first: CAPITALS, pattern: /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? (?:\S{1,255} )?kernel(?:\[\d{1,10}\])?: ?/y },
  {
    name: "dmesg -x",
    first: LETTERS,
    pattern: /(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/y,
  },
  { name: "journal host", first: LETTERS + DIGITS, pattern: /(?:[\w.-]{1,255} )?kernel(?:\[\d{1,10}\])?: ?/y },
  { name: "console login", first: LETTERS + DIGITS, pattern: /[\w.-]{1,64} login: /y },
  { name: "printk itself", first: "*", pattern: /\*\* (?:\d{1,10} printk messages dropped|replaying previous printk message) \*\* ?/y },
];

/** Names of the forms. */
export const PREFIX_FORMS: readonly string[] = ["quote", ...FORMS.map(({ name }) => name)];

/** The forms by the code of their first character. */
const FORMS_BY_CODE: readonly (readonly PrefixForm[])[] = Array.from({ length: 128 }, (_, code) =>
  FORMS.filter(({ first }) => first.includes(String.fromCharCode(code))),
);

/** Letters begin prefixes as they begin messages; a prefix of words has a colon within its first characters. */
const FARTHEST_COLON = 300;

/** Takes prefixes off lines. */
export class PrefixReader {
  /** Which task (`T123`) or CPU (`C0`) printed the line that was read last, where it says so. */
  caller: string | undefined;

  /** Where the message of the line from `start` to `end` begins. */
  read(text: string, start: number, end: number): number {
    this.caller = undefined;
    let at = quotesEnd(text, start, end);
    for (;;) {
      const next = this.#one(text, at, end);
      if (next === at) return at;
      at = next;
    }
  }

  #one(text: string, at: number, end: number): number {
    const code = text.charCodeAt(at);
    if (code === CARRIAGE_RETURN) return at + 1;
    if (code === BLANK || code === TAB) return indented(text, at, end);
    if (code >= 128 || at >= end) return at;
    if (code === 0x5b) {
      const after = afterTime(text, at, end);
      if (after > at) return after;
    }
    const forms = FORMS_BY_CODE[code]!;
    if (forms.length === 0 || (code > 0x40 && code !== 0x5b && !hasColon(text, at, end))) return at;
    return this.#match(forms, text, at, end);
  }

  #match(forms: readonly PrefixForm[], text: string, at: number, end: number): number {
    for (const { pattern, tellsCaller } of forms) {
      pattern.lastIndex = at;
      if (!pattern.test(text) || pattern.lastIndex > end) continue;
      const after = pattern.lastIndex;
      if (tellsCaller === true) this.caller = /[TC]\d+/.exec(text.slice(at, after))?.[0] ?? this.caller;
      return after;
    }
    return at;
  }
}

/** Where a mail's quotes end: only at the line's beginning, as disassembly marks a place by the same sign. */
function quotesEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === 0x3e) at += text.charCodeAt(at + 1) === BLANK ? 2 : 1;
  return Math.min(at, end);
}

/** `[  123.456789] `, which most lines have, without a regular expression. */
function afterTime(text: string, start: number, end: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) === BLANK) at++;
  const seconds = digitsEnd(text, at);
  if (seconds === at || text.charCodeAt(seconds) !== 0x2e) return start;
  const fraction = digitsEnd(text, seconds + 1);
  if (fraction === seconds + 1 || text.charCodeAt(fraction) !== 0x5d || fraction >= end) return start;
  return fraction + 1 < end && text.charCodeAt(fraction + 1) === BLANK ? fraction + 2 : fraction + 1;
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  return at;
}

/** Blanks belong to the message, unless a time follows them. */
function indented(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text.charCodeAt(at) === BLANK || text.charCodeAt(at) === TAB)) at++;
  return text.charCodeAt(at) === 0x5b && at < end && afterTime(text, at, end) > at ? at : start;
}

function hasColon(text: string, at: number, end: number): boolean {
  const most = Math.min(end, at + FARTHEST_COLON);
  for (let look = at; look < most; look++) if (text.charCodeAt(look) === 0x3a) return true;
  return false;
}
