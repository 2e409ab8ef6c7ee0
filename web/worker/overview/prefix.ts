/** The prefix by which the names of a kernel are ordered: `tcp_` of `tcp_v4_rcv`, `__tcp_` of `__tcp_push_pending_frames`. */

const PREFIX = /^_*[^_]+_/;

/** The beginning of a name up to its first underscore, not counting those that it begins with; empty where there is none. */
export function prefixOf(name: string): string {
  return PREFIX.exec(name)?.[0] ?? "";
}

/** A regular expression, as the search box takes it, for exactly the names of a prefix. */
export function prefixPattern(prefix: string): string {
  if (prefix === "") return "/^_*[^_]*$/";
  return `/^${prefix.replaceAll(/[^\w\u0080-\u{10ffff}]/gu, "\\$&")}/`;
}
