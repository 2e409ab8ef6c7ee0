/** What a kernel calls itself, in each of the files that say it. */

import type { Identity } from "./facts.js";

/** `Linux HOST RELEASE #VERSION MACHINE …`: the machine stands before the operating system's name, where uname prints that. */
const UNAME = /^Linux \S+ (\d+\.\d+\S*) (#\d.*)$/;
const MACHINE =
  /^(?:x86_64|i[3-6]86|aarch64(?:_be)?|(?:arm|ppc|mips|loongarch|sparc|parisc|sh|arc|riscv)\w*|s390x?|alpha|ia64|m68k|xtensa|csky|openrisc|hexagon|nios2|microblaze)$/;

/** Reads the line of `uname -a`. */
export function parseUname(path: string, text: string): Identity | undefined {
  const [, release, rest = ""] = UNAME.exec(text.trim()) ?? [];
  if (release === undefined) return undefined;
  const words = rest.split(/\s+/);
  // Version words may be anything, a machine's name isn't; of several (uname -a prints -m, -p and -i) the first ends the version.
  const at = words.findIndex((word, place) => place > 0 && MACHINE.test(word));
  return { path, release, version: (at < 0 ? words : words.slice(0, at)).join(" "), machine: words[at] };
}

/** Reads the line of `/proc/version`: the version follows the compiler's parentheses, which may hold others. */
export function parseVersion(path: string, text: string): Identity | undefined {
  const [, release, rest = ""] = /^Linux version (\d+\.\d+\S*) (.*)$/.exec(text.trim().slice(0, 4096)) ?? [];
  if (release === undefined) return undefined;
  const [version] = /#\d.*$/.exec(rest.slice(rest.lastIndexOf(") #") + 1)) ?? [];
  return { path, release, version: version?.trim() };
}

/** The release that a file's name tells: `System.map-6.1.0-50-amd64`, `config-…`, `vmlinuz-…`. */
export function releaseInName(path: string): string | undefined {
  return /^System\.map-(\d+\.\d+[^/]*?)(?:\.(?:gz|xz|zst))?$/i.exec(path.slice(path.lastIndexOf("/") + 1))?.[1];
}

/** Build id that perf's cache names a folder after: `…/[kernel.kallsyms]/BUILD-ID/kallsyms`. */
export function perfBuildId(path: string): string | undefined {
  return /\[(?:guest\.)?kernel\.(?:kallsyms|kcore)[^/\]]*\][^/]*\/([0-9a-f]{8,64})\//.exec(path)?.[1];
}

const GNU = "GNU\0";
const BUILD_ID_NOTE = 3;

/** Build id in the bytes of ELF notes, in either byte order; `undefined` where there is none. */
export function parseNotes(bytes: Uint8Array): string | undefined {
  return notesOf(bytes, true) ?? notesOf(bytes, false);
}

function notesOf(bytes: Uint8Array, little: boolean): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 12 <= bytes.length; ) {
    const [nameLength, length, type] = [view.getUint32(at, little), view.getUint32(at + 4, little), view.getUint32(at + 8, little)];
    const start = at + 12 + padded(nameLength);
    if (start + length > bytes.length) return undefined;
    const name = String.fromCharCode(...bytes.subarray(at + 12, at + 12 + Math.min(nameLength, 8)));
    if (type === BUILD_ID_NOTE && name === GNU && length > 0 && length <= 64) return hex(bytes.subarray(start, start + length));
    at = start + padded(length);
  }
  return undefined;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
