/** Starts the worker from the page's own origin, by the one address that the page's policy trusts as a script. */

import workerUrl from "./worker.ts?worker&url";

/** The part of Trusted Types that is used here; the compiler's library doesn't have it yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

const NAME = "kallsyms-worker";

const rules = {
  createScriptURL(url: string): string {
    if (url !== workerUrl) throw new TypeError("only the page's own worker may be started");
    return url;
  },
};

const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = trustedTypes?.createPolicy(NAME, rules) ?? rules;

export function startWorker(): Worker {
  return new Worker(policy.createScriptURL(workerUrl), { type: "module", name: "kallsyms" });
}
