/** The commands, found by a part of their titles, and the search for what is no command. */

import { useSignal } from "@preact/signals";
import { COMMANDS } from "../state/commands.js";
import type { Command } from "../state/commands.js";
import { showInTable } from "../state/query.js";
import { table } from "../state/table.js";
import { plainName } from "../text/names.js";
import { Dialog, closeDialog } from "./Dialog.js";
import { Keys } from "./Keys.js";

const LIST_ID = "palette-list";

export function Palette() {
  const typed = useSignal("");
  const at = useSignal(0);
  const found = commandsFor(typed.value.trim());
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    closeDialog();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") run(found[at.value]);
    else if (step !== undefined) at.value = (at.value + step + found.length) % Math.max(1, found.length);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog class="palette" label="Commands">
      <input
        class="palette-box"
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={LIST_ID}
        aria-activedescendant={found.length === 0 ? undefined : optionId(at.value)}
        placeholder="A command, or a symbol to find"
        autocomplete="off"
        spellcheck={false}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={LIST_ID} class="palette-list" role="listbox" aria-label="Commands">
        {found.map((command, place) => (
          <li
            key={command.id}
            id={optionId(place)}
            ref={place === at.value ? scrollIntoSight : null}
            class="palette-option"
            role="option"
            aria-selected={place === at.value}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            <Keys keys={command.keys ?? []} />
          </li>
        ))}
      </ul>
      <p class="unseen" role="status">
        {found.length === 0 ? "no command" : `${found.length} found`}
      </p>
    </Dialog>
  );
}

function scrollIntoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

function optionId(place: number): string {
  return `palette-${place}`;
}

/** Those whose titles hold every word, and the search. */
function commandsFor(typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/);
  const fitting = COMMANDS.filter(({ id, title, when }) => id !== "palette" && (when?.() ?? true) && words.every((word) => title.toLowerCase().includes(word)));
  if (typed === "" || table.value === undefined) return fitting;
  return [...fitting, { id: "find", title: `Find “${plainName(typed.slice(0, 60))}” in the table`, run: () => showInTable({ text: typed }) }];
}
