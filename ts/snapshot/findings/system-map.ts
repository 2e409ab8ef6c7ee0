/** Findings from System.map: what of the running image isn't where or what the build made. */

import { formatAddress } from "../../core/address.js";
import type { KernelSymbol } from "../../table/symbol.js";
import { counted, number, shortened, signed } from "../finding-words.js";
import { isSameBuild } from "../slide-map.js";
import type { MapComparison, MovedSymbol } from "../slide-map.js";
import { finding } from "./finding.js";
import type { Finding } from "./finding.js";
import type { Subject } from "./subject.js";

/** Symbols that moved, are missing or came in addition; nothing where System.map is of another build. */
export function systemMapFindings({ kaslr: { map }, facts: { systemMap }, table }: Subject): Finding[] {
  if (map === undefined || systemMap === undefined || !isSameBuild(map)) return [];
  const paths = [systemMap.path, table.path];
  return [...moved(map, paths), ...missing(map, paths), ...extra(map, paths)];
}

function moved({ slide, agreeing, moved: { count, first } }: MapComparison, paths: readonly string[]): Finding[] {
  if (count === 0) return [];
  return [
    finding({
      code: "system-map-symbols-moved",
      severity: "check",
      title: "Symbols aren't where System.map has them",
      text:
        `${counted(agreeing, "symbol")} of the image lie${agreeing === 1 ? "s" : ""} ${signed(slide)} from where the kernel was linked, ${counted(count, "symbol")} elsewhere. ` +
        "The image is moved as a whole: a table that was changed or put together from two boots looks so.",
      evidence: first.map((one) => shownMove(one, slide)),
      evidenceCount: count,
      paths,
    }),
  ];
}

function shownMove({ linked, running }: MovedSymbol, slide: bigint): string {
  const where = running === undefined ? "none of its name is there" : `is at ${formatAddress(running.address)}`;
  return `${shortened(linked.name)}: expected at ${formatAddress(linked.address + slide)}, ${where}`;
}

/** Functions first: tables without data are usual, missing functions less so. */
function missing({ missingText, missingData }: MapComparison, paths: readonly string[]): Finding[] {
  if (missingText.count + missingData.count === 0) return [];
  return [
    finding({
      code: "system-map-symbols-missing",
      severity: "note",
      title: "Symbols of System.map are missing in the table",
      text:
        `The table lacks ${counted(missingText.count, "function")} and ${counted(missingData.count, "other symbol")} of System.map. ` +
        "Data is left out of kernels built without CONFIG_KALLSYMS_ALL, and the build leaves out some names of its own; other functions should be there.",
      evidence: [...missingText.first, ...missingData.first].map(shown),
      evidenceCount: missingText.count + missingData.count,
      paths,
    }),
  ];
}

function extra({ extra: { count, first } }: MapComparison, paths: readonly string[]): Finding[] {
  if (count === 0) return [];
  return [
    finding({
      code: "system-map-symbols-extra",
      severity: "note",
      title: "The table has symbols that System.map lacks",
      text: `${number(count)} of the image's symbols aren't in System.map. The build leaves local and weak names out of it; other functions should be there.`,
      evidence: first.map(shown),
      evidenceCount: count,
      paths,
    }),
  ];
}

function shown({ address, type, name }: KernelSymbol): string {
  return `${formatAddress(address)} ${type} ${shortened(name)}`;
}
