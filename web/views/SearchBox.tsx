/** The one search box, and how its text is read. */

import { reading, text } from "../state/query.js";
import { activate, active } from "../state/selection.js";
import type { Reading } from "../query/reading.js";
import { count, hex } from "../text/numbers.js";
import { focusResults } from "./list/focus.js";
import { SEARCH_ID } from "./shortcuts.js";

const HINT_ID = "search-reading";

/** How the text is read. */
export function ReadingHint() {
  return (
    <p class={`search-reading search-reading-${reading.value.as}`} id={HINT_ID}>
      {describeReading(reading.value)}
    </p>
  );
}

export function SearchBox() {
  return (
    <search class="search">
      <label class="unseen" for={SEARCH_ID}>
        Find
      </label>
      <input
        id={SEARCH_ID}
        class="search-box"
        type="search"
        placeholder="vfs_read  *_lock  /^tcp_.*sk$/  ~tcpsm  ffffffff81000000  vfs_read+0x10"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby={HINT_ID}
        aria-keyshortcuts="/"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onPaste={onPaste}
        onKeyDown={onKeyDown}
      />
    </search>
  );
}

/** Of a list of lines browsers make what they like, some of them one long word: here lines become words. */
function onPaste(event: ClipboardEvent): void {
  const lines = event.clipboardData?.getData("text/plain") ?? "";
  const box = event.currentTarget as HTMLInputElement;
  if (!lines.includes("\n")) return;
  event.preventDefault();
  box.setRangeText(lines.trim().replaceAll(/\s+/g, " "), box.selectionStart ?? 0, box.selectionEnd ?? box.value.length, "end");
  text.value = box.value;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    if (active.value < 0) activate(0);
    focusResults();
  } else if (event.key === "Escape" && text.value !== "") {
    event.preventDefault();
    text.value = "";
  }
}

function describeReading(reading: Reading) {
  const { kind, means } = words(reading);
  if (kind === "") return means;
  return (
    <>
      Read as <strong>{kind}</strong>: {means}
    </>
  );
}

function words(reading: Reading): { kind: string; means: string } {
  switch (reading.as) {
    case "everything":
      return { kind: "", means: "A name or a part of it, =exactly, ~fuzzy, a glob*, a /regex/, addresses, a range a-b, or symbol+offset." };
    case "name":
      return { kind: "name", means: "exactly this one first, then names that hold it." };
    case "exact":
      return { kind: "exact name", means: "this one and no other." };
    case "fuzzy":
      return { kind: "fuzzy name", means: "these characters in this order, others between them; the best fits first." };
    case "glob":
      return { kind: "glob", means: "the whole name, with * ? and [ ]." };
    case "regex":
      return { kind: "regex", means: `found anywhere in the name${reading.anyCase ? ", in any case" : ""}.` };
    case "addresses":
      return addressWords(reading);
    case "range":
      return { kind: "range", means: `symbols from ${hex(reading.from)} to before ${hex(reading.to)}.` };
    case "offset":
      return { kind: "symbol + offset", means: `what covers each address of the name plus ${hex(reading.offset)}${reading.owner === undefined ? "" : `, in ${reading.owner} only`}.` };
    case "unreadable":
      return { kind: "address", means: reading.why };
  }
}

function addressWords({ addresses }: Extract<Reading, { as: "addresses" }>): { kind: string; means: string } {
  const [first = 0n] = addresses;
  if (addresses.length === 1) return { kind: "address", means: `every symbol that covers ${hex(first)}.` };
  return { kind: `${count(addresses.length)} addresses`, means: "every symbol that covers each." };
}
