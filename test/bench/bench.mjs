// The measurements of `npm run bench`: the package in WebAssembly, idiomatic JavaScript and the crate natively, side by side.
import { writeFileSync } from "node:fs";
import { machine } from "./machine.mjs";
import { measureTable } from "./measure.mjs";
import { buildNative } from "./native.mjs";
import { readOptions, USAGE } from "./options.mjs";
import { markdownReport, terminalReport } from "./report.mjs";
import { measureSnapshot } from "./snapshot.mjs";
import { nameOf, tables } from "./tables.mjs";

const options = readOptions(process.argv.slice(2));
if (options.help) console.log(USAGE);
else if (options.snapshot) await side(measureSnapshot);
else if (options.page) await side((await import("./page.mjs")).measurePage);
else await main();

/** What isn't measured beside others, with the table of `--quick` or those that are named. */
async function side(measure) {
  console.log(`\n${machine()}\n`);
  for (const file of tables({ ...options, quick: true })) {
    const rows = await measure(file, { rounds: options.rounds, say: progress });
    progress("");
    console.log(`${nameOf(file)}: medians of ${options.rounds} rounds`);
    for (const { name, value, aim } of rows) console.log(`  ${name.padEnd(52)} ${value}${aim === "" ? "" : `  (aim ${aim})`}`);
  }
}

async function main() {
  const files = tables(options);
  const executable = buildNative();
  const about = machine();
  console.log(`\n${about}\n`);
  const all = [];
  for (const file of files) {
    const measured = await measureTable(file, { rounds: options.rounds, executable, say: (text) => progress(`${nameOf(file)}: ${text}`) });
    progress("");
    console.log(`${options.markdown ? markdownReport(measured) : terminalReport(measured)}\n`);
    all.push(measured);
    // Written after every table, so that an interrupted run leaves what it has.
    if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine: about, unit: "seconds or bytes", tables: all }, undefined, 2)}\n`);
  }
}

// On a terminal only: in a log the figures are enough.
/** @param {string} text */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
