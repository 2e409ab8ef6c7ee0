// What the tests of slides, belonging and findings share: tables, and facts with nothing in them but what a test gives.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { KernelSymbolTable, initialize } from "../../ts/index.js";
import type { KernelSymbol } from "../../ts/index.js";
import type { Identity, ListedModule, ModuleList, SnapshotFacts, VmcoreInfo } from "../../ts/snapshot/facts.js";
import { parseVersion } from "../../ts/snapshot/identity.js";
import type { LogFacts } from "../../ts/snapshot/log/facts.js";
import { parseModules } from "../../ts/snapshot/module-lists.js";

await initialize(readFileSync(new URL("../../ts/core/wasm/kallsyms_bg.wasm", import.meta.url)));

const FIXTURES = fileURLToPath(new URL("../fixtures", import.meta.url));

/** A table of text. */
export function tableOf(text: string): KernelSymbolTable {
  return KernelSymbolTable.parse(new TextEncoder().encode(text));
}

/** Lines of a table. */
export function textOf(symbols: Iterable<Pick<KernelSymbol, "address" | "type" | "name" | "owner">>): string {
  return Array.from(symbols, ({ address, type, name, owner }) => `${address.toString(16).padStart(16, "0")} ${type} ${name}${owner === "system" ? "" : `\t[${owner}]`}\n`).join("");
}

/** A real kernel. */
export interface RealKernel {
  readonly table: KernelSymbolTable;
  readonly list: ModuleList;
  readonly identities: readonly Identity[];
}

/** The table and the modules of a fixture, and its name for itself where that is there. */
export async function realKernel(folder: string): Promise<RealKernel> {
  const read = (file: string) => readFileSync(join(FIXTURES, folder, file), "latin1");
  const table = await KernelSymbolTable.load(readFileSync(join(FIXTURES, folder, "kallsyms.xz")));
  const version = existsSync(join(FIXTURES, folder, "version")) ? parseVersion("proc/version", read("version")) : undefined;
  return { table, list: listOf(parseModules(read("modules")).modules), identities: version === undefined ? [] : [version] };
}

export function listOf(modules: readonly ListedModule[], kind: ModuleList["kind"] = "modules"): ModuleList {
  return { path: kind === "modules" ? "proc/modules" : kind, kind, modules };
}

export function module(name: string, base?: bigint, size?: number): ListedModule {
  return { name, size, usedBy: [], state: "Live", base, taints: "" };
}

/** Facts about a table; everything else is missing unless it is given. */
export function factsOf(table: KernelSymbolTable, parts: Partial<SnapshotFacts> = {}): SnapshotFacts {
  return { table: { path: "kallsyms", table }, systemMap: undefined, moduleLists: [], sections: new Map(), identities: [], vmcoreInfo: undefined, hooks: [], logs: [], ...parts };
}

/** What a log tells that says nothing but what is given. */
export function logOf(parts: Partial<LogFacts>, path = "dmesg"): { path: string; facts: LogFacts } {
  const silent: LogFacts = { releases: [], versions: [], buildIds: [], modules: [], unloaded: [], kernelOffset: undefined, vmcoreInfo: undefined, slides: [], sizes: { agreeing: 0, differing: [] } };
  return { path, facts: { ...silent, ...parts } };
}

/** Pairs of a log that agree on a slide, and some that don't. */
export function pairs(slide: bigint, agreeing: number, differing = 0, owner = "system"): LogFacts["slides"] {
  return [{ owner, slide, agreeing, differing, source: "pairs" }];
}

export function vmcoreOf(parts: Partial<VmcoreInfo>): { path: string; info: VmcoreInfo } {
  return { path: "vmcoreinfo", info: { release: undefined, buildId: undefined, kernelOffset: undefined, symbols: new Map(), ...parts } };
}

/** The image of a table as System.map has it: link addresses, no modules, percpu offsets where they are. */
export function systemMapOf(table: KernelSymbolTable, slide: bigint, change: (symbol: KernelSymbol) => KernelSymbol | undefined = (symbol) => symbol): KernelSymbolTable {
  const image: KernelSymbol[] = [];
  table.forEachSymbol((symbol) => {
    if (symbol.owner !== "system") return;
    const isFixed = symbol.type === "A";
    const changed = change({ ...symbol, address: isFixed ? symbol.address : symbol.address - slide, type: isFixed ? "D" : symbol.type });
    if (changed !== undefined) image.push(changed);
  });
  return tableOf(textOf(image));
}
