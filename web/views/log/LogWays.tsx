/** The ways in: a log of the files that are open, a file, or text. */

import { useRef } from "preact/hooks";
import { decodeContained, decodeFile, decodePasted, decoding, pasted } from "../../state/log.js";
import { snapshot, table } from "../../state/table.js";
import { plainName } from "../../text/names.js";
import { LIST_ID } from "../list/focus.js";

export function LogInput() {
  const submit = (event: Event) => {
    event.preventDefault();
    decodePasted();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  };
  const isReady = table.value !== undefined && decoding.value === undefined;
  return (
    <form id={LIST_ID} class="log-input" tabIndex={-1} aria-label="Decode a log" onSubmit={submit}>
      <label class="log-paste">
        Paste a kernel log
        <textarea
          value={pasted.value}
          onInput={(event) => (pasted.value = event.currentTarget.value)}
          onKeyDown={onKeyDown}
          spellcheck={false}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          placeholder="[  157.499567]  vfs_write+0xcf/0x450"
        />
      </label>
      <div class="log-ways">
        <button type="submit" class="button button-main" disabled={!isReady || pasted.value.trim() === ""}>
          Decode
        </button>
        <span class="log-or">or</span>
        <LogFileButton />
        <LogChoice />
      </div>
      <p class="dim">
        {table.value === undefined ? "Open a symbol table first: a log is decoded against it." : "A crash, dmesg, a journal: whatever names functions. Ctrl or ⌘ with Enter decodes. A log can also be dropped anywhere on the page."}
      </p>
    </form>
  );
}

function LogFileButton() {
  const input = useRef<HTMLInputElement>(null);
  const choose = () => {
    const file = input.current?.files?.[0];
    if (file !== undefined) decodeFile(file);
    // Else choosing the same file again would be no change.
    if (input.current !== null) input.current.value = "";
  };
  return (
    <>
      <button type="button" class="button" disabled={table.value === undefined} onClick={() => input.current?.click()}>
        Choose a log file…
      </button>
      <input ref={input} type="file" hidden aria-label="Log file" onChange={choose} />
    </>
  );
}

/** The logs of the files that are open. */
export function LogChoice() {
  const files = snapshot.value;
  if (files === undefined || files.logs.length === 0) return null;
  return (
    <select class="log-choice" aria-label={`Logs of ${plainName(files.name)}`} value="-1" disabled={table.value === undefined} onChange={(event) => decodeContained(Number(event.currentTarget.value))}>
      <option value="-1">A log of {plainName(files.name)}…</option>
      {files.logs.map((path, place) => (
        <option key={path} value={String(place)}>
          {plainName(path)}
        </option>
      ))}
    </select>
  );
}
