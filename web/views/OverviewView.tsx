/** An overview of the table: its counts, who owns what, how large and where it is, and what to check. */

import type { Finding } from "kallsyms";
import { SAMPLE } from "../sample/sample.js";
import { overview, overviewFailure } from "../state/overview.js";
import { snapshot, table } from "../state/table.js";
import type { OpenTable } from "../state/table.js";
import { copyText } from "../state/toast.js";
import { ExplanationText } from "./FailureNote.js";
import { LIST_ID } from "./list/focus.js";
import { AddressMap } from "./overview/AddressMap.js";
import { Counts } from "./overview/Counts.js";
import { Findings } from "./overview/Findings.js";
import { Owners } from "./overview/Owners.js";
import { reportOf } from "./overview/report.js";
import { Sizes } from "./overview/Sizes.js";
import { Types } from "./overview/Types.js";

export function OverviewView() {
  const open = table.value;
  const files = snapshot.value;
  const release = files?.worker === open?.worker ? files?.release : undefined;
  const hasFindings = files !== undefined && files.findings.length > 0;
  return (
    <section id={LIST_ID} class="overview" tabIndex={-1} aria-label="Overview">
      {overviewFailure.value !== undefined && (
        <div class="note note-error" role="alert">
          <div class="note-text">
            <ExplanationText explanation={overviewFailure.value} />
          </div>
        </div>
      )}
      {open === undefined && <p class="nothing">No table is open yet. Open a file, and an overview of it stands here.</p>}
      {open !== undefined && <Counts table={open} release={release} />}
      {open !== undefined && <Ways table={open} release={release} findings={files?.findings ?? []} />}
      {hasFindings && <Findings files={files} />}
      {open !== undefined && <Pictures table={open} />}
      {!hasFindings && <Findings files={files} />}
    </section>
  );
}

/** What is shown, to take along. */
function Ways({ table, release, findings }: { table: OpenTable; release: string | undefined; findings: readonly Finding[] }) {
  return (
    <div class="overview-ways">
      <button type="button" class="button" onClick={() => void copyText(reportOf(table, table.isSample ? SAMPLE.kernel : release, findings), "the report as Markdown")}>
        Copy as Markdown
      </button>
      <button type="button" class="button" onClick={() => print()}>
        Print
      </button>
    </div>
  );
}

function Pictures({ table: { facts } }: { table: OpenTable }) {
  const told = overview.value;
  return (
    <>
      <div class="overview-column">
        <Owners isRestricted={facts.report.restricted} />
        <Sizes sizes={told?.sizes} total={facts.size} />
      </div>
      <div class="overview-column">
        <AddressMap told={told} />
        <Types types={facts.statistics.types} total={facts.size} />
      </div>
    </>
  );
}
