/** A line of a log: all of it, what stands in it, and every symbol that this may be, with what speaks for and against each. */

import { activeMention } from "../../state/log.js";
import { panelShown, showSymbol } from "../../state/selection.js";
import { table } from "../../state/table.js";
import { plainName } from "../../text/names.js";
import { count, hex } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { LineCandidate, LineCandidates, LineMention, LogLine } from "../../worker/log-protocol.js";
import { Address } from "../Address.js";
import { Name } from "../Name.js";
import { EvidenceItem } from "./EvidenceItem.js";
import { STATUS_WORDS, lineText } from "./text.js";

/** Characters of a name; the symbol itself tells the rest. */
const LONGEST_SHOWN = 150;

export function LineDetails({ line, close }: { line: LogLine; close: () => void }) {
  const { number, pieces, mentions, more } = line;
  return (
    <div class="panel-body">
      <div class="panel-head">
        <h2 class="panel-title">Line {count(number)}</h2>
        <button type="button" class="button" onClick={close}>
          Close
        </button>
      </div>
      <p class="line-whole mono">
        {pieces.map(({ text, status }, at) =>
          status === undefined ? (
            lineText(text)
          ) : (
            <span key={at} class={`mention mention-${status}`}>
              {lineText(text)}
            </span>
          ),
        )}
      </p>
      <Cut line={line} />
      {mentions.length === 0 && <p class="group-note">Nothing in it is a symbol or an address of code.</p>}
      {mentions.map((mention, at) => (
        <Mention key={at} mention={mention} isCurrent={mentions.length > 1 && at === activeMention.value} />
      ))}
      {more > 0 && <p class="group-note">The first {count(mentions.length)} of {count(mentions.length + more)} are shown.</p>}
    </div>
  );
}

function Cut({ line: { pieces, isCut, length } }: { line: LogLine }) {
  if (!isCut) return null;
  const shown = pieces.reduce((sum, { text }) => sum + text.length, 0);
  return <p class="group-note">{shown < length ? `The first ${count(shown)} of ${count(length)} characters are shown.` : "The line goes on in the next row."}</p>;
}

function Mention({ mention: { text, status, unreliable, candidates, excluded }, isCurrent }: { mention: LineMention; isCurrent: boolean }) {
  return (
    <section class={`group line-mention ${isCurrent ? "line-mention-at" : ""}`}>
      <h3 class="group-title">
        <span class="line-mention-text mono">{plainName(text)}</span>
        <span class={`mark mark-${status}`}>{STATUS_WORDS[status]}</span>
      </h3>
      <p class="group-note">
        {meaning(status, candidates, excluded)}
        {unreliable && " The kernel isn’t sure of it: it may be left over from an earlier call."}
      </p>
      <Candidates candidates={candidates} printed={text} />
      {excluded.total > 0 && (
        <>
          <h4 class="line-excluded">Excluded: {count(excluded.total)}</h4>
          <Candidates candidates={excluded} printed={text} />
        </>
      )}
    </section>
  );
}

function meaning(status: LineMention["status"], { total }: LineCandidates, excluded: LineCandidates): string {
  switch (status) {
    case "exact":
      return total === 1 ? "One symbol, and no doubt." : `One place, which ${count(total)} symbols share.`;
    case "narrowed":
      return `${count(excluded.total + total)} symbols have the name; what the line prints fits one.`;
    case "ambiguous":
      return `It may be any of ${count(total)} places: nothing in the line tells which.`;
    case "mismatch":
      return "The name is in the table, but nothing of it fits what the line prints. Is the table of this kernel?";
    case "absent":
      return excluded.total === 0 ? "The name isn’t in this table. Was its module unloaded, or is the table of another kernel?" : "The name isn’t in the printed module; others have it.";
  }
}

function Candidates({ candidates: { total, rows }, printed }: { candidates: LineCandidates; printed: string }) {
  return (
    <>
      <ul class="candidates">
        {rows.map((candidate) => (
          <CandidateItem key={candidate.index} candidate={candidate} isNamed={printed.includes(candidate.name)} />
        ))}
      </ul>
      {total > rows.length && <p class="group-note">The first {count(rows.length)} of {count(total)} are shown.</p>}
    </>
  );
}

/** @param isNamed - Whether the line prints the name. */
function CandidateItem({ candidate: { index, name, owner, address, offset, sympos, evidence }, isNamed }: { candidate: LineCandidate; isNamed: boolean }) {
  const open = (event: Event) => {
    showSymbol(index);
    panelShown.value = true;
    // The button goes with the line; the keyboard stays in the panel.
    (event.currentTarget as Element).closest<HTMLElement>(".panel")?.focus();
  };
  return (
    <li>
      <button type="button" class="candidate" onClick={open}>
        <span class="candidate-place">
          <Address address={address} bits={table.value?.facts.report.addressBits ?? 64} />
          {!isNamed && (
            <>
              {" "}
              <Name name={name.slice(0, LONGEST_SHOWN)} />
              {offset > 0n && <span class="offset">+{hex(offset)}</span>}
            </>
          )}
        </span>
        <span class="candidate-more">
          {plainName(ownerName(owner))}
          {sympos > 0 && ` · sympos ${count(sympos)}`}
        </span>
      </button>
      <ul class="log-evidences line-evidence">
        {evidence.map((one) => (
          <EvidenceItem key={one.text} evidence={one} />
        ))}
      </ul>
    </li>
  );
}
