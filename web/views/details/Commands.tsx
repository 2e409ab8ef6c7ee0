/** Commands and texts about the symbol, to be copied. */

import { Fragment } from "preact";
import { plainName } from "../../text/names.js";
import type { SymbolDetails } from "../../worker/details-protocol.js";
import { Copy } from "./Copy.js";
import { Section } from "./Section.js";
import { fileCommands, shellQuoted } from "./commands.js";
import type { Command } from "./commands.js";

/** Characters of a line that are shown; a copy has all. */
const LONGEST_SHOWN = 300;

export function Commands({ details }: { details: SymbolDetails }) {
  const commands = fileCommands(details);
  return (
    <Section title="Commands">
      {typeof commands === "string" && <p class="section-note">{commands}</p>}
      {typeof commands !== "string" && commands.length > 0 && (
        <ul>
          {commands.map((command) => (
            <CommandLine key={command.tool} command={command} />
          ))}
        </ul>
      )}
      {shellQuoted(details.row.name) === undefined && (
        <p class="section-note">
          The name holds characters that a terminal would act on, that can’t be seen, or that stand for bytes that are no text: no command has it. Don’t paste a copy of it into a terminal.
        </p>
      )}
      <h4 class="section-part">The line, as kallsyms has it</h4>
      <div class="command">
        <code>{details.line.split("\t").map(cut).join(" ")}</code>
        <Copy text={details.line} what="kallsyms line" />
      </div>
    </Section>
  );
}

function CommandLine({ command: { tool, text, note } }: { command: Command }) {
  return (
    <li class="command">
      <code>
        {cut(text)
          .split(" ")
          .map((word, at) => (
            <Fragment key={at}>
              {at > 0 && " "}
              <span class="command-word">{word}</span>
            </Fragment>
          ))}
      </code>
      <Copy text={text} what={`${tool} command`} />
      {note !== undefined && <p class="command-note">{note}</p>}
    </li>
  );
}

function cut(text: string): string {
  const shown = plainName(text.slice(0, LONGEST_SHOWN));
  return text.length > LONGEST_SHOWN ? `${shown}…` : shown;
}
