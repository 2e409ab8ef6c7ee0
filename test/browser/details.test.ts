import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { KernelSymbolTable } from "kallsyms";
import type { KernelSymbol, KprobeOutcome } from "kallsyms";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { digits } from "../../web/text/addresses.js";
import { ownerName } from "../../web/text/owners.js";
import { fileCommands, libbpfCode, shellQuoted } from "../../web/views/details/commands.js";
import { MAINLINE, RULES, SERIES, kernelsWith } from "../../web/worker/details/kernels.js";
import { findings } from "./axe.js";
import { SAMPLE_SIZE, countIs, fixture, openFile, openPage, useBrowser } from "./support.js";

useBrowser();

const SAMPLE = "../../web/sample/kallsyms.xz";
const LARGE = fixture("amd64-7.3.4-own/kallsyms.xz");

let sample: KernelSymbolTable;
let large: KernelSymbolTable;

beforeAll(async () => {
  sample = await KernelSymbolTable.load(readFileSync(new URL(SAMPLE, import.meta.url)));
  large = await KernelSymbolTable.load(readFileSync(LARGE));
});

describe("with the sample", () => {
  test("a unique function: address, size, type, owner, place, and one way to write it", async () => {
    const page = await openPage();
    const [symbol] = await show(page, "vfs_read", sample);
    const { address, size, index } = symbol as KernelSymbol;
    expect(await facts(page)).toEqual({
      Address: digits(address, 64),
      Size: `0x${size?.toString(16)} (${size} bytes)`,
      Type: "T: text, global",
      Owner: "kernel image",
      livepatch: "sympos 0: unique in its object",
      "In the file": `symbol ${(index + 1).toLocaleString("en")}`,
    });
    await variantsTold(page).waitFor();
    expect(await panel(page).locator(".section-head").allInnerTexts()).toEqual(["Addresses of this name\nno other", "Names of this address\nno other", "Probes", "Neighbours", "Commands", "Variants\nnone"]);
    expect(await specs(page)).toEqual(specsOf(sample, symbol as KernelSymbol));
    expect(await outcomes(page)).toEqual([["every kernel:", "attaches here"]]);
    expect(await page.locator(".symbol-warning").count()).toBe(0);
  });

  test("an ambiguous function: a sentence on top, each address with its sympos, and what each kernel does by the name", async () => {
    const page = await openPage();
    const both = await show(page, "load_elf_phdrs", sample, 1);
    expect(await page.locator(".symbol-warning").innerText()).toContain("Ambiguous: this name is at 2 addresses: a probe by the name alone is refused or silently takes one");
    expect(await rows(page, "Addresses of this name")).toEqual(both.map(({ address }, at) => `${digits(address, 64)} sympos ${at + 1} t · kernel image`));
    expect((await facts(page))["livepatch"]).toBe("sympos 2");
    expect(await specs(page)).toEqual(specsOf(sample, both[1] as KernelSymbol));
    const [first] = both as [KernelSymbol];
    expect(await outcomes(page)).toEqual([
      ["up to 6.5.8:", `silently takes another one, ${digits(first.address, 64)}`],
      ["6.5.9 to 6.10.9:", "refused, EADDRNOTAVAIL"],
      ["since 6.10.10:", "refused, EINVAL"],
    ]);
    await page.getByRole("button", { name: "Reasons" }).click();
    await panel(page).getByText("2 symbols have this name (system), and this kernel refuses a name that isn't unique; perf_event_open gives EADDRNOTAVAIL.").waitFor();
    await page.getByText("Other addresses that can be probed").click();
    const { tracefs: other } = specsOf(sample, first);
    expect(await rows(page, "Other addresses that can be probed")).toEqual([`${digits(first.address, 64)} ${other}`]);
    await copied(page, `Copy tracefs spec of ${digits(first.address, 64)}`, other ?? "");
  });

  test("what is predicted is what the package says of each kernel, from one end of its span to the other", async () => {
    const page = await openPage();
    for (const name of ["load_elf_phdrs", "nft_set_elem_expr_clone", "init_once"]) {
      const [symbol] = await show(page, name, sample);
      const shown = await outcomes(page);
      for (const [kernels, result] of shown) {
        const ends = /(\d[\d.]*\d)/.exec(kernels ?? "");
        const { outcome } = target(sample, symbol as KernelSymbol, ends?.[1] ?? "7.3.4");
        expect(`${kernels} ${result}`).toContain(RESULT[outcome.result]);
        if (outcome.errno !== undefined) expect(result).toContain(outcome.errno);
      }
    }
  });

  test("an alias: both names of the address, and the way from one to the other and back", async () => {
    const page = await openPage();
    await show(page, "_stext", sample);
    expect(await rows(page, "Names of this address")).toEqual(["_stext T · kernel image", "_text T · kernel image"]);
    await section(page, "Names of this address").getByRole("button", { name: "_text" }).click();
    await heading(page, "_text").waitFor();
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("symbol-name");
    await page.keyboard.press("Tab");
    await panel(page).getByRole("button", { name: "Back" }).click();
    await heading(page, "_stext").waitFor();
    expect(await panel(page).getByRole("button", { name: "Back" }).count()).toBe(0);
  });

  test("neighbours stand in the order of addresses, with what lies between", async () => {
    const page = await openPage();
    await openFile(page, {
      name: "near",
      text: ["1000 t a", "1010 t b", "1010 t b2", "1040 t c", "1040 t c2", "1080 t d", "1100 t m\t[mod]", "1180 t n\t[mod]", "1300 t e"].map((line) => `ffffffff8100${line}\n`).join(""),
    });
    await countIs(page, "9", "9");
    await page.locator("#row-5").click();
    await heading(page, "d").waitFor();
    const at = (offset: string) => `ffffffff8100${offset}`;
    expect(await rows(page, "Neighbours")).toEqual([
      `${at("1000")} a 0x10`,
      `${at("1010")} b +1 alias 0x30`,
      `${at("1040")} c +1 alias 0x40`,
      `${at("1080")} d 0x280 reaches over the next`,
      `${at("1100")} m 0x80`,
      `${at("1180")} n its end isn’t known; the next begins 0x180 further`,
      `${at("1300")} e`,
    ]);
  });

  test("a name with a blank at its end is found by what leads to the table", async () => {
    const page = await openPage();
    await openFile(page, { name: "labels", text: Array.from({ length: 60 }, (_, at) => `${(0xffffffff81000000n + BigInt(at)).toString(16)} t .L0${at % 2 === 0 ? " " : ""}\n`).join("") });
    await countIs(page, "60", "60");
    await page.locator("#row-2").click();
    await section(page, "Addresses of this name").getByText("20 of 30 are shown.").waitFor();
    await section(page, "Addresses of this name").getByRole("button", { name: "Show all in the table" }).click();
    await countIs(page, "60", "30");
    expect(await page.getByRole("searchbox").inputValue()).toBe("/^\\.L0 $/");
  });

  test("what is folded stays folded, from symbol to symbol and from visit to visit", async () => {
    const page = await openPage();
    await show(page, "vfs_read", sample);
    await section(page, "Neighbours").locator("summary").click();
    await show(page, "vfs_write", sample);
    expect(await section(page, "Neighbours").getAttribute("open")).toBe(null);
    expect(await section(page, "Commands").getAttribute("open")).not.toBe(null);
    await page.reload();
    await countIs(page, SAMPLE_SIZE);
    await page.locator("#row-0").click();
    await heading(page, "vfs_write").waitFor();
    expect(await section(page, "Neighbours").getAttribute("open")).toBe(null);
  });

  test("each text is copied as it is, and the copy is told", async () => {
    const page = await openPage();
    const [symbol] = await show(page, "load_elf_phdrs", sample);
    const { address, size } = symbol as KernelSymbol;
    const { tracefs, bpftrace, libbpf } = specsOf(sample, symbol as KernelSymbol);
    await copied(page, "Copy name", "load_elf_phdrs");
    await copied(page, "Copy address", digits(address, 64));
    await copied(page, "Copy kallsyms line", `${digits(address, 64)} t load_elf_phdrs`);
    await copied(page, "Copy tracefs spec", tracefs ?? "");
    await copied(page, "Copy bpftrace spec", bpftrace ?? "");
    await copied(page, "Copy faddr2line command", `faddr2line vmlinux load_elf_phdrs+0x0/0x${size?.toString(16)}`);
    const { offset } = target(sample, symbol as KernelSymbol).libbpf ?? { offset: 0n };
    expect(libbpf).toBe(`_stext, offset 0x${offset.toString(16)}`);
    await copied(page, "Copy libbpf spec", `LIBBPF_OPTS(bpf_kprobe_opts, opts, .offset = 0x${offset.toString(16)});\nlink = bpf_program__attach_kprobe_opts(prog, "_stext", &opts);`);
    await copied(page, "Copy gdb command", `gdb -batch -ex 'info line *((char *)&_stext+0x${offset.toString(16)})' vmlinux`);
    const [start, stop] = [address, address + (size ?? 0n)].map((one) => `0x${one.toString(16)}`);
    await copied(page, "Copy objdump command", `objdump -d --start-address=${start} --stop-address=${stop} vmlinux`);
  });
});

