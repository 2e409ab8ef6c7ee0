/** Where the table comes from, and the ways to another one. */

import { useRef } from "preact/hooks";
import { SAMPLE } from "../sample/sample.js";
import { closeDetails, panelShown } from "../state/selection.js";
import { loading, openFiles, openSample, table } from "../state/table.js";
import type { OpenTable } from "../state/table.js";
import { bytes, counted } from "../text/numbers.js";
import { plainName } from "../text/names.js";

export function SourceBar() {
  return (
    <section class="source" aria-label="Symbol table">
      <div class="source-what">{table.value === undefined ? <p class="source-line">No table is open yet.</p> : <Source table={table.value} />}</div>
      <div class="source-ways">
        <FileButton />
        <SampleButton />
        <p class="source-hint">or drop one anywhere on the page</p>
      </div>
    </section>
  );
}

/** Only where the sample is neither there nor on its way. */
function SampleButton() {
  const isWanted = table.value === undefined ? loading.value === undefined : !table.value.isSample;
  if (!isWanted) return null;
  return (
    <button type="button" class="button" onClick={() => void openSample()}>
      Sample
    </button>
  );
}

function Source({ table }: { table: OpenTable }) {
  const { facts, isSample, name } = table;
  return (
    <>
      <p class="source-line">
        {isSample ? <span class="chip">Sample</span> : null}
        <strong class="source-name">{isSample ? SAMPLE.kernel : plainName(name)}</strong>
        <span class="source-size">
          {counted(facts.size, "symbol")}
          {table.bytes === undefined ? "" : ` · ${bytes(table.bytes)}`}
        </span>
        <ReportButton table={table} />
      </p>
      {isSample && <p class="source-note">{SAMPLE.about}</p>}
    </>
  );
}

/** On a narrow screen the account of the table takes the place of the results. */
function ReportButton({ table: { facts } }: { table: OpenTable }) {
  const show = () => {
    closeDetails();
    panelShown.value = true;
  };
  const warnings = facts.report.warnings.length;
  return (
    <button type="button" class="link" onClick={show}>
      {warnings === 0 ? "About this table" : `About this table: ${counted(warnings, "warning")}`}
    </button>
  );
}

function FileButton() {
  const input = useRef<HTMLInputElement>(null);
  const choose = () => {
    openFiles([...(input.current?.files ?? [])].map((file) => ({ path: file.name, file })));
    // Else choosing the same file again would be no change.
    if (input.current !== null) input.current.value = "";
  };
  return (
    <>
      <button type="button" class="button button-main" onClick={() => input.current?.click()}>
        Open a file…
      </button>
      <input ref={input} type="file" multiple hidden aria-label="Symbol table file" onChange={choose} />
    </>
  );
}
