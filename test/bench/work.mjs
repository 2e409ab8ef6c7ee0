// The workloads in JavaScript. `measure` times them; `verify` does them once with every answer in a digest.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Digest } from "./digest.mjs";
import { PAGE, SEARCH_REPEATS, SEARCHES } from "./workloads.mjs";

/** @typedef {import("./engines.mjs").Engine} Engine */
/** @typedef {import("./engines.mjs").AnySymbol} AnySymbol */

/** What the last call gave is kept, so that no compiler finds out that nobody needs it. @type {unknown} */
export let kept;

/** The inputs that prepare.mjs wrote. */
export class Inputs {
  /** @param {string} folder */
  constructor(folder) {
    const lines = (/** @type {string} */ file) => readFileSync(join(folder, file), "utf8").split("\n").slice(0, -1);
    const longs = (/** @type {string} */ file) => new BigUint64Array(new Uint8Array(readFileSync(join(folder, file))).buffer);
    this.text = readFileSync(join(folder, "text"));
    this.names = lines("names");
    this.absent = lines("absent");
    // Callers have single addresses as BigInts.
    this.exact = [...longs("exact")];
    this.inside = [...longs("inside")];
    this.batch = longs("batch");
    this.batchSorted = longs("batch-sorted");
  }
}

/**
 * Runs a workload once: seconds, calls, and a sum over the answers that all runners must agree on.
 * @param {Engine} engine
 * @param {any} table
 * @param {Inputs} inputs
 * @param {string} workload
 */
export function measure(engine, table, inputs, workload) {
  const { calls, work, after } = job(engine, table, inputs, workload);
  const start = performance.now();
  const sum = work();
  const seconds = (performance.now() - start) / 1000;
  after?.();
  return { seconds, calls, sum };
}

/**
 * @param {Engine} engine
 * @param {any} table
 * @param {Inputs} inputs
 * @param {string} workload
 * @returns {{ calls: number, work: () => number, after?: () => void }}
 */
function job(engine, table, inputs, workload) {
  switch (workload) {
    case "load": {
      globalThis.gc?.();
      /** @type {any} */
      let loaded;
      return { calls: 1, work: () => ((loaded = engine.load(inputs.text)), 0), after: () => engine.free(loaded) };
    }
    case "name-hit":
      return each(inputs.names, (name) => engine.findName(table, name));
    case "name-miss":
      return each(inputs.absent, (name) => engine.findName(table, name));
    case "address-exact":
      return each(inputs.exact, (address) => engine.findAddress(table, address));
    case "address-inside":
      return each(inputs.inside, (address) => engine.resolve(table, address)?.symbols ?? []);
    case "batch-random":
      return batch(engine, table, inputs.batch);
    case "batch-sorted":
      return batch(engine, table, inputs.batchSorted);
    case "iterate":
      return iterate(engine, table);
    default:
      return search(engine, table, workload);
  }
}

/**
 * @template Q
 * @param {Q[]} questions
 * @param {(question: Q) => AnySymbol[]} ask
 */
function each(questions, ask) {
  const work = () => {
    let sum = 0;
    for (const question of questions) {
      const symbols = ask(question);
      for (const symbol of symbols) sum += symbol.type.charCodeAt(0);
      kept = symbols;
    }
    return sum;
  };
  return { calls: questions.length, work };
}

/**
 * @param {Engine} engine
 * @param {any} table
 * @param {BigUint64Array} addresses
 */
function batch(engine, table, addresses) {
  const work = () => {
    kept = engine.resolveBatch(table, addresses);
    return 0;
  };
  return { calls: addresses.length, work };
}

/**
 * @param {Engine} engine
 * @param {any} table
 */
function iterate(engine, table) {
  let calls = 0;
  engine.forEach(table, () => calls++);
  const work = () => {
    let sum = 0;
    engine.forEach(table, (symbol) => {
      sum += symbol.type.charCodeAt(0);
      kept = symbol;
    });
    return sum;
  };
  return { calls, work };
}

/**
 * @param {Engine} engine
 * @param {any} table
 * @param {string} workload
 */
function search(engine, table, workload) {
  const wanted = searchOf(workload);
  const work = () => {
    let sum = 0;
    for (let count = 0; count < SEARCH_REPEATS; count++) {
      const { total, symbols } = engine.search(table, wanted, PAGE);
      sum += total;
      kept = symbols;
    }
    return sum;
  };
  return { calls: SEARCH_REPEATS, work };
}

/** @param {string} workload */
function searchOf(workload) {
  const found = SEARCHES.find(({ name }) => workload === `search-${name}`);
  if (!found) throw new Error(`no workload "${workload}"`);
  return found;
}

/**
 * All answers of a workload as one digest, and how many symbols they hold.
 * @param {Engine} engine
 * @param {any} table
 * @param {Inputs} inputs
 * @param {string} workload
 */
export function verify(engine, table, inputs, workload) {
  const digest = new Digest();
  let symbols = 0;
  const take = (/** @type {AnySymbol} */ symbol) => {
    digest.symbol(symbol);
    symbols++;
  };
  const takeAll = (/** @type {readonly AnySymbol[]} */ all) => {
    all.forEach(take);
    digest.text(".");
  };
  switch (workload) {
    case "name-hit":
      inputs.names.forEach((name) => takeAll(engine.findName(table, name)));
      break;
    case "name-miss":
      inputs.absent.forEach((name) => takeAll(engine.findName(table, name)));
      break;
    case "address-exact":
      inputs.exact.forEach((address) => takeAll(engine.findAddress(table, address)));
      break;
    case "address-inside":
      for (const address of inputs.inside) {
        const found = engine.resolve(table, address);
        takeAll(found?.symbols ?? []);
        digest.text(`+${found?.offset}\n`);
      }
      break;
    case "batch-random":
    case "batch-sorted": {
      const addresses = workload === "batch-random" ? inputs.batch : inputs.batchSorted;
      const answers = engine.resolveBatch(table, addresses);
      for (let at = 0; at < addresses.length; at++) {
        const found = engine.ofBatch(table, answers, at);
        if (found) take(found.symbol);
        digest.text(`+${found?.offset}\n`);
      }
      break;
    }
    case "load":
    case "iterate":
      engine.forEach(table, take);
      break;
    default: {
      const { total, symbols } = engine.search(table, searchOf(workload), PAGE);
      digest.text(`${total}\n`);
      // Only two of the three rank fuzzy hits, so that the first of them differ.
      if (workload !== "search-fuzzy") takeAll(symbols);
      return { digest: digest.value, symbols: total };
    }
  }
  return { digest: digest.value, symbols };
}
