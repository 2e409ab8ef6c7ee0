// Real crash logs against the tables of their boots: everything that the kernel printed is found, and nothing is narrowed to another place.

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { KernelSymbolTable, decodeLog } from "kallsyms";
import type { DecodedLine, Mention } from "kallsyms";
import { filesIn, folders, loadText, tableIn } from "./kernels.js";

/** What ran at a module's start is gone from the table that was taken later. */
const isGone = ({ name, module }: Mention) => name === "ks_init" && module === "kscrash";

/** Symbols as all kernels print them. */
const PRINTED = /[^\s()[\]+]+\+0x[0-9a-f]+\/0x[0-9a-f]+/g;

/** Printed with their addresses: `[<address>] symbol`. */
const WITH_ADDRESS = /\[<([0-9a-f]{8,16})>\] (?=\S+\+0x)/;

/** Functions of which the module that crashes on purpose has two. */
const MADE_TWICE = /^(?:ks_dup|ks_show)$/;

const isLog = /^console-.*\.log$/;

describe.each(folders(isLog))("%s", (folder) => {
  let table: KernelSymbolTable;
  beforeAll(async () => {
    table = await tableIn(folder);
  });
  afterAll(() => table.free());

  const logs = filesIn(folder).filter((name) => isLog.test(name));

  test.each(logs)("%s: every symbol that the kernel printed is found, with its place among the candidates", async (name) => {
    const { lines, summary, facts } = decodeLog(await loadText(folder, name), table);
    const sized = lines.flatMap(({ mentions }) => mentions.filter(({ size }) => size !== undefined));
    expect(sized.length).toBe(lines.reduce((count, { text }) => count + [...text.matchAll(PRINTED)].length, 0));
    expect(sized.filter((mention) => mention.candidates.length === 0 && !isGone(mention)).map(textOf)).toEqual([]);
    expect(sized.filter(({ status }) => status === "mismatch").map(textOf)).toEqual([]);
    expect(summary.warnings).toEqual([]);
    expect(facts.sizes.differing).toEqual([]);
    for (const mention of sized) expectFitting(mention);
  });

  test("the made duplicates stay ambiguous, or their sizes tell them apart", async () => {
    for (const name of logs) {
      for (const { mentions } of decodeLog(await loadText(folder, name), table).lines) {
        // A printed address tells which.
        for (const mention of mentions.filter((one) => one.size !== undefined && one.printed === undefined && one.module === "kscrash" && MADE_TWICE.test(one.name ?? ""))) {
          const places = table.getSymbolByOwnerAndName("kscrash", mention.name as string).filter(({ size }) => size === mention.size);
          expect(mention.candidates.map(({ symbol }) => symbol.address)).toEqual(places.map(({ address }) => address));
          expect(mention.status).toBe(places.length > 1 ? "ambiguous" : "exact");
        }
      }
    }
  });

  test("without the addresses that the kernel printed, the candidates still hold them", async () => {
    for (const name of logs) {
      const text = await loadText(folder, name);
      const truths = text.split("\n").map((line) => WITH_ADDRESS.exec(line)?.[1]);
      const hidden = text.split("\n").map((line) => line.replace(WITH_ADDRESS, "")).join("\n");
      const { lines } = decodeLog(hidden, table);
      lines.forEach((line, at) => expectTruth(line, truths[at]));
    }
  });

  test("nothing of it is lost", async () => {
    for (const name of logs) {
      const text = await loadText(folder, name);
      expect(decodeLog(text, table).lines.map((line) => line.text).join("\n")).toBe(text.replace(/\n$/, ""));
    }
  });
});

function textOf({ name, offset, size, module }: Mention): string {
  return `${name}+${offset}/${size} [${module}]`;
}

/** What is given as an answer has the printed name, size and module. */
function expectFitting({ name, size, module, status, candidates }: Mention): void {
  if (status !== "exact" && status !== "narrowed") return;
  expect(candidates.map(({ symbol }) => [symbol.name, symbol.owner, symbol.size ?? size])).toEqual([[name, module ?? "system", size]]);
}

function expectTruth({ mentions, text }: DecodedLine, truth: string | undefined): void {
  const [first] = mentions;
  if (truth === undefined || first === undefined || isGone(first)) return;
  const address = BigInt(`0x${truth}`);
  expect(first.candidates.map((one) => one.address), text).toContain(address);
  if (first.status === "exact" || first.status === "narrowed") expect(first.candidates.map((one) => one.address)).toEqual([address]);
}
