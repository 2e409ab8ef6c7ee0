/** Takes files dropped anywhere on the page, and shows while they hover that it will. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { notice, openFiles } from "../state/table.js";
import { droppedFiles } from "./dropped.js";

export function DropOverlay() {
  const hovering = useSignal(false);
  useEffect(() => listen((isOver) => (hovering.value = isOver)), []);
  if (!hovering.value) return null;
  return (
    <div class="drop" aria-hidden="true">
      <div class="drop-frame">
        <p class="drop-title">Drop to open</p>
        <p>A crash report, as an archive or a folder; /proc/kallsyms, System.map or nm’s output; a log. Packed or not.</p>
        <p>Read here in your browser. Never sent.</p>
      </div>
    </div>
  );
}

/** Listens until the function that it gives is called. */
function listen(setHovering: (isOver: boolean) => void): () => void {
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
    void takeDropped(event.dataTransfer as DataTransfer);
  });
  return () => stop.abort();
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

async function takeDropped(data: DataTransfer): Promise<void> {
  try {
    openFiles(await droppedFiles(data));
  } catch (error) {
    notice.value = `What was dropped can’t be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
