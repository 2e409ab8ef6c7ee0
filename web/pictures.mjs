// Takes the README's pictures of the built page: `npm run build`, then `node web/pictures.mjs`.
// Needs Chromium on PATH, or its program file in CHROME_PATH; the tables and the log are those of the tests.
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";
import { findChromium } from "../ts/scripts/chromium.mjs";

const LARGEST = 250_000;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const WIDE = { width: 1440, height: 810 };

const fixture = (path) => fileURLToPath(new URL(`../test/fixtures/${path}`, import.meta.url));
const TABLE = fixture("amd64-7.3.4-own/kallsyms.xz");

/** Each picture: where it begins, what is opened, and what is done before it is taken. */
const PICTURES = [
  {
    name: "page",
    hash: "#q=load_elf",
    act: async (page) => {
      await page.locator(".row-symbol", { hasText: "load_elf_phdrs" }).first().click();
      await page.getByText("Addresses of this name").waitFor();
    },
  },
  { name: "overview", hash: "#view=overview", files: [TABLE], act: (page) => page.getByRole("button", { name: /^amdgpu/ }).first().waitFor() },
  { name: "ambiguity", hash: "#view=ambiguity", files: [TABLE], act: (page) => page.getByText("Names by number of addresses").waitFor() },
  {
    name: "log",
    hash: "#view=log",
    files: [TABLE, fixture("amd64-7.3.4-own/console-crash-chain.log")],
    act: async (page) => {
      await page.getByRole("combobox").selectOption({ index: 1 });
      await page.getByRole("button", { name: "Next unclear" }).click();
      await page.getByText("sympos 2").first().waitFor();
    },
  },
  {
    name: "compare",
    hash: "#view=compare",
    files: [fixture("amd64-6.1.176-kaslrA/kallsyms.xz")],
    act: async (page) => {
      await page.locator(".compare input[type=file], .view input[type=file]").first().setInputFiles(fixture("amd64-6.1.176-kaslrA/unloaded.kallsyms.xz"));
      await page.getByText("removed").first().waitFor();
    },
  },
];

const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));
const server = await preview({ configFile, logLevel: "warn", preview: { port: 5300, strictPort: false } });
const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
try {
  mkdirSync(fileURLToPath(new URL("./pictures", import.meta.url)), { recursive: true });
  for (const picture of PICTURES) await take(picture);
} finally {
  await browser.close();
  await server.close();
}

async function take({ name, hash, files, act }) {
  const page = await (await browser.newContext({ viewport: WIDE, colorScheme: "light", serviceWorkers: "block" })).newPage();
  await page.goto(`${server.resolvedUrls.local[0]}${hash}`);
  await page.getByText(/32,142/).first().waitFor();
  if (files !== undefined) {
    await page.locator("header input[type=file]").first().setInputFiles(files);
    await page.getByText(/32,142/).first().waitFor({ state: "detached" });
  }
  await act(page);
  await page.mouse.move(0, 0);
  const file = fileURLToPath(new URL(`./pictures/${name}.png`, import.meta.url));
  await page.screenshot({ path: file });
  await page.context().close();
  const { size } = statSync(file);
  console.log(`${name}.png: ${size} bytes`);
  if (size > LARGEST) throw new Error(`${name}.png is larger than ${LARGEST} bytes`);
}
