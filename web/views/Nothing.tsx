/** What to do when nothing was found. */

import { LIST_ID } from "./list/focus.js";
import type { Reading } from "../query/reading.js";
import { hex } from "../text/numbers.js";
import { plainName } from "../text/names.js";
import type { Answer } from "../worker/protocol.js";

export function Nothing({ answer, reading, ask }: { answer: Answer; reading: Reading; ask: (name: string) => void }) {
  return (
    <div id={LIST_ID} class="nothing" tabIndex={-1}>
      <p>{isFiltered(answer) ? "The filter leaves nothing of what was found. Clear it to see the rest." : advice(answer.question.reading)}</p>
      {answer.suggestions.length > 0 && (
        <p class="suggestions">
          Did you mean{" "}
          {answer.suggestions.map((name) => (
            <button key={name} type="button" class="suggestion mono" onClick={() => ask(asQuery(name, reading))}>
              {plainName(name)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** Another name in the place of the one that was asked for, with the same offset. */
function asQuery(name: string, reading: Reading): string {
  return reading.as === "offset" ? `${name}+${hex(reading.offset)}` : name;
}

function isFiltered({ facets }: Answer): boolean {
  return facets.unfiltered > 0;
}

function advice(reading: Reading): string {
  switch (reading.as) {
    case "name":
      return "No name is this or holds it. Try ~ before it for a fuzzy search, or any case.";
    case "exact":
      return "No name is exactly this.";
    case "fuzzy":
      return "No name has these characters in this order.";
    case "glob":
      return "No whole name fits this glob. Put * before and after it to find it anywhere in a name.";
    case "regex":
      return "No name holds a match of this regex.";
    case "addresses":
      return `No symbol covers ${reading.addresses.length === 1 ? hex(reading.addresses[0] ?? 0n) : "any of the addresses"}. With KASLR addresses differ at each boot: is the table of the same boot?`;
    case "range":
      return `No symbol begins from ${hex(reading.from)} to before ${hex(reading.to)}.`;
    case "offset":
      return "No symbol has exactly this name, or none covers its address plus the offset.";
    case "unreadable":
      return reading.why;
    case "everything":
      return "The table has no symbols.";
  }
}
