// Cuts the page's sample from a fixture, the same each time: `node web/sample/make.mjs`. Needs xz on PATH.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// The kernel's lines are one run from the start of its text, so that each symbol's size stays what it is in the whole table.
const FIRST = /^[0-9a-f]+ T _stext$/m;
const CORE_LINES = 28_000;
const MODULES = ["ext4", "nf_tables", "tls"];
const SOURCE = "../../test/fixtures/amd64-6.1.176-small-kaslrE/kallsyms.xz";
const MANY_BYTES = 2 ** 26;

const whole = execFileSync("xz", ["--decompress", "--stdout", place(SOURCE)], { maxBuffer: MANY_BYTES }).toString("latin1");
const kept = whole.slice(whole.search(FIRST)).split(/(?<=\n)/).filter(isKept);
const packed = execFileSync("xz", ["-9e", "--threads=1", "--stdout"], { input: Buffer.from(kept.join(""), "latin1"), maxBuffer: MANY_BYTES });
writeFileSync(place("./kallsyms.xz"), packed);
console.log(`${kept.length} of ${whole.split("\n").length - 1} lines, ${packed.length} bytes`);

function isKept(line, at) {
  const owner = /\t\[(.+)\]\n$/.exec(line)?.[1];
  return owner === undefined ? at < CORE_LINES : MODULES.includes(owner);
}

function place(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}
