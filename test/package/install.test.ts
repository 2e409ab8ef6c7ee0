// The package as it is published: what is in it, and that it runs where it is installed, however it is imported.

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createProject, readJson } from "./project.js";
import type { Project } from "./project.js";

let project: Project;

beforeAll(async () => {
  project = await createProject();
  project.write({ "table.txt": "ffffffff81000000 T _stext\nffffffff81000010 t init_once\nffffffff81000020 T _etext\n" });
});
afterAll(() => project.remove());

describe("the tarball", () => {
  test("holds the code, the module, declarations and licences", () => {
    for (const file of ["package.json", "LICENSE", "LICENSE-MIT", "LICENSE-APACHE", "dist/THIRD-PARTY-LICENSES.txt", "dist/index.js", "dist/index.node.js", "dist/node.js", "dist/cli.js", "dist/kallsyms.wasm", "dist/types/index.d.ts", "dist/types/node/index.d.ts"]) {
      expect(project.packed).toContain(file);
    }
  });

  test("holds nothing else: no sources, no tests, no second module", () => {
    const known = /^(package\.json|README\.md|LICENSE(-MIT|-APACHE)?|dist\/(THIRD-PARTY-LICENSES\.txt|kallsyms\.wasm|[\w.-]+\.js|types\/[\w./-]+\.d\.ts))$/;
    expect(project.packed.filter((file) => !known.test(file))).toEqual([]);
  });

  test("names every file that its exports and its program point to", () => {
    const { exports, bin, ...rest } = readJson(project, "node_modules/kallsyms/package.json") as { exports: object; bin: object };
    const files = JSON.stringify([exports, bin]).match(/(?:\.\/)?dist\/[^"]+/g) ?? [];
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(project.packed, file).toContain(file.replace(/^\.\//, ""));
    expect(rest).not.toHaveProperty("dependencies");
  });

  test("brings nothing along", () => {
    expect(readdirSync(join(project.folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["kallsyms"]);
  });
});

describe("in Node", () => {
  const print = 'const table = KernelSymbolTable.parse(new TextEncoder().encode("ffffffff81000000 T _stext\\n")); console.log(table.at(0).name);';

  test("import", async () => {
    project.write({ "import.mjs": `import { KernelSymbolTable } from "kallsyms";\n${print}` });
    expect(await project.node("import.mjs")).toEqual({ stdout: "_stext\n", stderr: "" });
  });

  test("import()", async () => {
    project.write({ "dynamic.cjs": `import("kallsyms").then(({ KernelSymbolTable }) => { ${print} });` });
    expect((await project.node("dynamic.cjs")).stdout).toBe("_stext\n");
  });

  test("require", async () => {
    // Node 20 warns that it does so.
    project.write({ "require.cjs": `const { KernelSymbolTable } = require("kallsyms");\nconst { openKallsyms } = require("kallsyms/node");\n${print}\nopenKallsyms("table.txt").then(({ size }) => console.log(size));` });
    expect((await project.node("require.cjs")).stdout).toBe("_stext\n3\n");
  });

  test("require and import of both entries give one and the same class", async () => {
    project.write({
      "same.mjs": `import { createRequire } from "node:module";
        import { KernelSymbolTable } from "kallsyms";
        import { openKallsyms } from "kallsyms/node";
        const required = createRequire(import.meta.url)("kallsyms");
        const table = await openKallsyms("table.txt");
        console.log(required.KernelSymbolTable === KernelSymbolTable, table instanceof KernelSymbolTable);`,
    });
    expect((await project.node("same.mjs")).stdout).toBe("true true\n");
  });

  test("kallsyms/node reads a path, a file: URL, and says which file can't be read", async () => {
    project.write({
      "open.mjs": `import { openKallsyms } from "kallsyms/node";
        const progress = [];
        const table = await openKallsyms("table.txt", { onProgress: (seen) => progress.push(seen) });
        const again = await openKallsyms(new URL("table.txt", import.meta.url));
        const errors = await Promise.all(["absent.txt", "."].map((path) => openKallsyms(path).catch(({ code, message }) => code + " " + message.includes(path))));
        console.log(JSON.stringify([table.size, again.size, progress.at(-1), errors]));`,
    });
    const { size } = statSync(join(project.folder, "table.txt"));
    expect(JSON.parse((await project.node("open.mjs")).stdout)).toEqual([3, 3, { bytes: size, totalBytes: size }, ["SOURCE_UNREADABLE true", "SOURCE_UNREADABLE true"]]);
  });

  test("workers have tables of their own, and take a compiled module or a serialized table", async () => {
    project.write({
      "worker.mjs": `import { parentPort, workerData } from "node:worker_threads";
        import { KernelSymbolTable, initialize } from "kallsyms";
        if (workerData.module) await initialize(workerData.module);
        const table = workerData.bytes ? KernelSymbolTable.deserialize(workerData.bytes) : await KernelSymbolTable.load([new TextEncoder().encode(workerData.text)]);
        parentPort.postMessage(Array.from(table, ({ name }) => name).join());`,
      "main.mjs": `import { readFileSync } from "node:fs";
        import { Worker } from "node:worker_threads";
        import { KernelSymbolTable } from "kallsyms";
        const text = readFileSync("table.txt", "utf8");
        const module = new WebAssembly.Module(readFileSync(new URL(import.meta.resolve("kallsyms/kallsyms.wasm"))));
        const bytes = KernelSymbolTable.parse(new TextEncoder().encode(text)).serialize();
        const ask = (workerData) => new Promise((resolve, reject) => new Worker("./worker.mjs", { workerData }).on("message", resolve).on("error", reject));
        console.log(JSON.stringify(await Promise.all([ask({ text }), ask({ text: text.slice(26), module }), ask({ bytes })])));`,
    });
    expect(JSON.parse((await project.node("main.mjs")).stdout)).toEqual(["_stext,init_once,_etext", "init_once,_etext", "_stext,init_once,_etext"]);
  });

  test("inner files can't be imported", async () => {
    project.write({ "inner.mjs": 'await import("kallsyms/dist/index.js").catch(({ code }) => console.log(code));' });
    expect((await project.node("inner.mjs")).stdout).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
  });
});

test("the program runs from where npm put it", async () => {
  const { version } = readJson(project, "node_modules/kallsyms/package.json") as { version: string };
  const bin = join(project.folder, "node_modules", ".bin");
  expect(existsSync(join(bin, process.platform === "win32" ? "kallsyms.cmd" : "kallsyms"))).toBe(true);
  const { stdout } = await project.node(join("node_modules", "kallsyms", "dist", "cli.js"), "--version");
  expect(stdout).toContain(version);
});
