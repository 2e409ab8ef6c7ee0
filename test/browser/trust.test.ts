// What the page promises: after it has loaded nothing is fetched or sent, by the page or by its worker, and the browser enforces it.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page, Worker as PageWorker } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tar, zip } from "../source/archives.js";
import { SAMPLE_SIZE, countIs, find, fixture, isLocked, newPage, openFile, openPage, pageOrigin, silenceNextWorker, useBrowser, visit } from "./support.js";

useBrowser();

const BUILT = fileURLToPath(new URL("../../dist-web", import.meta.url));
const REAL = fixture("amd64-6.1.176-small-kaslrE/kallsyms.xz");
const SMALL = tableOf("one", "two");

function tableOf(...names: string[]): string {
  return ["_stext", ...names, "_etext"].map((name, at) => `${(0xffffffff81000000n + BigInt(at * 16)).toString(16)} t ${name}\n`).join("");
}

/** A frame with one block as it is. */
function zstd(text: string): Uint8Array {
  const header = (text.length << 3) | 1;
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length, header & 255, header >> 8, 0, ...Buffer.from(text));
}

/** A server as the plainest are: files of the built page in a folder, no headers of its own, not even types for all. */
let plain: Server;
let served: string[] = [];
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

beforeAll(async () => {
  plain = createServer(({ url = "" }, response) => {
    served.push(url);
    const path = url === "/deep/er/" ? "/index.html" : url.replace("/deep/er", "");
    try {
      const content = readFileSync(join(BUILT, path));
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
});
afterAll(() => plain.close());

function plainOrigin(): string {
  return `http://127.0.0.1:${(plain.address() as AddressInfo).port}`;
}

/** Every request from now on, of the page, its workers and any service worker. */
function watchRequests(page: Page): string[] {
  const requests: string[] = [];
  page.context().on("request", (request) => requests.push(request.url()));
  return requests;
}

const onNetwork = (requests: readonly string[]) => requests.filter((url) => !url.startsWith("blob:"));

test("after it has loaded, nothing is requested, whatever is opened and decoded", async () => {
  const { page } = await newPage({ serviceWorkers: "allow" });
  await visit(page);
  await countIs(page, SAMPLE_SIZE);
  await isLocked(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const requests = watchRequests(page);

  const files = {
    "plain.txt": SMALL,
    "packed.gz": gzipSync(tableOf("gz")),
    "packed.zst": zstd(tableOf("z", "zst")),
    "packed.zip": zip([{ name: "kallsyms", content: tableOf("a", "b", "zip") }]),
    "packed.tar": tar({ name: "proc/kallsyms", content: tableOf("a", "b", "c", "tar") }),
  };
  const sizes = [4, 3, 4, 5, 6];
  for (const [at, [name, text]] of Object.entries(files).entries()) {
    await openFile(page, { name, text });
    await page.locator(".source-name").filter({ hasText: name }).waitFor();
    await countIs(page, String(sizes[at]), String(sizes[at]));
  }
  await openFile(page, REAL);
  await countIs(page, "181,096");
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByLabel("Paste a kernel log").fill("[    1.000000]  nowhere_at_all+0x10/0x20\n");
  await page.getByRole("button", { name: "Decode" }).click();
  await page.getByText("not in this table").first().waitFor();
  await page.getByRole("tab", { name: "Symbols" }).click();

  await silenceNextWorker(page);
  await openFile(page, { name: "again", text: SMALL });
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  await openFile(page, { name: "again", text: SMALL });
  await countIs(page, "4");
  await page.getByRole("button", { name: "Sample" }).click();
  await countIs(page, SAMPLE_SIZE);
  // The workers' program comes from memory: it is seen that they were started, and that nothing else was loaded.
  expect(requests.length).toBeGreaterThan(5);
  expect(onNetwork(requests)).toEqual([]);
});

/** Each way out that page code has, tried: what came of it. */
function tryPage(): Promise<string[]> {
  return tryAll({
    fetch: () => fetch("./index.html"),
    "fetch of another origin": () => fetch("http://127.0.0.1:9/"),
    XMLHttpRequest: () => settled<XMLHttpRequest>((done, fail) => {
      const request = Object.assign(new XMLHttpRequest(), { onload: done, onerror: fail });
      request.open("GET", "./index.html");
      request.send();
    }),
    EventSource: () => settled((done, fail) => Object.assign(new EventSource("./index.html"), { onopen: done, onerror: fail })),
    WebSocket: () => settled((done, fail) => Object.assign(new WebSocket(document.baseURI.replace(/^http/, "ws")), { onopen: done, onerror: fail })),
    image: () => settled((done, fail) => Object.assign(new Image(), { onload: done, onerror: fail, src: "./assets/x.png" })),
    style: () => settled((done, fail) => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", onload: done, onerror: fail, href: "./x.css" }))),
    prefetch: () => settled((done, fail) => document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", onload: done, onerror: fail, href: "./x.txt" }))),
    font: () => new FontFace("x", "url(./x.woff2)").load(),
    worker: () => settled((done, fail) => Object.assign(new Worker("./sw.js"), { onmessage: done, onerror: fail })),
    eval: () => (0, eval)("1"),
    WebRTC: () => new RTCPeerConnection(),
    "a policy of Trusted Types": () => (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): object } }).trustedTypes.createPolicy("kallsyms", {}),
    HTML: () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
    "a beacon": () => settled((_done, fail) => {
      document.addEventListener("securitypolicyviolation", fail, { once: true });
      navigator.sendBeacon("./index.html", "x");
    }),
    "a frame": () => settled((_done, fail) => {
      document.addEventListener("securitypolicyviolation", fail, { once: true });
      document.body.append(Object.assign(document.createElement("iframe"), { src: "./index.html" }));
    }),
  });

  async function tryAll(ways: Readonly<Record<string, () => unknown>>): Promise<string[]> {
    const outcomes: string[] = [];
    for (const [name, way] of Object.entries(ways)) outcomes.push(`${name}: ${await outcomeOf(way)}`);
    return outcomes;
  }
  async function outcomeOf(way: () => unknown): Promise<string> {
    try {
      await way();
      return "went out";
    } catch {
      return "refused";
    }
  }
  function settled<T>(begin: (done: (value: T) => void, fail: (reason: unknown) => void) => unknown): Promise<T> {
    return new Promise<T>((done, fail) => void begin(done, fail));
  }
}

/** Each way out that worker code has, tried in the worker of the page. */
function tryWorker(base: string): Promise<string[]> {
  const settled = (begin: (done: (value: unknown) => void, fail: (reason: unknown) => void) => unknown) => new Promise((done, fail) => void begin(done, fail));
  const ways: Readonly<Record<string, () => unknown>> = {
    fetch: () => fetch(`${base}index.html`),
    "fetch of another origin": () => fetch("http://127.0.0.1:9/"),
    importScripts: () => (globalThis as unknown as { importScripts(url: string): void }).importScripts(`${base}sw.js`),
    XMLHttpRequest: () => settled((done, fail) => {
      const request = Object.assign(new XMLHttpRequest(), { onload: done, onerror: fail });
      request.open("GET", `${base}index.html`);
      request.send();
    }),
    EventSource: () => settled((done, fail) => Object.assign(new EventSource(`${base}index.html`), { onopen: done, onerror: fail })),
    WebSocket: () => settled((done, fail) => Object.assign(new WebSocket(base.replace(/^http/, "ws")), { onopen: done, onerror: fail })),
    WebTransport: () => new (globalThis as unknown as { WebTransport: new (url: string) => { ready: Promise<void> } }).WebTransport("https://127.0.0.1:9/").ready,
    worker: () => settled((done, fail) => Object.assign(new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))), { onmessage: done, onerror: fail })),
    eval: () => (0, eval)("1"),
  };
  return Object.entries(ways).reduce<Promise<string[]>>(async (outcomes, [name, way]) => {
    const before = await outcomes;
    try {
      await way();
      return [...before, `${name}: went out`];
    } catch {
      return [...before, `${name}: refused`];
    }
  }, Promise.resolve([]));
}

