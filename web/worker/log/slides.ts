/** How far a log's addresses lie from the table's, as far as its own lines tell. */

import type { KernelSymbolTable, LogFacts } from "kallsyms";

/** What is added to the table's addresses to get the log's, by owner. */
export type Slides = ReadonlyMap<string, bigint>;

/** The package's name for the kernel image. */
export const IMAGE = "system";

/** KASLR moves the image by multiples of this. */
const STEP = 0x20_0000n;

/** By addresses beside names: three quarters agree, and two at least; for a slide of 0 one is enough. */
export function slidesByPairs({ slides }: LogFacts): Slides {
  const clear = slides.filter(({ slide, agreeing, differing }) => agreeing >= (slide === 0n ? 1 : 2) && agreeing >= 3 * differing);
  return new Map(clear.map(({ owner, slide }) => [owner, slide]));
}

/** By the line `Kernel Offset: OFFSET from FROM`, where the image begins with `_text` as on x86-64. */
export function slidesByOffset({ kernelOffset }: LogFacts, table: KernelSymbolTable): Slides {
  const [start, ...others] = table.restricted ? [] : table.getSymbolByOwnerAndName(IMAGE, "_text");
  if (kernelOffset === undefined || kernelOffset === "disabled" || start === undefined || others.length > 0) return new Map();
  const slide = kernelOffset.from + kernelOffset.offset - start.address;
  return slide % STEP === 0n ? new Map([[IMAGE, slide]]) : new Map();
}
