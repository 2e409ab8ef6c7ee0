import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { find, openFile, openPage, useBrowser } from "./support.js";

useBrowser();

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
];
const CASES = (["light", "dark"] as const).flatMap((colorScheme) => SIZES.map((viewport) => ({ colorScheme, viewport })));

test.each(CASES)("axe finds nothing, $colorScheme, $viewport.width wide", async (options) => {
  const page = await openPage(options);
  await page.evaluate(AXE);
  expect(await findings(page), "with the sample").toEqual([]);
  await openFile(page, { name: "bad", text: "<html></html>" });
  await page.getByRole("button", { name: "Dismiss" }).waitFor();
  expect(await findings(page), "with an error").toEqual([]);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("How to verify").click();
  expect(await findings(page), "with the proof").toEqual([]);
  await find(page, "load_elf_phdrz", "0");
  expect(await findings(page), "with nothing found").toEqual([]);
  await find(page, "load_elf_phdrs", "2");
  await page.locator("#row-0").click();
  await page.getByRole("complementary", { name: "About the symbol" }).waitFor();
  expect(await findings(page), "with a symbol").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Log" }).click();
  expect(await findings(page), "before a log").toEqual([]);
  await page.getByLabel("Paste a kernel log").fill("[    1.000000]  load_elf_phdrs+0x10\n[    1.000001]  nowhere+0x1/0x2\n");
  await page.getByRole("button", { name: "Decode" }).click();
  await page.getByText("not in this table").first().waitFor();
  expect(await findings(page), "with a log").toEqual([]);
  await page.getByRole("tab", { name: "Files" }).click();
  expect(await findings(page), "with files").toEqual([]);
});

async function findings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}
