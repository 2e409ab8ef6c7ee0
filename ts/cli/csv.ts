/** CSV as RFC 4180 has it, safe to open in a spreadsheet. */

/** A field that needs quotes. */
const SPECIAL = /[",\r\n]/;

/** What a spreadsheet takes for a formula, and the sign that guards against it. */
const FORMULA = /^[=+\-@\t\r']/;

/**
 * A record with its line end.
 *
 * A field that begins with `=`, `+`, `-`, `@`, TAB or CR gets a `'` before it, which spreadsheets read as "this is text"; one that
 * begins with `'` gets another. So a reader gets the field back by taking one leading `'` away.
 */
export function csvRecord(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