/** As text: in a function the test runner would put its own import in the place of the browser's. */
const tryImport = (address: string) => `import(${JSON.stringify(address)}).then(() => "went out", () => "refused")`;

function workerOf(page: Page): PageWorker {
  const [worker] = page.workers();
  if (worker === undefined) throw new Error("the page has no worker");
  return worker;
}

test.each(["its own server", "a server without headers"])("on %s the browser refuses every request of the page and its worker", async (which) => {
  const address = which === "its own server" ? `${pageOrigin()}/` : `${plainOrigin()}/deep/er/`;
  const { page, problems } = await newPage({ from: address });
  await page.goto(address);
  await countIs(page, SAMPLE_SIZE);
  await isLocked(page);
  expect(problems).toEqual([]);
  served = [];

  const fromPage = await page.evaluate(tryPage);
  expect(fromPage.filter((outcome) => !outcome.endsWith(": refused"))).toEqual([]);
  const fromWorker = await workerOf(page).evaluate(tryWorker, address);
  expect(fromWorker.filter((outcome) => !outcome.endsWith(": refused"))).toEqual([]);
  // A worker that is started now is locked in as well.
  await openFile(page, { name: "small", text: SMALL });
  await countIs(page, "4");
  expect(await workerOf(page).evaluate(tryWorker, address)).toEqual(fromWorker);
  for (const script of [`${address}sw.js`, "data:text/javascript,1"]) {
    expect(await page.evaluate(tryImport(script)), script).toBe("refused");
    expect(await workerOf(page).evaluate(tryImport(script)), script).toBe("refused");
  }

  const form = await page.evaluate(() => {
    const violation = new Promise<SecurityPolicyViolationEvent>((resolve) => document.addEventListener("securitypolicyviolation", resolve, { once: true }));
    const form = Object.assign(document.createElement("form"), { action: "./index.html", method: "post" });
    document.body.append(form);
    form.submit();
    return violation.then(({ effectiveDirective }) => effectiveDirective);
  });
  expect(form).toBe("form-action");

  expect(served).toEqual([]);
  const violations = problems.filter((problem) => problem.startsWith("policy: "));
  for (const directive of ["connect-src", "script-src-elem", "img-src", "style-src-elem", "font-src", "frame-src", "trusted-types"]) {
    expect(violations.filter((violation) => violation.startsWith(`policy: ${directive} `)), directive).not.toEqual([]);
  }
  // Only this test may break the policy.
  problems.length = 0;
});

