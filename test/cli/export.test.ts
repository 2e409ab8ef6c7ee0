/** `kallsyms export`: what is written can be read back. */

import { describe, expect, it } from "vitest";
import { Folder, objects, REAL, run, SMALL } from "./support.js";

const folder = new Folder();
const small = folder.file("kallsyms", SMALL);
const exported = (format: string, from: string, ...more: string[]) => run(["export", "--format", format, "--from", from, ...more]);

/** Reads CSV as RFC 4180 has it, by its grammar. */
function parseCsv(text: string): string[][] {
  const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const records: string[][] = [];
  let record: string[] = [];
  while (FIELD.lastIndex < text.length) {
    const at = FIELD.lastIndex;
    const found = FIELD.exec(text);
    if (found === null) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    const [, quoted, bare = "", end] = found;
    record.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    records.push(record);
    record = [];
  }
  return records;
}

const unguarded = (field: string) => (field.startsWith("'") ? field.slice(1) : field);

describe("csv", () => {
  it("has a header, CRLF, and an empty field for an unknown size", async () => {
    const { status, stdout, stderr } = await exported("csv", small);
    expect(stdout.split("\r\n").slice(0, 3)).toEqual(["name,address,type,owner,size,index", "_stext,0xffffffff81000000,T,system,0x1000,0", "_text,0xffffffff81000000,T,system,0x1000,1"]);
    expect(stdout).toContain("\r\nnft_do,0xffffffffc0002000,t,nf_tables,,13\r\n");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("keeps names that spreadsheets and terminals would take for something else", async () => {
    const names = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "a,b", 'say "hi"', "'quoted", "esc\x1b[31m", ".L0 "];
    const from = folder.file("names", names.map((name, at) => `ffffffff8100${at}000 t ${name}\n`).join(""));
    const [header, ...records] = parseCsv((await exported("csv", from)).stdout);
    expect(header).toEqual(["name", "address", "type", "owner", "size", "index"]);
    expect(records.map(([name = ""]) => unguarded(name))).toEqual(names);
    expect(records.slice(0, 4).every(([name]) => name?.startsWith("'"))).toBe(true);
  });

  it("holds every symbol of a real table", async () => {
    const [csv, ndjson] = await Promise.all([exported("csv", REAL), exported("ndjson", REAL)]);
    const records = parseCsv(csv.stdout).slice(1);
    const symbols = objects(ndjson.stdout);
    expect(records).toHaveLength(181_096);
    expect(records.map(([name = "", address, type, owner, size = "", index]) => [unguarded(name), address, type, owner, size === "" ? null : size, Number(index)])).toEqual(
      symbols.map(({ name, address, type, owner, size, index }) => [name, address, type, owner, size, index]),
    );
  });
});

describe("ndjson", () => {
  it("has the symbols that search gives", async () => {
    const search = await run(["search", "", "--json", "--from", small]);
    expect((await exported("ndjson", small)).stdout).toBe(search.stdout);
    expect((await run(["export", "--json", "--from", small])).stdout).toBe(search.stdout);
  });
});

describe("tsv and json", () => {
  it("hold what csv and ndjson hold", async () => {
    const [csv, tsv, ndjson, json] = await Promise.all(["csv", "tsv", "ndjson", "json"].map((format) => exported(format, small)));
    expect(tsv?.stdout.replaceAll("\t", ",").replaceAll("\n", "\r\n")).toBe(csv?.stdout);
    expect(JSON.parse(json?.stdout ?? "")).toEqual(objects(ndjson?.stdout ?? ""));
  });
});

describe("system-map", () => {
  it("holds the kernel image by address, and says that modules are left out", async () => {
    const from = folder.file("unsorted", "ffffffff81002000 T b\nffffffff81001000 T a\nffffffffc0000000 t m\t[ext4]\nffffffff81002000 t c\n0000000000000000 A percpu\n");
    const { status, stdout, stderr } = await exported("system-map", from);
    expect(stdout).toBe("0000000000000000 A percpu\nffffffff81001000 T a\nffffffff81002000 T b\nffffffff81002000 t c\n");
    expect({ status, stderr }).toEqual({ status: 0, stderr: `${from}: 1 symbol of 1 module left out: a System.map holds the kernel image only\n` });
    expect((await exported("system-map", from, "-q")).stderr).toBe("");
  });

  it("has 8 digits where the kernel has", async () => {
    const from = folder.file("arm", "c0100000 T stext\nc0101000 t f\n");
    expect((await exported("system-map", from)).stdout).toBe("c0100000 T stext\nc0101000 t f\n");
  });

  it("is the text that it came from, byte by byte", async () => {
    const text = Buffer.concat([Buffer.from("ffffffff81000000 T _stext\nffffffff81001000 t bad"), Buffer.from([0xff, 0x01, 0xc3, 0x20]), Buffer.from("\n")]);
    const copy = folder.file("copy", Buffer.from(text));
    const { stdout } = await exported("system-map", copy);
    expect(stdout).toBe(text.toString());
  });

  it("can be loaded again", async () => {
    const { stdout } = await exported("system-map", REAL);
    const again = await run(["info", "--json", "--from", "-"], { stdin: stdout });
    const [info] = objects(again.stdout) as [{ report: unknown; statistics: { symbols: number } }];
    const [original] = objects((await run(["info", "--json", "--from", REAL])).stdout) as [{ statistics: { systemSymbols: number } }];
    expect(info).toMatchObject({ report: { rejected: 0, sorted: true, warnings: [] } });
    expect(info.statistics.symbols).toBe(original.statistics.systemSymbols);
  });
});
