/**
 * The lock: once its parts are here, the page gives itself a second policy, under which the browser refuses every request. A
 * policy can't be taken back, and workers that are started from blobs get it too.
 */

import { signal } from "@preact/signals";

/** What is left: running the module, workers of the program that is here, and the icon, which is in the document. */
const POLICY = [
  "default-src 'none'",
  "script-src 'wasm-unsafe-eval'",
  "connect-src 'none'",
  "img-src data:",
  "worker-src blob:",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/**
 * Policies reach neither these nor leaving the page for another address. The page's own script does neither, no other can be
 * added to it, and the worker, which reads the files, can't do either.
 */
const BEYOND_POLICIES = ["RTCPeerConnection", "webkitRTCPeerConnection"];

/** Whether nothing can be fetched or sent any more. */
export const locked = signal(false);

export function lock(): void {
  if (locked.value) return;
  for (const name of BEYOND_POLICIES) Reflect.deleteProperty(globalThis, name);
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = POLICY;
  document.head.append(meta);
  locked.value = true;
}
