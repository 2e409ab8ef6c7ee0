/** A log, decoded: pasted, dropped, or one of the files that are open. */

import { activateLine, activeLine, closeLog, copyLog, decodeContained, decodePasted, decoding, line, log, logFailure, nextUnclear, pasted } from "../state/log.js";
import type { OpenLog } from "../state/log.js";
import { showSymbol } from "../state/selection.js";
import { snapshot, table } from "../state/table.js";
import { plainName } from "../text/names.js";
import type { LineMention, LogRow } from "../worker/log-protocol.js";
import { ExplanationText } from "./FailureNote.js";
import { VirtualList, positionsOf, rowId } from "./list/VirtualList.js";

const COLUMNS = [
  ["Line", "cell-line"],
  ["Text", "cell-text"],
] as const;

export function LogView() {
  return (
    <>
      {logFailure.value !== undefined && (
        <div class="note note-error" role="alert">
          <div class="note-text">
            <ExplanationText explanation={logFailure.value} />
          </div>
        </div>
      )}
      {log.value === undefined ? <LogInput /> : <Decoded open={log.value} />}
    </>
  );
}

function LogInput() {
  const logs = snapshot.value?.logs ?? [];
  return (
    <form class="log-input" onSubmit={submit}>
      {logs.length > 0 && (
        <label class="log-choice">
          A log of {plainName(snapshot.value?.name ?? "")}
          <select onChange={(event) => decodeContained(Number(event.currentTarget.value))}>
            <option value="-1">choose one…</option>
            {logs.map((path, place) => (
              <option key={path} value={String(place)}>
                {plainName(path)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="log-paste">
        Paste a kernel log
        <textarea value={pasted.value} onInput={(event) => (pasted.value = event.currentTarget.value)} spellcheck={false} placeholder="[  157.498952]  vfs_read+0x10/0x310" />
      </label>
      <button type="submit" class="button button-main" disabled={table.value === undefined || decoding.value || pasted.value.trim() === ""}>
        {decoding.value ? "Decoding…" : "Decode"}
      </button>
    </form>
  );
}

function submit(event: Event): void {
  event.preventDefault();
  decodePasted();
}

function Decoded({ open }: { open: OpenLog }) {
  const { name, answer, rows } = open;
  return (
    <>
      <div class="log-head">
        <p class="summary" role="status">
          {plainName(name)}: {answer.counts.join("; ")}
        </p>
        {answer.warnings.map((warning) => (
          <p key={warning} class="note log-warning">
            {plainName(warning)}
          </p>
        ))}
        <div class="log-ways">
          <button type="button" class="button" onClick={nextUnclear} disabled={answer.unclear.length === 0}>
            Next unclear
          </button>
          <button type="button" class="button" onClick={() => void copyLog("text")}>
            Copy as text
          </button>
          <button type="button" class="button" onClick={() => void copyLog("markdown")}>
            Copy as Markdown
          </button>
          <button type="button" class="button" onClick={closeLog}>
            Another log
          </button>
        </div>
      </div>
      <VirtualList
        class="list-log"
        label="Lines of the log"
        total={answer.lines}
        of={open}
        columns={COLUMNS}
        active={activeLine}
        activate={activateLine}
        leave={closeLog}
        need={(start, end) => rows.need(start, end)}
        rows={(start, end) => <LogRows open={open} start={start} end={end} />}
      />
      <ActiveLine />
    </>
  );
}

function LogRows({ open: { rows }, start, end }: { open: OpenLog; start: number; end: number }) {
  // Read so that the rows are drawn again when others arrive.
  void rows.arrived.value;
  return positionsOf(start, end).map((position) => <LogLineRow key={position} position={position} row={rows.at(position)} />);
}

function LogLineRow({ position, row }: { position: number; row: LogRow | undefined }) {
  const isActive = position === activeLine.value;
  return (
    <div id={rowId(position)} class={`row ${isActive ? "row-active" : ""}`} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={() => activateLine(position)}>
      <span role="gridcell" class="cell cell-line">
        {row?.number ?? ""}
      </span>
      <span role="gridcell" class="cell cell-text">
        {row?.pieces.map(({ text, status, words }, at) =>
          status === undefined ? (
            lineText(text)
          ) : (
            <span key={at} class={`mention mention-${status}`}>
              {lineText(text)}
              {status !== "exact" && <em class="mention-words"> {words}</em>}
            </span>
          ),
        )}
        {row?.isCut === true && "…"}
      </span>
    </div>
  );
}

/** A part of a line, whose blanks at its ends are blanks. */
function lineText(text: string): string {
  return plainName(`|${text}|`).slice(1, -1);
}

/** What the mentions of the active line may stand for. */
function ActiveLine() {
  const shown = line.value;
  if (shown === undefined || shown.mentions.length === 0) return null;
  return (
    <section class="note log-line" aria-label="What stands in the line">
      {shown.mentions.map((mention, at) => (
        <MentionNote key={at} mention={mention} />
      ))}
    </section>
  );
}

function MentionNote({ mention: { text, words, unreliable, candidates, excluded } }: { mention: LineMention }) {
  return (
    <div>
      <p>
        <code>{plainName(text)}</code> {words}
        {unreliable && ", the kernel isn’t sure of it"}
        {excluded.total > 0 && `; ${excluded.total} of the name don’t fit`}
      </p>
      <ul>
        {candidates.rows.map(({ index, name, owner, address, sympos, evidence }) => (
          <li key={index}>
            <button type="button" class="link" onClick={() => showSymbol(index)}>
              0x{address.toString(16)}
            </button>{" "}
            {plainName(name)} of {plainName(owner)}
            {sympos > 0 && `, sympos ${sympos}`}: {evidence.map(plainName).join("; ")}
          </li>
        ))}
      </ul>
    </div>
  );
}
