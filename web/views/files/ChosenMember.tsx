/** What can be done with the file that is chosen in the list: another role, and what the role allows. */

import type { MemberKind } from "kallsyms";
import { compareMember } from "../../state/compare.js";
import { decodeContained } from "../../state/log.js";
import { canBeDecided, giveKind, givenKind, isAskedFor, logOf, useAsSystemMap, useAsTable } from "../../state/members.js";
import { snapshot, table } from "../../state/table.js";
import { view } from "../../state/view.js";
import { KINDS_BY_GROUP, kindTitle } from "../../text/kinds.js";
import { plainName } from "../../text/names.js";
import type { Member } from "../../worker/protocol.js";
import { focusResults } from "../list/focus.js";
import { FilePath, Role } from "./MemberRow.js";

/** The choice of a role, to which Enter leads. */
export const ROLE_ID = "role";

/** Stand in the choice for what is no kind. */
const RECOGNISED = "";
const ASIDE: MemberKind = "unknown";

export function ChosenMember({ member }: { member: Member }) {
  const { path, note } = member;
  return (
    <section class="chosen" aria-label="The chosen file" onKeyDown={({ key }) => key === "Escape" && focusResults()}>
      <div class="chosen-what">
        <p class="chosen-path">
          <Role member={member} /> <strong class="chosen-name"><FilePath path={path} /></strong>
        </p>
        {note !== undefined && <p class="chosen-note">{plainName(note)}</p>}
      </div>
      <div class="chosen-ways">
        {canBeDecided(member) ? <RoleChoice member={member} /> : <p class="dim">The sample, which comes with the page.</p>}
        <Ways member={member} />
      </div>
    </section>
  );
}

function RoleChoice({ member }: { member: Member }) {
  const given = givenKind(member);
  const choose = (value: string) => giveKind(member, value === RECOGNISED ? undefined : (value as MemberKind));
  return (
    <label class="chosen-role">
      Role{" "}
      <select id={ROLE_ID} class="select" value={given ?? RECOGNISED} onChange={(event) => choose(event.currentTarget.value)}>
        <option value={RECOGNISED}>{given === undefined ? `As recognised: ${kindTitle(member.kind)}` : "As recognised"}</option>
        <option value={ASIDE}>Leave aside</option>
        {[...KINDS_BY_GROUP].map(([group, kinds]) => (
          <optgroup key={group} label={group}>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {kindTitle(kind)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function Ways({ member }: { member: Member }) {
  const log = logOf(member);
  const isOpen = table.value?.path === member.path && table.value.worker === snapshot.value?.worker;
  return (
    <>
      {log >= 0 && table.value !== undefined && (
        <button type="button" class="button" onClick={() => decode(log)}>
          Decode
        </button>
      )}
      {member.canBeTable && !isOpen && (
        <button type="button" class="button" onClick={() => useAsTable(member)}>
          Use as table
        </button>
      )}
      {member.canBeTable && !isOpen && table.value !== undefined && (
        <button type="button" class="button" onClick={() => compare(member.path)}>
          Compare with the open table
        </button>
      )}
      {member.canBeTable && !isAskedFor(member) && (
        <button type="button" class="button" onClick={() => useAsSystemMap(member)}>
          Use as System.map
        </button>
      )}
    </>
  );
}

function compare(path: string): void {
  compareMember(path);
  view.value = "compare";
}

function decode(log: number): void {
  decodeContained(log);
  view.value = "log";
}
