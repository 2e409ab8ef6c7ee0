/** The owner whose changes are listed: all, or one, found by a part of its name. */

import { useSignal } from "@preact/signals";
import { setChangeFilter } from "../../state/compare.js";
import { count, counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { Listed } from "../../worker/compare-protocol.js";
import { shortName } from "./words.js";

/** Owners that are listed at once. */
const MOST_LISTED = 100;

export function OwnerChoice({ owners: { total, first }, chosen }: { owners: Listed<readonly [owner: string, changes: number]>; chosen: string | undefined }) {
  const part = useSignal("");
  const fitting = first.filter(([owner]) => ownerName(owner).includes(part.value.trim()));
  const left = fitting.length - MOST_LISTED;
  return (
    <>
      {total > 12 && (
        <div class="menu-fields">
          <input type="search" aria-label="Find an owner" placeholder="Find an owner" value={part.value} onInput={(event) => (part.value = event.currentTarget.value)} />
        </div>
      )}
      {fitting.slice(0, MOST_LISTED).map(([owner, changes]) => (
        <button key={owner} type="button" class="menu-item" aria-pressed={owner === chosen} onClick={() => setChangeFilter({ owner: owner === chosen ? undefined : owner })}>
          <span>{shortName(ownerName(owner))}</span>
          <span class="menu-count">{count(changes)}</span>
        </button>
      ))}
      {left > 0 && <p class="menu-note">{counted(left, "more owner")}: write a part of the name.</p>}
      {fitting.length === 0 && <p class="menu-note">No owner’s name holds this.</p>}
      {total > first.length && <p class="menu-note">{counted(total - first.length, "owner")} with fewer changes can’t be chosen; a kind or a part of the symbol’s name brings them up.</p>}
    </>
  );
}
