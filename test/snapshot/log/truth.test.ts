// What kernels printed of addresses that are known: the true address is among the candidates, and nothing is narrowed to another.


import { afterAll, describe, expect, test } from "vitest";

import { decodeLog } from "kallsyms";
import type { KernelSymbolTable, Mention } from "kallsyms";
import { folders, loadText, tableIn } from "./kernels.js";

/** How the answers stand to the truth. */
interface Tally {
  printed: number;
  /** The true address is among the candidates. */
  among: number;
  /** It is the only one left, of one or of several. */
  alone: number;
  narrowed: number;
  /** Another address is claimed. */
  wrong: string[];
  /** The table has the name, and not with what the kernel printed: sizes of module data, symbols past an area's end. */
  mismatch: number;
  absent: number;
}

function tally(pairs: Iterable<readonly [truth: bigint, mention: Mention | undefined, text: string]>): Tally {
  const count: Tally = { printed: 0, among: 0, alone: 0, narrowed: 0, wrong: [], mismatch: 0, absent: 0 };
  for (const [truth, mention, text] of pairs) {
    count.printed++;
    const { status = "absent", candidates = [] } = mention ?? {};
    const isAmong = candidates.some(({ address }) => BigInt.asUintN(64, address) === truth);
    const isClaim = status === "exact" || status === "narrowed";
    if (isAmong) count.among++;
    if (isAmong && isClaim) count.alone++;
    if (isAmong && status === "narrowed") count.narrowed++;
    if (isClaim && !isAmong && count.wrong.push(text) > 20) break;
    if (status === "mismatch") count.mismatch++;
    if (status === "absent") count.absent++;
  }
  return count;
}

describe.each(folders("oracle-sprint.tsv.xz"))("%s: what %%pS printed of known addresses", (folder) => {
  let table: KernelSymbolTable;
  afterAll(() => table.free());

  test("is decoded to those addresses", async () => {
    table = await tableIn(folder);
    const answers = [...answersIn(await loadText(folder, "oracle-sprint.tsv.xz"))];
    // Where data lies no frame points to: it is printed in other words.
    const isCode = (address: bigint) => "tTwW".includes(table.resolve(address)?.symbols[0].type ?? "?");
    const { lines } = decodeLog(answers.map(([truth, text]) => (isCode(truth) ? ` ${text}` : `object is at ${text}`)).join("\n"), table);
    const count = tally(answers.map(([truth, text], at) => [truth, lines[at]?.mentions[0], text] as const));
    console.log(folder, JSON.stringify({ ...count, wrong: count.wrong.length }));
    expect(count.wrong).toEqual([]);
    expect(count.printed).toBeGreaterThan(30_000);
    expect(count.among).toBe(count.printed);
    expect(count.alone / count.printed).toBeGreaterThan(0.94);
  });
});

/** Each address of which the kernel printed a name, and that name. */
function* answersIn(text: string): Generator<readonly [bigint, string]> {
  for (const line of text.split("\n").slice(0, -1)) {
    const cells = line.split("\t");
    for (const at of [0, 2, 4]) {
      const [address = "", printed = ""] = cells.slice(at, at + 2);
      if (printed.includes("+0x")) yield [BigInt(`0x${address}`), printed];
    }
  }
}
