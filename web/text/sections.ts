/** Type letters gathered by the kind of memory that they stand for. */

/** Kinds of memory, and the letters of each; upper case is global. */
export const SECTIONS: readonly (readonly [name: string, types: string])[] = [
  ["Text", "tTwWiI"],
  ["Read-only data", "rR"],
  ["Data", "dDgGvVuU"],
  ["Uninitialized data", "bBsScC"],
  ["Absolute", "aA"],
];

export const OTHER_SECTION = "Other";

export function sectionOf(type: string): string {
  return SECTIONS.find(([, types]) => types.includes(type))?.[0] ?? OTHER_SECTION;
}
