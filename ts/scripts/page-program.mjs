// The worker's program and the service worker, each built into plain scripts: the page joins the program's files into one.
import { join } from "node:path";
import { root } from "./places.mjs";
import { StepError } from "./run.mjs";

// What undoes compression and takes archives apart. It is a file of its own so that its size can be told.
const DECODERS = /[\\/]dist[\\/]chunk-(?:checksums|gzip|pako|tar|window|xz|zip|zstd)\.js$/;
// What opens a snapshot and decodes its logs.
const REPORT = /[\\/]dist[\\/]chunk-(?:open|decode)\.js$|[\\/]web[\\/]worker[\\/]log[\\/]/;

// Each file needs only those behind it. A file evaluates nothing of another before somebody asks for it.
const ORDER = ["decoders.js", "report.js", "worker.js"];

/** The program's files in the order in which they are joined, as `{ name, text }`. */
export async function buildProgram() {
  const chunks = await bundle(
    {
      input: { worker: "web/worker/worker.ts" },
      preserveEntrySignatures: false,
      // The module comes from the page, compiled; the package's own address for it is never used.
      transform: { target: "es2022", define: { "import.meta.url": '"about:blank"' } },
    },
    {
      format: "cjs",
      entryFileNames: "[name].js",
      chunkFileNames: "[name].js",
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [
          { name: "decoders", test: DECODERS, priority: 2 },
          { name: "report", test: REPORT, priority: 1 },
          { name: "worker", test: /./ },
        ],
      },
    },
  );
  const unknown = chunks.find(({ fileName }) => !ORDER.includes(fileName) && !isRuntime(fileName));
  if (unknown) throw new StepError(`the worker's program has a file ${unknown.fileName}`, "Say in page-program.mjs where it belongs.");
  const texts = new Map(chunks.map(({ fileName, code }) => [fileName, asDefinition(fileName, code)]));
  const runtime = chunks.filter(({ fileName }) => isRuntime(fileName)).map(({ fileName }) => texts.get(fileName));
  texts.set("worker.js", [...runtime, texts.get("worker.js"), START].join(""));
  return ORDER.map((name) => ({ name, text: texts.get(name) }));
}

/** The page's own script as one, for the page that is one file. */
export async function buildWhole() {
  const jsx = { runtime: "automatic", importSource: "preact" };
  const [{ code }] = await bundle({ input: "web/main.tsx", transform: { target: "es2022", jsx } }, { format: "es", codeSplitting: false });
  return code;
}

/** The service worker's script, which keeps these files. */
export async function buildServiceWorker(files, version) {
  const define = { FILES: JSON.stringify(files), VERSION: JSON.stringify(version) };
  const [{ code }] = await bundle({ input: "web/start/service-worker.ts", transform: { target: "es2022", define } }, { format: "iife" });
  return code;
}

// Function declarations come before everything in a script, also before the files that are joined in front of this one.
const START = `require("worker.js");
function define(name,make){(define.all??=new Map).set(name,{make})}
function require(path){const name=path.replace("./",""),file=define.all.get(name);if(!file.exports)file.make(file,file.exports={},require);return file.exports}
`;

function asDefinition(name, code) {
  return `define(${JSON.stringify(name)},(module,exports,require)=>{"use strict";${code.trim()}\n});\n`;
}

// A few helpers of the bundler's.
function isRuntime(fileName) {
  return fileName.startsWith("rolldown-runtime");
}

async function bundle(input, output) {
  const { rolldown } = await import("rolldown");
  const build = await rolldown({ cwd: root, platform: "browser", resolve: { extensionAlias: { ".js": [".ts", ".js"] } }, ...input });
  const { output: chunks } = await build.generate({ minify: true, ...output });
  await build.close();
  return chunks;
}
