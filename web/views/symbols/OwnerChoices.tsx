/** The owners to choose among: the kernel image and its modules, found by a part of their names. */

import { useSignal } from "@preact/signals";
import { filter, setFilter } from "../../state/query.js";
import { counted } from "../../text/numbers.js";
import { plainName } from "../../text/names.js";
import { ownerName } from "../../text/owners.js";
import type { Facets } from "../../worker/protocol.js";
import { Choice } from "./Filters.js";

/** Owners that are listed at once. */
const MOST_LISTED = 200;

export function OwnerChoices({ facets: { owners } }: { facets: Facets }) {
  const part = useSignal("");
  const fitting = owners.filter(([owner]) => ownerName(owner).includes(part.value.trim()));
  const choose = (owner: string, isOn: boolean) => {
    const others = filter.value.owners.filter((name) => name !== owner);
    setFilter({ owners: isOn ? [...others, owner] : others });
  };
  return (
    <>
      {owners.length > 12 && (
        <div class="menu-fields">
          <input type="search" aria-label="Find an owner" placeholder="Find an owner" value={part.value} onInput={(event) => (part.value = event.currentTarget.value)} />
        </div>
      )}
      {fitting.slice(0, MOST_LISTED).map(([owner, symbols]) => (
        <Choice key={owner} label={plainName(ownerName(owner))} count={symbols} isOn={filter.value.owners.includes(owner)} set={(isOn) => choose(owner, isOn)} />
      ))}
      {fitting.length > MOST_LISTED && <p class="menu-note">{counted(fitting.length - MOST_LISTED, "more owner")}: write a part of the name.</p>}
      {fitting.length === 0 && <p class="menu-note">No owner’s name holds this.</p>}
    </>
  );
}
