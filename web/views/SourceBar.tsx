/** What is open, in one line, and the ways to something else. */

import { SAMPLE } from "../sample/sample.js";
import { closeDetails, panelShown } from "../state/selection.js";
import { loading, openSample, snapshot, table } from "../state/table.js";
import type { OpenTable } from "../state/table.js";
import { bytes, count, counted } from "../text/numbers.js";
import { plainName } from "../text/names.js";
import { FileButtons } from "./files/FileButtons.js";
import { PasteButton } from "./files/PasteDialog.js";

export function SourceBar() {
  return (
    <section class="source" aria-label="Symbol table">
      {table.value === undefined ? <p class="source-line">No table is open yet.</p> : <Source table={table.value} />}
      <div class="source-ways">
        <FileButtons />
        <PasteButton />
        <SampleButton />
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
  const { isSample, name } = table;
  const shown = isSample ? SAMPLE.kernel : plainName(name);
  return (
    <p class="source-line">
      {isSample && (
        <span class="chip" title={SAMPLE.about}>
          Sample
        </span>
      )}
      <strong class="source-name" title={shown}>
        {shown}
      </strong>
      <span class="source-facts">{factsOf(table).join(" · ")}</span>
      <ReportButton table={table} />
    </p>
  );
}

function factsOf({ facts, isSample, bytes: size, worker }: OpenTable): string[] {
  const files = snapshot.value;
  const release = files?.worker === worker ? files.release : undefined;
  return [
    ...(release === undefined ? [] : [plainName(release)]),
    counted(facts.size, "symbol"),
    counted(facts.statistics.owners, "owner"),
    ...(isSample || size === undefined ? [] : [bytes(size)]),
  ];
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
      About this table
      {warnings > 0 && (
        <span class="source-warnings">
          : {count(warnings)} {warnings === 1 ? "warning" : "warnings"}
        </span>
      )}
    </button>
  );
}
