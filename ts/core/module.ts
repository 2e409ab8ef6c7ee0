/** The one WebAssembly module of the package: where it comes from, when it is loaded, what it exports. */

import { ModuleError } from "./errors.js";
import initAsync, { initSync } from "./wasm/kallsyms.js";

/**
 * What the module can be made from: its bytes, their address, a `Response` with them, or a compiled `WebAssembly.Module`
 * (told as an object, so that these types ask for no library of the browser).
 */
export type ModuleSource = ArrayBuffer | ArrayBufferView | string | URL | object;

let memory: WebAssembly.Memory | undefined;
let loading: Promise<void> | undefined;
let readSync: (() => Uint8Array<ArrayBuffer>) | undefined;

/** Where the module lies beside this code. Bundlers find the file by this very expression, so it stands here only. */
export function moduleUrl(): URL {
  return new URL("./kallsyms.wasm", import.meta.url);
}

/** Tells how the module's bytes are read at once, where that is possible, so that nobody needs to call `initialize`. */
export function provideModule(read: () => Uint8Array<ArrayBuffer>): void {
  readSync = read;
}

/**
 * Loads the WebAssembly module. `KernelSymbolTable.load` does so by itself; call this before the synchronous `parse` in
 * a browser, or to say where the module comes from. Calls after the first do nothing; one that failed can be repeated.
 *
 * @param source - The module's bytes, `Response`, URL or compiled `WebAssembly.Module`; by default the file
 * `kallsyms.wasm` beside the package's code, which bundlers copy. Compiling needs `script-src 'wasm-unsafe-eval'` in a
 * content security policy.
 * @throws {@link ModuleError} with the code `MODULE_NOT_LOADED` where the module can't be had or compiled.
 *
 * @example
 * ```ts
 * await initialize();
 * const table = KernelSymbolTable.parse(bytes);
 * ```
 */
export function initialize(source?: ModuleSource): Promise<void> {
  loading ??= load(source).catch((cause: unknown) => {
    loading = undefined;
    throw new ModuleError(
      "MODULE_NOT_LOADED",
      `the WebAssembly module can't be loaded: ${cause instanceof Error ? cause.message : String(cause)}; ` +
        `give its bytes or its address to initialize(), and allow 'wasm-unsafe-eval' in script-src where a content security policy is set`,
      { cause },
    );
  });
  return loading;
}

async function load(source: ModuleSource | undefined): Promise<void> {
  if (source === undefined && readSync !== undefined) {
    requireMemory();
    return;
  }
  const module = await compile(source ?? moduleUrl());
  // Something synchronous may have loaded it meanwhile; a second instance would take the tables' memory from under them.
  if (memory !== undefined) return;
  memory = readSync === undefined ? (await initAsync({ module_or_path: module })).memory : initSync({ module }).memory;
}

async function compile(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source as BufferSource);
  const response = source instanceof Response ? source : await fetch(source as string | URL);
  if (!response.ok) throw new Error(`${response.url} answered with status ${response.status}`);
  // A server that doesn't know the type of a .wasm is no reason to fail.
  const isNamed = response.headers.get("content-type")?.startsWith("application/wasm") ?? false;
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * The module's memory, loading it first where that can be done at once.
 *
 * @throws {@link ModuleError} with the code `MODULE_NOT_INITIALIZED` where it must be waited for.
 * @internal
 */
export function requireMemory(): WebAssembly.Memory {
  if (memory !== undefined) return memory;
  if (readSync === undefined) {
    throw new ModuleError("MODULE_NOT_INITIALIZED", "the WebAssembly module isn't loaded yet: await initialize() first, or use the asynchronous load()");
  }
  memory = initSync({ module: readSync() }).memory;
  return memory;
}

/** Bytes of the module's memory: all tables together, and what is kept for the next ones, since it never shrinks. */
export function moduleMemoryBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}