test.each(["light", "dark"] as const)("axe finds nothing in the panel, %s", async (colorScheme) => {
  const page = await openPage({ colorScheme });
  for (const name of ["load_elf_phdrs", "_stext", "__crc_nft_do_chain"]) {
    await show(page, name, sample);
    await settled(page);
    for (const title of ["Other addresses that can be probed", "Reasons"]) {
      const folded = panel(page).locator("details:not([open]) > summary, button[aria-expanded=false]").getByText(title);
      if ((await folded.count()) > 0) await folded.click();
    }
    await variantsTold(page).waitFor();
    expect(await findings(page, ".panel"), name).toEqual([]);
  }
});

describe("with 525,266 symbols", () => {
  test("nineteen addresses of a name, with the owner of each, and the table of them all", async () => {
    const page = await openLarge();
    const all = await show(page, "init_once", large, 12);
    expect(all.length).toBe(19);
    const shown = await rows(page, "Addresses of this name");
    expect(shown.map((row) => row.replace(/ sympos \d+/, ""))).toEqual(all.map(({ address, type, owner }) => `${digits(address, 64)} ${type} · ${ownerName(owner)}`));
    const plan = large.kprobePlan("init_once");
    expect(shown.map((row) => Number(/sympos (\d+)/.exec(row)?.[1] ?? 0))).toEqual(plan.targets.map(({ sympos }) => sympos));
    expect(await specs(page)).toEqual(specsOf(large, all[12] as KernelSymbol));
    // A function's own padding comes first, and that of its namesakes after.
    const variants = await rows(page, "Variants");
    expect(variants[0]).toBe(`__pfx_init_once t · ${all[12]?.owner}`);
    expect(await section(page, "Variants").locator(".section-count").innerText()).toBe(String(large.getSymbolByName("__pfx_init_once").length));
  });

  test("a name with more addresses than can be read leads to the table", async () => {
    const page = await openLarge();
    const all = await show(page, "__func__.0", large, 700);
    const shown = await rows(page, "Addresses of this name");
    expect(shown.length).toBe(21);
    expect(shown.at(-1)).toContain(digits((all[700] as KernelSymbol).address, 64));
    expect(await section(page, "Addresses of this name").getByText(`21 of ${all.length.toLocaleString("en")} are shown.`).count()).toBe(1);
    expect(await specs(page)).toEqual({});
    expect(await section(page, "Probes").innerText()).toContain("None can be here:");
    // However it is written, no kernel puts a probe there or elsewhere.
    expect(await panel(page).getByText("By the name alone").count()).toBe(0);
    await page.getByRole("searchbox").fill("");
    await section(page, "Addresses of this name").getByRole("button", { name: "Show all in the table" }).click();
    await countIs(page, "525,266", all.length.toLocaleString("en"));
    expect(await page.getByRole("searchbox").inputValue()).toBe("=__func__.0");
  });

  test("clones and parts of a function are found from each other, and a fragment is called one", async () => {
    const page = await openLarge();
    const cold = Array.from(large.search({ pattern: ".isra.0.cold", type: "t" }).symbols)[0] as KernelSymbol;
    await show(page, cold.name, large);
    await page.locator(".symbol-variant").getByText("a probe here isn’t one on the function").waitFor();
    const base = cold.name.replace(".isra.0.cold", "");
    const found = large.search({ pattern: base, match: "exact", foldVariants: true }).symbols.filter(({ name }) => name !== cold.name);
    const names = await rows(page, "Variants");
    expect(names.map((row) => row.split(" ")[0]).sort()).toEqual(found.map(({ name }) => name).sort());
    await section(page, "Variants").getByRole("button", { name: new RegExp(`^${base}\\.isra\\.0 `) }).click();
    await heading(page, `${base}.isra.0`).waitFor();
    await section(page, "Variants").locator(".mark", { hasText: "fragment" }).first().waitFor();
  });

  test("a mangled Rust name stands above its path", async () => {
    const page = await openLarge();
    const name = "_RNvNtNtCs2lKf6AS60Zg_4core3num8int_sqrt27panic_for_negative_argument";
    await show(page, name, large);
    expect(await page.locator(".symbol-path").innerText()).toBe("core::num::int_sqrt::panic_for_negative_argument");
    await copied(page, "Copy demangled name", "core::num::int_sqrt::panic_for_negative_argument");
    expect(await rows(page, "Variants")).toContain(`__pfx_${name} T · kernel image`);
  });
});

