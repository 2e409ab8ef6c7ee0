/** Modules of a table against lists of modules: which are in both, and whether their symbols lie where the list says. */

import type { KernelSymbol } from "../table/symbol.js";
import type { KernelSymbolTable } from "../table/table.js";
import type { ListedModule, ModuleList } from "./facts.js";
import { IMAGE } from "./slide-image.js";

/** Owners that are no modules: BPF programs, and code that the kernel makes for ftrace and kprobes. */
const GENERATED = /^(bpf$|__builtin__)/;

/** Modules whose symbols are looked at; no kernel has more. */
const MOST_MODULES = 2048;

/** Steps that looking at them may take: one for each module and each owner of the table. */
const MOST_STEPS = 2 ** 22;

/** Share of the modules that must lie as a rule says for it to be one, as a fraction. */
const RULE = { of: 10, atLeast: 9 } as const;

/** Letters of all symbols that have a place: all but absolute ones, which in modules are percpu variables. */
export const PLACED = "BbCDdGgIiNnpRrSsTtUuVvWw?-";
const TEXT = "TtWw";

/** The highest address. */
const HIGHEST = 0xffff_ffff_ffff_ffffn;

/** Whether an owner is code that the kernel makes at run time. */
export function isGenerated(owner: string): boolean {
  return GENERATED.test(owner);
}

/** Names of modules, each once. */
export class ModuleNames {
  readonly all: readonly string[];
  readonly #plain: ReadonlySet<string>;

  constructor(names: Iterable<string>) {
    this.all = Array.from(new Set(names));
    this.#plain = new Set(this.all.map(plain));
  }

  /** The names of some modules that aren't among these, each once. */
  lacking(names: Iterable<string>): string[] {
    return Array.from(new Set(names)).filter((name) => !this.#plain.has(plain(name)));
  }
}

/** A dash is an underscore, as in file names of modules. */
function plain(name: string): string {
  return name.replaceAll("-", "_");
}

/** The modules of a table. */
export interface TableModules {
  readonly names: ModuleNames;
  /** Whether it was loaded with some owners only, so that a missing one means nothing. */
  readonly isPartial: boolean;
}

/** The modules of a table, as its symbols tell. */
export function modulesOf(table: KernelSymbolTable): TableModules {
  const owners = table.owners().map(({ name }) => name);
  return { names: new ModuleNames(owners.filter((name) => name !== IMAGE && !isGenerated(name))), isPartial: table.report.skipped > 0 };
}

/** A module with symbols outside the memory that a list says it has. */
export interface StrayModule {
  readonly module: ListedModule;
  readonly from: bigint;
  readonly to: bigint;
  /** Its symbols outside. */
  readonly count: number;
  /** The first of them above the memory, else below. */
  readonly first: KernelSymbol;
}

/** How the symbols of modules lie in the memory that a list says they have. */
export interface ModuleAreas {
  /**
   * What the listed memory holds, by what holds for nine modules of ten: `"all"` symbols (up to Linux 6.3), `"text"` only
   * (from 6.4 data lie apart), `"nothing"`: the list is of another moment.
   */
  readonly holds: "all" | "text" | "nothing";
  /** Modules that were looked at: loaded, of known base and size, and in the table. */
  readonly checked: number;
  /** Modules that break that rule; none where there is no rule. */
  readonly strays: readonly StrayModule[];
}

/** Where nothing can be compared. */
const NO_AREAS: ModuleAreas = { holds: "nothing", checked: 0, strays: [] };

/**
 * Looks at the symbols of each module that `/proc/modules` lists; at the first 2048, and at fewer where the table has more
 * owners than any kernel. Other lists don't tell where a module's
 * memory begins: `/sys/module` has the beginning of `.text`, which need not be first.
 */
export function moduleAreas(table: KernelSymbolTable, { names }: TableModules, list: ModuleList): ModuleAreas {
  if (table.restricted || list.kind !== "modules") return NO_AREAS;
  const present = new Set(names.all);
  const loaded = firstOfEach(list.modules).filter(({ name, state }) => present.has(name) && state !== "Loading");
  const modules = loaded.flatMap(area).slice(0, Math.min(MOST_MODULES, Math.floor(MOST_STEPS / present.size)));
  for (const [holds, types] of [["all", PLACED], ["text", TEXT]] as const) {
    const strays = modules.flatMap((module) => strayOf(table, module, types));
    if (modules.length > 0 && (modules.length - strays.length) * RULE.of >= modules.length * RULE.atLeast) return { holds, checked: modules.length, strays };
  }
  return { holds: "nothing", checked: modules.length, strays: [] };
}

interface Area {
  readonly module: ListedModule;
  readonly from: bigint;
  readonly to: bigint;
}

function area(module: ListedModule): Area[] {
  const { base, size } = module;
  if (base === undefined || size === undefined || !Number.isSafeInteger(size) || size <= 0) return [];
  const end = base + BigInt(size);
  return [{ module, from: base, to: end > HIGHEST ? HIGHEST : end }];
}

function strayOf(table: KernelSymbolTable, { module, from, to }: Area, type: string): StrayModule[] {
  const above = table.search({ owner: module.name, type, from: to, limit: 1 });
  const below = table.search({ owner: module.name, type, to: from, limit: 1 });
  const first = above.symbols[0] ?? below.symbols[0];
  return first === undefined ? [] : [{ module, from, to, count: above.total + below.total, first }];
}

function firstOfEach(modules: readonly ListedModule[]): ListedModule[] {
  const byName = new Map<string, ListedModule>();
  for (const module of modules) if (!byName.has(module.name)) byName.set(module.name, module);
  return Array.from(byName.values());
}
