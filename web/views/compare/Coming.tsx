/** How far the other table is, with the way to stop it. */

import { cancelComparing, comparing, comparison } from "../../state/compare.js";
import { plainName } from "../../text/names.js";
import { describe, ProgressBar } from "../LoadingBar.js";

export function Coming() {
  const coming = comparing.value;
  return (
    <>
      <p class="unseen" role="status">
        {coming && `Reading ${plainName(coming.name)}`}
      </p>
      {coming && (
        <div class="loading">
          <p class="loading-what">
            Reading {plainName(coming.name)}
            <span class="loading-bytes"> {describe(coming.progress)}</span>
            {comparison.value !== undefined && <span class="loading-old"> The comparison before it stays until this one is ready.</span>}
          </p>
          <ProgressBar progress={coming.progress} />
          <button type="button" class="button" onClick={cancelComparing}>
            Cancel
          </button>
        </div>
      )}
    </>
  );
}
