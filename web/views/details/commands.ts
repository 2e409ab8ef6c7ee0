/** Commands about a symbol, to be pasted into a terminal: pure functions of what is known of it. */

import type { LibbpfKprobe } from "kallsyms";
import { namePieces } from "../../text/names.js";
import { hex } from "../../text/numbers.js";
import type { LinkPlace, SymbolDetails } from "../../worker/details-protocol.js";

/** A command, and what to know before it is used. */
export interface Command {
  readonly tool: string;
  readonly text: string;
  readonly note?: string;
}

/** Owners of code that the kernel made at run time: no file has it. */
const MADE = new Set(["bpf", "__builtin__ftrace", "__builtin__kprobes"]);
const IMAGE = "system";
/** Bytes that are shown where the end isn't known. */
const SOME = 0x100n;

/** Whether a type letter stands for code. */
export function isCode(type: string): boolean {
  return "tTwW".includes(type);
}

/** Commands that look into the kernel's file, or why there are none. */
export function fileCommands({ row, link }: SymbolDetails): readonly Command[] | string {
  if (MADE.has(row.owner)) return "The kernel made this code at run time: no file has it.";
  const file = row.owner === IMAGE ? "vmlinux" : `${row.owner}.ko`;
  // A file that begins with a dash would be read as an option.
  if (!/^\w[\w.-]*$/.test(file)) return "The owner’s name can’t be given safely in a command.";
  if (!isCode(row.type)) return link === undefined || "bB".includes(row.type) ? "No command shows a module’s or uninitialized data." : [objdump("-s", row, link)];
  const source = faddr2line(file, row);
  const commands = source === undefined ? [] : [source];
  return link === undefined ? commands : [...commands, gdb(row, link), objdump("-d", row, link)];
}

/** The name's symbols are told apart by their size. */
function faddr2line(file: string, { name, size }: SymbolDetails["row"]): Command | undefined {
  const place = shellQuoted(`${name}+0x0${size === undefined ? "" : `/${hex(size)}`}`);
  if (place === undefined) return undefined;
  const note = file.includes("_") ? { note: "The file may have dashes where the module’s name has underscores." } : {};
  return { tool: "faddr2line", text: `faddr2line ${file} ${place}`, ...note };
}

/** From `_stext`, a place is the same in every boot and in the file. */
function gdb({ address }: SymbolDetails["row"], link: LinkPlace): Command {
  const { fromStext } = link;
  const place = link.address === undefined && fromStext !== undefined ? `(char *)&_stext+${hex(fromStext)}` : hex(link.address ?? address);
  return { tool: "gdb", text: `gdb -batch -ex 'info line *${place.includes(" ") ? `(${place})` : place}' vmlinux` };
}

function objdump(how: "-d" | "-s", { address, size }: SymbolDetails["row"], link: LinkPlace): Command {
  const start = link.address ?? address;
  const text = `objdump ${how} --start-address=${hex(start)} --stop-address=${hex(start + (size === undefined || size === 0n ? SOME : size))} vmlinux`;
  return { tool: "objdump", text, ...noteOf(link, size) };
}

function noteOf({ address, isAssumed }: LinkPlace, size: bigint | undefined): { note?: string } {
  const notes = [
    address === undefined && "These are the addresses of this boot: where KASLR moved the kernel, its slide must be taken out first.",
    isAssumed && "The slide is told by where kernels are usually linked.",
    (size === undefined || size === 0n) && `The end isn’t known: ${SOME} bytes are shown.`,
  ].filter(Boolean);
  return notes.length === 0 ? {} : { note: notes.join(" ") };
}

/**
 * A text as one word of a POSIX shell; `undefined` where it holds characters on which a terminal acts before a shell reads
 * them, that can't be seen, or that stand for bytes that are no text.
 */
export function shellQuoted(text: string): string | undefined {
  if (text.includes("\ufffd") || namePieces(text).some(({ stands }) => stands)) return undefined;
  return /^[\w.+:@%/,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** C that attaches a program there. */
export function libbpfCode({ funcName, offset }: LibbpfKprobe): string {
  // A spec's names hold letters, digits, dots and underscores alone.
  const name = funcName === null ? "NULL" : JSON.stringify(funcName);
  return `LIBBPF_OPTS(bpf_kprobe_opts, opts, .offset = ${hex(offset)});\nlink = bpf_program__attach_kprobe_opts(prog, ${name}, &opts);`;
}
