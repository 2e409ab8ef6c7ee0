/** Keeps the page for days without a network, where a service worker can do that. */

import { signal } from "@preact/signals";
import { isOneFile } from "./parts.js";
import { serviceWorkerScript } from "./trusted.js";

/** Whether the page will open without a network. */
export const kept = signal(isOneFile);

/** Call it before the lock: afterwards no script can be registered. What can't be kept works all the same. */
export function keepForOffline(): void {
  if (isOneFile || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  // The browser asks for the script itself at each visit, past every cache: so it learns of a new build.
  serviceWorker.register(serviceWorkerScript(), { updateViaCache: "none" }).catch(() => {});
  void serviceWorker.ready.then(() => (kept.value = true));
}
