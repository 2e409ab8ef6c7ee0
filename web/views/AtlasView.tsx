/** The ambiguity atlas: names at several addresses, addresses with several names, and which probes that makes unsafe. */

import { PARTS, part } from "../state/atlas.js";
import type { Part } from "../state/atlas.js";
import { loading, table } from "../state/table.js";
import { AmbiguousNames } from "./atlas/AmbiguousNames.js";
import { Instead } from "./atlas/Instead.js";
import { ProbeList } from "./atlas/ProbeList.js";
import { SharedAddresses } from "./atlas/SharedAddresses.js";

const TITLES: Readonly<Record<Part, string>> = { names: "Ambiguous names", addresses: "Shared addresses", probes: "Probe list" };

export function AtlasView() {
  const open = table.value;
  if (open === undefined) return <Instead>{loading.value === undefined ? "Open a file to see which of its names are ambiguous." : "The table is being read."}</Instead>;
  return (
    <section class="atlas" aria-label="Ambiguity atlas">
      <div class="atlas-parts" role="tablist" aria-label="Parts of the atlas" onKeyDown={onKeyDown}>
        {PARTS.map((name) => (
          <button
            key={name}
            type="button"
            id={`atlas-tab-${name}`}
            class="atlas-part"
            role="tab"
            aria-selected={part.value === name}
            aria-controls="atlas-part"
            tabIndex={part.value === name ? 0 : -1}
            onClick={() => (part.value = name)}
          >
            {TITLES[name]}
          </button>
        ))}
      </div>
      <div id="atlas-part" class="atlas-body" role="tabpanel" aria-labelledby={`atlas-tab-${part.value}`}>
        {part.value === "names" && <AmbiguousNames open={open} />}
        {part.value === "addresses" && <SharedAddresses open={open} />}
        {part.value === "probes" && <ProbeList open={open} />}
      </div>
    </section>
  );
}

/** Arrow keys go from part to part, around the ends. */
function onKeyDown(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = PARTS[(PARTS.indexOf(part.value) + step + PARTS.length) % PARTS.length] as Part;
  part.value = next;
  document.getElementById(`atlas-tab-${next}`)?.focus();
}
