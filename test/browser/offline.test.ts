// The page without a network: kept by its service worker, and as one file from a disk.

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { SAMPLE_SIZE, countIs, find, fixture, isLocked, newPage, openFile, useBrowser, visit } from "./support.js";

useBrowser();

const BUILT = fileURLToPath(new URL("../../dist-web", import.meta.url));
const REAL = fixture("amd64-6.1.176-small-kaslrE/kallsyms.xz");
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

const kept = (page: Page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));

test("after the first visit the page opens without a network, and opens files", async () => {
  const { page } = await newPage({ serviceWorkers: "allow" });
  await visit(page);
  await isLocked(page);
  await kept(page);
  await page.context().setOffline(true);
  await page.reload();
  await countIs(page, SAMPLE_SIZE);
  await isLocked(page);
  await openFile(page, REAL);
  await countIs(page, "181,096");
  await page.getByText("How to verify").click();
  await page.getByText("and opens again without").waitFor();
  await page.goto(`${page.url().split("#")[0]}index.html#q=vfs_read`);
  await find(page, "vfs_read", "[1-9]");
});

/** A server of one build, which may become another: the build is the same but for a word of the page. */
async function serveBuilds(): Promise<{ address: string; become(word: string): void; stop(): void; readonly seen: string[] }> {
  const seen: string[] = [];
  let word = "";
  const change = (text: string) => (word === "" ? text : text.replace("<title>kallsyms", `<title>${word}`));
  const server: Server = createServer(async ({ url = "" }, response) => {
    seen.push(url);
    const path = url === "/in/a/folder/" ? "/index.html" : url.replace("/in/a/folder", "");
    let content: Buffer | string;
    try {
      content = readFileSync(join(BUILT, path));
    } catch {
      return void response.writeHead(404).end();
    }
    if (path === "/index.html") content = change(String(content));
    if (path === "/sw.js" && word !== "") content = await forChanged(String(content));
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" }).end(content);
  });
  const forChanged = async (script: string) => {
    const hash = async (text: string) => Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(text))).toString("base64");
    const html = readFileSync(join(BUILT, "index.html"), "utf8");
    return script.replace(await hash(html), await hash(change(html))).replace(/(?<=[`"'])[0-9a-f]{16}(?=[`"'])/, "0".repeat(16));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => void (server.closeAllConnections(), server.close());
  onTestFinished(stop);
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in/a/folder/`, become: (next) => void (word = next), stop, seen };
}

test("a new build takes the old one's place at the next visit, and the old one's copies are gone", async () => {
  const server = await serveBuilds();
  const { page } = await newPage({ serviceWorkers: "allow", from: server.address });
  await page.goto(server.address);
  await isLocked(page);
  await kept(page);
  const before = await page.evaluate(() => caches.keys());
  expect(before).toHaveLength(1);

  server.become("newer");
  await page.reload();
  expect(await page.title()).toBe("kallsyms");
  // The browser itself looks for a new build after a visit.
  await expect.poll(() => page.evaluate(() => caches.keys()), { timeout: 20_000 }).not.toEqual(expect.arrayContaining(before));
  await page.reload();
  expect(await page.title()).toBe("newer");
  await countIs(page, SAMPLE_SIZE);
  const after = await page.evaluate(() => caches.keys());
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});

test("the service worker answers from what it keeps, and fetches nothing more", async () => {
  const server = await serveBuilds();
  const { page } = await newPage({ serviceWorkers: "allow", from: server.address });
  await page.goto(server.address);
  await isLocked(page);
  await kept(page);
  await page.reload();
  await isLocked(page);
  const asked = server.seen.length;
  await page.goto(`${server.address}index.html?x=1#q=vfs_read`);
  await isLocked(page);
  expect(server.seen.slice(asked).filter((url) => !url.endsWith("/sw.js"))).toEqual([]);
});

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

test("the page as one file works from an empty folder on a disk", async () => {
  folder = mkdtempSync(join(tmpdir(), "kallsyms-"));
  copyFileSync(join(BUILT, "kallsyms.html"), join(folder, "kallsyms.html"));
  const address = pathToFileURL(join(folder, "kallsyms.html")).href;
  const { page, problems } = await newPage({ from: address });
  const requests: string[] = [];
  page.context().on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  await countIs(page, SAMPLE_SIZE);
  await isLocked(page);
  await openFile(page, REAL);
  await countIs(page, "181,096");
  await page.getByText("How to verify").click();
  await page.getByText("This page is one file").waitFor();
  expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([address]);
  expect(problems).toEqual([]);
  const [worker] = page.workers();
  expect(await (worker as NonNullable<typeof worker>).evaluate(() => fetch("https://127.0.0.1:9/").then(() => "went out", () => "refused"))).toBe("refused");
  problems.length = 0;
});
