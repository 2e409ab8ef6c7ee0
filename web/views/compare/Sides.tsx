/** The two tables, which is old and which is new, and the ways to another one. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { closeComparison, compareMember, comparing, comparison, openOther, swapSides, useOtherMember } from "../../state/compare.js";
import type { OpenComparison } from "../../state/compare.js";
import { notice, snapshot, table } from "../../state/table.js";
import type { OpenTable } from "../../state/table.js";
import { counted } from "../../text/numbers.js";
import type { Side } from "../../worker/compare-protocol.js";
import type { Member } from "../../worker/protocol.js";
import { droppedFiles, pickedFile } from "../dropped.js";
import { openName, otherName, shortName } from "./words.js";

export function Sides({ open }: { open: OpenTable }) {
  const of = comparison.value;
  const isOver = useSignal(false);
  return (
    <section class={`sides ${of === undefined ? "sides-empty" : ""} ${isOver.value ? "sides-over" : ""}`} aria-label="The two tables" {...dropTarget((over) => (isOver.value = over))}>
      {of === undefined ? <Invitation open={open} /> : <Both of={of} />}
      <Ways of={of} />
      {isOver.value && (
        <p class="sides-drop" aria-hidden="true">
          Drop the other table here
        </p>
      )}
    </section>
  );
}

function Invitation({ open }: { open: OpenTable }) {
  return (
    <div class="sides-text">
      <h2>Compare {openName(open)} with another table</h2>
      <p class="dim">Of another boot, of another build, or taken after modules came or went. How far KASLR moved image and modules is found and taken out; what remains is what differs.</p>
    </div>
  );
}

function Both({ of }: { of: OpenComparison }) {
  return (
    <div class="sides-both">
      <OneSide of={of} side="old" />
      <OneSide of={of} side="new" />
    </div>
  );
}

function OneSide({ of, side }: { of: OpenComparison; side: Side }) {
  const isOpen = of.open === side;
  const { symbols, restricted } = of.facts[side];
  const rejected = of.other.opened.facts?.report.rejected ?? 0;
  return (
    <p class="side">
      <span class="chip">{side === "old" ? "Old" : "New"}</span>
      <strong class="side-name">{isOpen ? openName(of.table) : otherName(of.other)}</strong>
      <span class="dim">
        {counted(symbols, "symbol")}
        {isOpen && ", the open table"}
        {restricted && ", addresses hidden"}
        {!isOpen && rejected > 0 && `, ${counted(rejected, "line")} not understood`}
      </span>
    </p>
  );
}

function Ways({ of }: { of: OpenComparison | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  const choose = () => {
    openOther([...(input.current?.files ?? [])].map((file) => pickedFile(file)));
    // Else choosing the same file again would be no change.
    if (input.current !== null) input.current.value = "";
  };
  return (
    <div class="sides-ways">
      {of !== undefined && (
        <button type="button" class="button" title="Take the old table for the new one" disabled={comparing.value !== undefined} onClick={() => void swapSides()}>
          Swap
        </button>
      )}
      <button type="button" class={of === undefined ? "button button-main" : "button"} onClick={() => input.current?.click()}>
        {of === undefined ? "Choose the other table…" : "Another table…"}
      </button>
      <input ref={input} type="file" multiple hidden aria-label="The other table" onChange={choose} />
      <MemberChoice label="or one of the same files" members={ownMembers()} choose={compareMember} />
      {of !== undefined && <MemberChoice label="another table of these files" members={otherMembers(of)} choose={useOtherMember} />}
      {of !== undefined && (
        <button type="button" class="button" onClick={closeComparison}>
          Close
        </button>
      )}
      <p class="sides-hint">{of === undefined ? "or drop it here" : "or drop one here"}</p>
    </div>
  );
}

/** Files that a list of choices holds. */
const MOST_MEMBERS = 200;

function MemberChoice({ label, members, choose }: { label: string; members: readonly Member[]; choose: (path: string) => void }) {
  if (members.length === 0) return null;
  return (
    <select
      class="menu-select sides-members"
      aria-label={label}
      value=""
      onChange={(event) => {
        choose(event.currentTarget.value);
        event.currentTarget.value = "";
      }}
    >
      <option value="">{label}…</option>
      {members.slice(0, MOST_MEMBERS).map(({ path }) => (
        <option key={path} value={path}>
          {shortName(path)}
        </option>
      ))}
      {members.length > MOST_MEMBERS && <option disabled>{counted(members.length - MOST_MEMBERS, "more")}: unpack and choose them as files</option>}
    </select>
  );
}

/** The tables that lie beside the open one, or in files that were opened after it. */
function ownMembers(): readonly Member[] {
  return (snapshot.value?.members ?? []).filter(({ canBeTable, path }) => canBeTable && path !== table.value?.path);
}

function otherMembers({ other: { opened } }: OpenComparison): readonly Member[] {
  return (opened.snapshot?.members ?? []).filter(({ canBeTable, path }) => canBeTable && path !== opened.tablePath);
}

/** What is dropped here goes no further: anywhere else on the page it would take the place of the open table. */
function dropTarget(setOver: (isOver: boolean) => void) {
  const hover = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "dragenter") leaveRest(event.dataTransfer);
    setOver(true);
  };
  return {
    onDragEnter: hover,
    onDragOver: hover,
    onDragLeave: (event: DragEvent) => {
      if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      void takeDropped(event.dataTransfer as DataTransfer);
    },
  };
}

/** For the rest of the page the files have left: what it shows for them would cover this place. */
function leaveRest(dataTransfer: DataTransfer): void {
  dispatchEvent(new DragEvent("dragleave", { dataTransfer }));
}

async function takeDropped(data: DataTransfer): Promise<void> {
  try {
    const { files, leftOut } = await droppedFiles(data, new AbortController().signal, () => {});
    notice.value = leftOut;
    openOther(files);
  } catch (error) {
    notice.value = `What was dropped can’t be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
