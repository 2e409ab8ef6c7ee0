/** Paths of files in archives, as they are shown: what was written for a file system or a terminal to act on is disarmed. */

/** The longest path that is shown, in characters: Linux' own PATH_MAX. */
export const MAX_PATH_LENGTH = 4096;

/** What a terminal acts on, or what hides: controls, formats (bidi among them), lone surrogates, private characters, line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

const PARENT = "\\x2e\\x2e";

/**
 * A stored name as a relative path that leads nowhere else: without leading slashes, empty parts and `.`, a part `..` as `\x2e\x2e`,
 * the colon of a drive as `\x3a`, and what can't be seen as such an escape too.
 */
export function safePath(name: string): string {
  const parts = name.replace(/^(?:\.?[\\/])+/, "").split("/").filter((part) => part !== "" && part !== ".");
  const path = parts.map(withoutParents).join("/").replace(/^([A-Za-z]):/, "$1\\x3a");
  return path === "" ? "(no name)" : path.replace(UNSEEN, escaped);
}

/** Text of an archive as a message may show it: what can't be seen as an escape, and no longer than a path. */
export function visible(text: string): string {
  return shortenPath(shortenPath(text).replace(UNSEEN, escaped));
}

/** On Windows a backslash parts names too; on Linux it is a letter, which systemd's unit names are full of. */
function withoutParents(part: string): string {
  if (!part.includes("..")) return part;
  return part.split("\\").map((word) => (word === ".." ? PARENT : word)).join("\\");
}

/** The path of a file in an archive. */
export function joinPath(archive: string, name: string): string {
  return `${archive}/${safePath(name)}`;
}

/** A path cut to {@link MAX_PATH_LENGTH}: its beginning and its end, which tell where it is and what. */
export function shortenPath(path: string): string {
  if (path.length <= MAX_PATH_LENGTH) return path;
  const half = MAX_PATH_LENGTH / 2;
  // By way of bytes, since engines may keep all of a string for the sake of a piece.
  return decoder.decode(encoder.encode(`${path.slice(0, half - 1)}…${path.slice(-half)}`));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
