/** The account of the table: what its lines became, what to know before trusting it, and its counts. */

import { SAMPLE } from "../sample/sample.js";
import type { OpenTable } from "../state/table.js";
import { count, counted } from "../text/numbers.js";
import { plainName } from "../text/names.js";
import type { LoadReport, TableStatistics } from "kallsyms";
import { Fact } from "./Details.js";

const FORMATS: Readonly<Record<LoadReport["format"], string>> = { kallsyms: "/proc/kallsyms", "system-map": "System.map", nm: "nm’s output", ksyms: "ksyms" };

export function Report({ table: { facts, isSample }, close }: { table: OpenTable; close: () => void }) {
  return (
    <div class="panel-body">
      <div class="panel-head">
        <h2 class="panel-title">About this table</h2>
        <button type="button" class="button panel-back" onClick={close}>
          Back to the results
        </button>
      </div>
      {isSample && <p class="report-sample">{SAMPLE.about}</p>}
      <Warnings warnings={facts.report.warnings} />
      <Lines report={facts.report} />
      <Counts statistics={facts.statistics} isRestricted={facts.report.restricted} />
      <Rejected report={facts.report} />
    </div>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <section class="group">
      <h3 class="group-title">
        Warnings <span class="group-count">{count(warnings.length)}</span>
      </h3>
      <ul class="warnings">
        {warnings.map((warning) => (
          <li key={warning}>{plainName(warning)}</li>
        ))}
      </ul>
    </section>
  );
}

function Lines({ report }: { report: LoadReport }) {
  return (
    <dl class="facts">
      <Fact name="Format">
        {FORMATS[report.format]}, {report.addressBits}-bit
      </Fact>
      <Fact name="Lines">{count(report.lines)}</Fact>
      <Fact name="Symbols">{count(report.accepted)}</Fact>
      <Fact name="Blank">{count(report.blank)}</Fact>
      <Fact name="Not understood">{count(report.rejected)}</Fact>
    </dl>
  );
}

function Counts({ statistics, isRestricted }: { statistics: TableStatistics; isRestricted: boolean }) {
  return (
    <dl class="facts">
      <Fact name="Kernel image">{counted(statistics.systemSymbols, "symbol")}</Fact>
      <Fact name="Owners">{count(statistics.owners)}</Fact>
      <Fact name="Names">{count(statistics.names)}</Fact>
      <Fact name="Ambiguous names">
        {count(statistics.ambiguousNames)}, of {counted(statistics.ambiguousSymbols, "symbol")}
      </Fact>
      <Fact name="Shared addresses">{isRestricted ? "hidden" : `${count(statistics.sharedAddresses)}, with ${counted(statistics.sharedSymbols, "symbol")}`}</Fact>
    </dl>
  );
}

function Rejected({ report }: { report: LoadReport }) {
  if (report.rejected === 0) return null;
  return (
    <section class="group">
      <h3 class="group-title">
        Lines not understood <span class="group-count">{count(report.rejected)}</span>
      </h3>
      <ul class="rejected">
        {report.rejectedLines.map(({ line, reason, text }) => (
          <li key={line}>
            Line {count(line)}: {reason}
            <code>{plainName(text)}</code>
          </li>
        ))}
      </ul>
      {report.rejected > report.rejectedLines.length && <p class="group-note">The first {count(report.rejectedLines.length)} are shown.</p>}
    </section>
  );
}
