/** How the text of the search box is read: a pure function of it, so that the page can say so while somebody types. */

/** A reading of the search box. */
export type Reading =
  | { readonly as: "everything" }
  | { readonly as: "name"; readonly text: string }
  | { readonly as: "glob"; readonly pattern: string }
  | { readonly as: "regex"; readonly pattern: string; readonly caseSensitive: boolean }
  | { readonly as: "address"; readonly address: bigint }
  | { readonly as: "offset"; readonly name: string; readonly offset: bigint; readonly size: bigint | undefined; readonly owner: string | undefined }
  | { readonly as: "unreadable"; readonly why: string };

const REGEX = /^\/(.*?)(?:\/(i?))?$/s;
const ADDRESS = /^(?:0[xX][0-9a-fA-F]{1,16}|[0-9a-fA-F]{16}|[0-9a-fA-F]{8})$/;
const BEGINS_AS_ADDRESS = /^0[xX][0-9a-fA-F]*$/;
/** As the kernel prints it: `name+0x10/0x80 [module]`, of which size and module may be missing. */
const OFFSET = /^(\S+)\+(0[xX][0-9a-fA-F]{1,16}|\d{1,19})(?:\/(0[xX][0-9a-fA-F]{1,16}))?(?:\s+\[([^\]\s]+)\])?$/;
const GLOB = /[*?[\]]/;

export function readQuery(typed: string): Reading {
  const text = typed.trim();
  if (text === "") return { as: "everything" };
  if (text.startsWith("/")) return readRegex(text);
  if (ADDRESS.test(text)) return { as: "address", address: readAddress(text) };
  const offset = OFFSET.exec(text);
  if (offset !== null) return readOffset(offset);
  if (BEGINS_AS_ADDRESS.test(text)) return { as: "unreadable", why: text.length > 18 ? "An address has at most 16 hex digits." : "The hex digits of the address are missing." };
  if (GLOB.test(text)) return { as: "glob", pattern: text };
  return { as: "name", text };
}

/** The closing slash may still be missing: somebody is typing. */
function readRegex(text: string): Reading {
  const [, pattern = "", flags] = REGEX.exec(text) ?? [];
  return { as: "regex", pattern, caseSensitive: flags !== "i" };
}

function readOffset([, base = "", distance = "", size, owner]: readonly (string | undefined)[]): Reading {
  const offset = BigInt(distance);
  if (ADDRESS.test(base)) return { as: "address", address: readAddress(base) + offset };
  return { as: "offset", name: base, offset, size: size === undefined ? undefined : BigInt(size), owner };
}

function readAddress(text: string): bigint {
  return BigInt(/^0[xX]/.test(text) ? text : `0x${text}`);
}
