/** One file in the list: its role, its size, its path, and what to know of it. */

import { activateMember, activeMember, commonFolder, givenKind } from "../../state/members.js";
import { isRecognised, kindTitle } from "../../text/kinds.js";
import { plainName } from "../../text/names.js";
import { bytes } from "../../text/numbers.js";
import type { Member } from "../../worker/protocol.js";
import { rowId } from "../list/VirtualList.js";

export function MemberRow({ position, member }: { position: number; member: Member }) {
  const { path, bytes: size, note } = member;
  const isActive = position === activeMember.value;
  return (
    <div id={rowId(position)} class={`row row-file ${isActive ? "row-active" : ""}`} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={() => activateMember(position)}>
      <span role="gridcell" class="cell cell-role">
        <Role member={member} />
      </span>
      <span role="gridcell" class="cell cell-bytes">
        {size === undefined ? "" : bytes(size)}
      </span>
      <span role="gridcell" class="cell cell-path" title={plainName(path)}>
        <FilePath path={path.slice(commonFolder.value.length)} />
      </span>
      <span role="gridcell" class="cell cell-note">
        {note === undefined ? "" : plainName(note)}
      </span>
    </div>
  );
}

/** What the file is, in words, and whether it is used as that. */
export function Role({ member }: { member: Member }) {
  const { kind, chosen } = member;
  const given = givenKind(member);
  const title = given === "unknown" ? "left aside" : kindTitle(kind);
  return (
    <>
      <span class={chosen ? "role role-used" : isRecognised(kind) ? "role" : "role role-none"}>{title}</span>
      {!chosen && given !== "unknown" && isRecognised(kind) && <span class="role-aside"> not used</span>}
      {given !== undefined && given !== "unknown" && <span class="role-aside"> by you</span>}
    </>
  );
}

/** The name is what people look for, so it stays in sight where the path is too long. */
export function FilePath({ path }: { path: string }) {
  const end = path.lastIndexOf("/") + 1;
  return (
    <>
      {end > 0 && <bdi class="path-folder">{plainName(path.slice(0, end))}</bdi>}
      <bdi class="path-name">{plainName(path.slice(end))}</bdi>
    </>
  );
}
