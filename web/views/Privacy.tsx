/** The promise that nothing leaves the browser, how far it is enforced by now, and how anybody can check it. */

import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { locked } from "../start/lock.js";
import { kept } from "../start/offline.js";
import { isOneFile } from "../start/parts.js";

export function Privacy() {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => closeOutside(details.current), []);
  return (
    <div class="privacy">
      <details ref={details} onKeyDown={closeByKey}>
        <summary>
          Read here in your browser. Never sent. {locked.value && <strong class="privacy-locked">Locked.</strong>} <span class="privacy-how">How to verify</span>
        </summary>
        <ul class="privacy-account">
          {locked.value ? <Proof /> : <li>The page is fetching its parts. Then it locks itself: the browser will refuse every further request. No file is read before.</li>}
          <li>{isOneFile ? "This page is one file: it needs no server." : <OneFile />}</li>
        </ul>
      </details>
      <p class="unseen" role="status">
        {locked.value && "Locked: this page can’t fetch or send anything any more."}
      </p>
    </div>
  );
}

/** What is done elsewhere on the page closes it. */
function closeOutside(details: HTMLDetailsElement | null): () => void {
  const react = ({ target }: Event) => {
    if (details !== null && !details.contains(target as Node)) details.open = false;
  };
  const kinds = ["pointerdown", "focusin"];
  for (const kind of kinds) addEventListener(kind, react);
  return () => {
    for (const kind of kinds) removeEventListener(kind, react);
  };
}

function closeByKey(event: TargetedKeyboardEvent<HTMLDetailsElement>): void {
  const { currentTarget: details } = event;
  if (event.key !== "Escape" || !details.open) return;
  event.stopPropagation();
  details.open = false;
  details.querySelector("summary")?.focus();
}

function Proof() {
  return (
    <>
      <li>Locked: the page has all of its parts, and the browser refuses every further request of the page and of its worker, whatever a file holds.</li>
      <li>
        To see it, open the developer tools, tab Network, and open a file: no request follows. In their console, <code>fetch("/")</code> is refused.
      </li>
      <li>Or cut off the network now: the page goes on working{kept.value && ", and opens again without"}.</li>
    </>
  );
}

/** A visit to the server that the reader asks for, and the only one. */
function OneFile() {
  return (
    <>
      Or keep the whole page as one file, which opens from a disk:{" "}
      <a href="./kallsyms.html" download="kallsyms.html">
        kallsyms.html
      </a>
      . Only this link and a reload ask the server again.
    </>
  );
}
