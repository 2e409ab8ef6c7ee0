// Takes the README's picture of the built page: `npm run build`, then `node web/pictures.mjs`.
// Needs Chromium on PATH, or its program file in CHROME_PATH.
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";
import { findChromium } from "../ts/scripts/chromium.mjs";

const PICTURE = fileURLToPath(new URL("./pictures/page.png", import.meta.url));
const SIZE = { width: 1440, height: 640 };
const LARGEST = 250_000;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));
const server = await preview({ configFile, logLevel: "warn", preview: { port: 5300, strictPort: false } });
const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
try {
  mkdirSync(fileURLToPath(new URL("./pictures", import.meta.url)), { recursive: true });
  await takePicture(await browser.newPage({ viewport: SIZE, colorScheme: "light" }));
} finally {
  await browser.close();
  await server.close();
}
const { size } = statSync(PICTURE);
console.log(`${PICTURE}: ${size} bytes`);
if (size > LARGEST) throw new Error(`the picture is larger than ${LARGEST} bytes`);

// A part of a name with several symbols, of which an ambiguous one is shown.
async function takePicture(page) {
  await page.goto(`${server.resolvedUrls.local[0]}#q=load_elf`);
  const row = page.locator(".row-symbol", { hasText: "load_elf_phdrs" }).first();
  await row.click();
  await page.getByText("Addresses of this name").waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: PICTURE });
}
