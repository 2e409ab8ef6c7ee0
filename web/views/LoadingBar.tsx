/** How far a load is, with the way to stop it. */

import { cancelLoading, loading, table } from "../state/table.js";
import type { Loading } from "../state/table.js";
import { bytes } from "../text/numbers.js";
import { plainName } from "../text/names.js";
import type { Progress } from "../worker/protocol.js";

export function LoadingBar() {
  return (
    <>
      <p class="unseen" role="status">
        {loading.value && `Reading ${plainName(loading.value.name)}`}
      </p>
      {loading.value && <Bar loading={loading.value} />}
    </>
  );
}

function Bar({ loading: { name, progress } }: { loading: Loading }) {
  return (
    <div class="loading">
      <p class="loading-what">
        Reading {plainName(name)}
        <span class="loading-bytes"> {describe(progress)}</span>
        {table.value !== undefined && <span class="loading-old"> The table before it stays until this one is ready.</span>}
      </p>
      <ProgressBar progress={progress} />
      <button type="button" class="button" onClick={cancelLoading}>
        Cancel
      </button>
    </div>
  );
}

/** Without a known end the bar only moves. */
export function ProgressBar({ progress }: { progress: Progress | undefined }) {
  const label = "Progress of reading";
  if (progress?.totalBytes === undefined) return <progress class="loading-bar" aria-label={label} />;
  return <progress class="loading-bar" aria-label={label} max={progress.totalBytes} value={progress.bytes} />;
}

export function describe(progress: Progress | undefined): string {
  if (progress === undefined) return "";
  const { bytes: done, totalBytes } = progress;
  if (totalBytes === undefined) return bytes(done);
  return done < totalBytes ? `${bytes(done)} of ${bytes(totalBytes)}` : "Building the indexes…";
}
