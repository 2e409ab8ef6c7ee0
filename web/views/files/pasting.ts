/** Takes what is pasted anywhere but where somebody types: files, a table or a log. */

import { openListed, openText } from "../../state/table.js";
import { droppedFiles } from "../dropped.js";

/** Listens until the function that it gives is called. */
export function listenToPaste(): () => void {
  const onPaste = (event: ClipboardEvent) => {
    const { target, clipboardData } = event;
    if (clipboardData === null || (target instanceof Element && target.closest("input, textarea, select, dialog") !== null)) return;
    if (takePasted(clipboardData)) event.preventDefault();
  };
  addEventListener("paste", onPaste);
  return () => removeEventListener("paste", onPaste);
}

/** Opens what is on the clipboard; false where that is nothing that could be opened. */
export function takePasted(data: DataTransfer): boolean {
  if (data.files.length > 0) {
    void openListed((signal, tell) => droppedFiles(data, signal, tell));
    return true;
  }
  const text = data.getData("text/plain");
  if (text.trim() === "") return false;
  openText(text);
  return true;
}
