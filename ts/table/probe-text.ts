/** A probe as people write it: `NAME`, `OWNER:NAME`, `NAME+OFFSET`, a line for `kprobe_events`, bpftrace's and libbpf's forms. */

/** A probe, taken apart. */
export interface Probe {
  /** As it was written. */
  readonly text: string;
  readonly owner: string | undefined;
  readonly name: string;
  readonly offset: bigint;
  /** Whether it is hit when the function returns. */
  readonly isReturn: boolean;
  /** Where a number stands in the name's place: the address, and the name is empty. */
  readonly address: bigint | undefined;
}

/** Owner up to the first colon, name up to the first plus, as the kernel cuts; the offset with base 0. */
const PROBE = /^(?:([^:+]*):)?([^+]+)(?:\+(.*))?$/s;

/** A line for `kprobe_events`: `p` or `r` with the most instances, perhaps an event, the place, arguments. */
const TRACEFS = /^([pr])\d*(?::\S*)?\s+(\S+?)(%return)?(?:\s.*)?$/s;

/** What bpftrace calls a probe: one or more with commas between; a filter and an action may follow. */
const BPFTRACE = /^k(?:ret)?probe:[^{/]+/;
const BPFTRACE_ONE = /^(k(?:ret)?probe):\s*(?:"(.*)"|(.*))$/s;

/** The section by which libbpf knows a program, with or without the macro around it. */
const LIBBPF = /^(?:SEC\(")?(k(?:ret)?probe)\/([^"\s]+)(?:"\).*)?$/s;

/** The most of a text that a message repeats. */
const MOST_SHOWN = 200;

/** The probe that a text stands for, or what is wrong with it. */
export function parseProbe(text: string): Probe | string {
  const [, owner, name = "", tail] = PROBE.exec(text) ?? [];
  if (name === "") return `${quoted(text)} has no name; give NAME, OWNER:NAME or NAME+OFFSET`;
  const offset = tail === undefined ? 0n : offsetFrom(tail);
  if (offset === undefined) return `${quoted(text)} has no number after the +; give it as 0x10, 020 or 16`;
  return { text, owner, name, offset, isReturn: false, address: undefined };
}

/** An offset as the kernel reads it: `0x10`, `020` and `16` are the same. */
export function offsetFrom(text: string): bigint | undefined {
  if (/^(0x[0-9a-f]{1,16}|0|[1-9]\d{0,18})$/i.test(text)) return BigInt(text);
  return /^0[0-7]{1,20}$/.test(text) ? BigInt(`0o${text.slice(1)}`) : undefined;
}

/** A probe of a list, or why it is none. */
export interface ListedProbe {
  /** Its own part of the line. */
  readonly text: string;
  readonly probe: Probe | string;
}

/** The probes of a line, in any form; `text` has neither a comment nor blanks around. Only bpftrace puts several in one. */
export function listedProbes(text: string): ListedProbe[] {
  const [, letter, place = "", percent] = TRACEFS.exec(text) ?? [];
  if (letter !== undefined) return [{ text, probe: placed(text, place, letter === "r" || percent !== undefined) }];
  const [, kind, section = ""] = LIBBPF.exec(text) ?? [];
  if (kind !== undefined) return [{ text, probe: placed(text, section, kind === "kretprobe") }];
  const [parts] = BPFTRACE.exec(text) ?? [];
  if (parts === undefined) return [{ text, probe: parseProbe(text) }];
  return parts.split(",").map((part) => ({ text: part.trim(), probe: ofBpftrace(part.trim()) }));
}

/** A place, which may be an address. */
function placed(text: string, place: string, isReturn: boolean): Probe | string {
  if (/^\d/.test(place)) {
    const address = offsetFrom(place);
    if (address === undefined || address >= 2n ** 64n) return `${quoted(place)} begins as a number and is no address`;
    return { text, owner: undefined, name: "", offset: 0n, isReturn, address };
  }
  const probe = parseProbe(place);
  return typeof probe === "string" ? probe : { ...probe, text, isReturn };
}

function ofBpftrace(text: string): Probe | string {
  const [, kind, inQuotes, bare = ""] = BPFTRACE_ONE.exec(text) ?? [];
  if (kind === undefined) return `${quoted(text)} is no kprobe of bpftrace's; give kprobe:NAME or kretprobe:NAME`;
  const place = inQuotes ?? bare.trim();
  if (/[*?[]/.test(place)) return `${quoted(place)} is a pattern, which attaches to every match; give the names`;
  const probe = placed(text, place, kind === "kretprobe");
  // bpftrace's word for the kernel image.
  return typeof probe !== "string" && probe.owner === "vmlinux" ? { ...probe, owner: "system" } : probe;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
}
