/** The lines in which a log tells of its kernel: release, version, build id, modules, slide. */

import type { VmcoreInfo } from "../facts.js";
import type { LogModule } from "./facts.js";

/** Values of one kind that are remembered; a log of many boots has many releases, a hostile one a million. */
const MOST_VALUES = 64;

/** Characters of a list of modules. */
const LONGEST_LIST = 262_144;
const MOST_SYMBOLS = 256;

/** Characters of a line that are looked at; the list of modules is longer, and cut by the kernel into lines of about 1,000. */
const LONGEST_LINE = 16_384;

/** `Linux version 6.1.0-50-amd64 (debian-kernel@…) (gcc-12 …) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-25)`. */
const BANNER = /^Linux version (\S{1,128}) .*?(#\d+ .{1,200})$/;
/** `… Not tainted 6.1.0 #1 …`, `… Tainted: G        W  OE      6.1.0-50-amd64 #1  Debian 6.1.176-1`; the task's name before may hold anything. */
const HEADER = /.*(?:Not tainted|Tainted: [A-Z ]{1,40}) +(\d\S{0,127}) (#\d+\S*)/;
const BUILD_ID = /\b([0-9a-f]{40})\b\]?\s*$/;
const MODULE = /([\w-]{1,64})(?:\(([A-Z]{0,16}[+-]?)\))?/g;
const UNLOADED = /\[last unloaded: ([\w-]{1,64})/;
const KERNEL_OFFSET = /^Kernel Offset: (?:0x([0-9a-f]{1,16}) from 0x([0-9a-f]{1,16})|(disabled))/;
const VMCOREINFO = /^(OSRELEASE|BUILD-ID|KERNELOFFSET|SYMBOL\((\w{1,64})\))=([^\s]{1,128})/;

/** Collects what lines tell. */
export class IdentityLines {
  readonly #releases = new Set<string>();
  readonly #versions = new Set<string>();
  readonly #buildIds = new Set<string>();
  readonly #unloaded = new Set<string>();
  /** The longest list of modules, as it was printed; most logs print the same list many times. */
  #modules = "";
  /** The list that is being printed, and by whom: it goes on in that caller's indented lines. */
  #list: string | undefined;
  #listCaller: string | undefined;
  #kernelOffset: { readonly offset: bigint; readonly from: bigint } | "disabled" | undefined;
  #vmcore: { release?: string; buildId?: string; kernelOffset?: bigint; readonly symbols: Map<string, bigint> } | undefined;

  /**
   * Takes a message.
   *
   * @returns Whether it is a list of modules or a part of one, in which no symbols stand.
   */
  read(text: string, from: number, to: number, caller: string | undefined): boolean {
    if (this.#list !== undefined && caller === this.#listCaller) {
      if (text.charCodeAt(from) === 0x20) return this.#readModules(text.slice(from, Math.min(to, from + LONGEST_LINE)));
      this.#list = undefined;
    }
    switch (text.charCodeAt(from)) {
      case 0x4d: // M
        if (!text.startsWith("Modules linked in:", from)) return false;
        this.#list = "";
        this.#listCaller = caller;
        return this.#readModules(text.slice(from + 18, Math.min(to, from + LONGEST_LINE)));
      case 0x43: // C
      case 0x50: // P
        if (text.startsWith("CPU: ", from) || text.startsWith("Pid: ", from) || text.startsWith("PID: ", from)) this.#readHeader(line(text, from, to));
        return false;
      case 0x4c: // L
        if (text.startsWith("Linux version ", from)) this.#readBanner(line(text, from, to));
        return false;
      case 0x4b: // K
        if (text.startsWith("Kernel Offset: ", from)) this.#readOffset(line(text, from, to));
        else if (text.startsWith("KERNELOFFSET=", from)) this.#readVmcoreInfo(line(text, from, to));
        return false;
      case 0x4f: // O
      case 0x42: // B
      case 0x53: // S
        if (/^(?:OSRELEASE=|BUILD-ID=|SYMBOL\()/.test(text.slice(from, from + 10))) this.#readVmcoreInfo(line(text, from, to));
        return false;
      default:
        return false;
    }
  }

  get releases(): readonly string[] {
    return [...this.#releases];
  }

  get versions(): readonly string[] {
    return [...this.#versions];
  }

  get buildIds(): readonly string[] {
    return [...this.#buildIds];
  }

  get modules(): readonly LogModule[] {
    return modulesIn(this.#modules);
  }

  get unloaded(): readonly string[] {
    return [...this.#unloaded];
  }

  get kernelOffset(): { readonly offset: bigint; readonly from: bigint } | "disabled" | undefined {
    return this.#kernelOffset;
  }

  get vmcoreInfo(): VmcoreInfo | undefined {
    if (this.#vmcore === undefined) return undefined;
    const { release, buildId, kernelOffset, symbols } = this.#vmcore;
    return { release, buildId, kernelOffset, symbols };
  }

  #readModules(text: string): true {
    const end = text.indexOf("[");
    const unloaded = end < 0 ? undefined : UNLOADED.exec(text)?.[1];
    if (unloaded !== undefined) remember(this.#unloaded, unloaded);
    if ((this.#list as string).length < LONGEST_LIST) this.#list += `${end < 0 ? text : text.slice(0, end)} `;
    if ((this.#list as string).length > this.#modules.length) this.#modules = this.#list as string;
    return true;
  }

  #readHeader(text: string): void {
    const [, release, version] = HEADER.exec(text) ?? [];
    if (release !== undefined && version !== undefined) remember(this.#releases, release);
    const buildId = BUILD_ID.exec(text)?.[1];
    if (release !== undefined && buildId !== undefined) remember(this.#buildIds, buildId);
  }

  #readBanner(text: string): void {
    const [, release, version] = BANNER.exec(text) ?? [];
    if (release !== undefined) remember(this.#releases, release);
    if (version !== undefined) remember(this.#versions, version.trim());
  }

  #readOffset(text: string): void {
    const [, offset, from, disabled] = KERNEL_OFFSET.exec(text) ?? [];
    if (disabled !== undefined) this.#kernelOffset = "disabled";
    else if (offset !== undefined && from !== undefined) this.#kernelOffset = { offset: BigInt(`0x${offset}`), from: BigInt(`0x${from}`) };
  }

  #readVmcoreInfo(text: string): void {
    const [, key, symbol, value] = VMCOREINFO.exec(text) ?? [];
    if (key === undefined || value === undefined) return;
    this.#vmcore ??= { symbols: new Map() };
    if (key === "OSRELEASE") this.#vmcore.release = value;
    else if (key === "BUILD-ID") this.#vmcore.buildId = value.toLowerCase();
    else if (!/^[0-9a-fA-F]{1,16}$/.test(value)) return;
    else if (key === "KERNELOFFSET") this.#vmcore.kernelOffset = BigInt(`0x${value}`);
    else if (symbol !== undefined && this.#vmcore.symbols.size < MOST_SYMBOLS) this.#vmcore.symbols.set(symbol, BigInt(`0x${value}`));
  }
}

function modulesIn(list: string): LogModule[] {
  return Array.from(list.matchAll(MODULE), ([, name = "", taints = ""]) => ({ name, taints }));
}

function line(text: string, from: number, to: number): string {
  return text.slice(from, Math.min(to, from + 1024));
}

function remember(values: Set<string>, value: string): void {
  if (values.size < MOST_VALUES) values.add(value);
}
