/** Everything is fetched once, after the first paint; then the page locks itself. Workers come later, and need no request. */

import { fetchLater } from "./later.js";
import { lock, locked } from "./lock.js";
import { keepForOffline } from "./offline.js";
import { PartMissing, missing, part, parts } from "./parts.js";
import { scriptFrom } from "./trusted.js";

interface Program {
  readonly script: string;
  readonly module: WebAssembly.Module;
}

const program = once("its program", async (): Promise<Program> => {
  const [texts, module] = await Promise.all([parts("program"), part("module").then(compile)]);
  return { script: scriptFrom(await Promise.all(texts.map((text) => text.blob()))), module };
});

const fetchSample = once("the sample", async () => (await part("sample")).blob());

/** Fetches what there is to fetch. What is missing is told to who asks for it. */
export async function prepare(): Promise<void> {
  keepForOffline();
  const outcomes = await Promise.allSettled([program(), fetchSample(), fetchLater()]);
  if (outcomes.every(({ status }) => status === "fulfilled")) lock();
}

/**
 * A worker, with the compiled module on its way to it. It is locked in with the page, so that what it will read can't leave it.
 *
 * @throws PartMissing where the program couldn't be fetched; the next call tries again.
 */
export async function startWorker(): Promise<Worker> {
  const [{ script, module }] = await Promise.all([program(), fetchLater()]);
  lock();
  const worker = new Worker(script, { name: "kallsyms" });
  worker.postMessage(module);
  return worker;
}

/** @throws PartMissing where the sample couldn't be fetched; the next call tries again, as long as the page isn't locked. */
export async function sample(): Promise<Blob> {
  try {
    return await fetchSample();
  } catch (error) {
    if (!locked.value) throw error;
    throw new PartMissing("the sample wasn’t here yet when the page locked itself. Reload the page to see it", { cause: error });
  }
}

/** A server that doesn't know the type of a .wasm is no reason to fail. */
async function compile(response: Response): Promise<WebAssembly.Module> {
  const isNamed = response.headers.get("content-type")?.startsWith("application/wasm") ?? false;
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** Work that is done once, or again where it failed. */
function once<T>(what: string, work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error instanceof PartMissing ? error : missing(`${what} whole: ${String(error)}`, error);
    });
    return result;
  };
}
