/**
 * The service worker: keeps the built page, and answers for it without a network. It fetches while it is installed and never
 * again: what isn't kept doesn't exist. It takes no messages. The build puts the list of files in.
 */

/** Path beside the page, and what the file must be: files of two builds are never mixed. */
declare const FILES: readonly (readonly [path: string, integrity: string])[];
declare const VERSION: string;

/** The parts of a service worker's scope that are used here; the compiler's library has the page's only. */
interface Scope {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(type: "fetch", listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void): void;
}

const scope = globalThis as unknown as Scope;
const { scope: place } = scope.registration;
// Other copies of the page may lie in other folders of the same origin.
const OURS = `kallsyms ${place} `;
const CACHE = OURS + VERSION;
const files = new Map(FILES.map(([path, integrity]) => [new URL(path, place).href, integrity]));

scope.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(removeOld()));
scope.addEventListener("fetch", (event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(Array.from(files, async ([url, integrity]) => cache.put(url, await fetchWhole(url, integrity))));
}

async function fetchWhole(url: string, integrity: string): Promise<Response> {
  // Files with a hash in their names never change, so that the copies which the page has just fetched will do.
  const response = await fetch(url, { integrity, cache: url === place ? "no-cache" : "default" });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // A redirected answer may not be given to a visit.
  return response.redirected ? new Response(await response.blob(), { headers: response.headers }) : response;
}

async function removeOld(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Other pages in the same folder are let be: visits to them, and what names them as its origin. */
function isOurs({ mode, url, referrer }: Request): boolean {
  if (mode === "navigate") return files.has(pageOf(url));
  return referrer === "" || referrer === "about:client";
}

async function answer({ url }: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(pageOf(url))) ?? Response.error();
}

/** An address without what may follow it, and with the page under its short name. */
function pageOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return (origin + pathname).replace(/\/index\.html$/, "/");
}
