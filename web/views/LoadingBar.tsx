/** How far a load is, with the way to stop it. */

import { useEffect } from "preact/hooks";
import { cancelLoading, loading } from "../state/loading.js";
import type { Loading } from "../state/loading.js";
import { table } from "../state/table.js";
import { bytes, counted } from "../text/numbers.js";
import { plainName } from "../text/names.js";
import type { Progress } from "../worker/protocol.js";
import { OPEN_ID } from "./files/FileButtons.js";

/** Percents that are read aloud: often enough to know that it goes on, seldom enough to hear something else. */
const SPOKEN_STEP = 25;

export function LoadingBar() {
  useEffect(keepFocus, []);
  return (
    <>
      <p class="unseen" role="status">
        {loading.value && `Reading ${plainName(loading.value.name)}${spokenPercent(loading.value.progress)}`}
      </p>
      {loading.value && <Bar loading={loading.value} />}
    </>
  );
}

function Bar({ loading: { name, progress, listed } }: { loading: Loading }) {
  useEffect(watchEscape, []);
  const path = progress?.path;
  return (
    <div class="loading">
      <p class="loading-what">
        Reading {plainName(name)}
        <span class="loading-bytes"> {listed === undefined ? describe(progress) : counted(listed, "file")}</span>
        {path !== undefined && path !== name && <span class="loading-path">{plainName(path)}</span>}
      </p>
      <ProgressBar progress={progress} />
      {table.value !== undefined && <span class="loading-old">What is open stays until it is ready.</span>}
      <button type="button" class="button" aria-keyshortcuts="Escape" onClick={cancelLoading}>
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

/** The keyboard isn't left on a bar that is about to go: it is back where it was when the load began. */
function keepFocus(): () => void {
  let before: Element | null = null;
  return loading.subscribe((now) => {
    if (now !== undefined) {
      before ??= document.activeElement;
      return;
    }
    const back = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : document.getElementById(OPEN_ID);
    if (document.activeElement?.closest(".loading")) back?.focus();
    before = null;
  });
}

/** Escape cancels from anywhere, but where it has another meaning. */
function watchEscape(): () => void {
  const onKey = (event: KeyboardEvent) => {
    const { key, target } = event;
    if (key !== "Escape" || (target instanceof Element && target.closest("input, textarea, select, dialog, .menu") !== null)) return;
    event.preventDefault();
    event.stopPropagation();
    cancelLoading();
  };
  addEventListener("keydown", onKey, { capture: true });
  return () => removeEventListener("keydown", onKey, { capture: true });
}

function spokenPercent(progress: Progress | undefined): string {
  if (progress?.totalBytes === undefined || progress.totalBytes === 0) return "";
  const percent = Math.floor((progress.bytes / progress.totalBytes) * (100 / SPOKEN_STEP)) * SPOKEN_STEP;
  return percent === 0 ? "" : `, ${percent} percent`;
}

export function describe(progress: Progress | undefined): string {
  if (progress === undefined) return "";
  const { bytes: done, totalBytes } = progress;
  if (totalBytes === undefined) return bytes(done);
  return done < totalBytes ? `${bytes(done)} of ${bytes(totalBytes)}` : "Building the indexes…";
}
