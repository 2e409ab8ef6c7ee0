/** The buttons by which files, or a folder with all that is in it, are chosen. */

import { useEffect } from "preact/hooks";
import { keysOf, reach } from "../../state/commands.js";
import { addFiles, openFiles } from "../../state/table.js";
import { pickedFile } from "../dropped.js";

/** The button that the keyboard goes back to when there is nothing else. */
export const OPEN_ID = "open";

const INPUT_ID = "files";
/** What is done with the files that are chosen next. */
let take = openFiles;

const open = () => choose(openFiles, false);
const openFolder = () => choose(openFiles, true);

export function FileButtons() {
  useEffect(() => {
    Object.assign(reach, { chooseFiles: open, chooseFolder: openFolder });
  }, []);
  return (
    <>
      <button type="button" id={OPEN_ID} class="button button-main" aria-keyshortcuts={keysOf("open")} onClick={open}>
        Open…
      </button>
      <button type="button" class="button" onClick={openFolder}>
        Folder…
      </button>
      <input id={INPUT_ID} type="file" multiple hidden aria-label="Files" onChange={takeChosen} />
    </>
  );
}

/** Adds files to those that are open, as the same host's. */
export function AddButton() {
  return (
    <button type="button" class="button" onClick={() => choose(addFiles, false)}>
      Add files…
    </button>
  );
}

function choose(next: typeof openFiles, isFolder: boolean): void {
  const input = document.getElementById(INPUT_ID);
  if (!(input instanceof HTMLInputElement)) return;
  take = next;
  input.webkitdirectory = isFolder;
  input.click();
}

function takeChosen({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void {
  const files = [...(currentTarget.files ?? [])].map((file) => pickedFile(file));
  // Else choosing the same files again would be no change.
  currentTarget.value = "";
  if (files.length > 0) take(files);
  take = openFiles;
}
