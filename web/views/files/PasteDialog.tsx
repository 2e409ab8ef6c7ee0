/** The dialog for pasting a table or a log. */

import { useSignal } from "@preact/signals";
import { dialog } from "../../state/commands.js";
import { openText } from "../../state/table.js";
import { Dialog } from "../Dialog.js";
import { takePasted } from "./pasting.js";

/** Characters of which a box for text gets slow: a longer text is opened without standing there first. */
const MOST_SHOWN = 200_000;

export function PasteButton() {
  return (
    <>
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => (dialog.value = "paste")}>
        Paste…
      </button>
      {dialog.value === "paste" && <PasteDialog />}
    </>
  );
}

function PasteDialog() {
  const text = useSignal("");
  const isBlank = text.value.trim() === "";
  const open = (event: Event) => {
    event.preventDefault();
    if (isBlank) return;
    close(event);
    openText(text.value);
  };
  const onPaste = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    const isForBox = data === null || text.value !== "" || (data.files.length === 0 && data.getData("text/plain").length <= MOST_SHOWN);
    if (isForBox || !takePasted(data)) return;
    event.preventDefault();
    close(event);
  };
  return (
    <Dialog class="paste" label="Paste a table or a log">
      <form onSubmit={open}>
        <label class="paste-label" for="paste-text">
          Paste a table or a log
        </label>
        <textarea
          id="paste-text"
          class="paste-text mono"
          aria-describedby="paste-hint"
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
          onPaste={onPaste}
          spellcheck={false}
          placeholder={"ffffffff81000000 T _stext\nor\n[  157.498952]  vfs_read+0x10/0x310"}
        />
        <p id="paste-hint" class="paste-hint dim">
          Its content tells which of the two it is. Without this box: Ctrl+V or ⌘V anywhere on the page. Read here in your browser. Never sent.
        </p>
        <div class="paste-ways">
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="button button-main" disabled={isBlank}>
            Open
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Closed by itself, and not by being taken away, the dialog gives the keyboard back. */
function close({ target }: Event): void {
  if (target instanceof Element) target.closest("dialog")?.close();
}
