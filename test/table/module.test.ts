// The WebAssembly module's own life: before it is loaded, loaded twice at once, loaded after a failure; each in a new process.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const DIST = new URL("../../dist/", import.meta.url).href;
const TEXT = 'new TextEncoder().encode("ffffffff81000000 T _stext\\n")';

/** What a program prints that imports an entry of the package as `kallsyms`. */
async function run(entry: string, program: string): Promise<unknown> {
  const whole = `import * as kallsyms from ${JSON.stringify(DIST + entry)};
    import { readFileSync } from "node:fs";
    const text = ${TEXT};
    const wasm = readFileSync(new URL(${JSON.stringify(`${DIST}kallsyms.wasm`)}));
    const codeOf = async (work) => { try { await work(); return "fine"; } catch (error) { return error.code ?? error.name; } };
    const print = (value) => console.log(JSON.stringify(value));
    ${program}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", whole], { cwd: fileURLToPath(new URL("../..", import.meta.url)) });
  return JSON.parse(stdout);
}

test("in the browser's entry nothing works before initialize, and everything after it", async () => {
  const codes = await run(
    "index.js",
    `const { KernelSymbolTable, nameVariant, initialize, moduleMemoryBytes } = kallsyms;
    const early = [
      await codeOf(() => KernelSymbolTable.parse(text)),
      await codeOf(() => KernelSymbolTable.deserialize(text)),
      await codeOf(() => nameVariant("a.cold")),
      moduleMemoryBytes(),
    ];
    await initialize(wasm);
    print([...early, KernelSymbolTable.parse(text).at(0).name, nameVariant("a.cold").suffix, moduleMemoryBytes() > 0]);`,
  );
  expect(codes).toEqual(["MODULE_NOT_INITIALIZED", "MODULE_NOT_INITIALIZED", "MODULE_NOT_INITIALIZED", 0, "_stext", ".cold", true]);
});

test("a failed initialize tells the remedy and can be repeated", async () => {
  const result = await run(
    "index.js",
    `const { KernelSymbolTable, initialize } = kallsyms;
    const failures = [];
    for (const source of [new Uint8Array([1, 2, 3]), new URL("file:///nowhere/kallsyms.wasm"), new Response("no", { status: 404 }), wasm.subarray(0, 1000)]) {
      failures.push(await codeOf(() => initialize(source)), await codeOf(() => KernelSymbolTable.parse(text)));
    }
    const message = await initialize(new Uint8Array(8)).catch((error) => error.message);
    await initialize(new WebAssembly.Module(wasm));
    await initialize(new Uint8Array([1, 2, 3]));
    print({ failures, message, name: KernelSymbolTable.parse(text).at(0).name });`,
  );
  expect(result).toEqual({
    failures: Array.from({ length: 4 }, () => ["MODULE_NOT_LOADED", "MODULE_NOT_INITIALIZED"]).flat(),
    message: expect.stringMatching(/initialize\(\).*wasm-unsafe-eval/) as string,
    name: "_stext",
  });
});

test("initialize takes a Response of the right type, an ArrayBuffer and a view of a larger buffer", async () => {
  for (const source of [
    'new Response(wasm, { headers: { "content-type": "application/wasm" } })',
    "wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length)",
    "Buffer.concat([Buffer.alloc(5), wasm, Buffer.alloc(5)]).subarray(5, 5 + wasm.length)",
  ]) {
    expect(await run("index.js", `await kallsyms.initialize(${source}); print(kallsyms.KernelSymbolTable.parse(text).size);`), source).toBe(1);
  }
});

test("many calls of initialize and load at once share one module", async () => {
  const names = await run(
    "index.js",
    `const { KernelSymbolTable, initialize } = kallsyms;
    const calls = [initialize(wasm), initialize(wasm), initialize()];
    const tables = await Promise.all([KernelSymbolTable.load(text), KernelSymbolTable.load(text)]);
    await Promise.all(calls);
    tables.push(KernelSymbolTable.parse(text));
    print(tables.map((table) => table.at(0).name));`,
  );
  expect(names).toEqual(["_stext", "_stext", "_stext"]);
});

test("Node's entry needs no initialize", async () => {
  expect(await run("index.node.js", "print(kallsyms.KernelSymbolTable.parse(text).at(0).name);")).toBe("_stext");
  expect(await run("index.node.js", 'print(kallsyms.nameVariant("a.cold").base);')).toBe("a");
});

test("parse while the first load is under way makes a table that stays whole", async () => {
  const result = await run(
    "index.node.js",
    `const { KernelSymbolTable, initialize } = kallsyms;
    const loading = KernelSymbolTable.load(new TextEncoder().encode("ffffffff82000000 T loaded\\n"));
    const parsed = KernelSymbolTable.parse(text);
    const loaded = await loading;
    print([parsed.at(0).name, parsed.getSymbolByName("_stext").length, loaded.at(0).name]);`,
  );
  expect(result).toEqual(["_stext", 1, "loaded"]);
});

test("parse while initialize is under way makes a table that stays whole", async () => {
  const result = await run(
    "index.node.js",
    `const { KernelSymbolTable, initialize } = kallsyms;
    const pending = initialize();
    const parsed = KernelSymbolTable.parse(text);
    await pending;
    print([parsed.at(0).name, parsed.getSymbolByName("_stext").length]);`,
  );
  expect(result).toEqual(["_stext", 1]);
});
