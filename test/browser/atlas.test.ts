import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { readSource } from "../../ts/source/source.js";
import { orderBy } from "../../web/worker/atlas/order.js";
import { LOOKS, findings } from "./axe.js";
import { countIs, openFile, openPage, useBrowser } from "./support.js";

useBrowser();

const SAMPLE = fileURLToPath(new URL("../../web/sample/kallsyms.xz", import.meta.url));

/** Names of every kind: functions and data, compiler-made, within an owner and across owners, hidden marks. */
const MADE_UP = `ffffffff81000000 T _stext
ffffffff81000010 t twice
ffffffff81000020 t twice
ffffffff81000030 t across
ffffffff81000040 t thrice
ffffffff81000050 t thrice
ffffffff81000060 t thrice
ffffffff81000070 t renamed.5
ffffffff81000080 t renamed.5
ffffffff81000090 t cloned.isra.0
ffffffff810000a0 t cloned.isra.0
ffffffff810000b0 t alone
ffffffff810000b0 t alias
ffffffff810000b0 t alone
ffffffff810000c0 T _etext
ffffffff82000000 d __func__.0
ffffffff82000010 r __func__.0
ffffffff82000020 r .LC0
ffffffff82000030 r .LC0
ffffffff82000040 d state
ffffffff82000050 d state
ffffffff82000060 d <img src=x onerror=alert(1)>
ffffffff82000070 d <img src=x onerror=alert(1)>
ffffffff82000080 d datum
ffffffffc0000000 t across\t[one]
ffffffffc0000010 t across\t[two]
ffffffffc0000020 t inside\t[one]
`;

interface Twin {
  readonly name: string;
  readonly addresses: number;
  readonly owners: number;
  readonly symbols: number;
}

/** The ambiguous names of a table's text, found the obvious way; those with the most addresses first, then by name. */
function ambiguousNames(text: string): Twin[] {
  const symbols = new Map<string, { addresses: Set<string>; owners: Set<string>; symbols: number }>();
  for (const line of text.trim().split("\n")) {
    const [, address = "", name = "", owner = ""] = /^(\w+) . ([^\t]*)(?:\t\[(.*)\])?$/.exec(line) ?? [];
    const known = symbols.get(name) ?? { addresses: new Set(), owners: new Set(), symbols: 0 };
    known.addresses.add(address);
    known.owners.add(owner);
    known.symbols++;
    symbols.set(name, known);
  }
  return [...symbols]
    .map(([name, { addresses, owners, symbols: number }]) => ({ name, addresses: addresses.size, owners: owners.size, symbols: number }))
    .filter(({ addresses }) => addresses > 1)
    .sort((a, b) => b.addresses - a.addresses || (a.name < b.name ? -1 : 1));
}

async function unpacked(path: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of readSource(readFileSync(path))) text += decoder.decode(chunk as Uint8Array, { stream: true });
  return text;
}

async function openAtlas(options: Parameters<typeof openPage>[0] = {}): Promise<Page> {
  const page = await openPage(options);
  await toAtlas(page);
  return page;
}

async function toAtlas(page: Page, part = "Ambiguous names"): Promise<void> {
  await page.getByRole("tab", { name: "Ambiguity" }).click();
  await page.getByRole("tab", { name: part }).click();
}

async function openMadeUp(text = MADE_UP): Promise<Page> {
  const page = await openPage();
  await openFile(page, { name: "made-up", text });
  const lines = String(text.trim().split("\n").length);
  await countIs(page, lines, lines);
  await toAtlas(page);
  return page;
}

/** Waits until the words above the list hold a text. */
async function says(page: Page, words: string | RegExp): Promise<void> {
  await page.locator(".atlas-summary").filter({ hasText: words }).waitFor();
}

/** Waits until the list begins with these texts in a column. */
async function firstAre(page: Page, column: string, texts: readonly string[]): Promise<void> {
  await expect.poll(() => cells(page, column).then((all) => all.slice(0, texts.length)), { timeout: 10_000 }).toEqual(texts);
}

function cells(page: Page, column: string): Promise<string[]> {
  return page.locator(`#results .row-symbol .${column}`).allInnerTexts();
}

