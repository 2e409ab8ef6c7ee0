// `npm run bench -- --page`: the analyzer page in Chromium, timed inside of it: from an event to the frame that shows its effect.
import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";
import { findChromium } from "../../ts/scripts/chromium.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--js-flags=--expose-gc"];
const SIZE = { width: 1440, height: 900 };

/** What is typed, letter by letter, and one filter after the other. */
const TYPED = ["tcp_rcv", "init_once", "__x64_sys_", "*lock*irq*", "/^vfs_.*read/", "~tcpsm", "=switch_mm", "e"];

const MADE_ROWS = 1_000_000;

/** @typedef {{ name: string, value: string, aim: string }} Row */

/**
 * Measures with a table, and with a million made rows.
 * @param {string} file
 * @param {{ rounds: number, say: (text: string) => void }} options
 * @returns {Promise<Row[]>}
 */
export async function measurePage(file, { rounds, say }) {
  const folder = mkdtempSync(join(tmpdir(), "kallsyms-bench-"));
  const server = await preview({ configFile: fileURLToPath(new URL("../../vite.config.ts", import.meta.url)), logLevel: "error", preview: { port: 5700, strictPort: false } });
  const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  try {
    const plain = join(folder, "kallsyms");
    writeFileSync(plain, execFileSync("xz", ["-dc", file], { maxBuffer: 2 ** 30 }));
    const made = join(folder, "made");
    await writeMade(made);
    const address = server.resolvedUrls?.local[0] ?? "";
    return [
      ...(await measureTable(browser, address, plain, { rounds, say, name: "the table", keystroke: "50 ms", drop: "400 ms" })),
      ...(await measureTable(browser, address, made, { rounds, say, name: "1,000,000 made rows", keystroke: "100 ms", drop: "" })),
      ...(await measureLog(browser, address, plain, dirname(file), { rounds, say })),
    ];
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureTable(browser, address, file, { rounds, say, name, keystroke, drop }) {
  const page = await openPage(browser, address);
  const opens = [];
  const cancels = [];
  for (let round = -1; round < rounds; round++) {
    say(`${name}: drop, round ${round + 1}`);
    const took = await opened(page, file);
    if (round >= 0) opens.push(took);
  }
  for (let round = 0; round < rounds; round++) {
    say(`${name}: cancel, round ${round + 1}`);
    cancels.push(await cancelled(page, file));
  }
  say(`${name}: typing`);
  const keys = [];
  for (const text of TYPED) keys.push(...(await typed(page, text)));
  say(`${name}: sorting, filtering`);
  const clicks = [await clicked(page, "button.toggle >> nth=0"), await clicked(page, "button.toggle >> nth=0")];
  const sorts = [];
  for (const title of ["Name", "Size", "Address", "Owner", "Type"]) sorts.push(await clicked(page, `.heading-sort:has-text("${title}")`));
  say(`${name}: scrolling`);
  await page.getByRole("searchbox").fill("");
  const frames = await scrolled(page);
  await page.context().close();
  keys.sort((a, b) => b.took - a.took);
  return [
    { name: `${name}: drop to usable`, value: `${ms(median(opens))} (${opens.map(ms).join(", ")})`, aim: drop },
    { name: `${name}: keystroke to painted rows, worst`, value: `${ms(keys[0].took)} (${keys.slice(0, 4).map(({ text, took }) => `${text} ${ms(took)}`).join(", ")})`, aim: keystroke },
    { name: `${name}: keystroke to painted rows, median of ${keys.length}`, value: ms(median(keys.map(({ took }) => took))), aim: "" },
    { name: `${name}: toggle of a filter`, value: clicks.map(ms).join(", "), aim: keystroke },
    { name: `${name}: first sort by name, size, address, owner, type`, value: sorts.map(ms).join(", "), aim: "" },
    { name: `${name}: scrolling, longest of ${frames.length} frames`, value: `${ms(Math.max(...frames))}; median ${ms(median(frames))}; ${frames.filter((frame) => frame > 33.4).length} over 33 ms`, aim: "33 ms" },
    { name: `${name}: Cancel to the page as before`, value: `${ms(Math.max(...cancels))} at most`, aim: "100 ms" },
  ];
}

async function measureLog(browser, address, table, folder, { rounds, say }) {
  const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
  if (logs.length === 0) return [];
  const once = logs.map((name) => readFileSync(join(folder, name), "latin1")).join("\n");
  const lines = once.split("\n").length;
  const text = Array.from({ length: Math.ceil(100_000 / lines) }, () => once).join("\n");
  const page = await openPage(browser, address);
  await opened(page, table);
  await page.getByRole("tab", { name: "Log" }).click();
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    say(`log of ${text.split("\n").length} lines, round ${round + 1}`);
    await page.evaluate((pasted) => {
      const box = document.querySelector(".log-paste textarea");
      box.value = pasted;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }, text);
    samples.push(await clicked(page, 'button:has-text("Decode")', "#results .row"));
    await page.getByRole("button", { name: "Another log" }).click();
  }
  await page.context().close();
  return [{ name: `a log of 100,000 lines: Decode to painted lines`, value: ms(median(samples)), aim: "" }];
}

async function openPage(browser, address) {
  const page = await (await browser.newContext({ viewport: SIZE, serviceWorkers: "block" })).newPage();
  await page.goto(address);
  await page.locator(".summary").filter({ hasText: " of " }).waitFor();
  // In the page: runs something, and tells how long it is until the frame is painted in which something holds.
  await page.evaluate(() => {
    globalThis.answer = () => document.querySelector(".results")?.getAttribute("data-answer");
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = resolve; channel.port2.postMessage(0); }));
    const changed = (holds) => new Promise((resolve) => {
      if (holds()) return resolve();
      const observer = new MutationObserver(() => { if (holds()) { observer.disconnect(); resolve(); } });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
    });
    globalThis.timed = async (run, holds) => {
      const since = performance.now();
      run();
      await changed(holds);
      await painted();
      return performance.now() - since;
    };
  });
  return page;
}

