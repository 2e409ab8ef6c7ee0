// One table through all runners: the same questions, the same answers, and in each round every runner in its turn, so that
// whatever else the machine does falls on all alike.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KINDS, startRunner } from "./runner.mjs";
import { nameOf, unpack } from "./tables.mjs";
import { FIRST_LOAD, MEMORY, WORKLOADS } from "./workloads.mjs";

/** @typedef {import("./runner.mjs").Kind} Kind */
/** @typedef {import("./runner.mjs").Runner} Runner */
/** @typedef {Record<Kind, number[]>} Samples One value a round. */
/** @typedef {{ name: string, samples: Samples, symbols?: number, calls?: number }} Row `symbols`: how many all answers to `calls` questions hold. */
/** @typedef {{ table: string, text: number, symbols: number, times: Row[], memory: Row[] }} Measured */

/**
 * @param {string} file
 * @param {{ rounds: number, executable: string, say: (text: string) => void }} options
 * @returns {Promise<Measured>}
 */
export async function measureTable(file, { rounds, executable, say }) {
  const folder = mkdtempSync(join(tmpdir(), "kallsyms-bench-"));
  try {
    const about = prepare(executable, file, folder);
    const workloads = WORKLOADS.filter(({ needsAddresses }) => !(needsAddresses && about.restricted));
    const opened = await firstLoads(executable, folder, rounds, say);
    const times = await repeatedWork(executable, folder, workloads, rounds, say);
    times.splice(1, 0, { name: FIRST_LOAD.name, samples: column(opened, "seconds") });
    const memory = MEMORY.map(({ name }) => ({ name, samples: column(opened, name) }));
    return { table: nameOf(file), text: statSync(join(folder, "text")).size, symbols: about.symbols, times, memory };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} executable
 * @param {string} file
 * @param {string} folder
 * @returns {{ symbols: number, restricted: boolean }}
 */
function prepare(executable, file, folder) {
  unpack(executable, file, join(folder, "text"));
  const script = fileURLToPath(new URL("./prepare.mjs", import.meta.url));
  const { status } = spawnSync(process.execPath, ["--max-old-space-size=12288", script, folder], { stdio: "inherit" });
  if (status !== 0) throw new Error(`the questions for ${file} couldn't be made`);
  return JSON.parse(readFileSync(join(folder, "about.json"), "utf8"));
}

/**
 * A new process of each kind in every round.
 * @param {string} executable
 * @param {string} folder
 * @param {number} rounds
 * @param {(text: string) => void} say
 */
async function firstLoads(executable, folder, rounds, say) {
  /** @type {Record<Kind, Record<string, number>[]>} */
  const answers = { wasm: [], plain: [], native: [] };
  for (let round = 1; round <= rounds; round++) {
    say(`first loads, round ${round} of ${rounds}`);
    for (const kind of KINDS) {
      const runner = startRunner(kind, executable, folder);
      answers[kind].push(await runner.ask("open"));
      await runner.stop();
    }
  }
  return answers;
}

/**
 * One process of each kind for all rounds; a round before the first one warms it up.
 * @param {string} executable
 * @param {string} folder
 * @param {readonly import("./workloads.mjs").Workload[]} workloads
 * @param {number} rounds
 * @param {(text: string) => void} say
 */
async function repeatedWork(executable, folder, workloads, rounds, say) {
  const runners = /** @type {Record<Kind, Runner>} */ (Object.fromEntries(KINDS.map((kind) => [kind, startRunner(kind, executable, folder)])));
  try {
    for (const kind of KINDS) await runners[kind].ask("open");
    say("comparing the answers");
    /** @type {Row[]} */
    const rows = [];
    for (const { name } of workloads) rows.push({ name, samples: { wasm: [], plain: [], native: [] }, ...(await sameAnswers(runners, name)) });
    for (let round = 0; round <= rounds; round++) {
      say(round === 0 ? "warm-up" : `round ${round} of ${rounds}`);
      for (const row of rows) await takeTurns(runners, row, round > 0);
    }
    return rows;
  } finally {
    for (const kind of KINDS) await runners[kind].stop();
  }
}

/**
 * @param {Record<Kind, Runner>} runners
 * @param {Row} row
 * @param {boolean} counts
 */
async function takeTurns(runners, row, counts) {
  const { name, samples } = row;
  /** @type {Set<number>} */
  const sums = new Set();
  for (const kind of KINDS) {
    const { seconds, calls, sum } = await runners[kind].ask(`measure ${name}`);
    if (counts) samples[kind].push(seconds / calls);
    sums.add(sum);
    // All of a search's repeats give the same answer, which was counted once.
    row.calls = name.startsWith("search-") ? 1 : calls;
  }
  if (sums.size > 1) throw new Error(`the runners disagree while ${name} is measured: ${[...sums].join(", ")}`);
}

/**
 * Stops where a runner's answers differ from another's: times of wrong answers are worth nothing.
 * @param {Record<Kind, Runner>} runners
 * @param {string} name
 */
async function sameAnswers(runners, name) {
  /** @type {{ digest: number, symbols: number }[]} */
  const answers = [];
  for (const kind of KINDS) answers.push(await runners[kind].ask(`verify ${name}`));
  const told = answers.map(({ digest, symbols }) => `${digest.toString(16)} (${symbols} symbols)`);
  if (new Set(told).size > 1) throw new Error(`the answers to ${name} differ: ${KINDS.map((kind, at) => `${kind} ${told[at]}`).join(", ")}`);
  return { symbols: answers[0]?.symbols ?? 0 };
}

/**
 * @param {Record<Kind, Record<string, number>[]>} answers
 * @param {string} key
 */
function column(answers, key) {
  const of = (/** @type {Kind} */ kind) => answers[kind].map((answer) => answer[key] ?? NaN);
  return { wasm: of("wasm"), plain: of("plain"), native: of("native") };
}
