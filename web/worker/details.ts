/** A symbol, with every address of its name, every name of its address, its neighbours, its variants and its probes. */

import { nameVariant } from "kallsyms";
import type { DetailsExchange, SymbolDetails } from "./details-protocol.js";
import { linkPlaceOf } from "./details/link.js";
import { namesakesOf } from "./details/namesakes.js";
import { aliasesOf, neighboursOf } from "./details/neighbours.js";
import { probesOf } from "./details/probes.js";
import { variantsOf } from "./details/variants.js";
import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import { rowOf, symbolAt } from "./rows.js";
import { copiedText } from "./text.js";

export function detailsHandlers(require: RequireHeld): HandlersOf<DetailsExchange> {
  return {
    details: ({ index }) => detailsOf(require(), index),
    variants: ({ index }) => variantsOf(require().loaded, index),
    probes: ({ index }) => probesOf(require(), index),
  };
}

function detailsOf(held: ReturnType<RequireHeld>, index: number): SymbolDetails {
  const { loaded } = held;
  const row = rowOf(loaded, symbolAt(loaded, index));
  const name = loaded.table.nameBytes(index) as Uint8Array;
  const sameName = namesakesOf(loaded, name, index);
  const isPlaced = !loaded.table.restricted;
  return {
    row,
    line: copiedText(loaded, { indices: Uint32Array.of(index), format: "kallsyms" }).text,
    variant: nameVariant(name),
    sympos: sameName.rows.find((one) => one.index === index)?.sympos ?? 0,
    sameName,
    sameAddress: isPlaced ? aliasesOf(loaded, row) : undefined,
    near: isPlaced ? neighboursOf(loaded, row) : [],
    link: isPlaced && row.owner === "system" ? linkPlaceOf(held, row.address) : undefined,
  };
}