test("before the module is there, the page can be used", async () => {
  const { page } = await newPage();
  await page.context().route("**/*.wasm", () => {});
  await visit(page);
  await page.getByRole("button", { name: /^Open/ }).first().waitFor();
  const session = await page.context().newCDPSession(page);
  const drag = (type: "dragEnter" | "dragCancel") => session.send("Input.dispatchDragEvent", { type, x: 300, y: 400, data: { items: [], files: [REAL], dragOperationsMask: 1 } });
  await drag("dragEnter");
  await page.getByText("Drop to open").waitFor();
  await drag("dragCancel");
  await page.locator("summary", { hasText: "Read here in your browser. Never sent." }).waitFor();
  await page.getByText("Reading Sample").first().waitFor();
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length);
  expect(painted).toBe(1);
  expect(await page.locator(".privacy-locked").count()).toBe(0);
  await page.getByText("How to verify").click();
  await page.getByText("No file is read before.").waitFor();
});

test("a file that is opened before the module is there waits for it", async () => {
  const { page } = await newPage();
  let answer = () => {};
  const wanted = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.context().route("**/*.wasm", async (route) => wanted.then(() => route.continue()));
  await visit(page);
  await openFile(page, { name: "small", text: SMALL });
  await page.getByText("Reading small").first().waitFor();
  answer();
  await countIs(page, "4", "4");
  await isLocked(page);
});

/** What the browser says of a request that failed is the failure that is tested. */
function forgetFailures(problems: string[]): void {
  const others = problems.filter((problem) => !problem.startsWith("request failed: ") && !problem.startsWith("console: Failed to load resource"));
  expect(others).toEqual([]);
  problems.length = 0;
}

test("a sample that can't be had is told; it can be fetched again, and files still open", async () => {
  const { page, problems } = await newPage();
  await page.context().route("**/*.xz", (route) => route.fulfill({ status: 503, body: "" }));
  await visit(page);
  const alert = page.getByRole("alert").filter({ hasText: "A part of this page is missing" });
  await alert.getByText("503").waitFor();
  await page.context().unroute("**/*.xz");
  await page.getByRole("button", { name: "Sample" }).click();
  await countIs(page, SAMPLE_SIZE);
  await isLocked(page);
  forgetFailures(problems);
});

test("once a file is open, a sample that didn't come stays away until the page is loaded again", async () => {
  const { page, problems } = await newPage();
  await page.context().route("**/*.xz", (route) => route.abort("connectionrefused"));
  await visit(page);
  await page.getByRole("alert").getByText("there is no answer").waitFor();
  await openFile(page, { name: "small", text: SMALL });
  await countIs(page, "4", "4");
  await isLocked(page);
  forgetFailures(problems);
  await page.getByRole("button", { name: "Sample" }).click();
  await page.getByRole("alert").getByText("Reload the page to see it").waitFor();
  await find(page, "one", "1");
  // Refused by the lock.
  problems.length = 0;
});

test.each([
  ["worker-*.js", "404"],
  ["*.wasm", "404"],
  ["later-*.js", "its views"],
])("without %s no file opens, which is told; with it they do", async (part, says) => {
  const { page, problems } = await newPage();
  await page.context().route(`**/${part}`, (route) => route.fulfill({ status: 404, body: "" }));
  await visit(page);
  const alert = page.getByRole("alert").filter({ hasText: "A part of this page is missing" });
  await alert.getByText(says).waitFor();
  await openFile(page, { name: "small", text: SMALL });
  await alert.getByText(says).waitFor();
  await page.context().unroute(`**/${part}`);
  await openFile(page, { name: "small", text: SMALL });
  await countIs(page, "4", "4");
  forgetFailures(problems);
});

test("the server's headers agree with the page", async () => {
  const headers = async (path: string) => (await fetch(`${pageOrigin()}/${path}`)).headers;
  const page = await headers("");
  expect(page.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(page.get("cache-control")).toBe("no-cache");
  expect((await headers("sw.js")).get("content-security-policy")).toMatch(/^default-src 'none'; connect-src 'self'/);
  expect((await headers("kallsyms.html")).get("content-disposition")).toContain("attachment");
  const [script] = /assets\/index-[\w-]+\.js/.exec(await (await fetch(`${pageOrigin()}/`)).text()) ?? [];
  expect((await headers(script as string)).get("cache-control")).toContain("immutable");
  expect((await fetch(`${pageOrigin()}/assets/none.wasm`)).status).toBe(404);
});

test("the one-file page can be taken along from a locked page", async () => {
  const page = await openPage();
  await isLocked(page);
  await page.getByText("How to verify").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "kallsyms.html" }).click()]);
  expect(readFileSync(await download.path(), "utf8")).toBe(readFileSync(join(BUILT, "kallsyms.html"), "utf8"));
});
