import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { countIs, openFile, openPage, shownRows, useBrowser } from "./support.js";

useBrowser();

test("from the search to a symbol and back, by keys alone", async () => {
  const page = await openPage();
  await page.keyboard.press("/");
  await page.keyboard.type("load_elf_phdrs");
  await page.getByText("2 symbols of this name").waitFor();
  await page.keyboard.press("ArrowDown");
  await activeIs(page, 0);
  await page.keyboard.press("ArrowDown");
  await activeIs(page, 1);
  await page.getByRole("complementary", { name: "About the symbol" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary", { name: "About the table" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("search");
  await page.keyboard.press("Escape");
  expect(await page.getByRole("searchbox").inputValue()).toBe("");
});

test("the file button is reached by Tab and opens a chooser", async () => {
  const page = await openPage();
  await page.getByRole("button", { name: "Open…" }).focus();
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles({ name: "small", mimeType: "text/plain", buffer: Buffer.from("ffffffff81000000 T one\n") });
  await countIs(page, "1", "1");
});

test("Tab comes by every control in the order of the page, and none holds it", async () => {
  const page = await openPage();
  const expected = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), input:not([hidden]):not(:disabled), select, textarea, summary, [tabindex]")]
      .filter((element) => element.tabIndex >= 0 && element.checkVisibility())
      .map((element) => element.outerHTML),
  );
  expect(expected.length).toBeGreaterThan(20);
  const stops: string[] = [];
  for (let step = 0; step < expected.length + 1; step++) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => document.activeElement?.outerHTML ?? ""));
  }
  // After the last comes the browser itself, and then the first again.
  const reached = new Set(stops.map(nameOf));
  for (const control of expected) expect(reached).toContain(nameOf(control));
});

/** The tag with its attributes: what stands in it may change while it is reached. */
function nameOf(html: string): string {
  return html.slice(0, html.indexOf(">"));
}

test("a narrow screen shows the symbol in the place of the list, and Escape leads back", async () => {
  const page = await openPage({ viewport: { width: 360, height: 740 } });
  await page.keyboard.press("/");
  await page.keyboard.type("load_elf_phdrs");
  await page.getByText("2 symbols of this name").waitFor();
  await page.keyboard.press("Enter");
  await activeIs(page, 0);
  await page.keyboard.press("Enter");
  expect(await page.getByRole("grid").isVisible()).toBe(false);
  await page.keyboard.press("Escape");
  await page.locator("#results:focus").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test("a list taller than an element can be is walked from end to end", async () => {
  const page = await openPage();
  const rows = 400_000;
  const text = Array.from({ length: rows }, (_, at) => `${(0xffffffff81000000n + BigInt(at * 16)).toString(16)} t f${at}\n`).join("");
  await openFile(page, { name: "large", text });
  await countIs(page, "400,000", "400,000");
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await page.locator("#row-399999").getByText("f399999", { exact: true }).waitFor();
  await page.locator("#row-399999").hover();
  await page.mouse.wheel(0, -280);
  // The wheel moves by rows, and not by what a pixel of the scroll bar stands for.
  await page.waitForFunction(() => !document.getElementById("row-399999")?.checkVisibility() || (document.getElementById("row-399999")?.getBoundingClientRect().bottom ?? 0) > innerHeight);
  expect((await shownRows(page)).at(0)?.[2]).toMatch(/^f3999\d\d$/);
  await page.keyboard.press("Home");
  await page.locator("#row-0").getByText("f0", { exact: true }).waitFor();
});

async function activeIs(page: Page, row: number): Promise<void> {
  await page.locator(`#results[aria-activedescendant="row-${row}"]`).waitFor();
}
