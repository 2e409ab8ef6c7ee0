/** Findings on symbols that lie where nothing of their owner should be. */

import { formatAddress } from "../../core/address.js";
import type { KernelSymbol } from "../../table/symbol.js";
import { PLACED, moduleAreas } from "../belongs-modules.js";
import type { ModuleAreas, StrayModule } from "../belongs-modules.js";
import type { ModuleList } from "../facts.js";
import { counted, shortened } from "../finding-words.js";
import { IMAGE, SLIDE_STEP, imageBounds, isFixed } from "../slide-image.js";
import type { ImageBounds } from "../slide-image.js";
import { EVIDENCE_KEPT, finding } from "./finding.js";
import type { Finding } from "./finding.js";
import { oddSymbols } from "./sample.js";
import type { Subject } from "./subject.js";

/** Page that old x86-64 kernels map at a fixed address, with symbols of the image in it. */
const VSYSCALL = { from: 0xffff_ffff_ff60_0000n, to: 0xffff_ffff_ff60_1000n } as const;

/** Looks at symbols of modules against the lists of modules, and at all symbols against the image. Where addresses are hidden: nothing. */
export function placeFindings(subject: Subject): Finding[] {
  const { table, facts } = subject;
  if (table.table.restricted) return [];
  const image = imageBounds(table.table);
  return [
    ...facts.moduleLists.flatMap((list) => strayModules(subject, list, moduleAreas(table.table, subject.modules, list))),
    ...straySections(subject),
    ...(image === undefined ? [] : [...inImage(subject, image), ...outsideImage(subject, image)]),
  ];
}

function strayModules({ table }: Subject, { path }: ModuleList, { holds, checked, strays }: ModuleAreas): Finding[] {
  if (strays.length === 0) return [];
  const what = holds === "all" ? "symbols" : "functions";
  return [
    finding({
      code: "module-symbols-outside",
      severity: "check",
      title: `Modules have ${what} outside their memory`,
      text:
        `The ${what} of ${counted(checked - strays.length, "module")} lie in the memory that ${shortened(path)} gives them, those of ${counted(strays.length, "module")} don't: ` +
        "a module that was loaded anew between taking the two files, or one that was tampered with.",
      evidence: strays.slice(0, EVIDENCE_KEPT).map(strayModule),
      evidenceCount: strays.length,
      paths: [table.path, path],
    }),
  ];
}

function strayModule({ module, from, to, count, first }: StrayModule): string {
  return `${shortened(module.name)} at ${formatAddress(from)} to ${formatAddress(to)}: ${counted(count, "symbol")} outside, ${shown(first)}`;
}

function shown({ name, address, owner }: KernelSymbol): string {
  // The address first: a long name is cut.
  return `${formatAddress(address)} ${shortened(name)}${owner === IMAGE ? "" : ` [${shortened(owner)}]`}`;
}

/** `.text` of `/sys/module` outside the memory of `/proc/modules`. */
function straySections({ facts }: Subject): Finding[] {
  return facts.moduleLists.filter(({ kind }) => kind === "modules").flatMap(({ path, modules }) => {
    const strays = modules.flatMap(({ name, base, size }) => {
      const section = facts.sections.get(name);
      const isInside = section === undefined || base === undefined || size === undefined || (section >= base && Number(section - base) < size);
      return isInside ? [] : [`${shortened(name)}: .text at ${formatAddress(section)}, its memory begins at ${formatAddress(base)}`];
    });
    if (strays.length === 0) return [];
    return [
      finding({
        code: "section-outside-module",
        severity: "check",
        title: "Modules have their text elsewhere than listed",
        text:
          `/sys/module gives ${counted(strays.length, "module")} a text outside the memory that ${shortened(path)} gives: ` +
          "modules that were loaded anew between taking the two, or files of two boots.",
        evidence: strays,
        paths: [path],
      }),
    ];
  });
}

/** Absolute symbols aren't looked at: those of modules are percpu variables, which share the image's percpu area. */
function inImage({ table: { path, table } }: Subject, { start, end }: ImageBounds): Finding[] {
  const inside = { type: PLACED, from: start, to: end };
  const { indices } = table.search(inside);
  const count = indices.length - table.search({ ...inside, owner: IMAGE }).total;
  if (count === 0) return [];
  return [
    finding({
      code: "module-symbols-in-image",
      severity: "check",
      title: "Modules have symbols inside the kernel image",
      text:
        `${counted(count, "symbol")} of modules lie${count === 1 ? "s" : ""} between the image's first and last symbol, where no module is ever loaded: ` +
        "the table was changed, or is put together from two boots.",
      evidence: oddSymbols(table, indices, ({ owner }) => owner !== IMAGE).first.map(shown),
      evidenceCount: count,
      paths: [path],
    }),
  ];
}

/** Symbols of the image beyond its end, as far as the table tells that, or before its head. */
function outsideImage({ table: { path, table } }: Subject, { start, end }: ImageBounds): Finding[] {
  const head = start > SLIDE_STEP ? start - SLIDE_STEP : 0n;
  const below = table.search({ owner: IMAGE, to: head }).indices;
  const above = table.search({ owner: IMAGE, from: end + 1n }).indices;
  const { count, first } = oddSymbols(table, [...below, ...above], (symbol) => isPlaced(symbol, start));
  if (count === 0) return [];
  return [
    finding({
      code: "image-symbols-outside",
      severity: "check",
      title: "Symbols of the image lie outside it",
      text:
        `${counted(count, "symbol")} without a module lie${count === 1 ? "s" : ""} outside ${formatAddress(start)} to ${formatAddress(end)}, where the image's markers say that it is. ` +
        "Some architectures map vectors or a page for processes elsewhere; functions among them are worth a look.",
      evidence: first.map(shown),
      evidenceCount: count,
      paths: [path],
    }),
  ];
}

/** Whether a symbol has a place of its own: it is no constant, percpu offset or vector, and not in the page for processes. */
function isPlaced(symbol: KernelSymbol, start: bigint): boolean {
  return !isFixed(symbol, start) && !(symbol.address >= VSYSCALL.from && symbol.address < VSYSCALL.to);
}
