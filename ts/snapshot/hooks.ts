/** Addresses in the kernel's lists of hooks: armed kprobes, and the trampolines of hooked functions. */

import { textLines } from "./bytes.js";
import type { HookAddress } from "./facts.js";

/** Hooks of a list, and what is left out of it. */
export interface ParsedHooks {
  readonly hooks: readonly HookAddress[];
  /** Lines whose address the kernel hid (0). */
  readonly hidden: number;
}

const KPROBE = /^([0-9a-f]{8,16}) +[kr] /;

/** Reads `kprobes/list`: the address of each probe. */
export function parseKprobesList(path: string, text: string): ParsedHooks {
  return parse(path, text, (line) => {
    const [, digits] = KPROBE.exec(line) ?? [];
    return digits === undefined ? [] : [BigInt(`0x${digits}`)];
  });
}

/** A raw address; what stands after a `+` or `/` is an offset or a size. */
const RAW_ADDRESS = /(?<![+/\w])0x([0-9a-f]{7,16})\b/g;
/** Characters of a line that are looked at. */
const LOOKED_AT = 4096;

/**
 * Reads `enabled_functions`: trampolines, and whatever else stands as a bare address, because no symbol is there. One trampoline serves
 * many functions, so each address is given once, with the first line that has it.
 */
export function parseEnabledFunctions(path: string, text: string): ParsedHooks {
  const seen = new Set<bigint>();
  return parse(path, text, (line) => {
    const addresses = Array.from(line.slice(0, LOOKED_AT).matchAll(RAW_ADDRESS), ([, digits]) => BigInt(`0x${digits}`));
    const fresh = addresses.filter((address) => address === 0n || !seen.has(address));
    for (const address of fresh) seen.add(address);
    return fresh;
  });
}

function parse(path: string, text: string, addressesOf: (line: string) => readonly bigint[]): ParsedHooks {
  const hooks: HookAddress[] = [];
  let hidden = 0;
  for (const { number, line } of textLines(text)) {
    for (const address of addressesOf(line)) {
      if (address === 0n) hidden += 1;
      else hooks.push({ path, line: number, address, text: line });
    }
  }
  return { hooks, hidden };
}
