/** `kallsyms diff`: what differs between two tables, after the slides are taken out. */

import { formatAddress } from "../core/address.js";
import type { ChangeKind, OwnerSlide, SymbolChange, TableDifference } from "../table/difference.js";
import { json, jsonSymbol } from "../table/json.js";
import type { KernelSymbol } from "../table/symbol.js";
import { limitOf } from "./arguments.js";
import type { OptionValues } from "./arguments.js";
import type { Command, Invocation } from "./command.js";
import { EXIT, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable, requireOneReader } from "./input.js";
import type { OpenedTable } from "./input.js";
import { counted, Rows } from "./row.js";
import { tellMore } from "./search.js";
import type { Style } from "./style.js";
import { visibleName } from "./visible.js";

const KINDS: readonly ChangeKind[] = ["added", "removed", "moved", "resized", "retyped", "reowned", "ambiguous"];
const KIND_WIDTH = Math.max(...KINDS.map((kind) => kind.length));

/** Owners that a line of the summary names. */
const LISTED = 8;

/** Names are filled up to the longest of their owner's, but not beyond this; what was changed stands behind. */
const NAME_WIDTH = 48;

/** Prints what differs. */
export const diffCommand: Command = {
  name: "diff",
  operands: "OLD NEW",
  summary: "what differs between two tables, slides taken out",
  details: [
    "How far image and modules slid, then the changes by owner: added, removed, moved, resized, retyped, reowned, ambiguous.",
    "An image or a module that lies elsewhere as a whole is no change. Equal names are told apart by place, size and order; those",
    "that can't be are ambiguous. A size is the distance to the next symbol, so that an added symbol resizes the one before it.",
    'With --json a change a line: {"change","old","new"}, null where there is no symbol; with -c the number of each kind.',
    "It exits as diff(1) does: 0 nothing differs, 1 something does, 2 trouble. OLD or NEW may be -, standard input.",
  ],
  options: ["owner", "change", "limit", "count"],
  examples: [
    { command: "kallsyms diff before/kallsyms.xz after/kallsyms.xz", effect: "two boots of one kernel, or two moments of one boot" },
    { command: "ssh crashbox cat /proc/kallsyms | kallsyms diff sosreport/proc/kallsyms - --change moved", effect: "what isn't where the slide brings it" },
    { command: "kallsyms diff old new --owner ext4 --json", effect: "one module, for a script" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  const { operands, options, output } = invocation;
  const [old, now] = twoFiles(operands, options);
  const filter = filterOf(options);
  const before = await openTable({ ...invocation, options: { ...options, from: old } });
  const after = await openTable({ ...invocation, options: { ...options, from: now } });
  const difference = before.table.diff(after.table);
  tellDoubts(invocation, difference, before, after);
  const counts = countChanges(difference, filter);
  const total = KINDS.reduce((sum, kind) => sum + counts[kind], 0);
  if (options.count === true) await output.write(countLines(counts, difference, options));
  else await output.write(answer(invocation, difference, filter, before, after));
  if (options.count !== true) tellMore(invocation, total - limitOf(options));
  return total === 0 ? EXIT.found : EXIT.absent;
}

function twoFiles([old, now, surplus]: readonly string[], { from, modules }: OptionValues): readonly [string, string] {
  if (old === undefined || now === undefined) throw new UsageError("diff needs two tables: kallsyms diff OLD NEW");
  if (surplus !== undefined) throw new UsageError(`diff takes two tables, and ${JSON.stringify(surplus)} is a third`);
  if (from !== undefined) throw new UsageError("diff takes its tables as arguments, without --from: kallsyms diff OLD NEW");
  if (modules !== undefined) throw new UsageError("diff doesn't take --modules, which is about one table");
  requireOneReader(old, now);
  return [old, now];
}

/** Whether a change is asked for; `undefined` where all are. */
type Filter = ((change: SymbolChange) => boolean) | undefined;

function filterOf({ change: kinds = [], owner: owners = [] }: OptionValues): Filter {
  const unknown = kinds.find((kind) => !(KINDS as readonly string[]).includes(kind));
  if (unknown !== undefined) throw new UsageError(`--change is ${JSON.stringify(unknown)}; give one of ${KINDS.join(", ")}`);
  if (kinds.length + owners.length === 0) return undefined;
  const isOf = (symbol: KernelSymbol | null) => symbol !== null && owners.includes(symbol.owner);
  return ({ change, old, new: now }) => (kinds.length === 0 || kinds.includes(change)) && (owners.length === 0 || isOf(old) || isOf(now));
}

function tellDoubts({ messages }: Invocation, { addresses, slides }: TableDifference, before: OpenedTable, after: OpenedTable): void {
  if (!addresses) {
    const { file } = before.table.restricted ? before : after;
    messages.warn({ file }, "without addresses nothing can be told but what was added, removed, retyped or reowned");
  }
  const { agreeing, differing } = sumOf(slides.filter(({ owner }) => owner === "system"));
  if (differing > agreeing) {
    const part = `${agreeing.toLocaleString("en-US")} of ${(agreeing + differing).toLocaleString("en-US")}`;
    messages.warn({ file: after.file }, `only ${part} symbols of the image slid alike: this is another build than ${before.file}`);
  }
}

type Counts = Record<ChangeKind, number>;

function countChanges(difference: TableDifference, filter: Filter): Counts {
  if (filter === undefined) return difference.counts;
  const counts: Counts = { added: 0, removed: 0, moved: 0, resized: 0, retyped: 0, reowned: 0, ambiguous: 0 };
  for (const change of difference) if (filter(change)) counts[change.change]++;
  return counts;
}

function* countLines(counts: Counts, { counts: { unchanged } }: TableDifference, options: OptionValues): Generator<string> {
  const asked = KINDS.filter((kind) => options.change?.includes(kind) ?? true);
  const all: [string, number][] = asked.map((kind) => [kind, counts[kind]]);
  if (options.change === undefined && options.owner === undefined) all.push(["unchanged", unchanged]);
  if (options.json === true) yield `${json(Object.fromEntries(all))}\n`;
  else for (const [kind, count] of all) yield `${count} ${kind}\n`;
}

function* answer({ options, style }: Invocation, difference: TableDifference, filter: Filter, before: OpenedTable, after: OpenedTable): Generator<string> {
  const limit = limitOf(options);
  if (options.json === true) yield* jsonChanges(difference, filter, limit);
  else {
    yield* summary(difference, style);
    yield* new ChangeRows(difference, before, after, style).all(filter, limit);
  }
}

function* jsonChanges(difference: TableDifference, filter: Filter, limit: number): Generator<string> {
  let left = limit;
  const symbol = (of: KernelSymbol | null) => (of === null ? "null" : jsonSymbol(of));
  for (const change of difference) {
    if (filter?.(change) === false) continue;
    if (left-- <= 0) return;
    yield `{"change":"${change.change}","old":${symbol(change.old)},"new":${symbol(change.new)}}\n`;
  }
}

function* summary({ slides, counts, ownersAdded, ownersRemoved }: TableDifference, style: Style): Generator<string> {
  const line = (label: string, text: string) => `${style.faint(label.padEnd(KIND_WIDTH))}  ${text}\n`;
  const image = slides.filter(({ owner }) => owner === "system");
  if (image.length > 0) yield line("image", image.map(slideText).join("; "));
  const modules = slides.filter(({ owner }) => owner !== "system");
  if (modules.length > 0) yield line("modules", modulesText(modules));
  if (ownersAdded.length > 0) yield line("new", ownersText(ownersAdded));
  if (ownersRemoved.length > 0) yield line("gone", ownersText(ownersRemoved));
  const changes = KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind].toLocaleString("en-US")} ${kind}`);
  yield line("symbols", [...changes, `${counts.unchanged.toLocaleString("en-US")} unchanged`].join(", "));
}

function slideText(slide: OwnerSlide): string {
  return `${slide.slide === 0n ? "stayed" : `slid by ${signed(slide.slide)}`} (${agreement([slide])})`;
}

/** All modules in one line: how many stayed, slid as a whole, or slid in parts. */
function modulesText(slides: readonly OwnerSlide[]): string {
  const all = [...slidesByOwner(slides).values()];
  const stayed = all.filter((own) => own.every((slide) => slide === 0n)).length;
  const slid = all.filter((own) => own.length === 1).length - stayed;
  const counts = [[stayed, "stayed"], [slid, "slid"], [all.length - stayed - slid, "slid in parts"]] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${told.join(", ")} (${agreement(slides)})`;
}

