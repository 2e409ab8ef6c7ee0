// `npm run bench -- --snapshot`: how fast a log is decoded, and an archive opened against its mere decompression.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const LOG_BYTES = 100e6;
const CHUNK = 2 ** 16;

/**
 * Measures with a table's folder, whose crash logs lie beside it.
 * @param {string} file
 * @param {{ rounds: number, say: (text: string) => void }} options
 */
export async function measureSnapshot(file, { rounds, say }) {
  const kallsyms = await import(fileURLToPath(new URL("../../dist/index.node.js", import.meta.url)));
  say("loading");
  const table = await kallsyms.KernelSymbolTable.load(readFileSync(file));
  const rows = [...logRows(kallsyms, table, dirname(file), rounds, say), ...(await archiveRows(kallsyms, file, rounds, say))];
  table.free();
  return rows;
}

/** A log of real crash logs, and one in which no frame is like another. */
function* logRows(kallsyms, table, folder, rounds, say) {
  for (const [name, log] of /** @type {const} */ ([["crash logs of this kernel, repeated", realLog(folder)], ["a frame of a random symbol in every line", randomLog(table)]])) {
    const samples = [];
    for (let round = -1; round < rounds; round++) {
      say(`${name}, round ${round + 1}`);
      const since = performance.now();
      const mentions = decode(kallsyms, table, log);
      if (round >= 0) samples.push(log.length / 1e3 / (performance.now() - since));
      if (mentions === 0) throw new Error("nothing was recognised");
    }
    yield { name: `decode: ${name}`, value: `${median(samples).toFixed(0)} MB/s`, aim: "100 MB/s" };
  }
}

function decode(kallsyms, table, log) {
  const decoder = new kallsyms.LogDecoder(table, { isBinary: true });
  let mentions = 0;
  for (let at = 0; at < log.length; at += CHUNK) for (const line of decoder.push(log.latin1Slice(at, Math.min(at + CHUNK, log.length)))) mentions += line.mentions.length;
  for (const line of decoder.end()) mentions += line.mentions.length;
  return mentions;
}

function realLog(folder) {
  const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
  if (logs.length === 0) throw new Error(`no logs (*.log) lie beside the table in ${folder}`);
  const once = Buffer.concat(logs.flatMap((name) => [readFileSync(join(folder, name)), Buffer.from("\n")]));
  return Buffer.concat(Array.from({ length: Math.ceil(LOG_BYTES / once.length) }, () => once));
}

/** Lines as x86 prints them; numbers from a fixed seed. */
function randomLog(table) {
  let state = 1;
  const random = (below) => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
  const lines = [];
  for (let length = 0; length < LOG_BYTES / 4; length += lines.at(-1).length) {
    const { name, size, owner } = table.at(random(table.size));
    lines.push(`[  123.456789]  ${name}+0x${random(64).toString(16)}/0x${(size ?? 64n).toString(16)}${owner === "system" ? "" : ` [${owner}]`}\n`);
  }
  return Buffer.from(lines.join(""), "latin1");
}

/** Packers by what they make; those that this machine lacks are said. */
const PACKERS = {
  "tar.gz": "tar -czf",
  "tar.xz": "tar -cJf",
  "tar.zst": "tar --zstd -cf",
  zip: "zip -qr",
};

/** Opening, which loads the table and reads the logs, against reading the archive's decompressed bytes by the same decoders. */
async function archiveRows(kallsyms, file, rounds, say) {
  const folder = mkdtempSync(join(tmpdir(), "kallsyms-bench-"));
  try {
    const { readSource, readMembers } = await sources(folder);
    await makeReport(readSource, file, join(folder, "report"));
    const rows = [];
    for (const [name, packer] of Object.entries(PACKERS)) {
      const [tool = "", ...args] = packer.split(" ");
      const { status } = spawnSync(tool, [...args, join(folder, `report.${name}`), "report"], { cwd: folder });
      if (status !== 0) rows.push({ name: `open .${name}`, value: `not measured: ${packer} failed or is missing`, aim: "" });
      else rows.push(await archiveRow(kallsyms, name, readFileSync(join(folder, `report.${name}`)), name === "zip" ? (bytes) => allMembers(readMembers, bytes) : readSource, rounds, say));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function archiveRow(kallsyms, name, bytes, decompress, rounds, say) {
  const opens = [];
  const reads = [];
  for (let round = -1; round < rounds; round++) {
    say(`${name}, round ${round + 1}`);
    const read = await timed(async () => drain(decompress(bytes)));
    const open = await timed(async () => (await kallsyms.CrashSnapshot.open(bytes)).free());
    if (round < 0) continue;
    reads.push(read);
    opens.push(open);
  }
  const [open, read] = [median(opens), median(reads)];
  return { name: `open .${name} of ${(bytes.length / 1e6).toFixed(1)} MB`, value: `${open.toFixed(0)} ms, ${(open / read).toFixed(2)} times decompressing it (${read.toFixed(0)} ms)`, aim: "2 times" };
}

/** The parts of the package that nobody outside can import: built for the bench alone. */
async function sources(folder) {
  const entry = join(folder, "entry.ts");
  const at = (name) => JSON.stringify(fileURLToPath(new URL(`../../ts/source/${name}.ts`, import.meta.url)));
  writeFileSync(entry, `export { readSource } from ${at("source")};\nexport { readMembers } from ${at("members")};\n`);
  const build = await rolldown({ input: entry, platform: "browser", resolve: { extensionAlias: { ".js": [".ts", ".js"] } }, transform: { target: "es2022" } });
  await build.write({ dir: join(folder, "built"), format: "esm", entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" });
  await build.close();
  return import(join(folder, "built", "entry.mjs"));
}

/** A report as sosreport makes it: table, modules, logs, and 20 MB of other files. */
async function makeReport(readSource, file, folder) {
  for (const name of ["proc", "var/log", "sos_commands"]) mkdirSync(join(folder, name), { recursive: true });
  const chunks = [];
  for await (const chunk of readSource(readFileSync(file))) chunks.push(chunk);
  writeFileSync(join(folder, "proc", "kallsyms"), Buffer.concat(chunks));
  const beside = readdirSync(dirname(file));
  if (beside.includes("modules")) writeFileSync(join(folder, "proc", "modules"), readFileSync(join(dirname(file), "modules")));
  for (const name of beside.filter((name) => name.endsWith(".log"))) writeFileSync(join(folder, "var/log", name), readFileSync(join(dirname(file), name)));
  for (let number = 0; number < 200; number++) {
    const text = Array.from({ length: 1500 }, (_, line) => `setting_${number}_${line} = value ${(line * 7919 + number) % 10_007} of the service, as it was configured`).join("\n");
    writeFileSync(join(folder, "sos_commands", `settings_${number}`), text);
  }
}

async function* allMembers(readMembers, bytes) {
  for await (const member of readMembers([{ path: "report.zip", source: bytes }])) yield* member.read();
}

async function drain(chunks) {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  if (bytes === 0) throw new Error("nothing was decompressed");
}

async function timed(work) {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** @param {readonly number[]} samples */
function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