/** The file goes in as a chosen one does; what the browser does before the page hears of it isn't counted. */
async function opened(page, file) {
  await page.evaluate(() => {
    const before = globalThis.answer();
    const input = document.querySelector('input[type="file"]');
    globalThis.took = new Promise((resolve) => {
      input.addEventListener("change", () => resolve(globalThis.timed(() => {}, () => document.querySelector(".loading") === null && globalThis.answer() !== before)), { once: true });
    });
  });
  await page.locator('input[type="file"]').first().setInputFiles(file);
  return page.evaluate(() => globalThis.took);
}

async function cancelled(page, file) {
  await page.locator('input[type="file"]').first().setInputFiles(file);
  return page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let frames = 0; frames < 600; frames++) {
      const button = [...document.querySelectorAll(".loading button")].find(({ textContent }) => textContent === "Cancel");
      if (button !== undefined) return globalThis.timed(() => button.click(), () => document.querySelector(".loading") === null);
      await nextFrame();
    }
    throw new Error("no load could be cancelled");
  });
}

/** Each letter by itself, from the event to the painted answer. */
async function typed(page, text) {
  const all = [];
  for (let length = 1; length <= text.length; length++) {
    const part = text.slice(0, length);
    const took = await page.evaluate((part) => {
      const before = globalThis.answer();
      const box = document.querySelector("#search");
      box.value = part;
      return globalThis.timed(() => box.dispatchEvent(new Event("input", { bubbles: true })), () => globalThis.answer() !== before);
    }, part);
    all.push({ text: part, took });
  }
  return all;
}

async function clicked(page, selector, shows = "") {
  const button = await page.locator(selector).first().elementHandle();
  return page.evaluate(([button, shows]) => {
    const before = globalThis.answer();
    return globalThis.timed(() => button.click(), () => (shows === "" ? globalThis.answer() !== before : document.querySelector(shows) !== null));
  }, [button, shows]);
}

/** Wheel and keys for a while: the time from each frame to the next. */
async function scrolled(page) {
  await page.locator("#results").hover();
  await page.evaluate(() => {
    globalThis.frames = [];
    let last = performance.now();
    const tick = (now) => { globalThis.frames.push(now - last); last = now; globalThis.frame = requestAnimationFrame(tick); };
    globalThis.frame = requestAnimationFrame((now) => { last = now; globalThis.frame = requestAnimationFrame(tick); });
  });
  for (let step = 0; step < 120; step++) await page.mouse.wheel(0, step % 40 === 39 ? 200_000 : 260);
  return page.evaluate(() => { cancelAnimationFrame(globalThis.frame); return globalThis.frames; });
}

/** As kallsyms has it, with names of the usual length. */
async function writeMade(file) {
  const out = createWriteStream(file);
  const parts = ["tcp", "vfs", "ext4", "nft", "sched", "irq", "bpf", "mm", "read", "write", "lock", "init", "exit", "alloc", "free", "probe"];
  const owners = ["", "", "", "\t[ext4]", "\t[nf_tables]", "\t[amdgpu]"];
  for (let row = 0; row < MADE_ROWS; row++) {
    const [a, b, c] = [row, row >> 3, row >> 7].map((number) => parts[(number * 2_654_435_761) >>> 28]);
    const line = `${(0xffffffff81000000n + BigInt(row * 48)).toString(16)} ${"tTdDrRbB"[row & 7]} ${a}_${b}_${c}_${row.toString(36)}${owners[Math.floor((row / MADE_ROWS) * owners.length)]}\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function ms(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
