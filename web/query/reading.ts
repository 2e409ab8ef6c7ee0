/** How the text of the search box is read: a pure function of it, so that the page can say so while somebody types. */

/** A reading of the search box. */
export type Reading =
  | { readonly as: "everything" }
  | { readonly as: "name"; readonly text: string }
  | { readonly as: "exact"; readonly text: string }
  | { readonly as: "fuzzy"; readonly text: string }
  | { readonly as: "glob"; readonly pattern: string }
  | { readonly as: "regex"; readonly pattern: string; readonly anyCase: boolean }
  | { readonly as: "addresses"; readonly addresses: readonly bigint[]; readonly leftOut: number }
  /** From `from` to before `to`. */
  | { readonly as: "range"; readonly from: bigint; readonly to: bigint }
  | { readonly as: "offset"; readonly name: string; readonly offset: bigint; readonly size: bigint | undefined; readonly owner: string | undefined }
  | { readonly as: "unreadable"; readonly why: string };

/** Addresses of one list that are looked up. */
export const MOST_ADDRESSES = 10_000;

const REGEX = /^\/(.*?)(?:\/(i?))?$/s;
const ADDRESS = /^(?:0[xX][0-9a-fA-F]{1,16}|[0-9a-fA-F]{16}|[0-9a-fA-F]{8})$/;
const BEGINS_AS_ADDRESS = /^0[xX][0-9a-fA-F]*$/;
/** The form of /proc/iomem and of a module's line; `..` and a dash of any kind too. */
const RANGE = /^(\w+)\s*(?:-|–|\.\.)\s*(\w+)$/;
/** As the kernel prints it: `name+0x10/0x80 [module]`, of which size and module may be missing. */
const OFFSET = /^(\S+)\+(0[xX][0-9a-fA-F]{1,16}|\d{1,19})(?:\/(0[xX][0-9a-fA-F]{1,16}))?(?:\s+\[([^\]\s]+)\])?$/;
const GLOB = /[*?[\]]/;
const BETWEEN = /[\s,;]+/;

export function readQuery(typed: string): Reading {
  const text = typed.trim();
  if (text === "") return { as: "everything" };
  if (text.startsWith("/")) return readRegex(text);
  if (text.startsWith("=")) return readMarked("exact", text.slice(1));
  if (text.startsWith("~")) return readMarked("fuzzy", text.slice(1));
  return readAddresses(text) ?? readRange(text) ?? readOffset(text) ?? readName(text);
}

/** The closing slash may still be missing: somebody is typing. */
function readRegex(text: string): Reading {
  const [, pattern = "", flags] = REGEX.exec(text) ?? [];
  return { as: "regex", pattern, anyCase: flags === "i" };
}

function readMarked(as: "exact" | "fuzzy", text: string): Reading {
  return text.trim() === "" ? { as: "everything" } : { as, text: text.trim() };
}

function readAddresses(text: string): Reading | undefined {
  const words = text.split(BETWEEN).filter((word) => word !== "");
  const taken = words.slice(0, MOST_ADDRESSES);
  if (taken.every((word) => ADDRESS.test(word))) return { as: "addresses", addresses: taken.map(readAddress), leftOut: words.length - taken.length };
  if (!BEGINS_AS_ADDRESS.test(text)) return undefined;
  return { as: "unreadable", why: text.length > 18 ? "An address has at most 16 hex digits." : "The hex digits of the address are missing." };
}

function readRange(text: string): Reading | undefined {
  const [, first = "", second = ""] = RANGE.exec(text) ?? [];
  if (!ADDRESS.test(first) || !ADDRESS.test(second)) return undefined;
  const [from, to] = [readAddress(first), readAddress(second)];
  return from < to ? { as: "range", from, to } : { as: "unreadable", why: "The range ends where it begins, or before." };
}

function readOffset(text: string): Reading | undefined {
  const [found, base = "", distance = "", size, owner] = OFFSET.exec(text) ?? [];
  if (found === undefined) return undefined;
  const offset = BigInt(distance);
  if (ADDRESS.test(base)) return { as: "addresses", addresses: [readAddress(base) + offset], leftOut: 0 };
  return { as: "offset", name: base, offset, size: size === undefined ? undefined : BigInt(size), owner };
}

function readName(text: string): Reading {
  return GLOB.test(text) ? { as: "glob", pattern: text } : { as: "name", text };
}

function readAddress(text: string): bigint {
  return BigInt(/^0[xX]/.test(text) ? text : `0x${text}`);
}
