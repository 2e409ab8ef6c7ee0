import { expect, test } from "vitest";
import { countIs, find, openFile, openPage, shownRows, useBrowser } from "./support.js";

useBrowser();

const NAMES = ["<img src=x onerror=alert(1)>", "</span><script>alert(1)</script>", "a\u202egnp.exe", "bell\x07esc\x1b[31m", "zero\u200bwidth", "javascript:alert(1)", "x".repeat(5000)];
const TEXT = NAMES.map((name, at) => `${(0xffffffff81000000n + BigInt(at * 16)).toString(16)} t ${name}\t[<b>mod</b>]\n`).join("");

test("names are text, whatever they hold", async () => {
  const page = await openPage();
  await openFile(page, { name: '<img src=x onerror="alert(2)">', text: TEXT });
  await countIs(page, String(NAMES.length), String(NAMES.length));
  const names = (await shownRows(page)).map(([, , name]) => name);
  expect(names.slice(0, 6)).toEqual([NAMES[0], NAMES[1], "a\\u{202e}gnp.exe", "bell\\x07esc\\x1b[31m", "zero\\u{200b}width", NAMES[5]]);
  expect(names[6]?.length).toBeLessThan(1000);
  expect((await shownRows(page))[0]?.[3]).toBe("<b>mod</b>");
  for (let row = 0; row < NAMES.length; row++) {
    await page.locator(`#row-${row}`).click();
    await page.getByText(`symbol ${row + 1}`, { exact: true }).waitFor();
  }
  expect(await page.locator("img, #page script, #page b").count()).toBe(0);
});

test("the search and the address of the page are text too", async () => {
  const page = await openPage({ hash: `#q=${encodeURIComponent("<img src=x onerror=alert(1)>")}` });
  expect(await page.getByRole("searchbox").inputValue()).toBe("<img src=x onerror=alert(1)>");
  await find(page, "<script>alert(1)</script>", "0");
  expect(await page.locator("img, #page script").count()).toBe(0);
});
