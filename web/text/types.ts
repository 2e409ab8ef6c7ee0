/** What the type letters of a symbol table mean, in words. */

const MEANINGS: Readonly<Record<string, string>> = {
  a: "absolute",
  b: "uninitialized data",
  c: "common",
  d: "data",
  g: "small data",
  i: "indirect",
  n: "notes or debugging",
  p: "stack unwinding",
  r: "read-only data",
  s: "small uninitialized data",
  t: "text",
  u: "unique global",
  v: "weak object",
  w: "weak",
};

/** `T` is `text, global`; weak symbols have no such difference. */
export function typeMeaning(type: string): string {
  const lower = type.toLowerCase();
  const meaning = MEANINGS[lower];
  if (meaning === undefined) return "unknown";
  if ("uvwi".includes(lower)) return meaning;
  return `${meaning}, ${type === lower ? "local" : "global"}`;
}
