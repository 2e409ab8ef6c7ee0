/** The commands that ask: what they print for people and for programs, and how they exit. */

import { describe, expect, it } from "vitest";
import { Folder, objects, REAL, run, SMALL } from "./support.js";

const folder = new Folder();
const small = folder.file("kallsyms", SMALL);
const ask = (...words: string[]) => run([...words, "--from", small]);

const INIT_ONCE = [
  { name: "init_once", address: "0xffffffff81001000", type: "t", owner: "system", size: "0x1000", index: 2 },
  { name: "init_once", address: "0xffffffff81003000", type: "t", owner: "system", size: "0x40", index: 5 },
  { name: "init_once", address: "0xffffffffc0001000", type: "t", owner: "ext4", size: "0x40", index: 10 },
];
const VFS_READ = { name: "vfs_read", address: "0xffffffff81002000", type: "T", owner: "system", size: "0x310", index: 3 };

describe("info", () => {
  it("accounts for lines, names, addresses and owners", async () => {
    const { status, stdout, stderr } = await ask("info");
    expect(stdout).toBe(`${small}

  format      kallsyms, 64-bit addresses
  lines       14: 14 accepted, 0 blank, 0 rejected
  symbols     14: 10 in the kernel image, 4 in 2 other owners
  names       12: 1 ambiguous, on 3 symbols; the longest has 15 bytes
  addresses   12: 2 shared, by 4 symbols, at most 2 at one; 0 symbols at 0
  variants    3 names made by compiler or build, 1 fragment among them
  types       T 7, t 6, D 1

  3 owners, the largest first
           10  [system]     ffffffff81000000 to ffffffff81005000
            3  [ext4]       ffffffffc0001000 to ffffffffc0001040
            1  [nf_tables]  ffffffffc0002000 to ffffffffc0002000
`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("lists as many owners as asked for", async () => {
    const { stdout } = await ask("info", "--limit", "1");
    expect(stdout).toContain("[system]");
    expect(stdout).not.toContain("[ext4]");
    expect(stdout).toContain("…  2 more (--limit 0 shows all)");
    expect((await ask("info", "--limit=0")).stdout).toContain("[nf_tables]");
  });

  it("gives report, statistics and owners as one object", async () => {
    const { status, stdout } = await ask("info", "--json");
    const [info, ...more] = objects(stdout);
    expect(status).toBe(0);
    expect(more).toEqual([]);
    expect(info).toMatchObject({
      source: small,
      report: { format: "kallsyms", lines: 14, accepted: 14, rejected: 0, restricted: false, warnings: [] },
      statistics: { symbols: 14, ambiguousNames: 1, types: { T: 7, t: 6, D: 1 } },
    });
    expect(info?.["owners"]).toContainEqual({ name: "ext4", symbols: 3, lowest: "0xffffffffc0001000", highest: "0xffffffffc0001040" });
  });

  it("lists rejected lines with their places, and other commands tell the first", async () => {
    const path = folder.file("cut", `${SMALL}zzz\nffffffff81006000 T last`);
    const { stdout } = await run(["info", "--from", path]);
    expect(stdout).toContain("16: 15 accepted, 0 blank, 1 rejected");
    expect(stdout).toContain(`  1 rejected line\n  ${path}:15: `);
    expect(stdout).toContain("warning     The last line has no line feed");
    const other = await run(["name", "vfs_read", "--from", path]);
    expect(other.stderr).toContain(`${path}: warning: The last line has no line feed`);
    expect(other.stderr).toContain(`${path}:15: warning: `);
    expect((await run(["name", "vfs_read", "--from", path, "-q"])).stderr).toBe("");
  });
});

describe("name", () => {
  it("prints a row for each symbol and says in words what is ambiguous", async () => {
    const { status, stdout, stderr } = await ask("name", "init_once", "vfs_read");
    expect(stdout).toBe(`ffffffff81001000   0x1000 t init_once [system]  ambiguous: 1 of 3 addresses
ffffffff81003000     0x40 t init_once [system]  ambiguous: 2 of 3 addresses
ffffffffc0001000     0x40 t init_once [ext4]    ambiguous: 3 of 3 addresses
ffffffff81002000    0x310 T vfs_read [system]
`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("prints one JSON line for each argument", async () => {
    const { status, stdout } = await ask("name", "init_once", "vfs_read", "nope", "--json");
    expect(objects(stdout)).toEqual([
      { query: "init_once", status: "ambiguous", symbols: INIT_ONCE },
      { query: "vfs_read", status: "unique", symbols: [VFS_READ] },
      { query: "nope", status: "absent", symbols: [] },
    ]);
    expect(status).toBe(1);
  });

  it("exits with 1 where a name is absent, and tells what may be meant", async () => {
    const { status, stdout, stderr } = await ask("name", "vfs_raed");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`${small}: no symbol is named vfs_raed; did you mean vfs_read?\n`);
    expect((await ask("name", "vfs_raed", "-q")).stderr).toBe("");
  });

  it("exits with 1 where a name is ambiguous under --strict", async () => {
    expect((await ask("name", "init_once", "--strict")).status).toBe(1);
    expect((await ask("name", "vfs_read", "--strict")).status).toBe(0);
    expect((await ask("name", "init_once", "--owner", "ext4", "--strict")).status).toBe(0);
  });

  it("looks in one owner only, and tells who else has the name", async () => {
    expect((await ask("name", "init_once", "--owner", "ext4")).stdout).toBe("ffffffffc0001000     0x40 t init_once [ext4]\n");
    const { status, stderr } = await ask("name", "ext4_fill", "--owner", "system");
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${small}: no symbol is named ext4_fill in [system]; 1 other owner has it: ext4\n` });
  });

  it("counts", async () => {
    expect((await ask("name", "-c", "init_once", "vfs_read")).stdout).toBe("3 init_once\n1 vfs_read\n");
    expect(objects((await ask("name", "-c", "--json", "init_once")).stdout)).toEqual([{ query: "init_once", status: "ambiguous", count: 3 }]);
  });

  it("takes sizes from /proc/modules", async () => {
    const modules = folder.file("modules", "ext4 4096 0 - Live 0xffffffffc0001000\n");
    const table = folder.file("with-data", "ffffffff81000000 T _stext\nffffffffc0001000 t f\t[ext4]\nffffffffc0001100 d last\t[ext4]\n");
    const { stdout } = await run(["name", "last", "--json", "--modules", modules, "--from", table]);
    expect(objects(stdout)).toMatchObject([{ symbols: [{ size: "0xf00" }] }]);
    expect(objects((await run(["name", "last", "--json", "--from", table])).stdout)).toMatchObject([{ symbols: [{ size: null }] }]);
  });
});

describe("addr", () => {
  it("prints what covers an address, every alias, as the kernel writes places", async () => {
    const { status, stdout, stderr } = await ask("addr", "ffffffff81002010", "0xFFFFFFFF81000000", "0");
    expect(stdout).toBe(`ffffffff81002010 T vfs_read+0x10/0x310 [system]
ffffffff81000000 T _stext+0x0/0x1000 [system]
ffffffff81000000 T _text+0x0/0x1000 [system]  alias
`);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${small}: no symbol covers 0x0\n` });
  });

  it("prints one JSON line for each argument", async () => {
    const { status, stdout } = await ask("addr", "ffffffff81002010", "0", "--json");
    expect(objects(stdout)).toEqual([
      { query: "ffffffff81002010", status: "unique", symbols: [VFS_READ], offset: "0x10" },
      { query: "0", status: "absent", symbols: [], offset: null },
    ]);
    expect(status).toBe(1);
  });

  it("takes a name and an offset for every address of the name", async () => {
    const { status, stdout } = await ask("addr", "init_once+0x44");
    expect(stdout).toBe(`ffffffff81001044 t init_once+0x44/0x1000 [system]  ambiguous: 1 of 3 addresses of init_once
ffffffff81003044 t helper.isra.0+0x4/0x20 [system]  ambiguous: 2 of 3 addresses of init_once
ffffffffc0001044 T ext4_fill+0x4 [ext4]  ambiguous: 3 of 3 addresses of init_once
ffffffffc0001044 T __pfx_ext4_fill+0x4 [ext4]  alias, ambiguous: 3 of 3 addresses of init_once
`);
    expect(status).toBe(0);
    expect((await ask("addr", "init_once+0x44", "--strict")).status).toBe(1);
    expect(objects((await ask("addr", "vfs_read+020", "nope+1", "--json")).stdout)).toEqual([
      { query: "vfs_read+020", status: "unique", symbols: [VFS_READ], offset: "0x10" },
      { query: "nope+1", status: "absent", symbols: [], offset: null },
    ]);
  });

  it("refuses what is no address before it reads the table", async () => {
    for (const text of ["vfs_read", "12345678123456789", "vfs_read+z", ""]) {
      const { status, stdout, stderr } = await run(["addr", text, "--from", "/nonexistent"]);
      expect({ text, status, stdout }).toEqual({ text, status: 2, stdout: "" });
      expect(stderr).toMatch(/^kallsyms: ".*" is no address; .*\n$/);
    }
  });
});

describe("search", () => {
  it("prints matching symbols in file order", async () => {
    const { status, stdout, stderr } = await ask("search", "vfs");
    expect(stdout).toBe("ffffffff81002000    0x310 T vfs_read [system]\nffffffff81002310    0xcf0 T vfs_write [system]\n");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("prints one symbol a line as JSON", async () => {
    expect(objects((await ask("search", "vfs_read", "--json")).stdout)).toEqual([VFS_READ]);
  });

  it.each([
    [["VFS_READ", "-i"], ["vfs_read"]],
    [["vfs_*", "--match", "glob"], ["vfs_read", "vfs_write"]],
    [["^vfs_(read|open)$", "--match", "regex"], ["vfs_read"]],
    [["init_once", "--match", "exact", "--owner", "ext4", "--owner", "nf_tables"], ["init_once"]],
    [["", "--type", "D"], ["jiffies"]],
    [["", "--from-address", "ffffffff81002000", "--to-address", "0xffffffff81003000"], ["vfs_read", "vfs_write"]],
    [["", "--ambiguous", "--owner", "system"], ["init_once", "init_once"]],
    [["", "--shared", "--owner", "ext4"], ["ext4_fill", "__pfx_ext4_fill"]],
    [["", "--offset", "3", "--limit", "2"], ["vfs_read", "vfs_write"]],
    [["vread", "--match", "fuzzy"], ["vfs_read"]],
    [["helper", "--match", "exact", "--fold"], ["helper.isra.0", "helper.cold"]],
  ])("understands %j", async (words, names) => {
    const { status, stdout } = await ask("search", ...words, "--json");
    expect(objects(stdout).map(({ name }) => name)).toEqual(names);
    expect(status).toBe(0);
  });

  it("says what a variant is made of, and what a limit kept back", async () => {
    const { stdout, stderr } = await ask("search", "helper", "--fold", "--limit", "1");
    expect(stdout).toBe("ffffffff81003040     0x20 t helper.isra.0 [system]  variant of helper\n");
    expect(stderr).toBe("… 1 more (--limit 0 shows all)\n");
  });

  it("counts all matches", async () => {
    expect((await ask("search", "", "-c")).stdout).toBe("14\n");
    expect(objects((await ask("search", "vfs", "-c", "--json")).stdout)).toEqual([{ count: 2 }]);
    expect((await ask("search", "nothing", "-c")).status).toBe(1);
  });

  it("exits with 1 where nothing matches, and tells of an owner that isn't there", async () => {
    const { status, stdout, stderr } = await ask("search", "vfs", "--owner", "ext5");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`${small}: nothing matches; the table has no owner ext5 (kallsyms info --limit 0 lists them)\n`);
  });
});

describe("duplicates", () => {
  it("prints ambiguous names with their symbols", async () => {
    const { status, stdout } = await ask("duplicates");
    expect(stdout).toBe(`init_once  ambiguous: 3 addresses
  ffffffff81001000   0x1000 t init_once [system]
  ffffffff81003000     0x40 t init_once [system]
  ffffffffc0001000     0x40 t init_once [ext4]
`);
    expect(status).toBe(0);
    expect(objects((await ask("duplicates", "--json")).stdout)).toEqual([{ name: "init_once", symbols: INIT_ONCE }]);
  });

  it("prints shared addresses with their symbols", async () => {
    const { stdout, stderr } = await ask("duplicates", "--shared", "--limit", "1");
    expect(stdout).toBe(`ffffffff81000000  shared by 2 symbols
  ffffffff81000000   0x1000 T _stext [system]
  ffffffff81000000   0x1000 T _text [system]
`);
    expect(stderr).toBe("… 1 more (--limit 0 shows all)\n");
    expect(objects((await ask("duplicates", "--shared", "--json")).stdout)).toMatchObject([
      { address: "0xffffffff81000000", symbols: [{ name: "_stext" }, { name: "_text" }] },
      { address: "0xffffffffc0001040", symbols: [{ name: "ext4_fill" }, { name: "__pfx_ext4_fill" }] },
    ]);
  });

  it("counts, and exits with 1 where there are none", async () => {
    expect((await ask("duplicates", "-c")).stdout).toBe("1\n");
    const { status, stdout, stderr } = await run(["duplicates", "--from", "-"], { stdin: "ffffffff81000000 T a\n" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe("<stdin>: no name is at more than one address\n");
  });
});

describe("a real table", () => {
  it("gives the same symbols by every way", async () => {
    const byName = await run(["name", "vfs_read", "--json", "--from", REAL]);
    const [answer] = objects(byName.stdout) as [{ symbols: { address: string }[] }];
    const byAddress = await run(["addr", answer.symbols[0]?.address ?? "", "--json", "--from", REAL]);
    expect(objects(byAddress.stdout)).toMatchObject([{ symbols: answer.symbols, offset: "0x0" }]);
    const bySearch = await run(["search", "vfs_read", "--match", "exact", "--json", "--from", REAL]);
    expect(objects(bySearch.stdout)).toEqual(answer.symbols);
  });

  it("has as many duplicates as its statistics say", async () => {
    const info = objects((await run(["info", "--json", "--from", REAL])).stdout)[0] as { statistics: Record<string, number> };
    const names = (await run(["duplicates", "-c", "--from", REAL])).stdout;
    const groups = objects((await run(["duplicates", "--json", "--from", REAL])).stdout) as { symbols: unknown[] }[];
    expect(Number(names)).toBe(info.statistics["ambiguousNames"]);
    expect(groups.length).toBe(info.statistics["ambiguousNames"]);
    expect(groups.reduce((sum, { symbols }) => sum + symbols.length, 0)).toBe(info.statistics["ambiguousSymbols"]);
  });
});
