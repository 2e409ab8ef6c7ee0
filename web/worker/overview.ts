/** Answers the requests of worker/overview-protocol.ts. */

import { NO_FILTER } from "../query/filter.js";
import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { LoadedTable } from "./load.js";
import { narrow } from "./narrow.js";
import type { AddressMap, OverviewExchange, Place } from "./overview-protocol.js";
import { cellsOf } from "./overview/cells.js";
import { division, groupsOf } from "./overview/divide.js";
import type { Groups } from "./overview/divide.js";
import { extentsOf } from "./overview/extents.js";
import type { Extents } from "./overview/extents.js";
import { imageAreas } from "./overview/image.js";

const NO_EXTENTS: Extents = { rows: new Uint32Array(), bytes: new Uint32Array() };

export function overviewHandlers(held: RequireHeld): HandlersOf<OverviewExchange> {
  const extents = lastOf((loaded: LoadedTable) => (loaded.table.restricted ? NO_EXTENTS : extentsOf(loaded)));
  // The same place is often asked for again: by the other measure, or for what was passed over.
  let divided: { readonly loaded: LoadedTable; readonly place: Place; readonly groups: Groups } | undefined;
  return {
    overview: () => {
      const { loaded } = held();
      const { sizes } = narrow(loaded, undefined, NO_FILTER).facets;
      return { sizes, map: loaded.table.restricted ? undefined : mapOf(loaded, extents(loaded)) };
    },
    divide: ({ place, by }) => {
      const { loaded } = held();
      if (divided?.loaded !== loaded || divided.place.owner !== place.owner || divided.place.prefix !== place.prefix) {
        divided = { loaded, place, groups: groupsOf(loaded, extents(loaded).bytes, place) };
      }
      return division(divided.groups, place, by);
    },
  };
}

function mapOf(loaded: LoadedTable, extents: Extents): AddressMap {
  const { areas, absolute } = imageAreas(loaded, extents);
  return { image: areas, absolute: absolute + loaded.table.size - extents.rows.length, ...cellsOf(loaded, extents) };
}

/** Remembers what was made last, and of what. */
function lastOf<A, R>(make: (of: A) => R): (of: A) => R {
  let last: { readonly of: A; readonly made: R } | undefined;
  return (of) => {
    if (last?.of !== of) last = { of, made: make(of) };
    return last.made;
  };
}
