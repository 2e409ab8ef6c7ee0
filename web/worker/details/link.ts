/** Where an address lies in the kernel's file, before KASLR moved it. */

import type { LinkPlace } from "../details-protocol.js";
import type { RequireHeld } from "../handlers-of.js";
import type { LoadedTable } from "../load.js";

export function linkPlaceOf({ loaded, snapshot }: ReturnType<RequireHeld>, address: bigint): LinkPlace {
  const { table } = loaded;
  const stext = stextOf(loaded);
  const fromStext = stext === undefined || address < stext ? undefined : address - stext;
  // What the linker wrote is as it was linked.
  if (table.report.format === "system-map" || table.report.format === "nm") return { address, isAssumed: false, fromStext };
  const { slide, linked } = snapshot?.table === table ? snapshot.kaslr : { slide: undefined, linked: [] };
  return { address: slide === undefined ? undefined : address - slide, isAssumed: linked.some(({ source }) => source === "architecture"), fromStext };
}

/** The image's own; a module may have one, too. */
function stextOf({ table, columns: { addresses, owners, ownerNames } }: LoadedTable): bigint | undefined {
  const image = ownerNames.indexOf("system");
  const index = table.indicesByName("_stext").find((row) => owners[row] === image);
  return index === undefined ? undefined : addresses[index];
}
