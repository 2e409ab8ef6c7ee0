/** The files of what is open: what each is, whether it is used and why not, and what can be decided about it. */

import { USES, activateMember, activeMember, clearMemberFilter, commonFolder, memberCounts, memberText, memberUse, members, shownMembers } from "../state/members.js";
import type { Use } from "../state/members.js";
import { plainName } from "../text/names.js";
import { count } from "../text/numbers.js";
import type { Member } from "../worker/protocol.js";
import { ChosenMember, ROLE_ID } from "./files/ChosenMember.js";
import { AddButton } from "./files/FileButtons.js";
import { MemberRow } from "./files/MemberRow.js";
import { focusResults } from "./list/focus.js";
import { VirtualList, positionsOf } from "./list/VirtualList.js";

const COLUMNS = [
  ["Role", "cell-role"],
  ["Size", "cell-bytes"],
  ["File", "cell-path"],
  ["What to know", "cell-note"],
] as const;

const FILTER_ID = "file-filter";

export function FilesView() {
  const all = members.value;
  const shown = shownMembers.value;
  if (all.length === 0) return <p class="nothing">Nothing is open. Drop files, a folder or an archive anywhere on the page, and their list stands here.</p>;
  return (
    <>
      <div class="files-bar">
        <input
          id={FILTER_ID}
          class="files-filter"
          type="search"
          aria-label="Filter files"
          placeholder="Filter by path, role or note"
          value={memberText.value}
          onInput={(event) => (memberText.value = event.currentTarget.value)}
          onKeyDown={onFilterKey}
          spellcheck={false}
        />
        <div class="files-uses" role="group" aria-label="Which files are shown">
          {USES.map((use) => (
            <UseButton key={use} use={use} />
          ))}
        </div>
        <AddButton />
      </div>
      <p class="files-summary" role="status">
        {shown.length === all.length ? <strong>{count(all.length)}</strong> : <><strong>{count(shown.length)}</strong> of {count(all.length)}</>} {all.length === 1 ? "file" : "files"}
        {commonFolder.value !== "" && <span class="dim"> in {plainName(commonFolder.value)}</span>}
      </p>
      {shown.length === 0 ? <NothingFits /> : <List shown={shown} />}
    </>
  );
}

function List({ shown }: { shown: readonly Member[] }) {
  const member = shown[activeMember.value];
  return (
    <>
      <VirtualList
        class="list-files"
        label="Files"
        total={shown.length}
        of={shown}
        columns={COLUMNS}
        active={activeMember}
        activate={activateMember}
        onKey={onListKey}
        leave={() => document.getElementById(FILTER_ID)?.focus()}
        rows={(start, end) => positionsOf(start, end).map((position) => <MemberRow key={position} position={position} member={shown[position] as Member} />)}
      />
      {member !== undefined && <ChosenMember member={member} />}
    </>
  );
}

const USE_TITLES: Readonly<Record<Use, string>> = { used: "Used", aside: "Left aside", unrecognised: "Not recognised" };

function UseButton({ use }: { use: Use }) {
  const isOn = memberUse.value === use;
  return (
    <button type="button" class="button toggle" aria-pressed={isOn} onClick={() => (memberUse.value = isOn ? undefined : use)}>
      {USE_TITLES[use]} <span class="toggle-count">{count(memberCounts.value[use])}</span>
    </button>
  );
}

function NothingFits() {
  return (
    <div class="nothing">
      <p>No file fits the filter.</p>
      <p>
        <button type="button" class="button" onClick={clearMemberFilter}>
          Show all files
        </button>
      </p>
    </div>
  );
}

function onFilterKey(event: KeyboardEvent): void {
  if (event.key === "ArrowDown") focusResults();
  else if (event.key === "Escape" && memberText.value !== "") memberText.value = "";
  else return;
  event.preventDefault();
}

/** What can be done with a file stands below the list. */
function onListKey({ key }: KeyboardEvent): boolean {
  if (key !== "Enter") return false;
  document.getElementById(ROLE_ID)?.focus();
  return true;
}