test("a snapshot's own kernel is told first, and its slide taken out of addresses", async () => {
  const page = await openPage();
  await page.locator("input[type=file]").first().setInputFiles([LARGE, fixture("amd64-7.3.4-own/version"), fixture("amd64-7.3.4-own/modules")]);
  await countIs(page, "525,266", "525,266");
  const [symbol] = await show(page, "vfs_read", large);
  expect((await outcomes(page))[0]?.[0]).toMatch(/^7\.3\.4\S*, this table’s kernel:$/);
  // Where x86-64 kernels are linked.
  const start = (symbol as KernelSymbol).address - (large.requireSymbol("_text").address - 0xffffffff81000000n);
  await section(page, "Commands").getByText(`--start-address=0x${start.toString(16)}`).waitFor();
  await section(page, "Commands").getByText("The slide is told by where kernels are usually linked.").waitFor();
});

test("hidden addresses are said to be hidden, and nothing is made of them", async () => {
  const page = await openPage();
  await openFile(page, { name: "hidden", text: ["T one", "t two", "t two", "t three\t[mod]"].map((line) => `0000000000000000 ${line}\n`).join("") });
  await countIs(page, "4", "4");
  await page.locator("#row-1").click();
  await heading(page, "two").waitFor();
  expect((await facts(page))["Address"]).toBe("hidden from who took the file");
  await section(page, "Probes").getByText("so that no probe can be planned").waitFor();
  expect(await panel(page).locator(".section-head h3").allInnerTexts()).toEqual(["Symbols of this name", "Probes", "Commands", "Variants"]);
});

