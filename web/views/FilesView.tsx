/** The files of what was opened: what each is, whether it is used, and why not; and what to check. */

import { activateMember, activeMember } from "../state/members.js";
import { snapshot, useTable } from "../state/table.js";
import type { OpenSnapshot } from "../state/table.js";
import { view } from "../state/view.js";
import { plainName } from "../text/names.js";
import { bytes, counted } from "../text/numbers.js";
import type { Member } from "../worker/protocol.js";
import { VirtualList, positionsOf, rowId } from "./list/VirtualList.js";

const COLUMNS = [
  ["Used", "cell-used"],
  ["Kind", "cell-kind"],
  ["Size", "cell-bytes"],
  ["File", "cell-path"],
] as const;

export function FilesView() {
  const files = snapshot.value;
  if (files === undefined) return <p class="nothing">One table is open. Drop an archive, a folder or several files, and their list stands here.</p>;
  return (
    <>
      <p class="summary" role="status">
        {counted(files.members.length, "file")} in {plainName(files.name)}, {counted(files.members.filter(({ chosen }) => chosen).length, "file")} used
      </p>
      <Findings files={files} />
      <VirtualList
        class="list-files"
        label="Files"
        total={files.members.length}
        of={files}
        columns={COLUMNS}
        active={activeMember}
        activate={activateMember}
        leave={() => (view.value = "symbols")}
        rows={(start, end) => positionsOf(start, end).map((position) => <MemberRow key={position} position={position} member={files.members[position] as Member} />)}
      />
      <Chosen files={files} />
    </>
  );
}

function MemberRow({ position, member: { path, kind, bytes: size, chosen, note } }: { position: number; member: Member }) {
  const isActive = position === activeMember.value;
  return (
    <div id={rowId(position)} class={`row ${isActive ? "row-active" : ""}`} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={() => activateMember(position)}>
      <span role="gridcell" class="cell cell-used">
        {chosen ? "used" : ""}
      </span>
      <span role="gridcell" class="cell cell-kind">
        {kind}
      </span>
      <span role="gridcell" class="cell cell-bytes">
        {size === undefined ? "" : bytes(size)}
      </span>
      <span role="gridcell" class="cell cell-path">
        {plainName(path)} <span class="dim">{note === undefined ? "" : plainName(note)}</span>
      </span>
    </div>
  );
}

/** What can be done with the active file. */
function Chosen({ files }: { files: OpenSnapshot }) {
  const member = files.members[activeMember.value];
  if (member === undefined) return null;
  return (
    <div class="note chosen">
      <p class="note-text">
        <strong>{plainName(member.path)}</strong> {member.note === undefined ? "" : plainName(member.note)}
      </p>
      {member.canBeTable && !member.chosen && (
        <button type="button" class="button" onClick={() => useTable(member.path)}>
          Use this table
        </button>
      )}
    </div>
  );
}

/** Pieces of evidence that are shown of each finding. */
const MOST_EVIDENCE = 5;

function Findings({ files: { findings } }: { files: OpenSnapshot }) {
  if (findings.length === 0) return <p class="dim">Nothing to check was found.</p>;
  return (
    <section class="findings" aria-label="To check">
      <h2>To check</h2>
      <ul>
        {findings.map(({ code, severity, title, text, evidence, evidenceCount }) => (
          <li key={code}>
            <strong>
              {severity}: {plainName(title)}
            </strong>{" "}
            {plainName(text)}
            <ul>
              {evidence.slice(0, MOST_EVIDENCE).map((one) => (
                <li key={one}>{plainName(one)}</li>
              ))}
              {evidenceCount > MOST_EVIDENCE && <li>… {evidenceCount - MOST_EVIDENCE} more</li>}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
