/** `kallsyms check`: members, verdicts and findings, for people and as JSON. */

import { expect, it } from "vitest";
import { tar } from "../snapshot/support.js";
import { Folder, objects, run, SMALL } from "./support.js";

const folder = new Folder();

/** The table without what lies outside its image. */
const SOUND = SMALL.replace(/.* jiffies\n/, "");
const BOTH = "ext4 4096 0 - Live 0xffffffffc0001000\nnf_tables 4096 0 - Live 0xffffffffc0002000\n";
const hidden = folder.file("hidden.tar", tar({ "host/proc/kallsyms": SMALL, "host/proc/modules": BOTH.split("\n")[0] + "\n", "host/notes.txt": "call me back\n" }));

it("lists the chosen files, and a module that isn't in the list of modules", async () => {
  const { status, stdout, stderr } = await run(["check", "--from", hidden]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toMatch(/^  \+ kallsyms +\d+  host\/proc\/kallsyms\b/m);
  expect(stdout).toMatch(/^ {2}(problem|check): /m);
  expect(stdout).toContain("nf_tables");
  expect(stdout).not.toContain("notes.txt");
});

it("lists every file with --all", async () => {
  expect((await run(["check", "--all", "--from", hidden])).stdout).toContain("host/notes.txt");
});

it("gives one object a line, findings from the gravest", async () => {
  const { status, stdout } = await run(["check", "--json", "--from", hidden]);
  expect(status).toBe(1);
  const lines = objects(stdout);
  expect(lines.every((line) => Object.keys(line).length === 1)).toBe(true);
  expect(lines.flatMap((line) => (line["member"] === undefined ? [] : [(line["member"] as { path: string }).path]))).toContain("hidden.tar/host/proc/kallsyms");
  const findings = lines.flatMap((line) => (line["finding"] === undefined ? [] : [line["finding"] as { code: string; severity: string; evidence: string[] }]));
  expect(findings.map(({ code }) => code)).toContain("module-not-listed");
  const order = findings.map(({ severity }) => ["problem", "check", "note"].indexOf(severity));
  expect(order).toEqual([...order].sort());
  expect(lines.some((line) => "kaslr" in line)).toBe(true);
});

it("exits with 0 where nothing is to be looked at", async () => {
  const sound = folder.file("sound.tar", tar({ "host/proc/kallsyms": SOUND, "host/proc/modules": BOTH }));
  const { status, stdout } = await run(["check", "--from", sound]);
  expect(stdout).not.toMatch(/^ {2}(problem|check): /m);
  expect(status).toBe(0);
});

it("takes a single table", async () => {
  const { status, stdout } = await run(["check", "--from", folder.file("kallsyms", SMALL)]);
  expect(status).not.toBe(2);
  expect(stdout).toContain("+ kallsyms");
});