function slidesByOwner(slides: readonly OwnerSlide[]): Map<string, bigint[]> {
  const byOwner = new Map<string, bigint[]>();
  for (const { owner, slide } of slides) byOwner.set(owner, [...(byOwner.get(owner) ?? []), slide]);
  return byOwner;
}

function agreement(slides: readonly OwnerSlide[]): string {
  const { agreeing, differing } = sumOf(slides);
  const agree = counted(agreeing, "symbol agrees", "symbols agree");
  return differing === 0 ? agree : `${agree}, ${differing.toLocaleString("en-US")} ${differing === 1 ? "differs" : "differ"}`;
}

function sumOf(slides: readonly OwnerSlide[]): { agreeing: number; differing: number } {
  const sum = { agreeing: 0, differing: 0 };
  for (const { agreeing, differing } of slides) {
    sum.agreeing += agreeing;
    sum.differing += differing;
  }
  return sum;
}

function ownersText(owners: readonly string[]): string {
  const listed = owners.slice(0, LISTED).map(visibleName).join(", ");
  return owners.length > LISTED ? `${listed} and ${owners.length - LISTED} more` : listed;
}

function signed(distance: bigint): string {
  return distance < 0n ? `-${formatAddress(-distance)}` : formatAddress(distance);
}

/** Rows of changes, owner by owner. */
class ChangeRows {
  readonly #difference: TableDifference;
  readonly #old: Rows;
  readonly #new: Rows;
  readonly #style: Style;
  readonly #slides: ReadonlyMap<string, readonly bigint[]>;

