/** Lists of modules: /proc/modules, what lsmod printed, and the files of /sys/module. */

import { textLines } from "./bytes.js";
import type { ListedModule, ModuleList } from "./facts.js";
import { sortByRank } from "./rank.js";

/** Modules that a text lists, and its lines that aren't understood. */
export interface ParsedModules {
  readonly modules: readonly ListedModule[];
  /** Lines that are no module; they are left aside. */
  readonly rejected: number;
}

/** `NAME SIZE COUNT USERS STATE 0xBASE (TAINTS)`; without support for unloading, COUNT and USERS are `-`. */
const MODULE = /^(\S+) +(\d+) (?:\d+|-) (\S+) (Live|Loading|Unloading) 0x([0-9a-f]{1,16})(?: \(([A-Z]*[+-]?)\))?$/;

/** What may stand among the users of a module and is none. */
const NO_USERS: ReadonlySet<string> = new Set(["-", "", "[permanent]", "[unsafe]"]);

/**
 * Reads the text of `/proc/modules`. Users are those that the third field names, without `[permanent]`; a base of 0 is a hidden one.
 *
 * @example
 * ```ts
 * parseModules("rdma_cm 131072 1 rdma_ucm, Live 0xffffffffc1c1e000 (OE)\n").modules[0].usedBy // ["rdma_ucm"]
 * ```
 */
export function parseModules(text: string): ParsedModules {
  return parse(text, (line) => {
    const [, name, size, users = "", state, base, taints = ""] = MODULE.exec(line) ?? [];
    if (name === undefined) return undefined;
    const address = BigInt(`0x${base}`);
    return { name, size: Number(size), usedBy: usersOf(users), state, base: address === 0n ? undefined : address, taints };
  });
}

/** `NAME SIZE COUNT USERS`, as lsmod prints it today and did for Linux 2.4: `nfsd 65536 8 (autoclean) [nfs lockd]`. */
const LSMOD = /^([^\s,()[\]]+) +(\d+) +(?:-?\d+|-)(?: +(.*))?$/;

/** Reads what lsmod printed, with its heading or without. */
export function parseLsmod(text: string): ParsedModules {
  return parse(text, (line) => {
    if (/^Module +Size/.test(line)) return "heading";
    const [, name, size, users = ""] = LSMOD.exec(line) ?? [];
    if (name === undefined) return undefined;
    const named = users.replace(/\([a-z/]*\)/g, "").replace(/[[\]]/g, " ").trim().split(/[\s,]+/);
    return { name, size: Number(size), usedBy: named.filter((user) => !NO_USERS.has(user)), state: undefined, base: undefined, taints: "" };
  });
}

function usersOf(field: string): string[] {
  return field.split(",").filter((user) => !NO_USERS.has(user));
}

function parse(text: string, read: (line: string) => ListedModule | "heading" | undefined): ParsedModules {
  const modules: ListedModule[] = [];
  let rejected = 0;
  for (const { line } of textLines(text)) {
    const module = read(line);
    if (module === undefined) rejected += 1;
    else if (module !== "heading") modules.push(module);
  }
  return { modules, rejected };
}

/** Where a file of `/sys/module/MODULE` belongs. */
const IN_SYSFS = /^(.*?)(?:^|\/)module\/([^/]+)\/(initstate|coresize|taint|refcnt|initsize|sections\/([^/]+))$/;

/** What `initstate` says, in the words of /proc/modules. */
const STATES: ReadonlyMap<string, string> = new Map([
  ["live", "Live"],
  ["coming", "Loading"],
  ["going", "Unloading"],
]);

const UNTOLD = { size: undefined, usedBy: [], state: undefined, taints: "" } as const;

/** The modules of which `/sys/module` had files, gathered file by file. */
export class SysfsModules {
  /** By the folder that holds `module/`, then by module. */
  readonly #folders = new Map<string, Map<string, Partial<ListedModule>>>();
  /** `.text` of each module, by name. */
  readonly sections = new Map<string, bigint>();

  /** Takes one small file; false where its path or its content isn't as it should be. */
  add(path: string, text: string): boolean {
    const [, folder = "", name = "", attribute = "", section] = IN_SYSFS.exec(path) ?? [];
    const value = text.trim();
    if (name === "") return false;
    if (section !== undefined) return this.#addSection(name, section, value);
    const modules = this.#folders.get(folder) ?? new Map<string, Partial<ListedModule>>();
    this.#folders.set(folder, modules);
    modules.set(name, { ...modules.get(name), ...attributeOf(attribute, value) });
    return true;
  }

  /** A list for each folder that had modules. */
  lists(): ModuleList[] {
    return Array.from(this.#folders, ([folder, modules]) => ({
      path: folder === "" ? "module" : `${folder}/module`,
      kind: "sysfs" as const,
      modules: Array.from(modules, ([name, known]) => ({ ...UNTOLD, name, base: this.sections.get(name), ...known })),
    }));
  }

  #addSection(name: string, section: string, value: string): boolean {
    const [, digits] = /^0x([0-9a-f]{1,16})$/.exec(value) ?? [];
    if (digits === undefined) return false;
    const address = BigInt(`0x${digits}`);
    if (section === ".text" && address !== 0n) this.sections.set(name, address);
    return true;
  }
}

function attributeOf(attribute: string, value: string): Partial<ListedModule> {
  if (attribute === "initstate") return { state: STATES.get(value) };
  if (attribute === "coresize" && /^\d+$/.test(value)) return { size: Number(value) };
  if (attribute === "taint" && /^[A-Z]*$/.test(value)) return { taints: value };
  return {};
}

/** Lists from the best to the worst: with addresses, then /proc/modules, lsmod, sysfs, then the longer; equal ones as they came. */
export function rankLists(lists: readonly ModuleList[]): ModuleList[] {
  return sortByRank(lists, ({ kind, modules }) => {
    const hasBases = kind !== "sysfs" && modules.some(({ base }) => base !== undefined);
    return [hasBases ? 0 : 1, ["modules", "lsmod", "sysfs"].indexOf(kind), -modules.length];
  });
}
