/** What stands above the lines: the summary, what can be done, and which lines are shown. */

import { activeLine, closeLog, copyLine, copyLog, lineFilter, logRows, nextUnclear, saveLog, setLineFilter } from "../../state/log.js";
import type { OpenLog } from "../../state/log.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import type { LineShow } from "../../worker/log-protocol.js";
import { Menu } from "../Menu.js";
import { focusResults } from "../list/focus.js";
import { Toggle } from "../symbols/Toggle.js";
import { Belonging } from "./Belonging.js";
import { LogChoice } from "./LogWays.js";

/** Element that `/` leads to from the lines. */
export const FILTER_ID = "line-filter";

/** The choices; those without a line are left out, but for the first. */
const CHOICES: readonly (readonly [show: LineShow, name: string, title: string, isAlways?: boolean])[] = [
  ["all", "All lines", "Every line of the log", true],
  ["symbols", "With symbols", "Only lines with a symbol or an address of code", true],
  ["unclear", "Unclear", "Only lines in which something is ambiguous, absent, or doesn’t fit", true],
  ["frames", "Frames", "Only lines of stacks and program counters"],
  ["ambiguous", "Ambiguous", "Only lines with a symbol that may be at several places"],
  ["absent", "Absent", "Only lines with a name that isn’t in the table"],
  ["mismatch", "Not fitting", "Only lines with a name of which nothing in the table fits what the line prints"],
  ["narrowed", "Narrowed", "Only lines with a name of several, of which what the line prints fits one"],
  ["exact", "Exact", "Only lines with a symbol that is sure"],
];

export function LogHead({ open: { name, answer } }: { open: OpenLog }) {
  const isUnclear = (logRows.value?.shown.unclear.length ?? 0) > 0;
  return (
    <div class="log-head">
      <Belonging belonging={answer.belonging} notes={answer.notes} />
      <div class="log-bar">
        <p class="log-summary" role="status">
          <strong class="log-name">{plainName(name)}</strong> <Counts answer={answer} />
        </p>
        <div class="log-ways">
          <button type="button" class="button" aria-keyshortcuts="n" disabled={!isUnclear} onClick={() => nextUnclear(1)}>
            Next unclear
          </button>
          <Menu label="Copy, save">
            <p class="menu-title">The lines that are shown</p>
            <Item act={() => copyLog("text")}>Copy as text</Item>
            <Item act={() => copyLog("markdown")}>Copy as Markdown</Item>
            <Item act={() => saveLog("text")}>Save as text</Item>
            <Item act={() => saveLog("markdown")}>Save as Markdown</Item>
            <p class="menu-title">The active line</p>
            <Item act={copyLine} isOff={activeLine.value < 0}>
              Copy with what it stands for
            </Item>
          </Menu>
          <LogChoice />
          <button type="button" class="button" onClick={closeLog}>
            Another log
          </button>
        </div>
      </div>
      <div class="log-filter">
        <div class="log-shows" role="group" aria-label="Lines shown">
          {CHOICES.filter(([show, , , isAlways]) => isAlways === true || answer.lines[show] > 0).map(([show, title, hint]) => (
            <Toggle key={show} isOn={lineFilter.value.show === show} set={(isOn) => setLineFilter({ show: isOn ? show : "all" })} count={answer.lines[show]} title={hint}>
              {title}
            </Toggle>
          ))}
        </div>
        <input
          id={FILTER_ID}
          class="log-search"
          type="search"
          aria-label="Only lines that hold"
          placeholder="Only lines that hold…"
          aria-keyshortcuts="/"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={lineFilter.value.text}
          onInput={(event) => setLineFilter({ text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  event.preventDefault();
  focusResults();
}

function Item({ act, isOff = false, children }: { act: () => Promise<void>; isOff?: boolean; children: string }) {
  return (
    <button type="button" class="menu-item" disabled={isOff} onClick={() => void act()}>
      {children}
    </button>
  );
}

function Counts({ answer: { summary } }: { answer: OpenLog["answer"] }) {
  const { lines, mentions, frames, ambiguousFrames } = summary;
  const shown = logRows.value?.total ?? lines;
  return (
    <>
      {shown !== lines && `${count(shown)} of ${counted(lines, "line")} shown · `}
      {count(ambiguousFrames)} of {counted(frames, "frame")} ambiguous · {counted(mentions, "symbol or address", "symbols and addresses")} in {counted(lines, "line")}
    </>
  );
}