const HOSTILE = ["$(touch /tmp/owned)`id`;", `it's "so" \\n`, "-rf", "a&b|c<d>!e", "${IFS}%s*?[a]{b,c}~#", "a  b"];

test("names are words of a shell and nothing else", () => {
  for (const name of HOSTILE) {
    const quoted = shellQuoted(name) ?? "";
    expect(execFileSync("sh", ["-c", `printf '%s|' ${quoted} end`]).toString(), quoted).toBe(`${name}|end|`);
  }
  for (const name of ["esc\x1b[31m", "line\nfeed", "bell\x07", "\u202egnp", "zero\u200bwidth", " blank", "no\ufffdtext"]) expect(shellQuoted(name), name).toBe(undefined);
  expect(libbpfCode({ funcName: null, offset: 16n })).toContain("(prog, NULL, &opts)");
});

test("a hostile name is in no command as it is, and what can’t be given safely is said", async () => {
  const page = await openPage();
  const names = [...HOSTILE, "esc\x1b[31m", "\u202egnp"];
  const text = names.map((name, at) => `${(0xffffffff81000000n + BigInt(at * 16)).toString(16)} t ${name}\n`).join("");
  await openFile(page, { name: "hostile", text: `${text}ffffffffc0000000 t init\t[a'; id]\nffffffffc0000100 t init2\t[bpf]\n` });
  await countIs(page, "10", "10");
  for (const [row, name] of names.entries()) {
    await page.locator(`#row-${row}`).click();
    await panel(page).getByText(`symbol ${row + 1}`, { exact: true }).waitFor();
    const quoted = shellQuoted(`${name}+0x0/0x10`);
    if (quoted === undefined) await section(page, "Commands").getByText("Don’t paste a copy of it into a terminal").waitFor();
    else await copied(page, "Copy faddr2line command", `faddr2line vmlinux ${row === names.length - 1 ? shellQuoted(`${name}+0x0`) : quoted}`);
    expect(await page.getByRole("button", { name: "Copy faddr2line command" }).count()).toBe(quoted === undefined ? 0 : 1);
    await section(page, "Probes").locator(".section-part").first().waitFor();
  }
  await page.locator("#row-8").click();
  await section(page, "Commands").getByText("The owner’s name can’t be given safely in a command.").waitFor();
  await page.locator("#row-9").click();
  await section(page, "Commands").getByText("The kernel made this code at run time").waitFor();
});

