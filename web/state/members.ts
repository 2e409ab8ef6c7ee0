/** The list of what is open: every file, which of them are shown, the one that is chosen in it, and what can be decided about it. */

import { batch, computed, effect, signal } from "@preact/signals";
import type { Finding, MemberKind } from "kallsyms";
import { isRecognised, kindTitle } from "../text/kinds.js";
import { counted } from "../text/numbers.js";
import type { Choice, Member, PickedFile, Source } from "../worker/protocol.js";
import { closeDetails } from "./selection.js";
import { NO_CHOICE, reopen, snapshot, table } from "./table.js";

/** How far a file is of use. */
export const USES = ["used", "aside", "unrecognised"] as const;
export type Use = (typeof USES)[number];

/** The table where it was opened by itself: it is a file like others. */
const loneTable = computed((): Member | undefined => {
  const open = table.value;
  if (open === undefined || open.worker === snapshot.value?.worker) return undefined;
  const { name, bytes, facts } = open;
  return { path: name, kind: facts.report.format, bytes, chosen: true, note: counted(facts.size, "symbol"), canBeTable: false };
});

export const members = computed((): readonly Member[] => [...(loneTable.value === undefined ? [] : [loneTable.value]), ...(snapshot.value?.members ?? [])]);

/** The folder, or archive, that all of them are in; the list needn't say it again and again. */
export const commonFolder = computed(() => {
  const [first, ...others] = members.value;
  if (first === undefined || others.length === 0) return "";
  let folder = first.path.slice(0, first.path.lastIndexOf("/") + 1);
  for (const { path } of others) {
    while (!path.startsWith(folder)) folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  }
  return folder;
});

/** Only files with this text in path, kind or note. */
export const memberText = signal("");
/** Only files of this use. */
export const memberUse = signal<Use | undefined>(undefined);

// Made once for all the letters that somebody types.
const haystacks = computed(() => members.value.map(({ path, kind, note = "" }) => `${path}\n${kindTitle(kind)}\n${note}`.toLowerCase()));

const fitting = computed(() => {
  const wanted = memberText.value.trim().toLowerCase();
  return wanted === "" ? members.value : members.value.filter((_, at) => haystacks.value[at]?.includes(wanted));
});

/** Files with the text, by use. */
export const memberCounts = computed(() => {
  const counts: Record<Use, number> = { used: 0, aside: 0, unrecognised: 0 };
  for (const member of fitting.value) counts[useOf(member)]++;
  return counts;
});

export const shownMembers = computed(() => {
  const use = memberUse.value;
  return use === undefined ? fitting.value : fitting.value.filter((member) => useOf(member) === use);
});

/** Position of the active file among those shown; −1 where there is none. */
export const activeMember = signal(-1);

let activePath: string | undefined;

export function activateMember(position: number): void {
  closeDetails();
  activePath = shownMembers.value[position]?.path;
  activeMember.value = position;
}

export function clearMemberFilter(): void {
  batch(() => {
    memberText.value = "";
    memberUse.value = undefined;
  });
}

function useOf({ chosen, kind }: Member): Use {
  if (chosen) return "used";
  return isRecognised(kind) ? "aside" : "unrecognised";
}

/** Whether a finding asks for somebody's eye; the others are good to know. */
export function isToCheck({ severity }: Finding): boolean {
  return severity !== "note";
}

// ── Decisions

/** What a member was opened with. */
interface Origin {
  readonly name: string;
  readonly source: readonly PickedFile[];
  readonly choice: Choice;
}

/** `undefined` for the sample, about which nothing can be decided. */
function originOf(member: Member): Origin | undefined {
  if (member !== loneTable.value) return snapshot.value;
  const open = table.value;
  return open === undefined || typeof open.source === "string" ? undefined : { name: open.name, source: open.source, choice: NO_CHOICE };
}

export function canBeDecided(member: Member): boolean {
  return originOf(member) !== undefined;
}

/** The kind that somebody gave a member; `undefined` where it is the recognised one. */
export function givenKind(member: Member): MemberKind | undefined {
  return originOf(member)?.choice.kinds?.get(member.path);
}

/** Whether a member was chosen by somebody, for one of the two. */
export function isAskedFor(member: Member): boolean {
  const { table: asked, systemMap } = originOf(member)?.choice ?? NO_CHOICE;
  return member.path === asked || member.path === systemMap;
}

/** @param kind - `undefined` gives back the recognised one. */
export function giveKind(member: Member, kind: MemberKind | undefined): void {
  const kinds = new Map(originOf(member)?.choice.kinds);
  if (kind === undefined) kinds.delete(member.path);
  else kinds.set(member.path, kind);
  decide(member, (choice) => ({ ...withoutAsking(choice, member.path), kinds }));
}

export function useAsTable(member: Member): void {
  decide(member, (choice) => ({ ...withoutAsking(choice, member.path), table: member.path }));
}

export function useAsSystemMap(member: Member): void {
  decide(member, (choice) => ({ ...withoutAsking(choice, member.path), systemMap: member.path }));
}

/** A kind would have no say beside the older wish for the very file. */
function withoutAsking({ table: asked, systemMap, kinds }: Choice, path: string): Choice {
  return { table: asked === path ? undefined : asked, systemMap: systemMap === path ? undefined : systemMap, kinds };
}

function decide(member: Member, change: (choice: Choice) => Choice): void {
  const origin = originOf(member);
  if (origin !== undefined) reopen(origin.source, origin.name, change(origin.choice));
}

/** Which of the logs a member is, or has a part in; negative where it is none. */
export function logOf({ path, note = "" }: Member): number {
  const logs = snapshot.value?.logs ?? [];
  const own = logs.indexOf(path);
  return own >= 0 ? own : logs.findIndex((log) => log.startsWith(`${path} (`) || note.includes(`parts of ${log}`));
}

// Another list, with the same file chosen in it if it is there, else the first: that one shows what can be done.
shownMembers.subscribe((shown) => {
  const same = shown.findIndex(({ path }) => path === activePath);
  activeMember.value = same >= 0 ? same : Math.min(0, shown.length - 1);
});

// Files that are opened again, with something decided about them, are still looked at the same way.
let source: Source | undefined;
effect(() => {
  const next = snapshot.value?.source ?? table.value?.source;
  if (next !== source) clearMemberFilter();
  source = next;
});
