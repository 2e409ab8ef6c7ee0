/** Which names the people of the kernel wrote, and which a compiler or an assembler made. */

import { nameVariant } from "kallsyms";

/** Labels of the assembler, and the marks between code and data that some architectures have. */
const LABEL = /^(?:\.L|\$)/;
/** What a compiler adds to a variable that is local to a function. */
const NUMBERED = /\.\d+$/;

/**
 * A name is made where it begins with `.L` or `$`, or where it ends in a dot and a number and a symbol of it is data, such as
 * `__func__.0`. Of functions such a name may be all that there is (`.isra.0`, and what link-time optimization renames), so they stay.
 *
 * @param hasData - Whether any symbol of the name isn't text.
 */
export function isMade(name: string, hasData: boolean): boolean {
  return LABEL.test(name) || (hasData && NUMBERED.test(name) && nameVariant(name).suffix === "");
}

/** Type letters of text, and of weak symbols, which nearly always are. */
const FUNCTION_LETTERS = "tTwW";

/** A table by letter code. */
export const IS_FUNCTION = Uint8Array.from({ length: 256 }, (_, code) => Number(FUNCTION_LETTERS.includes(String.fromCharCode(code))));