test("an end that isn’t known is said", () => {
  const row = { index: 0, name: "f", address: 0x1000n, type: "t", owner: "system", size: undefined, ambiguous: false, shared: false };
  const commands = fileCommands({ row, link: { address: 0x1000n, isAssumed: false, fromStext: undefined } } as Parameters<typeof fileCommands>[0]);
  expect(commands).toEqual([
    { tool: "faddr2line", text: "faddr2line vmlinux f+0x0" },
    { tool: "gdb", text: "gdb -batch -ex 'info line *0x1000' vmlinux" },
    { tool: "objdump", text: "objdump -d --start-address=0x1000 --stop-address=0x1100 vmlinux", note: "The end isn’t known: 256 bytes are shown." },
  ]);
});

describe("kernels that treat a name alike", () => {
  /** Names that no two rules treat alike. */
  const TABLE = ["81000000 T _stext", "81001000 t twice", "81002000 t both", "81003000 t twice", "81004000 T _etext", "c0001000 t both\t[m]", "c0002000 t module\t[m]"].map((line) => `ffffffff${line}\n`).join("");

  test("every rule answers from the first of its releases to the last as the package does, and no two alike", () => {
    const table = KernelSymbolTable.parse(new TextEncoder().encode(TABLE));
    const answers = (kernel: string) => JSON.stringify(["twice", "both", "module"].map((name) => outcomeWithoutWords(table.kprobePlan(name, { kernel }).targets[0]?.outcome)));
    expect(new Set(RULES.map(answers)).size).toBe(RULES.length);
    for (const { rule, from, to } of [MAINLINE, ...SERIES].flat()) {
      for (const end of [from, to]) if (end !== undefined) expect(answers(/^\d+\.\d+$/.test(end) ? `${end}.0` : end), end).toBe(answers(rule));
    }
  });

  test("spans are joined, and series that got later rules are told", () => {
    const [unchecked, twice, image, all, owner, first] = RULES;
    expect(kernelsWith(new Set(RULES))).toEqual({ kernels: "every kernel", series: "" });
    expect(kernelsWith(new Set([unchecked]))).toEqual({ kernels: "up to 6.5.8", series: "up to 5.4.284, 5.10.226, 5.15.137, 6.1.59" });
    expect(kernelsWith(new Set([twice]))).toEqual({ kernels: "long-term series since 5.4.285", series: "" });
    expect(kernelsWith(new Set([twice, image, all]))).toEqual({ kernels: "6.5.9 to 6.10.9", series: "since 5.4.285, 5.10.227, 5.15.138, 6.1.60" });
    expect(kernelsWith(new Set([image]))).toEqual({ kernels: "6.5.9 to 6.5.13", series: "5.15.138 to 5.15.146, 6.1.60 to 6.1.70" });
    expect(kernelsWith(new Set([owner, first]))).toEqual({ kernels: "since 6.10.10", series: "" });
  });
});

const RESULT: Readonly<Record<KprobeOutcome["result"], string>> = { attaches: "attaches here", refused: "refused", "picks-one": "silently takes", "never-armed": "never armed", absent: "not found" };

