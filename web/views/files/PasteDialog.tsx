/** The dialog for pasting a table or a log. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { openText } from "../../state/table.js";
import { takePasted } from "./pasting.js";

/** Characters of which a box for text makes a slow one: such a text is opened without standing there first. */
const MOST_SHOWN = 200_000;

export function PasteButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal("");
  const close = () => dialog.current?.close();
  const open = (event: Event) => {
    event.preventDefault();
    if (text.value.trim() === "") return;
    close();
    openText(text.value);
  };
  const onPaste = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    const isLarge = data !== null && text.value === "" && (data.files.length > 0 || data.getData("text/plain").length > MOST_SHOWN);
    if (!isLarge || !takePasted(data)) return;
    event.preventDefault();
    close();
  };
  return (
    <>
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        Paste…
      </button>
      <dialog ref={dialog} class="paste" aria-labelledby="paste-title" onClose={() => (text.value = "")}>
        <form class="paste-form" onSubmit={open}>
          <h2 id="paste-title">Paste a table or a log</h2>
          <textarea
            class="paste-text mono"
            aria-labelledby="paste-title"
            aria-describedby="paste-hint"
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
            onPaste={onPaste}
            spellcheck={false}
            placeholder={"ffffffff81000000 T _stext\nor\n[  157.498952]  vfs_read+0x10/0x310"}
          />
          <p id="paste-hint" class="dim">
            Which of the two it is, its content tells. Ctrl+V does the same anywhere on the page. Read here in your browser. Never sent.
          </p>
          <div class="paste-ways">
            <button type="button" class="button" onClick={close}>
              Cancel
            </button>
            <button type="submit" class="button button-main" disabled={text.value.trim() === ""}>
              Open
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
