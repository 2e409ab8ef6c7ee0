/** Findings on functions that carry the names of system calls, where no system call should be. */

import { formatAddress } from "../../core/address.js";
import type { KernelSymbol } from "../../table/symbol.js";
import type { KernelSymbolTable } from "../../table/table.js";
import { isGenerated } from "../belongs-modules.js";
import { counted, shortened } from "../finding-words.js";
import { IMAGE, architectureOf, markerOf } from "../slide-image.js";
import { finding } from "./finding.js";
import type { Finding } from "./finding.js";
import { oddSymbols } from "./sample.js";
import type { OddSymbols } from "./sample.js";
import type { Subject } from "./subject.js";

/** `__x64_sys_read`, `__ia32_compat_sys_ioctl`, `__se_sys_read`, `__do_sys_clone`, on the architectures that wrap their system calls. */
const WRAPPERS = "^__(x64|ia32|x32|arm64|riscv|s390|s390x|se|do)_(compat_)?sys_[a-z]";

/** The same on the others, such as arm and powerpc; where there are wrappers, plain names such as `sys_dmi_attribute_groups` are anything. */
const PLAIN = "^(__(se|do)_)?(compat_)?sys_[a-z]";

const TEXT = "tTwW";

/** Looks at every function with the name of a system call. Where addresses are hidden, or the image's text has no markers: nothing. */
export function syscallFindings({ table: { path, table } }: Subject): Finding[] {
  return [...(table.restricted ? [] : outsideText(path, table)), ...inModules(path, table)];
}

function outsideText(path: string, table: KernelSymbolTable): Finding[] {
  const [start, end] = [markerOf(table, "_stext"), markerOf(table, "_etext")];
  if (start === undefined || end === undefined || end <= start) return [];
  const { count, first } = outside(table, rangesOf(table, { start, end }));
  if (count === 0) return [];
  return [
    finding({
      code: "syscall-outside-text",
      severity: "check",
      title: "System calls lie outside the kernel's text",
      text:
        `${counted(count, "function")} of the image with the name of a system call lie${count === 1 ? "s" : ""} outside _stext to _etext, ` +
        "where the build puts all of them: look at the table that the kernel calls them through.",
      evidence: first.map(shown),
      evidenceCount: count,
      paths: [path],
    }),
  ];
}

interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

/** The image's text, and the text that is used at boot only. */
function rangesOf(table: KernelSymbolTable, text: Range): Range[] {
  const [start, end] = [markerOf(table, "_sinittext"), markerOf(table, "_einittext")];
  return start === undefined || end === undefined ? [text] : [text, { start, end }];
}

function outside(table: KernelSymbolTable, ranges: readonly Range[]): OddSymbols {
  // Those whose architecture is known are those that have wrappers.
  const pattern = architectureOf(table) === undefined ? PLAIN : WRAPPERS;
  const { indices } = table.search({ pattern, match: "regex", owner: IMAGE, type: TEXT });
  return oddSymbols(table, indices, ({ address }) => !ranges.some(({ start, end }) => address >= start && address < end));
}

function inModules(path: string, table: KernelSymbolTable): Finding[] {
  const { indices } = table.search({ pattern: WRAPPERS, match: "regex", type: TEXT });
  const { count, first } = oddSymbols(table, indices, ({ owner }) => owner !== IMAGE && !isGenerated(owner));
  if (count === 0) return [];
  return [
    finding({
      code: "syscall-in-module",
      severity: "check",
      title: "Modules have functions with the names of system calls",
      text:
        `${counted(count, "function")} of modules carr${count === 1 ? "ies" : "y"} the name of a system call. ` +
        "System calls are part of the image: a module that replaces them has such names, or a function that is called so for another reason.",
      evidence: first.map((symbol) => `${shown(symbol)} [${shortened(symbol.owner)}]`),
      evidenceCount: count,
      paths: [path],
    }),
  ];
}

function shown({ address, name }: KernelSymbol): string {
  return `${formatAddress(address)} ${shortened(name)}`;
}