test("the names of the sample, their picture and their order are those of a naive count", async () => {
  const page = await openAtlas();
  const twin = ambiguousNames(await unpacked(SAMPLE));
  await page.getByRole("button", { name: /Without compiler-made/ }).click();
  const symbols = twin.reduce((sum, one) => sum + one.symbols, 0);
  await says(page, `${twin.length} of ${twin.length} ambiguous names · ${symbols.toLocaleString("en")} symbols`);
  for (const [label, least, most] of [["2", 2, 2], ["3", 3, 3], ["4", 4, 4], ["5–8", 5, 8], ["9–16", 9, 16], ["17–32", 17, 32], ["33–64", 33, 64], ["65+", 65, Infinity]] as const) {
    const names = twin.filter(({ addresses }) => addresses >= least && addresses <= most).length;
    await page.getByRole("button", { name: new RegExp(`^${names} names? with ${label.replace("+", "\\+")} addresses$`) }).waitFor();
  }
  const within = twin.filter(({ owners }) => owners === 1).length;
  await page.getByRole("button", { name: `within one owner ${within} names`, exact: true }).waitFor();
  await page.getByRole("button", { name: `across owners ${twin.length - within} names`, exact: true }).waitFor();
  await firstAre(page, "cell-atlas-name", twin.slice(0, 12).map(({ name }) => name));
  expect((await cells(page, "cell-number")).slice(0, 12)).toEqual(twin.slice(0, 12).map(({ addresses }) => String(addresses)));
  await page.getByRole("button", { name: "Owners", exact: true }).click();
  const most = [...twin].sort((a, b) => b.owners - a.owners || (a.name < b.name ? -1 : 1))[0] as Twin;
  await firstAre(page, "cell-atlas-name", [most.name]);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await firstAre(page, "cell-atlas-name", twin.map(({ name }) => name).sort().slice(0, 8));
});

test("the bars, the switches and the box narrow the list, each counted with the others as they are", async () => {
  const page = await openMadeUp();
  await says(page, "7 of 9 ambiguous names · 16 symbols, 59.3 % of 27 · 2 compiler-made names left out");
  await firstAre(page, "cell-atlas-name", ["across", "thrice", "<img src=x onerror=alert(1)>", "cloned.isra.0", "renamed.5", "state", "twice"]);
  await page.getByRole("button", { name: "2 names with 3 addresses" }).click();
  await firstAre(page, "cell-atlas-name", ["across", "thrice"]);
  await says(page, /^2 of 9/);
  // Its own bars stay as they are; what counts owners, counts within the bar.
  await page.getByRole("button", { name: "5 names with 2 addresses" }).waitFor();
  await page.getByRole("button", { name: "across owners 1 name" }).click();
  await says(page, /^1 of 9/);
  await firstAre(page, "cell-owners", ["3kernel image, one, two"]);
  await page.getByRole("button", { name: "across owners 1 name" }).click();
  await page.getByRole("button", { name: "2 names with 3 addresses" }).click();
  await page.getByRole("button", { name: "Functions only 5" }).click();
  await says(page, /^5 of 9/);
  await page.getByRole("searchbox", { name: "Filter names" }).fill("TWI");
  await says(page, /^1 of 9/);
  await page.getByRole("searchbox", { name: "Filter names" }).fill("nowhere");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await says(page, /^9 of 9/);
});

test("names that a compiler made are left out, functions are kept, and hostile names are text", async () => {
  const page = await openMadeUp();
  await firstAre(page, "cell-atlas-name", ["across", "thrice"]);
  const shown = await cells(page, "cell-atlas-name");
  expect(shown).toContain("renamed.5");
  expect(shown).toContain("cloned.isra.0");
  expect(shown).toContain("<img src=x onerror=alert(1)>");
  expect(shown).not.toContain("__func__.0");
  expect(shown).not.toContain(".LC0");
  await page.getByRole("button", { name: /Without compiler-made 2/ }).click();
  await expect.poll(() => cells(page, "cell-atlas-name")).toContain("__func__.0");
});

test("a symbol's panel and its rows in the table, by keys alone", async () => {
  const page = await openMadeUp();
  await page.getByRole("tab", { name: "Ambiguous names" }).focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Shared addresses");
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("searchbox", { name: "Filter names" }).focus();
  // At once: letter by letter each has an answer of its own, of which several count one name.
  await page.keyboard.insertText("THRI");
  await says(page, /^1 of 9/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const panel = page.getByRole("complementary", { name: "About the symbol" });
  await panel.getByRole("heading", { name: "thrice" }).waitFor();
  await page.getByRole("button", { name: "Show in the table", disabled: false }).waitFor();
  // The headings, which sort, stand between.
  for (const _ of ["Name", "Addresses", "Owners", "Show in the table"]) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".summary").filter({ hasText: /^3 of 27/ }).waitFor();
  expect(await page.getByRole("searchbox", { name: "Find" }).inputValue()).toBe("=thrice");
});

test("a row that isn't here yet is told of when it comes", async () => {
  const page = await openAtlas();
  const twin = ambiguousNames(await unpacked(SAMPLE));
  await page.getByRole("button", { name: /Without compiler-made/ }).click();
  await says(page, `${twin.length} of ${twin.length}`);
  await page.getByRole("grid", { name: "Ambiguous names" }).focus();
  await page.keyboard.press("End");
  await page.getByRole("complementary", { name: "About the symbol" }).getByRole("heading", { name: twin.at(-1)?.name ?? "", exact: true }).waitFor();
});

