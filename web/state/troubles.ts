/** What couldn't be used of what somebody opened, as far as they must be told: a file that they chose must not just go missing. */

import type { MemberKind } from "kallsyms";
import type { Member, PickedFile, SnapshotView } from "../worker/protocol.js";
import { explain, explainNote } from "./failure.js";
import type { Explanation } from "./failure.js";

/** Kinds of which somebody who chose such a file by itself expected more. */
const OF_NO_USE: ReadonlySet<MemberKind> = new Set<MemberKind>(["unreadable", "empty", "binary", "elf", "web-page", "utf-16", "compressed", "system-map-stub", "vmcore", "journal"]);

/** Files whose own state is looked up. */
const MOST_ASKED = 20;

/**
 * Files that were chosen by themselves and are of no use, files in folders that can't be read, and where there is no table, whatever may
 * hide one. The list of files tells of all the others.
 */
export async function troublesOf(source: readonly PickedFile[], { members, findings, missing }: SnapshotView): Promise<Explanation[]> {
  const picked = new Map(source.map(({ path, file }) => [path, file]));
  const refused = new Set(findings.filter(({ code }) => code === "file-unusable").flatMap(({ paths }) => paths));
  const mustBeTold = (member: Member) => {
    const { path, kind, chosen, note = "" } = member;
    if (chosen || note === "" || HOLDS_NOTHING.test(note)) return false;
    if (missing !== undefined && (kind === "unreadable" || HIDES_MORE.test(note))) return true;
    if (!picked.has(path)) return false;
    return kind === "unreadable" || (!path.includes("/") && (OF_NO_USE.has(kind) || refused.has(path) || note.startsWith("damaged")));
  };
  const troubles = members.filter(mustBeTold);
  const asked = await Promise.all(troubles.slice(0, MOST_ASKED).map((member) => explainMember(member, picked.get(member.path))));
  return [...asked, ...troubles.slice(MOST_ASKED).map(({ path, note = "" }) => explainNote(path, note))];
}

/** Notes on what has no content by its nature. */
const HOLDS_NOTHING = /^a (?:hard link|symbolic link|device|named pipe)\b/;

/** Notes on what may hold a table, could it be unpacked. */
const HIDES_MORE = /\bunpack (?:it|what matters|the archive)\b/;

/** Of a file that the browser itself can't read, its error tells more than the note does. */
async function explainMember({ path, kind, note = "" }: Member, file: File | undefined): Promise<Explanation> {
  if (kind === "unreadable" && file !== undefined) {
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch (error) {
      return explain(error, path);
    }
  }
  return explainNote(path, note);
}
