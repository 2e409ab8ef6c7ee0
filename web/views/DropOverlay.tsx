/** Takes files dropped or pasted anywhere on the page, and shows while they hover that it will. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { openListed } from "../state/table.js";
import { droppedFiles } from "./dropped.js";
import { listenToPaste } from "./files/pasting.js";

export function DropOverlay() {
  const hovering = useSignal(false);
  useEffect(() => listenToDrop((isOver) => (hovering.value = isOver)), []);
  useEffect(listenToPaste, []);
  if (!hovering.value) return null;
  return (
    <div class="drop" aria-hidden="true">
      <div class="drop-frame">
        <p class="drop-title">Drop to open</p>
        <p>A crash report, as an archive or a folder. /proc/kallsyms, System.map or nm’s output. A log. Packed or not, one or several.</p>
        <p>Read here in your browser. Never sent.</p>
      </div>
    </div>
  );
}

/** Listens until the function that it gives is called. */
function listenToDrop(setHovering: (isOver: boolean) => void): () => void {
  const stop = new AbortController();
  const on = (type: "dragenter" | "dragover" | "dragleave" | "drop", react: (event: DragEvent) => void) =>
    addEventListener(type, (event) => hasFiles(event) && react(event), { signal: stop.signal });
  const hover = (event: DragEvent) => {
    // Without this the browser would leave the page and show the file itself.
    event.preventDefault();
    setHovering(true);
  };
  on("dragenter", hover);
  on("dragover", hover);
  on("dragleave", (event) => {
    // Between two elements of the page there is always one that is entered.
    if (event.relatedTarget === null) setHovering(false);
  });
  on("drop", (event) => {
    event.preventDefault();
    setHovering(false);
    const data = event.dataTransfer as DataTransfer;
    void openListed((signal, tell) => droppedFiles(data, signal, tell));
  });
  return () => stop.abort();
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}
