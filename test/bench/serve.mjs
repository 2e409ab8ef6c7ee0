// The child that measures: `serve.mjs ENGINE FOLDER` does what each line of its input says and answers with a line of JSON.
import { createInterface } from "node:readline";
import { plainEngine, wasmEngine } from "./engines.mjs";
import { Inputs, measure, verify } from "./work.mjs";

const [kind, folder = "."] = process.argv.slice(2);
const engine = kind === "wasm" ? await wasmEngine() : plainEngine();
const inputs = new Inputs(folder);

/** @type {any} */
let table;

for await (const line of createInterface({ input: process.stdin })) {
  const [command, workload = ""] = line.split(" ");
  process.stdout.write(`${JSON.stringify(answer(command, workload))}\n`);
}

/**
 * @param {string | undefined} command
 * @param {string} workload
 */
function answer(command, workload) {
  try {
    switch (command) {
      case "open":
        return open();
      case "verify":
        return verify(engine, table, inputs, workload);
      default:
        return measure(engine, table, inputs, workload);
    }
  } catch (error) {
    return { error: error instanceof Error ? error.stack : String(error) };
  }
}

// The first load of this process, with the memory it takes; the table stays for the queries.
function open() {
  const before = engine.processBytes();
  const start = performance.now();
  table = engine.load(inputs.text);
  const seconds = (performance.now() - start) / 1000;
  const grown = engine.processBytes() - before;
  return { seconds, grown, held: engine.tableBytes(table) ?? grown };
}
