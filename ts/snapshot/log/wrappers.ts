/**
 * What architectures put around symbols and addresses: a table of the labels that stand before them, and one of the lines in which names
 * stand without an offset. Sources: each architecture's `dump_stack`, `show_regs` and `die` in arch/.../kernel/.
 */

/**
 * What a mention is in its line: a return address on a stack (`frame`), where the CPU stood (`pc`), where it would have
 * returned to (`lr`), where something happened or was last seen (`place`), a function that is named as such (`function`),
 * a register's value (`register`), or any other address (`address`).
 */
export type MentionKind = "frame" | "pc" | "lr" | "place" | "function" | "register" | "address";

/** A label before a symbol or an address. */
interface Label {
  /** Who writes it. */
  readonly by: string;
  readonly kind: MentionKind;
  /** Matches the end of what stands before, where addresses, brackets and the blanks next to the symbol are gone. */
  readonly before: RegExp;
}

/** The labels, the longer before those that they end in. */
const LABELS: readonly Label[] = [
  { by: "arm, arm64, sh, ia64, alpha: registers in words", kind: "lr", before: /\b(?:LR|PR|ra|rp|lr) is at$/ },
  { by: "x86 old, arm, sh, alpha, ia64, microblaze: registers in words", kind: "pc", before: /\b(?:EIP|RIP|PC|pc|ip|IP) is at$/ },
  { by: "x86", kind: "pc", before: /\b[RE]?IP:(?: [0-9a-f]{4}:)?$/ },
  { by: "x86 machine checks", kind: "pc", before: /\bRIP !?INEXACT!? [0-9a-f]{2,4}:$/ },
  { by: "x86 old", kind: "pc", before: /\b[RE]IP(?: [0-9a-f]{4}:)?$/ },
  { by: "arm, arm64, riscv, mips, loongarch, m68k, csky", kind: "pc", before: /(?:^|\s)(?:pc|PC|epc|ERA|era|nip)\s*:$/ },
  { by: "arm, arm64, riscv, mips, loongarch, csky", kind: "lr", before: /(?:^|\s)(?:lr|LR|ra)\s*:$/ },
  { by: "powerpc", kind: "pc", before: /\bNIP:?$/ },
  { by: "powerpc", kind: "lr", before: /\bLR$/ },
  { by: "s390", kind: "pc", before: /\bKrnl PSW\s*:(?: [0-9a-f]{8,16})*$/ },
  { by: "sparc", kind: "pc", before: /\bT?PC:?$/ },
  { by: "sparc", kind: "lr", before: /\b(?:RPC|I7):$/ },
  { by: "sparc", kind: "frame", before: /\bCaller$/ },
  { by: "parisc", kind: "pc", before: /\bIAOQ\[\d\]:$/ },
  { by: "parisc", kind: "lr", before: /\bRP\(r2\):$/ },
  { by: "arc", kind: "lr", before: /\b(?:BLINK|BLK)\s*:$/ },
  { by: "arc", kind: "pc", before: /=>$/ },
  { by: "arm frames", kind: "frame", before: /(?:\bfrom|<-)$/ },
  { by: "arm frames of old compilers", kind: "frame", before: /\bFunction entered at$/ },
  { by: "powerpc interrupts", kind: "pc", before: /^--- (?:interrupt|Exception): [0-9a-f]+ at$/ },
  { by: "s390", kind: "place", before: /\bLast Breaking-Event-Address:$/ },
  { by: "WARNING: at file:line", kind: "place", before: /\S:\d+$/ },
  { by: "ODEBUG", kind: "function", before: /\bhint:$/ },
  { by: "interrupt handlers", kind: "function", before: /\bthreaded$/ },
  { by: "work items, timers, notifiers", kind: "function", before: /\b(?:func|function|handler|callback|fn|calling|initcall|workfn):?$/ },
  { by: "lockdep, WARNING, idle CPUs, KASAN, KCSAN and others in sentences", kind: "place", before: /\b(?:at|in|is|by|from|to|address|of|comes|last|enabled|disabled|\(\d+\)):?$/ },
];

/** Forms of labels that were looked up; the digits in them make the number unbounded. */
const known = new Map<string, MentionKind | undefined>();
const MOST_KNOWN = 4096;

/** Characters before a symbol that are looked at. */
const LONGEST_LABEL = 48;

/**
 * What a symbol or an address is by what stands before it: from `from` to `to`, without blanks at its end.
 *
 * @returns `undefined` where nothing known stands there.
 */
export function kindByLabel(text: string, from: number, to: number): MentionKind | undefined {
  const label = text.slice(Math.max(from, to - LONGEST_LABEL), to);
  if (known.has(label)) return known.get(label);
  const kind = LABELS.find(({ before }) => before.test(label))?.kind;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(label, kind);
  return kind;
}

/** A name that stands without an offset, where one is expected. */
const N = String.raw`[A-Za-z_.$][\w.$@]{0,511}`;
const MODULE = String.raw`(?: \[[\w-]{1,64}\])?`;
const ADDRESS = String.raw`\[?<[0-9a-f(_)ptrval]{1,18}>\]?`;

/** A line in which names stand without offsets. */
export interface PlainForm {
  /** Who writes it. */
  readonly by: string;
  readonly kind: MentionKind;
  /** What the line must hold. */
  readonly cue: string;
  /** Whether an address before a name is that name's. */
  readonly hasAddress?: boolean;
  /** Applied to the message; every capture is a name, with ` [module]` where there is one. */
  readonly pattern: RegExp;
}

