/** The VMCOREINFO note as text: `KEY=value` lines that tell the crashed kernel's identity and where KASLR put it. */

import { textLines } from "./bytes.js";
import type { VmcoreInfo } from "./facts.js";

const LINE = /^([A-Z][\w-]*|SYMBOL\(([^)]{1,512})\))=(.*)$/;

/** Reads the lines of a VMCOREINFO note; those that tell neither identity nor addresses are passed over. Of a key given twice the first counts. */
export function parseVmcoreInfo(text: string): VmcoreInfo {
  const values = new Map<string, string>();
  const symbols = new Map<string, bigint>();
  for (const { line } of textLines(text)) {
    const [, key = "", symbol, value = ""] = LINE.exec(line) ?? [];
    if (symbol === undefined) values.has(key) || values.set(key, value.trim());
    else if (isHex(value) && !symbols.has(symbol)) symbols.set(symbol, BigInt(`0x${value}`));
  }
  const offset = values.get("KERNELOFFSET");
  return {
    release: values.get("OSRELEASE") || undefined,
    buildId: asBuildId(values.get("BUILD-ID")),
    kernelOffset: offset !== undefined && isHex(offset) ? BigInt(`0x${offset}`) : undefined,
    symbols,
  };
}

/** A build id in lower case; `undefined` for what is none. */
export function asBuildId(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[0-9a-f]{2}){4,64}$/i.test(text) ? text.toLowerCase() : undefined;
}

function isHex(text: string): boolean {
  return /^[0-9a-f]{1,16}$/i.test(text);
}
