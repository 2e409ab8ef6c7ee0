// Build: .wasm, library, declarations, page, in this order; `npm run build -- wasm library` makes only those named.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { libraryStep } from "./build-library.mjs";
import { pageStep } from "./build-page.mjs";
import { typesStep } from "./build-types.mjs";
import { wasmStep } from "./build-wasm.mjs";
import { withLock } from "./lock.mjs";
import { dist, rootId } from "./places.mjs";
import { say, seconds, StepError } from "./run.mjs";
import { isMain, main, setUp } from "./setup.mjs";
import { forget, isFresh, remember } from "./stamp.mjs";

const STEPS = [wasmStep, libraryStep, typesStep, pageStep];

/** Makes what is not up to date. Expects the set-up to be done. */
export async function build(names = []) {
  const unknown = names.find((name) => !STEPS.some((step) => step.name === name));
  if (unknown) throw new StepError(`no build step "${unknown}"`, `Steps: ${STEPS.map((step) => step.name).join(", ")}`);
  const since = Date.now();
  await withLock(`build-${rootId}`, async () => {
    for (const step of STEPS) {
      if (names.length === 0 || names.includes(step.name)) await make(step);
    }
  });
  say(`build: up to date (${seconds(since)})`);
  printSizes();
}

async function make(step) {
  const hash = step.hash();
  if (isFresh(step.name, hash, step.outputs())) return;
  const since = Date.now();
  say(`build: ${step.name}`);
  forget(step.name);
  await step.run();
  remember(step.name, hash);
  say(`  ${step.name} made in ${seconds(since)}`);
}

function printSizes() {
  for (const name of ["kallsyms.wasm", "index.js"]) {
    const file = join(dist, name);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    say(`  dist/${name}: ${kilobytes(bytes)}, ${kilobytes(gzipSync(bytes, { level: 9 }))} with gzip`);
  }
}

function kilobytes(bytes) {
  return `${(bytes.length / 1000).toFixed(1)} kB`;
}

if (isMain(import.meta.url)) {
  await main(async () => {
    await setUp({ browser: false });
    await build(process.argv.slice(2));
  });
}