test("shared addresses with their names lead to their symbols", async () => {
  const page = await openMadeUp();
  await page.getByRole("tab", { name: "Shared addresses" }).click();
  await says(page, "1 of 1 shared address · 3 symbols");
  expect(await cells(page, "cell-firsts")).toEqual(["alone, alias, alone"]);
  await page.getByRole("searchbox", { name: "Filter by a name" }).fill("LIAS");
  await says(page, "1 of 1");
  await page.getByRole("searchbox", { name: "Filter by a name" }).fill("twice");
  await page.getByText("No shared address has such a name.").waitFor();
  await page.getByRole("searchbox", { name: "Filter by a name" }).fill("");
  await page.locator("#row-0").click();
  await page.getByRole("complementary", { name: "About the symbol" }).waitFor();
  await page.getByRole("button", { name: "Show in the table" }).click();
  await page.locator(".summary").filter({ hasText: /^3 of 27/ }).waitFor();
});

test("the shared addresses of the sample are those of a naive count, in both orders", async () => {
  const page = await openAtlas();
  const byAddress = new Map<string, number>();
  for (const line of (await unpacked(SAMPLE)).trim().split("\n")) byAddress.set(line.slice(0, 16), (byAddress.get(line.slice(0, 16)) ?? 0) + 1);
  const twin = [...byAddress].filter(([, symbols]) => symbols > 1).sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1));
  await page.getByRole("tab", { name: "Shared addresses" }).click();
  await says(page, `${twin.length} of ${twin.length} shared addresses · ${twin.reduce((sum, [, symbols]) => sum + symbols, 0)} symbols`);
  await firstAre(page, "cell-atlas-address", twin.slice(0, 10).map(([address]) => address));
  await page.getByRole("button", { name: "Address", exact: true }).click();
  await firstAre(page, "cell-atlas-address", twin.map(([address]) => address).sort().slice(0, 10));
});

test("a table that hides its addresses says what that leaves", async () => {
  const page = await openMadeUp(MADE_UP.replaceAll(/^\w+/gm, "0000000000000000"));
  await page.getByText("This table hides its addresses: a name counts as ambiguous").waitFor();
  await page.getByRole("button", { name: "2 names with 3 lines" }).waitFor();
  await page.getByRole("tab", { name: "Shared addresses" }).click();
  await page.getByText("nothing tells which names share one").waitFor();
  await page.getByRole("tab", { name: "Probe list" }).click();
  await page.getByText("but not where a probe attaches").waitFor();
  await checkProbes(page, "twice\ninside\nnowhere\n");
  await says(page, /^3 probes: 1 ambiguous, 1 absent, 1 can’t be told/);
});

const PROBES = `# a comment
inside
twice
one:across
three:inside
datum
twicee
+0x10
p:mine/event inside %di
kprobe:inside,kprobe:twice
inside+0x8
`;

async function checkProbes(page: Page, list: string, kernel = ""): Promise<void> {
  // Typed in the way that fill does it, a long list takes half a minute.
  await page.getByRole("textbox", { name: "Paste the names of probes" }).evaluate((box, text) => {
    (box as HTMLTextAreaElement).value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }, list);
  await page.getByRole("textbox", { name: "Kernel release" }).fill(kernel);
  await page.getByRole("button", { name: "Check" }).click();
}

test("a list of probes is told line by line, in words, and counted", async () => {
  const page = await openMadeUp();
  await page.getByRole("tab", { name: "Probe list" }).click();
  await checkProbes(page, PROBES, "6.1.176");
  await says(page, "11 probes: 4 safe, 1 likely safe, 2 ambiguous, 1 refused, 2 absent, 1 malformed · for kernel 6.1.176");
  expect(await cells(page, "cell-probe-line")).toEqual(["2", "3", "4", "5", "6", "7", "8", "9", "10", "10", "11"]);
  expect(await cells(page, "cell-verdict")).toEqual(["safe", "ambiguous: 2", "safe", "absent", "refused", "absent", "malformed", "safe", "safe", "ambiguous: 2", "likely safe"]);
  await page.getByRole("button", { name: "ambiguous 2" }).click();
  expect(await cells(page, "cell-probe")).toEqual(["twice", "kprobe:twice"]);
  await page.locator("#row-0").click();
  const about = page.getByRole("region", { name: "About the probe" });
  await about.getByText("EADDRNOTAVAIL").waitFor();
  expect(await about.locator(".probe-target").count()).toBe(2);
  await page.getByRole("button", { name: "ambiguous 2" }).click();
  await page.getByRole("button", { name: "absent 2" }).click();
  await page.locator("#row-1").click();
  await about.getByRole("button", { name: "twice" }).click();
  await page.locator(".summary").filter({ hasText: /^2 of 27/ }).waitFor();
});

