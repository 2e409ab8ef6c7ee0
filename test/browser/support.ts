/** The built page in a real browser: served with its own headers, watched for everything that it must not do. */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from "playwright-core";
import { preview } from "vite";
import type { PreviewServer } from "vite";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

/** As root in a container Chromium wants no sandbox; the others keep it from talking to anybody. */
export const CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Symbols of the sample. */
export const SAMPLE_SIZE = "32,142";

export function fixture(path: string): string {
  return join(ROOT, "test", "fixtures", path);
}

/** A page, and what it did that it must not do. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
}

let server: PreviewServer | undefined;
let browser: Browser | undefined;
let origin = "";
let opened: WatchedPage[] = [];

/** Call at the top of a test file. After each test, a page that met an error or left its origin fails it. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (!existsSync(join(ROOT, "dist-web", "index.html"))) throw new Error("dist-web is missing: run `npm run build` first");
    server = await preview({ configFile: join(ROOT, "vite.config.ts"), logLevel: "warn", preview: { port: 5200, strictPort: false } });
    origin = new URL(server.resolvedUrls?.local[0] ?? "").origin;
    browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  });
  afterEach(async () => {
    const problems = opened.flatMap((watched) => watched.problems);
    await Promise.all(opened.map(({ page }) => page.context().close()));
    opened = [];
    expect(problems).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
}

function findChromium(): string {
  const { CHROME_PATH, PATH = "" } = process.env;
  if (CHROME_PATH) return CHROME_PATH;
  const found = PATH.split(delimiter).map((folder) => join(folder, "chromium")).find((file) => existsSync(file));
  if (found === undefined) throw new Error("no Chromium found: install Chromium or Chrome, or name its program file in the environment variable CHROME_PATH");
  return found;
}

/**
 * A new page, not yet anywhere. Service workers are blocked, where nothing else is said: each would fetch the whole page again.
 *
 * @param from - Where the page may load from: the beginning of addresses.
 */
export async function newPage({ from = origin, ...options }: BrowserContextOptions & { from?: string } = {}): Promise<WatchedPage> {
  const context = await (browser as Browser).newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: "block", ...options });
  const page = await context.newPage();
  const watched = { page, problems: [] as string[] };
  opened.push(watched);
  page.setDefaultTimeout(20_000);
  // The browser's own chooser is kept away from the beginning: asked for later, that may come after the key that opens it.
  page.on("filechooser", () => {});
  page.on("pageerror", (error) => watched.problems.push(`error: ${error.message}`));
  page.on("crash", () => watched.problems.push("the page crashed"));
  page.on("dialog", (dialog) => watched.problems.push(`dialog: ${dialog.message()}`));
  const watchConsole = (message: ConsoleMessage) => {
    // Told by the driver about itself.
    if (message.text() === "Service Worker registration blocked by Playwright") return;
    if (message.type() === "error" || message.type() === "warning") watched.problems.push(`console: ${message.text()}`);
  };
  page.on("console", watchConsole);
  page.on("worker", (worker) => worker.on("console", watchConsole));
  // What the policy forbids fails too; only what the page itself ends, with its worker, is aborted.
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (!reason.includes("ERR_ABORTED")) watched.problems.push(`request failed: ${request.url()} ${reason}`);
  });
  context.on("request", (request) => {
    // A blob: address is memory.
    if (!request.url().startsWith("blob:") && !request.url().startsWith(from)) watched.problems.push(`request: ${request.url()}`);
  });
  await page.exposeFunction("tellViolation", (text: string) => watched.problems.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      (globalThis as unknown as { tellViolation(text: string): void }).tellViolation(`${violatedDirective} ${blockedURI}`);
    });
  });
  return watched;
}

/** A page with the sample loaded. */
export async function openPage(options: BrowserContextOptions & { hash?: string } = {}): Promise<Page> {
  const { hash = "", ...contextOptions } = options;
  const { page } = await newPage(contextOptions);
  await visit(page, hash);
  await countIs(page, SAMPLE_SIZE, hash === "" ? SAMPLE_SIZE : undefined);
  return page;
}

/** Where the built page is served. */
export function pageOrigin(): string {
  return origin;
}

/** Waits until the page has locked itself. */
export async function isLocked(page: Page): Promise<void> {
  await page.locator(".privacy-locked").waitFor();
}

/** The next worker that is started hears nothing, so that its load lasts until it is cancelled. */
export async function silenceNextWorker(page: Page): Promise<void> {
  await page.evaluate(() => {
    const Real = globalThis.Worker;
    globalThis.Worker = class extends Real {
      constructor(script: string | URL, options?: WorkerOptions) {
        super(script, options);
        globalThis.Worker = Real;
      }
      override postMessage(): void {}
    };
  });
}

export async function visit(page: Page, hash = ""): Promise<void> {
  await page.goto(`${origin}/${hash}`);
}

/** Waits until the summary says `found of size`. */
export async function countIs(page: Page, size: string, found?: string): Promise<void> {
  await page.locator(".summary").filter({ hasText: new RegExp(`${found === undefined ? "" : `^${found}`} of ${size}`) }).waitFor();
}

/** Searches, and waits for the answer to this very text. */
export async function find(page: Page, text: string, found: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Find" }).fill(text);
  await page.locator(".summary").filter({ hasText: new RegExp(`^${found} of `) }).waitFor();
}

/** The results as they are shown, a line of cells each, from the first that is in the document. */
export async function shownRows(page: Page): Promise<string[][]> {
  const rows = await page.locator("#results .row-symbol").all();
  return Promise.all(rows.map((row) => row.getByRole("gridcell").allInnerTexts()));
}

export async function openFile(page: Page, file: string | { name: string; text: string | Uint8Array }): Promise<void> {
  const input = page.locator("input[type=file]");
  if (typeof file === "string") await input.setInputFiles(file);
  else await input.setInputFiles({ name: file.name, mimeType: "application/octet-stream", buffer: Buffer.from(file.text as Uint8Array) });
}
