/** Which changes are listed, in which order, and what can be done with them. */

import { useSignal } from "@preact/signals";
import type { ChangeKind } from "kallsyms";
import { activateChange, activeChange, changeFilter, changes, saveChanges, setChangeFilter } from "../../state/compare.js";
import type { OpenComparison } from "../../state/compare.js";
import { copyText } from "../../state/toast.js";
import { counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import { KINDS } from "../../worker/compare-protocol.js";
import type { ChangeFormat } from "../../worker/compare-protocol.js";
import { focusResults } from "../list/focus.js";
import { Menu } from "../Menu.js";
import { Toggle } from "../symbols/Toggle.js";
import { markdownOf } from "./markdown.js";
import { OwnerChoice } from "./OwnerChoice.js";
import { BY_ADDRESS, KIND_WORDS, shortName } from "./words.js";

/** Element that Escape leads back to from the list. */
export const NAME_ID = "changes-name";

/** A search takes patterns of at most 4096 bytes. */
const LONGEST_NAME = 1000;

export function ChangeBar({ of }: { of: OpenComparison }) {
  const isOpen = useSignal(false);
  return (
    <div class={isOpen.value ? "bar changes-bar bar-open" : "bar changes-bar"}>
      <button type="button" class="button bar-opener" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
        {isNarrowed() ? "Filter: on" : "Filter, export"}
      </button>
      <Kinds of={of} />
      <Conditions />
      <Tools of={of} />
    </div>
  );
}

function isNarrowed(): boolean {
  const { kinds, name, owner } = changeFilter.value;
  return kinds.length > 0 || name !== "" || owner !== undefined;
}

/** Several kinds may be on; with none all are listed. */
function Kinds({ of: { facts } }: { of: OpenComparison }) {
  const { kinds } = changeFilter.value;
  const left = changes.value?.answer.kinds;
  const set = (kind: ChangeKind, isOn: boolean) => setChangeFilter({ kinds: KINDS.filter((other) => (other === kind ? isOn : kinds.includes(other))) });
  return (
    <div class="filters changes-kinds" role="group" aria-label="Kinds of changes">
      {KINDS.map((kind, at) => {
        if (!facts.addresses && BY_ADDRESS.has(kind)) return null;
        const { sign, word, meaning } = KIND_WORDS[kind];
        return (
          <Toggle key={kind} isOn={kinds.includes(kind)} set={(isOn) => set(kind, isOn)} count={left?.[at] ?? facts.counts[kind]} title={meaning}>
            <span class={`change-${kind}`}>
              <span aria-hidden="true">{sign} </span>
              {word}
            </span>
          </Toggle>
        );
      })}
    </div>
  );
}

function Conditions() {
  const answer = changes.value?.answer;
  const { name, owner, order } = changeFilter.value;
  return (
    <div class="filters" role="group" aria-label="Filter">
      <input
        id={NAME_ID}
        class="changes-name"
        type="search"
        aria-label="Part of the name"
        placeholder="Part of the name"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxLength={LONGEST_NAME}
        value={name}
        onInput={(event) => setChangeFilter({ name: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      <Menu label="Owner" badge={owner === undefined ? undefined : shortName(ownerName(owner))}>
        {answer !== undefined && <OwnerChoice owners={answer.owners} chosen={owner} />}
      </Menu>
      <Toggle isOn={order === "kind"} set={(isOn) => setChangeFilter({ order: isOn ? "kind" : "file" })} title="Kind by kind; else as the files have them: first what the old one has, then what only the new one has">
        By kind
      </Toggle>
      {isNarrowed() && (
        <button type="button" class="link" onClick={() => setChangeFilter({ kinds: [], name: "", owner: undefined })}>
          Clear filter
        </button>
      )}
    </div>
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    if (activeChange.value < 0) activateChange(0);
    focusResults();
  } else if (event.key === "Escape" && changeFilter.value.name !== "") {
    event.preventDefault();
    setChangeFilter({ name: "" });
  }
}

const FORMATS: readonly (readonly [format: ChangeFormat, title: string])[] = [
  ["csv", "CSV, for a spreadsheet"],
  ["tsv", "TSV"],
  ["ndjson", "NDJSON, a change a line"],
];

function Tools({ of }: { of: OpenComparison }) {
  const total = changes.value?.total ?? 0;
  return (
    <div class="tools">
      <button type="button" class="button" onClick={() => void copyText(markdownOf(of, changes.value?.answer), "the summary as Markdown")}>
        Copy summary
      </button>
      <Menu label="Export">
        <p class="menu-title">{counted(total, "change")} in the order shown</p>
        {FORMATS.map(([format, title]) => (
          <button key={format} type="button" class="menu-item" disabled={total === 0} onClick={() => void saveChanges(format)}>
            {title}
          </button>
        ))}
      </Menu>
    </div>
  );
}
