/** A log, decoded: pasted, dropped, chosen, or one of the files that are open. */

import { decoding, log, logFailure, logRows, stopDecoding } from "../state/log.js";
import type { Decoding } from "../state/log.js";
import { plainName } from "../text/names.js";
import { bytes } from "../text/numbers.js";
import { ExplanationText } from "./FailureNote.js";
import { LogHead } from "./log/LogHead.js";
import { LogList } from "./log/LogList.js";
import { LogInput } from "./log/LogWays.js";

export function LogView() {
  const open = log.value;
  return (
    <>
      <div role="alert">
        {logFailure.value !== undefined && (
          <div class="note note-error">
            <div class="note-text">
              <ExplanationText explanation={logFailure.value} />
            </div>
            <button type="button" class="button" onClick={() => (logFailure.value = undefined)}>
              Dismiss
            </button>
          </div>
        )}
      </div>
      {decoding.value !== undefined && <DecodingBar decoding={decoding.value} />}
      {open === undefined ? <LogInput /> : <LogHead open={open} />}
      {logRows.value !== undefined && <LogList rows={logRows.value} />}
    </>
  );
}

function DecodingBar({ decoding: { wish, progress } }: { decoding: Decoding }) {
  return (
    <div class="loading">
      <p class="loading-what">
        Decoding {plainName(wish.name)} {progress?.totalBytes !== undefined && <span class="loading-bytes">{`${bytes(progress.bytes)} of ${bytes(progress.totalBytes)}`}</span>}
      </p>
      <progress class="loading-bar" aria-label="Progress of decoding" max={progress?.totalBytes} value={progress?.bytes} />
      <button type="button" class="button" onClick={stopDecoding}>
        Cancel
      </button>
    </div>
  );
}
