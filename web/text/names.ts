/** Names as text that can be shown: they come from hosts that may be hostile, and some characters deceive the eye. */

/** A part of a name: text as it is, or a character told by its number. */
export interface NamePiece {
  readonly text: string;
  /** Whether `text` stands for a character that can't be seen, or that changes how others are seen. */
  readonly stands: boolean;
}

/** Control characters, bidi controls, zero-width and other invisible ones, and blanks at an end. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0]|^\s|\s$|[^\S ]/u;
const EACH_UNSEEN = new RegExp(`(${UNSEEN.source})`, "gu");

export function namePieces(name: string): NamePiece[] {
  const pieces = name.split(EACH_UNSEEN).map((text, at) => (at % 2 === 0 ? { text, stands: false } : { text: numberOf(text), stands: true }));
  return pieces.filter(({ text }) => text !== "");
}

/** The name as one text, for labels that only hold text. */
export function plainName(name: string): string {
  return namePieces(name).map(({ text }) => text).join("");
}

function numberOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === " ") return "\\x20";
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}
