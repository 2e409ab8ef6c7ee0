import { expect, test } from "vitest";
import { countIs, openPage, useBrowser } from "./support.js";

useBrowser();

test("the palette finds commands and symbols, and gives the keyboard back", async () => {
  const page = await openPage();
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).waitFor();
  await page.keyboard.type("view ambig");
  await page.keyboard.press("Enter");
  expect(await page.getByRole("tab", { name: "Ambiguity" }).getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("load_elf_phdrs");
  await page.getByRole("option", { name: "Find “load_elf_phdrs” in the table" }).click();
  await countIs(page, "32,142", "2");
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("search");
});

test("? tells the keys, and the letters can be switched off", async () => {
  const page = await openPage();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys and help" });
  await help.getByText("Go to the search").waitFor();
  await help.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.keyboard.press("3");
  expect(await page.getByRole("tab", { name: "Symbols" }).getAttribute("aria-selected")).toBe("true");
  await page.reload();
  await countIs(page, "32,142");
  await page.keyboard.press("3");
  expect(await page.getByRole("tab", { name: "Symbols" }).getAttribute("aria-selected")).toBe("true");
  await page.getByRole("button", { name: "Keys and help" }).click();
  await help.getByRole("checkbox").check();
  await help.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("3");
  expect(await page.getByRole("tab", { name: "Ambiguity" }).getAttribute("aria-selected")).toBe("true");
});

test("letters do nothing while somebody types", async () => {
  const page = await openPage();
  await page.getByRole("searchbox").focus();
  await page.keyboard.type("t3?o]");
  expect(await page.getByRole("searchbox").inputValue()).toBe("t3?o]");
  expect(await page.getByRole("tab", { name: "Symbols" }).getAttribute("aria-selected")).toBe("true");
});

test.each(["light", "dark"] as const)("the theme goes from system (%s) to light and dark, and stays", async (colorScheme) => {
  const page = await openPage({ colorScheme });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const system = await ground();
  await page.keyboard.press("t");
  await page.getByRole("button", { name: "Theme: light" }).waitFor();
  const light = await ground();
  await page.keyboard.press("t");
  await page.getByRole("button", { name: "Theme: dark" }).waitFor();
  const dark = await ground();
  expect(light).not.toBe(dark);
  expect(system).toBe(colorScheme === "light" ? light : dark);
  await page.reload();
  expect(await ground()).toBe(dark);
});

test("the skip link leads to the rows", async () => {
  const page = await openPage();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("results");
  expect(new URL(page.url()).hash).toBe("");
});

test("nothing moves for those who want no motion", async () => {
  const page = await openPage({ reducedMotion: "reduce" });
  const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((element) => getComputedStyle(element).transitionDuration.split(", ").some((duration) => duration !== "0s") || getComputedStyle(element).animationName !== "none").length);
  expect(moving).toBe(0);
});

test("every control is at least 24 pixels high and wide", async () => {
  const page = await openPage();
  for (const key of ["1", "2", "3", "4", "5", "6"]) {
    await page.keyboard.press(key);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button, input:not([hidden]):not([type=checkbox]):not([type=radio]), select, textarea, summary, [role=separator]")]
        .filter((element) => element.offsetParent !== null)
        .filter((element) => element.getBoundingClientRect().height < 24 || element.getBoundingClientRect().width < 24)
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(small, `view ${key}`).toEqual([]);
  }
});
