/** The buttons by which files, or a folder with all that is in it, are chosen. */

import { useEffect, useRef } from "preact/hooks";
import { keysOf, reach } from "../../state/commands.js";
import { openFiles } from "../../state/table.js";
import type { PickedFile } from "../../worker/protocol.js";
import { pickedFile } from "../dropped.js";

/** The button that the keyboard goes back to when there is nothing else. */
export const OPEN_ID = "open";

export function FileButtons() {
  const { input, choose } = useChooser(openFiles);
  useEffect(() => {
    reach.chooseFiles = () => choose(false);
    reach.chooseFolder = () => choose(true);
  }, []);
  return (
    <>
      <button type="button" id={OPEN_ID} class="button button-main" aria-keyshortcuts={keysOf("open")} onClick={() => choose(false)}>
        Open…
      </button>
      <button type="button" class="button" onClick={() => choose(true)}>
        Folder…
      </button>
      {input}
    </>
  );
}

/** Adds to what is open, so that it is opened as one host's. */
export function AddButton({ add }: { add: (files: readonly PickedFile[]) => void }) {
  const { input, choose } = useChooser(add);
  return (
    <>
      <button type="button" class="button" onClick={() => choose(false)}>
        Add files…
      </button>
      {input}
    </>
  );
}

/** An input for files, which is asked for a folder when need be. */
function useChooser(take: (files: readonly PickedFile[]) => void) {
  const element = useRef<HTMLInputElement>(null);
  const choose = (isFolder: boolean) => {
    if (element.current === null) return;
    element.current.webkitdirectory = isFolder;
    element.current.click();
  };
  const onChange = () => {
    const { current } = element;
    take([...(current?.files ?? [])].map((file) => pickedFile(file)));
    // Else choosing the same file again would be no change.
    if (current !== null) current.value = "";
  };
  const input = <input ref={element} type="file" multiple hidden aria-label="Files" onChange={onChange} />;
  return { input, choose };
}
