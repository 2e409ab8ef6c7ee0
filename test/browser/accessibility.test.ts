import { expect, test } from "vitest";
import { LOOKS, findings } from "./axe.js";
import { find, openFile, openPage, useBrowser } from "./support.js";

useBrowser();

test.each(LOOKS)("axe finds nothing, $colorScheme, $viewport.width wide", async (options) => {
  const page = await openPage(options);
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
  await page.getByRole("button", { name: "Close" }).click();
  if (options.viewport.width < 640) await page.getByRole("button", { name: "Filter, columns, export" }).click();
  for (const menu of ["Type", "Owner", "Size", "Columns", "Copy", "Export"]) {
    await page.locator(".bar").getByRole("button", { name: menu, exact: true }).click();
    expect(await findings(page), `with the menu ${menu}`).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Keys and help" }).click();
  expect(await findings(page), "with help").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).waitFor();
  expect(await findings(page), "with the palette").toEqual([]);
});

