/** Commands and texts about the symbol, to be copied. */

import { plainName } from "../../text/names.js";
import type { SymbolDetails } from "../../worker/details-protocol.js";
import { Copyable } from "./Copy.js";
import { Section } from "./Section.js";
import { fileCommands, shellQuoted } from "./commands.js";

/** Characters of a line that are shown; a copy has all. */
const LONGEST_SHOWN = 300;

export function Commands({ details }: { details: SymbolDetails }) {
  const commands = fileCommands(details);
  return (
    <Section title="Commands">
      <dl>
        {typeof commands !== "string" && commands.map(({ label, text, note }) => <Shown key={label} label={label} text={text} what={`${label} command`} note={note} />)}
        <Shown label="kallsyms" text={details.line} what="kallsyms line" />
      </dl>
      {typeof commands === "string" && <p class="section-note">{commands}</p>}
      {shellQuoted(details.row.name) === undefined && (
        <p class="section-note">The name holds characters that a terminal would act on, or that can’t be seen, so no command has it. A copy of the name or line has them as they are: don’t paste it into a terminal.</p>
      )}
    </Section>
  );
}

function Shown({ label, text, what, note }: { label: string; text: string; what: string; note?: string | undefined }) {
  const shown = plainName(text.slice(0, LONGEST_SHOWN));
  return <Copyable label={label} text={text.length > LONGEST_SHOWN ? `${shown}…` : shown} what={what} copied={text} note={note} />;
}