function outcomeWithoutWords(outcome: KprobeOutcome | undefined) {
  return [outcome?.result, outcome?.errno];
}

async function openLarge(): Promise<Page> {
  const page = await openPage();
  await openFile(page, LARGE);
  await countIs(page, "525,266", "525,266");
  return page;
}

/** Finds exactly a name and chooses one of its symbols; gives what the package says of the name, once the panel has it all. */
async function show(page: Page, name: string, table: KernelSymbolTable, nth = 0): Promise<KernelSymbol[]> {
  const symbols = table.getSymbolByName(name);
  const symbol = symbols[nth] as KernelSymbol;
  await page.getByRole("searchbox").fill(nth === 0 ? `=${name}` : `0x${symbol.address.toString(16)}`);
  await page.locator(".row-symbol", { has: page.getByText(name, { exact: true }) }).first().waitFor();
  await page.locator(".row-symbol", { has: page.getByText(name, { exact: true }) }).first().click();
  await panel(page).getByText(`symbol ${(symbol.index + 1).toLocaleString("en")}`, { exact: true }).waitFor();
  return symbols;
}

function panel(page: Page): Locator {
  return page.getByRole("complementary", { name: "About the symbol" });
}

function heading(page: Page, name: string): Locator {
  return panel(page).getByRole("heading", { name, exact: true, level: 2 });
}

function section(page: Page, title: string): Locator {
  return panel(page).locator("details", { has: page.locator(`> summary > h3`, { hasText: title }) }).last();
}

async function facts(page: Page): Promise<Record<string, string>> {
  const all = await panel(page).locator(".symbol-facts .fact").all();
  const pairs = await Promise.all(all.map(async (fact) => [await fact.locator("dt").innerText(), (await fact.locator("dd").innerText()).trim()]));
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** The rows of a section as texts, once they are about this symbol. */
async function rows(page: Page, title: string): Promise<string[]> {
  const list = section(page, title).locator(".symbol-rows:not(.section-old .symbol-rows)").last();
  await list.waitFor();
  return (await list.locator(":scope > li").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
}

async function specs(page: Page): Promise<Record<string, string>> {
  await settled(page);
  const all = await section(page, "Probes").locator(".copyable").all();
  return Object.fromEntries(await Promise.all(all.map(async (one) => [await one.locator("dt").innerText(), await one.locator("code").innerText()]))) as Record<string, string>;
}

async function outcomes(page: Page): Promise<string[][]> {
  await settled(page);
  const all = await panel(page).locator(".outcome > p:first-child").all();
  return Promise.all(all.map(async (one) => [await one.locator(".outcome-kernels").innerText(), (await one.innerText()).replace(/^[^:]*:\s*/, "")]));
}

/** Waits until what was asked for by itself is there. */
async function settled(page: Page): Promise<void> {
  await section(page, "Probes").locator("> div:not(.section-old)").waitFor();
}

function variantsTold(page: Page): Locator {
  return panel(page).locator(".section-head", { hasText: "Variants" }).locator(".section-count");
}

function target(table: KernelSymbolTable, { name, address }: KernelSymbol, kernel?: string) {
  const found = table.kprobeTargets(name, { kernel }).find((one) => one.address === address);
  if (found === undefined) throw new Error(`${name} has no target`);
  return found;
}

/** As the panel shows them. */
function specsOf(table: KernelSymbolTable, symbol: KernelSymbol): Partial<Record<"tracefs" | "bpftrace" | "libbpf", string>> {
  const { tracefs, bpftrace, libbpf } = target(table, symbol);
  return Object.fromEntries(Object.entries({ tracefs, bpftrace, libbpf: libbpf && `${libbpf.funcName ?? "NULL"}, offset 0x${libbpf.offset.toString(16)}` }).filter(([, spec]) => spec !== null));
}

/** Presses a copy button, and sees that the clipboard has the text and that the page says so. */
async function copied(page: Page, button: string, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel(page).getByRole("button", { name: button, exact: true }).click();
  await page.getByRole("status").getByText(`Copied ${button.replace("Copy ", "")}.`).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
}
