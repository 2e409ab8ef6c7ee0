/** What to do when nothing was found. */

import type { Reading } from "../query/reading.js";
import { hex } from "../text/numbers.js";
import { plainName } from "../text/names.js";
import type { Answer } from "../worker/protocol.js";

export function Nothing({ answer, reading, ask }: { answer: Answer; reading: Reading; ask: (name: string) => void }) {
  return (
    <div class="nothing">
      <p>{advice(answer.reading)}</p>
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

function advice(reading: Reading): string {
  switch (reading.as) {
    case "name":
      return "No name is this or holds it. Upper and lower case differ; /…/i looks for any case.";
    case "glob":
      return "No whole name fits this glob. Put * before and after it to find it anywhere in a name.";
    case "regex":
      return "No name holds a match of this regex.";
    case "address":
      return `No symbol covers ${hex(reading.address)}. With KASLR addresses differ at each boot: is the table of the same boot?`;
    case "offset":
      return "No symbol has exactly this name, or none covers its address plus the offset.";
    case "unreadable":
      return reading.why;
    case "everything":
      return "The table has no symbols.";
  }
}
