/** The one policy of Trusted Types: it trusts the addresses of scripts that are made here, and no other. */

/** The part of Trusted Types that is used here; the compiler's library doesn't have it yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

const made = new Set<string>();

const rules = {
  createScriptURL(url: string): string {
    if (!made.has(url)) throw new TypeError("only scripts of the page’s own may be started");
    return url;
  },
};

const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = trustedTypes?.createPolicy("kallsyms", rules) ?? rules;

/** The address of a script that is held in memory. */
export function scriptFrom(text: BlobPart[]): string {
  return trust(URL.createObjectURL(new Blob(text, { type: "text/javascript" })));
}

/** The address of the page's service worker, beside the page. */
export function serviceWorkerScript(): string {
  return trust("./sw.js");
}

function trust(url: string): string {
  made.add(url);
  return policy.createScriptURL(url);
}
