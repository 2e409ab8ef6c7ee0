/** What becomes of each probe of a list, counted, listed, and to be copied where it is safe. */

import { signal } from "@preact/signals";
import { activateProbe, activeProbe, editList, isChecking, leaveProbe, probeDetails, safeSpecs, showVerdict, shownProbes, stopCheck, verdict, verdictCounts } from "../../state/atlas-probes.js";
import type { CheckedList } from "../../state/atlas-probes.js";
import { copyText } from "../../state/toast.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import type { ProbeRow, Verdict } from "../../worker/atlas-protocol.js";
import { VirtualList, positionsOf, rowId } from "../list/VirtualList.js";
import { ProbeNote } from "./ProbeNote.js";
import { FORMS, written } from "./forms.js";
import type { Form } from "./forms.js";

const WORDS: Readonly<Record<Verdict, string>> = {
  safe: "safe",
  likely: "likely safe",
  ambiguous: "ambiguous",
  "picks-one": "picks one",
  refused: "refused",
  "never-armed": "never armed",
  absent: "absent",
  malformed: "malformed",
  unchecked: "can’t be told",
};

const COLUMNS = [
  ["Line", "cell-probe-line"],
  ["Probe", "cell-probe"],
  ["Verdict", "cell-verdict"],
  ["Why", "cell-why"],
] as const;

/** In which form the specs are copied. */
const form = signal<Form>("tracefs");

/** Of a text longer than this a row shows no more. */
const LONGEST_SHOWN = 300;

export function ProbeResults({ list }: { list: CheckedList }) {
  const rows = shownProbes.value;
  return (
    <>
      <p class="atlas-summary" role="status">
        {!isChecking.value && <Summary list={list} />}
      </p>
      {isChecking.value && (
        <p class="probe-progress">
          <progress aria-label="Progress of checking" max={list.allLines} value={list.lines} />
          <span>
            {count(list.rows.length)} checked, line {count(list.lines)} of {count(list.allLines)}
          </span>
          <button type="button" class="button" onClick={stopCheck}>
            Stop
          </button>
        </p>
      )}
      <div class="atlas-tools">
        <div class="probe-verdicts" role="group" aria-label="Show only">
          {verdictCounts.value.map(([name, probes]) => (
            <button key={name} type="button" class={`button probe-verdict verdict-${name}`} aria-pressed={verdict.value === name} onClick={() => showVerdict(verdict.value === name ? undefined : name)}>
              {WORDS[name]} <span class="probe-count">{count(probes)}</span>
            </button>
          ))}
        </div>
        <CopySafe />
        <button type="button" class="button" onClick={editList}>
          Edit the list
        </button>
      </div>
      <VirtualList
        class="list-atlas list-probes"
        label="Probes"
        total={rows.length}
        of={verdict.value ?? list.of}
        columns={COLUMNS}
        active={activeProbe}
        activate={activateProbe}
        leave={activeProbe.value < 0 ? editList : leaveProbe}
        rows={(start, end) => positionsOf(start, end).map((position) => <Row key={position} position={position} row={rows[position] as ProbeRow} />)}
      />
      {probeDetails.value !== undefined && <ProbeNote row={probeDetails.value.row} details={probeDetails.value.details} words={WORDS[probeDetails.value.row.verdict]} />}
    </>
  );
}

/** `12 probes: 9 safe, 2 ambiguous, 1 absent` */
function Summary({ list: { rows, leftOut, kernel, files, lines, allLines } }: { list: CheckedList }) {
  if (rows.length === 0) return <>The list holds no probe. Edit it: a line that begins with # is a comment.</>;
  const verdicts = verdictCounts.value.map(([name, probes]) => `${count(probes)} ${WORDS[name]}`).join(", ");
  return (
    <>
      <strong>{counted(rows.length, "probe")}</strong>: {verdicts}
      {kernel === undefined ? " · for the newest kernels" : ` · for kernel ${plainName(kernel)}`}
      {files.length > 0 && ` · with the snapshot’s ${files.join(" and ")}`}
      {leftOut > 0 ? ` · ${counted(leftOut, "further line")} not looked at` : lines < allLines && ` · stopped at line ${count(lines)} of ${count(allLines)}`}
    </>
  );
}

function CopySafe() {
  const texts = safeSpecs.value.flatMap((specs) => written(specs, form.value) ?? []);
  const without = safeSpecs.value.length - texts.length;
  const what = `${counted(texts.length, `${form.value} spec`)}${without > 0 ? `; ${count(without)} can’t be written so` : ""}`;
  return (
    <div class="probe-copy">
      <select aria-label="Form of the specs" value={form.value} onChange={(event) => (form.value = event.currentTarget.value as Form)}>
        {FORMS.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" class="button" disabled={texts.length === 0 || isChecking.value} title="Of the probes that are safe or likely so" onClick={() => void copyText(`${texts.join("\n")}\n`, what)}>
        Copy all safe specs
      </button>
    </div>
  );
}

function Row({ position, row: { line, text, verdict: found, why, addresses } }: { position: number; row: ProbeRow }) {
  const isActive = position === activeProbe.value;
  return (
    <div id={rowId(position)} class={`row row-symbol ${isActive ? "row-active" : ""}`} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={() => activateProbe(position)}>
      <span role="gridcell" class="cell cell-probe-line">
        {count(line)}
      </span>
      <span role="gridcell" class="cell cell-probe mono">
        {plainName(text.slice(0, LONGEST_SHOWN))}
      </span>
      <span role="gridcell" class="cell cell-verdict">
        <span class={`mark verdict-${found}`}>
          {WORDS[found]}
          {found === "ambiguous" && `: ${count(addresses)}`}
        </span>
      </span>
      <span role="gridcell" class="cell cell-why">
        {plainName(why.slice(0, LONGEST_SHOWN))}
      </span>
    </div>
  );
}