  constructor(difference: TableDifference, before: OpenedTable, after: OpenedTable, style: Style) {
    this.#difference = difference;
    this.#old = new Rows(before.table, style);
    this.#new = new Rows(after.table, style);
    this.#style = style;
    this.#slides = slidesByOwner(difference.slides);
  }

  *all(filter: Filter, limit: number): Generator<string> {
    let left = limit;
    for (const [owner, places] of this.#byOwner(filter)) {
      if (left <= 0) return;
      const listed = places.slice(0, left);
      left -= listed.length;
      yield `\n${this.#old.owner(owner)}  ${this.#style.faint(counted(places.length, "change"))}\n`;
      yield* this.#rows(listed);
    }
  }

  /** Places of the changes by owner: of the old symbol, or of the new one where there is none. */
  #byOwner(filter: Filter): Map<string, number[]> {
    const owners = new Map<string, number[]>();
    let place = 0;
    for (const change of this.#difference) {
      const { owner } = (change.old ?? change.new) as KernelSymbol;
      if (filter?.(change) !== false) {
        const places = owners.get(owner);
        if (places === undefined) owners.set(owner, [place]);
        else places.push(place);
      }
      place++;
    }
    return owners;
  }

  *#rows(places: readonly number[]): Generator<string> {
    const width = this.#nameWidth(places);
    for (const place of places) {
      const change = this.#difference.at(place) as SymbolChange;
      const [rows, symbol] = change.old === null ? [this.#new, change.new as KernelSymbol] : [this.#old, change.old];
      const what = this.#what(change);
      const name = rows.name(symbol);
      const row = `${rows.address(symbol.address)} ${rows.size(symbol.size)} ${visibleName(symbol.type)} ${what === "" ? name : name.padEnd(width)}`;
      yield `  ${this.#colored(change.change)}  ${row}${what === "" ? "" : `  ${what}`}\n`;
    }
  }

  /** The longest of the names that something stands behind. */
  #nameWidth(places: readonly number[]): number {
    let width = 0;
    for (const place of places) {
      const { old, new: now } = this.#difference.at(place) as SymbolChange;
      if (old !== null && now !== null) width = Math.max(width, this.#old.name(old).length);
    }
    return Math.min(width, NAME_WIDTH);
  }

  /** What the new table has instead. */
  #what({ change, old, new: now }: SymbolChange): string {
    if (old === null || now === null) return "";
    if (change === "moved") return `now ${this.#new.address(now.address)}${this.#offSlide(old, now)}`;
    if (change === "resized") return `now ${this.#new.size(now.size).trim()}`;
    if (change === "retyped") return `now ${visibleName(now.type)}`;
    return `now ${this.#new.owner(now.owner)} ${this.#new.address(now.address)}`;
  }

  /** How far a symbol lies from where the nearest of its owner's slides brings it. */
  #offSlide(old: KernelSymbol, now: KernelSymbol): string {
    const distance = BigInt.asIntN(64, now.address - old.address);
    const off = (this.#slides.get(old.owner) ?? []).map((slide) => BigInt.asIntN(64, distance - slide));
    if (off.length === 0) return "";
    const nearest = off.reduce((best, other) => (length(other) < length(best) ? other : best));
    return `, ${nearest < 0n ? "" : "+"}${signed(nearest)} off the slide`;
  }

  #colored(kind: ChangeKind): string {
    const color = kind === "added" ? this.#style.good : kind === "removed" ? this.#style.bad : this.#style.caution;
    return color(kind.padEnd(KIND_WIDTH));
  }
}

function length(distance: bigint): bigint {
  return distance < 0n ? -distance : distance;
}