/** Repetitions are bounded, and each pattern begins at one place: linear in the line. */
const PLAIN_FORMS: readonly PlainForm[] = [
  { by: "arm frames: from", kind: "frame", cue: " from ", hasAddress: true, pattern: new RegExp(String.raw`^\s*(?:${ADDRESS} )?\(?(${N}${MODULE})\)? from `, "d") },
  { by: "KCSAN", kind: "place", cue: "data-race in ", pattern: new RegExp(String.raw`\bdata-race in (${N}${MODULE})(?: / (${N}${MODULE}))?\s*$`, "d") },
  { by: "KASAN, KMSAN, UBSAN without an offset", kind: "place", cue: "BUG: K", pattern: new RegExp(String.raw`^BUG: K[A-Z]{3,4}: [\w -]{1,80} in (${N}${MODULE})\s*$`, "d") },
  { by: "interrupt handlers", kind: "function", cue: "[<", hasAddress: true, pattern: new RegExp(String.raw`^\s*${ADDRESS} (${N}${MODULE})(?: threaded ${ADDRESS} (${N}${MODULE}))?\s*$`, "d") },
  { by: "workqueues", kind: "function", cue: "-flight:", pattern: new RegExp(String.raw`in-flight: \d{1,10}(?:\(RESCUER\))?:(${N}${MODULE})`, "d") },
  { by: "workqueues", kind: "function", cue: "pending: ", pattern: new RegExp(String.raw`pending: (?:\d{1,6}\*)?(${N}${MODULE})(?:, (${N}${MODULE}))?(?:, (${N}${MODULE}))?(?:, (${N}${MODULE}))?`, "d") },
  { by: "workqueues", kind: "function", cue: "hogged CPU", pattern: new RegExp(String.raw`^workqueue: (${N}${MODULE}) hogged CPU`, "d") },
  { by: "work items and timers", kind: "function", cue: "func", pattern: new RegExp(String.raw`\b(?:func|function)[:=]? ?(${N}${MODULE})(?![\w+])`, "d") },
  { by: "function tracer", kind: "frame", cue: "<-", pattern: new RegExp(String.raw`(?:^|\s)(${N}${MODULE}) <- ?(${N}${MODULE})\s*$`, "d") },
  { by: "pstore's function tracer", kind: "frame", cue: " <- ", pattern: new RegExp(String.raw`(?:^|\s)(${N}${MODULE}) <- (?=\S{1,512}\+0x)`, "d") },
  { by: "stack tracer", kind: "frame", cue: " => ", pattern: new RegExp(String.raw`^ => (${N}${MODULE})\s*$`, "d") },
  { by: "timer list", kind: "function", cue: ", ", pattern: new RegExp(String.raw`^\s*#\d{1,6}: <?[0-9a-f(_)ptrval]{1,18}>?, (${N}${MODULE})`, "d") },
  { by: "timer list", kind: "function", cue: ": ", pattern: new RegExp(String.raw`^\s*\.?(?:get_time|function|event_handler|set_next_event|shutdown|periodic|oneshot|oneshot stopped|resume):\s{1,16}(${N}${MODULE})\s*$`, "d") },
];

/** Lines in which none of this stands are none of them. */
const CUES = new RegExp(["from ", "data-race in ", "BUG: K", "\\[<", "-flight:", "pending: ", "hogged CPU", "func", "<-", "=> ", "#\\d+: <", "get_time:", "event_handler:", "next_event:", "shutdown:", "periodic:", "oneshot", "resume:"].join("|"));

/** The forms in which `message` may be. */
export function plainFormsOf(message: string): readonly PlainForm[] {
  return CUES.test(message) ? PLAIN_FORMS.filter(({ cue }) => message.includes(cue)) : [];
}

/** hexagon: `[FP] 0xIP: name + 0xoff [mod]`. */
export const HEXAGON_FRAME = new RegExp(String.raw`^\s*\[[0-9a-fx]{1,18}\] 0x(?<address>[0-9a-f]{1,16}): (?<name>${N}) \+ 0x(?<offset>[0-9a-f]{1,16})(?: \[(?<module>[\w-]{1,64})\])?`, "d");

/** arm of 2.6: `[<A>] (name+20/34)`, in hex without 0x. */
export const BARE_HEX_FRAME = new RegExp(String.raw`\((?<name>${N})\+(?<offset>[0-9a-f]{1,8})/(?<size>[0-9a-f]{1,8})(?: \[(?<module>[\w-]{1,64})\])?\)`, "dg");

/** Marks behind a frame: arm64's `(P)`, powerpc's `(unreliable)`. */
const FLAGS = / \((?<flags>[A-Z]{1,8}|unreliable)\)/y;

/** What the marks behind a frame say of it. */
export function flagsAt(text: string, at: number): { readonly end: number; readonly kind: MentionKind | undefined; readonly unreliable: boolean } | undefined {
  if (text.charCodeAt(at) !== 0x20 || text.charCodeAt(at + 1) !== 0x28) return undefined;
  FLAGS.lastIndex = at;
  const flags = FLAGS.exec(text)?.groups?.["flags"];
  if (flags === undefined) return undefined;
  const kind = flags === "unreliable" ? undefined : flags.includes("P") ? "pc" : flags.includes("L") ? "lr" : undefined;
  return { end: FLAGS.lastIndex, kind, unreliable: flags === "unreliable" || flags.includes("U") };
}
