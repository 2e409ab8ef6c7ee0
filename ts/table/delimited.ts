/** Records of CSV and TSV, safe to open in a spreadsheet. */

/** A field of CSV that needs quotes; `;` and TAB are there for spreadsheets that part fields by them. */
const SPECIAL = /[",;\t\r\n]/;

/**
 * What a spreadsheet may take for a formula: `=`, `+`, `-`, `@` and their full-width forms, also behind blanks, and what a field may
 * begin with to end the cell before it; and the sign that guards against it.
 */
const FORMULA = /^(?: *[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n'])/;

/** In TSV quotes mean nothing, but a spreadsheet that is given one at the beginning of a field takes it away. */
const FORMULA_OR_QUOTE = new RegExp(`${FORMULA.source}|^"`);

/** What TSV has no place for, and the sign of its escapes. */
const ESCAPES = new Map([["\\", "\\\\"], ["\t", "\\t"], ["\n", "\\n"], ["\r", "\\r"]]);

/**
 * A record of CSV as RFC 4180 has it, with its line end.
 *
 * A field that begins with `=`, `+`, `-`, `@`, TAB, CR or LF gets a `'` before it, which spreadsheets read as "this is text"; one that
 * begins with `'` gets another. So a reader gets the field back by taking one leading `'` away.
 */
export function csvRecord(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/**
 * A record of TSV with its line end: TAB, LF, CR and `\` in a field are written `\t`, `\n`, `\r` and `\\`. A field that begins like a
 * formula, with `"` or with `'` gets a `'` before it, as in {@link csvRecord}.
 */
export function tsvRecord(fields: readonly string[]): string {
  return `${fields.map(tsvField).join("\t")}\n`;
}

function tsvField(text: string): string {
  const guarded = FORMULA_OR_QUOTE.test(text) ? `'${text}` : text;
  return guarded.replace(/[\\\t\n\r]/g, (character) => ESCAPES.get(character) ?? character);
}