test("what is copied hits the one address, in each form", async () => {
  const page = await openMadeUp();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("tab", { name: "Probe list" }).click();
  await checkProbes(page, "inside\none:across\ntwice\ndatum\n", "6.1.176");
  await says(page, /^4 probes: 2 safe/);
  await page.getByRole("button", { name: "Copy all safe specs" }).click();
  await page.getByText("Copied 2 tracefs specs.").waitFor();
  expect((await clipboard()).split("\n")).toEqual(["p one:inside", "p one:across", ""]);
  await page.getByRole("combobox", { name: "Form of the specs" }).selectOption("libbpf");
  await page.getByRole("button", { name: "Copy all safe specs" }).click();
  await page.getByText("Copied 2 libbpf specs.").waitFor();
  expect(await clipboard()).toContain('bpf_program__attach_kprobe_opts(prog, "one:inside", &opts)');
  await page.getByRole("grid", { name: "Probes" }).focus();
  for (const _ of ["inside", "one:across", "twice"]) await page.keyboard.press("ArrowDown");
  await page.getByRole("button", { name: "Copy tracefs p _stext+0x20" }).click();
  await page.getByText("Copied the tracefs spec.").waitFor();
  expect(await clipboard()).toBe("p _stext+0x20");
});

test("a list that is too long is cut, and says so; another table ends what was checked", async () => {
  const page = await openMadeUp();
  await page.getByRole("tab", { name: "Probe list" }).click();
  await checkProbes(page, `${"inside\n".repeat(10_000)}twice\n\ntwice\n`, "6.1.176");
  await says(page, /^10,000 probes: 10,000 safe.*3 further lines not looked at/);
  await page.getByRole("button", { name: "Sample" }).click();
  await page.getByRole("button", { name: "Check" }).waitFor();
  expect((await page.getByRole("textbox", { name: "Paste the names of probes" }).inputValue()).length).toBeGreaterThan(70_000);
});

test("a check of many absent names can be stopped", async () => {
  const page = await openAtlas();
  await page.getByRole("tab", { name: "Probe list" }).click();
  await checkProbes(page, Array.from({ length: 10_000 }, (_, at) => `no_such_function_${at}`).join("\n"));
  await page.getByRole("button", { name: "Stop" }).click();
  await says(page, /stopped at line [\d,]+ of 10,000/);
  await page.getByRole("button", { name: "Edit the list" }).click();
  await checkProbes(page, "vfs_read");
  await says(page, /^1 probe: /);
});

test("a release in which no version can be read is refused where it is typed", async () => {
  const page = await openAtlas();
  await page.getByRole("tab", { name: "Probe list" }).click();
  await page.getByRole("textbox", { name: "Paste the names of probes" }).fill("vfs_read");
  await page.getByRole("textbox", { name: "Kernel release" }).fill("new");
  await page.getByText("Give a release such as 6.1.176").waitFor();
  expect(await page.getByRole("button", { name: "Check" }).isDisabled()).toBe(true);
});

test.each(LOOKS)("axe finds nothing in the atlas, $colorScheme, $viewport.width wide", async (options) => {
  const page = await openAtlas(options);
  await page.locator("#row-0").waitFor();
  await page.getByRole("button", { name: "within one owner" }).click();
  expect(await findings(page), "names").toEqual([]);
  await page.getByRole("searchbox").fill("no such name");
  await page.getByText("No ambiguous name is left").waitFor();
  expect(await findings(page), "no names").toEqual([]);
  await page.getByRole("tab", { name: "Shared addresses" }).click();
  await page.locator("#row-0").waitFor();
  expect(await findings(page), "addresses").toEqual([]);
  await page.getByRole("tab", { name: "Probe list" }).click();
  expect(await findings(page), "before a check").toEqual([]);
  await checkProbes(page, "vfs_read\ninit_once\nvfs_raed\n+1\ninit_once+0x10");
  await says(page, /^5 probes/);
  await page.locator("#row-1").click();
  await page.getByRole("region", { name: "About the probe" }).waitFor();
  expect(await findings(page), "probes").toEqual([]);
});

test("groups are ordered by their number, those that are alike as they were", () => {
  const keys = Uint32Array.from({ length: 5000 }, (_, at) => (at * 2_654_435_761) % 70_001);
  keys[17] = keys[4000] = 0xffff_ffff;
  const base = Uint32Array.from(keys, (_, at) => keys.length - 1 - at);
  const naive = (sign: number) => [...base].sort((a, b) => sign * ((keys[a] as number) - (keys[b] as number)));
  expect([...orderBy(base, keys, false)]).toEqual(naive(1));
  expect([...orderBy(base, keys, true)]).toEqual(naive(-1));
});
