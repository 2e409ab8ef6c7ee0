/** `kallsyms kprobe`: specs, predictions, and the lint of a list. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Folder, objects, REAL, run, SMALL } from "./support.js";

const folder = new Folder();
const small = folder.file("kallsyms", SMALL);
const ask = (...words: string[]) => run(["kprobe", ...words, "--from", small]);
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/amd64-6.1.176-small-kaslrE/${name}`, import.meta.url));

describe("kprobe", () => {
  it("prints specs for each address and what the bare name does", async () => {
    const { status, stdout, stderr } = await ask("init_once", "--kernel", "6.1.176");
    expect(stdout).toBe(`init_once  ambiguous: 3 addresses
  by name on 6.1.176  refused, EADDRNOTAVAIL: 3 symbols have this name (system, ext4), and this kernel refuses a name that isn't unique

  ffffffff81001000   0x1000 t init_once [system]
    tracefs    p _stext+0x1000
    bpftrace   kprobe:_stext+0x1000
    libbpf     func_name "_stext", offset 0x1000
    livepatch  sympos 1

  ffffffff81003000     0x40 t init_once [system]
    tracefs    p _stext+0x3000
    bpftrace   kprobe:_stext+0x3000
    libbpf     func_name "_stext", offset 0x3000
    livepatch  sympos 2

  ffffffffc0001000     0x40 t init_once [ext4]
    tracefs    p ext4:init_once
    bpftrace   kprobe:0xffffffffc0001000
    libbpf     func_name "ext4:init_once", offset 0x0
`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect((await ask("init_once", "--strict")).status).toBe(1);
  });

  it("prints one JSON line for each target, in the fixed shape", async () => {
    const { status, stdout } = await ask("init_once", "--kernel", "6.1.176", "--json");
    const lines = objects(stdout);
    expect(status).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toEqual({
      query: "init_once",
      symbol: { name: "init_once", address: "0xffffffff81001000", type: "t", owner: "system", size: "0x1000", index: 2 },
      sympos: 1,
      nameIsUnique: false,
      tracefs: "p _stext+0x1000",
      bpftrace: "kprobe:_stext+0x1000",
      libbpf: { funcName: "_stext", offset: "0x1000" },
      outcome: { result: "refused", errno: "EADDRNOTAVAIL", why: expect.any(String) as string },
    });
    expect(Object.keys(lines[0] ?? {})).toEqual(["query", "symbol", "sympos", "nameIsUnique", "tracefs", "bpftrace", "libbpf", "outcome"]);
  });

  it("has an errno only where there is an error", async () => {
    const [line] = objects((await ask("vfs_read", "--kernel", "6.1.176", "--json")).stdout);
    expect(line).toMatchObject({ nameIsUnique: true, sympos: 0, tracefs: "p vfs_read", outcome: { result: "attaches", errno: null } });
  });

  it("adds an offset as the kernel reads it", async () => {
    const texts = await Promise.all(["vfs_read+0x10", "vfs_read+16", "vfs_read+020"].map((probe) => ask(probe, "--json")));
    for (const { stdout } of texts) expect(objects(stdout)).toMatchObject([{ libbpf: { offset: "0x10" } }]);
    expect((await ask("vfs_read+0x10")).stdout).toContain("    place      ffffffff81002010\n");
  });

  it("takes an owner as a prefix or an option", async () => {
    for (const words of [["ext4:init_once"], ["init_once", "--owner", "ext4"]]) {
      const lines = objects((await ask(...words, "--json")).stdout);
      expect(lines).toMatchObject([{ query: words[0], symbol: { owner: "ext4" }, tracefs: "p ext4:init_once" }]);
    }
  });

  it("tells what is absent", async () => {
    const text = await ask("nope", "--kernel", "6.1.176");
    expect(text.status).toBe(1);
    expect(text.stdout).toBe("nope  absent\n  by name on 6.1.176  absent, ENOENT: no symbol has this name\n");
    expect(text.stderr).toBe(`${small}: no symbol is named nope\n`);
    const lines = objects((await ask("nope", "--kernel", "6.1.176", "--json")).stdout);
    expect(lines).toEqual([
      { query: "nope", symbol: null, sympos: null, nameIsUnique: null, tracefs: null, bpftrace: null, libbpf: null, outcome: { result: "absent", errno: "ENOENT", why: "no symbol has this name" } },
    ]);
  });

  it("knows from the kernel's own lists what can't be probed", async () => {
    const facts = ["--available-filter-functions", fixture("available_filter_functions.xz"), "--blacklist", fixture("oracle-kprobe-blacklist.txt"), "--from", REAL];
    const blacklisted = /\t(\w+)$/m.exec(readFileSync(fixture("oracle-kprobe-blacklist.txt"), "utf8"))?.[1] ?? "";
    const { stdout } = await run(["kprobe", blacklisted, "vfs_read", "--json", "--kernel", "6.1.176", ...facts]);
    const lines = objects(stdout);
    expect(lines[0]).toMatchObject({ query: blacklisted, unprobeable: expect.any(String) as string });
    expect(lines.at(-1)).toMatchObject({ query: "vfs_read", outcome: { result: "attaches" } });
    expect(lines.at(-1)).not.toHaveProperty("unprobeable");
  });
});

describe("kprobe --check", () => {
  const LIST = `# what we probe
vfs_read
  vfs_write+0x10   # a place inside

init_once
ext4:init_once
vfs_raed
ext4:vfs_read
f+zz
`;
  const list = folder.file("probes.txt", LIST);

  it("prints what is wrong with which line, and exits with 1", async () => {
    const { status, stdout, stderr } = await ask("--check", list, "--kernel", "6.1.176");
    expect(stdout).toBe(`${list}:5: init_once: ambiguous: 3 addresses; refused: EADDRNOTAVAIL: 3 symbols have this name (system, ext4), and this kernel refuses a name that isn't unique
${list}:7: vfs_raed: absent: no symbol is named vfs_raed; did you mean vfs_read?
${list}:8: ext4:vfs_read: absent: no symbol is named vfs_read in [ext4]; 1 other owner has it: system
${list}:9: f+zz: malformed: "f+zz" has no number after the +; give it as 0x10, 020 or 16
`);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "4 of 7 probes fail\n" });
  });

  it("prints findings as JSON", async () => {
    const { status, stdout } = await ask("--check", list, "--json", "-q");
    expect(status).toBe(1);
    expect(objects(stdout).map(({ line, query, status: finding }) => [line, query, finding])).toEqual([
      [5, "init_once", "ambiguous"],
      [7, "vfs_raed", "absent"],
      [8, "ext4:vfs_read", "absent"],
      [9, "f+zz", "malformed"],
    ]);
    expect(Object.keys(objects(stdout)[0] ?? {})).toEqual(["file", "line", "query", "status", "why"]);
  });

  it("takes lines for tracefs, bpftrace and libbpf", async () => {
    const pasted = folder.file("pasted.txt", "p:group/event vfs_read+0x10 %di\nr vfs_write $retval\nkprobe:vfs_read,kprobe:init_once { }\nSEC(\"kprobe/vfs_raed\")\n");
    const { status, stdout, stderr } = await ask("--check", pasted, "--kernel", "6.1.176");
    expect(stdout.replaceAll(/ refused: .*/g, "")).toBe(`${pasted}:3: kprobe:init_once: ambiguous: 3 addresses;
${pasted}:4: SEC("kprobe/vfs_raed"): absent: no symbol is named vfs_raed; did you mean vfs_read?
`);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "2 of 5 probes fail\n" });
  });

  it("finds nothing wrong with a good list", async () => {
    const good = folder.file("good.txt", "vfs_read\r\n\r\nvfs_write+16\r\n#");
    const { status, stdout, stderr } = await ask("--check", good);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "2 probes, each at one address\n" });
  });

  it("reads the list from standard input", async () => {
    const { status, stdout } = await run(["kprobe", "--check", "-", "-q", "--from", small], { stdin: "vfs_read\ninit_once\n" });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^<stdin>:2: init_once: ambiguous: 3 addresses; [^\n]*\n$/);
  });

  it("gives --owner to probes that name none", async () => {
    const { status } = await run(["kprobe", "--check", "-", "--owner", "ext4", "--from", small], { stdin: "init_once\nnf_tables:nft_do\n" });
    expect(status).toBe(0);
  });

  it("checks names where the addresses are hidden", async () => {
    const hidden = folder.file("hidden", SMALL.replaceAll(/^f{8}[0-9a-f]{8}/gm, "0".repeat(16)));
    const { status, stdout } = await run(["kprobe", "--check", list, "--from", hidden]);
    expect(status).toBe(1);
    expect(stdout).toContain(`${list}:5: init_once: ambiguous: 3 symbols\n`);
  });

  it("fails on a probe that the kernel's own lists forbid", async () => {
    const functions = folder.file("available_filter_functions", "vfs_write\n");
    const { status, stdout } = await run(["kprobe", "--check", "-", "--available-filter-functions", functions, "-q", "--from", small], { stdin: "vfs_write\nvfs_read\n" });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^<stdin>:2: vfs_read: refused: [^\n]*\n$/);
  });

  it("makes no plan for a label at thousands of addresses", async () => {
    const labels = Array.from({ length: 5000 }, (_, at) => `ffffffffa0${at.toString(16).padStart(6, "0")} t .L0\n`);
    const table = folder.file("labels", `ffffffff81000000 T _stext\n${labels.join("")}`);
    const { status, stdout } = await run(["kprobe", "--check", "-", "-q", "--from", table], { stdin: ".L0\nnope\n" });
    expect(status).toBe(1);
    expect(stdout).toBe("<stdin>:1: .L0: ambiguous: 5,000 addresses\n<stdin>:2: nope: absent: no symbol is named nope\n");
  });

  it("tells a list that can't be read, and warns of an empty one", async () => {
    const missing = await ask("--check", "/nonexistent");
    expect({ status: missing.status, stderr: missing.stderr }).toEqual({ status: 2, stderr: "/nonexistent: can't be read: no such file or directory\n" });
    const empty = await ask("--check", folder.file("empty.txt", "# nothing\n"));
    expect(empty).toMatchObject({ status: 0, stderr: expect.stringContaining("warning: holds no probe") as string });
  });
});
