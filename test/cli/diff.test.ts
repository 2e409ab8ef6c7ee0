/** `kallsyms diff`: its text, its objects, its exit statuses. */

import { describe, expect, it } from "vitest";
import { Folder, objects, run, SMALL } from "./support.js";

const folder = new Folder();
const small = folder.file("kallsyms", SMALL);

/** Another boot: everything elsewhere, nf_tables gone, tls there, and two symbols of the image changed. */
const later = folder.file(
  "later",
  SMALL.replaceAll("ffffffff81", "ffffffff9a")
    .replaceAll("ffffffffc000", "ffffffffc0a0")
    .replace(/.*nf_tables.*\n/, "ffffffffc0b00000 t tls_do\t[tls]\n")
    .replace("ffffffff9a003040 t helper.isra.0", "ffffffff9a003048 T helper.isra.0"),
);

describe("text", () => {
  it("tells how far all slid, then the changes owner by owner", async () => {
    const { status, stdout, stderr } = await run(["diff", small, later]);
    expect(stdout).toBe(`image      slid by 0x19000000 (9 symbols agree, 1 differs)
modules    1 slid (3 symbols agree)
new        tls
gone       nf_tables
symbols    1 added, 1 removed, 1 moved, 2 resized, 1 retyped, 11 unchanged

[system]  4 changes
  resized    ffffffff81003000     0x40 t init_once      now 0x48
  moved      ffffffff81003040     0x20 t helper.isra.0  now ffffffff9a003048, +0x8 off the slide
  resized    ffffffff81003040     0x20 t helper.isra.0  now 0x18
  retyped    ffffffff81003040     0x20 t helper.isra.0  now T

[nf_tables]  1 change
  removed    ffffffffc0002000        - t nft_do

[tls]  1 change
  added      ffffffffc0b00000        - t tls_do
`);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });

  it("exits with 0 where nothing differs, also from standard input and another slide", async () => {
    const slid = SMALL.replaceAll("ffffffff81", "ffffffff8f");
    const { status, stdout, stderr } = await run(["diff", "-", small], { stdin: slid });
    expect(stdout).toBe(`image      slid by -0xe000000 (10 symbols agree)
modules    2 stayed (4 symbols agree)
symbols    14 unchanged
`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("shows as many changes as asked for and says how many are kept back", async () => {
    const { status, stdout, stderr } = await run(["diff", small, later, "--limit", "1"]);
    expect(stdout.split("\n\n")[1]).toBe("[system]  4 changes\n  resized    ffffffff81003000     0x40 t init_once  now 0x48\n");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "… 5 more (--limit 0 shows all)\n" });
  });

  it("tells new owners and ambiguous symbols", async () => {
    const old = folder.file("old", "ffffffff81000000 T _text\nffffffff81000100 t f\nffffffff81000110 t f\nffffffff81000120 T end\nffffffffc0000000 t g\t[m]\n");
    const now = folder.file("now", "ffffffff81000000 T _text\nffffffff81000120 T end\nffffffff81000200 t f\nffffffff81000201 t f\nffffffff81000203 t g\n");
    const { stdout } = await run(["diff", old, now]);
    expect(stdout).toContain("\n[m]  1 change\n  reowned    ffffffffc0000000        - t g  now [system] ffffffff81000203\n");
    expect(stdout.match(/^  ambiguous  \S+ +\S+ t f$/gm)).toHaveLength(4);
  });

  it("names no more than a few owners in a line", async () => {
    const modules = Array.from({ length: 10 }, (_, n) => `ffffffffc00${n}0000 t f\t[m${n}]\n`).join("");
    const { stdout } = await run(["diff", small, folder.file("many", SMALL + modules)]);
    expect(stdout).toContain("\nnew        m0, m1, m2, m3, m4, m5, m6, m7 and 2 more\n");
  });

  it("shows names and owners so that they can do nothing to the terminal", async () => {
    const { stdout } = await run(["diff", small, folder.file("odd", `${SMALL}ffffffffc0b00000 t \x1b[31m\xff \t[\x1bm]\n`)]);
    expect(stdout).not.toContain("\x1b");
    expect(stdout).toContain("[\\x1bm]  1 change\n");
  });
});

describe("for programs", () => {
  it("prints an object for each change, in the order of the difference", async () => {
    const { status, stdout } = await run(["diff", small, later, "--json"]);
    const changes = objects(stdout);
    expect(changes.map(({ change }) => change)).toEqual(["resized", "moved", "resized", "retyped", "removed", "added"]);
    expect(changes[1]).toEqual({
      change: "moved",
      old: { name: "helper.isra.0", address: "0xffffffff81003040", type: "t", owner: "system", size: "0x20", index: 6 },
      new: { name: "helper.isra.0", address: "0xffffffff9a003048", type: "T", owner: "system", size: "0x18", index: 6 },
    });
    expect(changes[4]).toMatchObject({ old: { name: "nft_do", size: null }, new: null });
    expect(changes[5]).toMatchObject({ old: null, new: { name: "tls_do" } });
    expect(status).toBe(1);
  });

  it.each([
    [["--change", "moved"], ["moved helper.isra.0"]],
    [["--change", "added", "--change", "removed"], ["removed nft_do", "added tls_do"]],
    [["--owner", "tls", "--owner", "nf_tables"], ["removed nft_do", "added tls_do"]],
    [["--owner", "system", "--change", "resized", "--limit", "1"], ["resized init_once"]],
  ])("understands %j", async (words, expected) => {
    const { status, stdout } = await run(["diff", small, later, "--json", ...words]);
    const shown = objects(stdout).map(({ change, old, new: now }) => `${String(change)} ${((old ?? now) as { name: string }).name}`);
    expect(shown).toEqual(expected);
    expect(status).toBe(1);
  });

  it("exits with 0 where nothing of what is asked for differs", async () => {
    expect(await run(["diff", small, later, "--json", "--change", "ambiguous"])).toEqual({ status: 0, stdout: "", stderr: "" });
    expect((await run(["diff", small, later, "-c", "--owner", "ext4"])).status).toBe(0);
  });

  it("counts", async () => {
    const { status, stdout } = await run(["diff", small, later, "-c"]);
    expect(stdout).toBe("1 added\n1 removed\n1 moved\n2 resized\n1 retyped\n0 reowned\n0 ambiguous\n11 unchanged\n");
    expect(status).toBe(1);
    expect((await run(["diff", small, later, "-c", "--change", "resized", "--owner", "system"])).stdout).toBe("2 resized\n");
    expect(objects((await run(["diff", small, small, "-c", "--json"])).stdout)).toEqual([
      { added: 0, removed: 0, moved: 0, resized: 0, retyped: 0, reowned: 0, ambiguous: 0, unchanged: 14 },
    ]);
  });
});

describe("doubts", () => {
  it("says what can't be told without addresses", async () => {
    const hidden = folder.file("hidden", SMALL.replaceAll(/^f{8}[0-9a-f]{8}/gm, "0".repeat(16)));
    const { status, stdout, stderr } = await run(["diff", small, hidden]);
    expect(stdout).toBe("symbols    14 unchanged\n");
    expect(stderr).toMatch(/hidden: warning: .*kptr_restrict.*\n.*hidden: warning: without addresses nothing can be told but .*\n$/);
    expect(status).toBe(0);
    expect((await run(["diff", hidden, small, "-q"])).stderr).toBe("");
  });

  it("says where two tables are of different builds", async () => {
    const shifted = SMALL.split("\n").map((line, n) => line.replace(/^ffffffff8100/, `ffffffff8${n.toString(16)}00`)).join("\n");
    const { status, stderr } = await run(["diff", small, folder.file("other", shifted), "-c"]);
    expect(status).toBe(1);
    expect(stderr).toBe(`${folder.path}/other: warning: only 1 of 8 symbols of the image slid alike: this is another build than ${small}\n`);
  });
});

describe("usage", () => {
  it.each([
    [["diff"], "diff needs two tables"],
    [["diff", small], "diff needs two tables"],
    [["diff", small, small, small], "is a third"],
    [["diff", small, "--from", small], "diff needs two tables"],
    [["diff", small, small, "--from", small], "without --from"],
    [["diff", small, small, "--modules", small], "diff doesn't take --modules"],
    [["diff", "-", "-"], "- stands for standard input, which can be read once"],
    [["diff", small, small, "--change", "vanished"], '--change is "vanished"; give one of added, removed'],
    [["diff", small, small, "--limit=x"], '--limit is "x"'],
    [["search", "x", "--change", "moved"], "search doesn't take --change"],
  ])("%j is told in one line with the remedy", async (words, message) => {
    const { status, stdout, stderr } = await run(words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^kallsyms: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  it("names the file that can't be read", async () => {
    const { status, stdout, stderr } = await run(["diff", small, "/nonexistent"]);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: "/nonexistent: can't be read: no such file or directory\n" });
  });

  it("helps, with the exit statuses of diff(1) and three examples", async () => {
    const { status, stdout } = await run(["diff", "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("It exits as diff(1) does: 0 nothing differs, 1 something does, 2 trouble.");
    expect(stdout.split("\nExamples:\n")[1]?.split("\n\n")[0]?.match(/^  \S.*$/gm)).toHaveLength(3);
    expect(stdout.split("\n").filter((line) => line.length > 130)).toEqual([]);
    expect((await run(["--help"])).stdout).toMatch(/^  diff OLD NEW /m);
  });
});
