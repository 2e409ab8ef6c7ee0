/**
 * The naive twin of `KernelSymbolTable`: the same questions answered by going through all lines, with nothing clever in it.
 *
 * Names are texts of one character a byte; `shown` makes of them what the package shows.
 */

/** A line. */
export interface TwinSymbol {
  readonly index: number;
  /** Name, a character for each byte. */
  readonly raw: string;
  /** Name as it is shown. */
  readonly name: string;
  readonly address: bigint;
  readonly type: string;
  readonly owner: string;
  readonly size: bigint | undefined;
}

/** What the text says of a symbol. */
export interface TwinRow {
  readonly raw: string;
  readonly address: bigint;
  readonly type: string;
  readonly owner: string;
  /** Whether no owner stands in the line. A module can be called "system", too. */
  readonly isImage: boolean;
  /** Size that the text itself tells (`nm -S`). */
  readonly told: bigint | undefined;
}

/** A text, taken apart. */
export interface TwinText {
  readonly rows: readonly TwinRow[];
  readonly lines: number;
  readonly blank: number;
  /** Numbers of the lines that are no symbols. */
  readonly rejected: readonly number[];
}

/** Symbols above which nothing of the same owner is known to end them. */
const PAGE = 4096n;

export function shown(raw: string): string {
  return Buffer.from(raw, "latin1").toString("utf8");
}

/** Reads a text whose addresses have `digits` digits. */
export function readTwin(text: string, digits = 16): TwinText {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const rows: TwinRow[] = [];
  const rejected: number[] = [];
  let blank = 0;
  const pattern = linePattern(digits);
  // A line that isn't finished tells nothing about the others.
  const finished = text.endsWith("\n") || lines.length === 1 ? lines : lines.slice(0, -1);
  const crlf = finished.filter((line) => line.endsWith("\r")).length * 2 > finished.length;
  lines.forEach((line, at) => {
    const content = crlf ? line.replace(/\r$/, "") : line;
    const row = readLine(content, pattern);
    if (row !== undefined) rows.push(row);
    else if (/^\s*$/.test(content)) blank++;
    else rejected.push(at + 1);
  });
  return { rows, lines: lines.length, blank, rejected };
}

/** Address, perhaps a size as wide, a type letter, one blank, the rest. */
function linePattern(digits: number): RegExp {
  const number = `([0-9a-fA-F]{${digits}})[ \\t]+`;
  return new RegExp(`^[ \\t]*${number}(?:${number})?([a-zA-Z?-])[ \\t]([^]+)$`);
}

function readLine(line: string, pattern: RegExp): TwinRow | undefined {
  const [, address, size, type = "", rest = ""] = pattern.exec(line) ?? [];
  if (address === undefined) return undefined;
  const [name, owner] = nameAndOwner(rest);
  if (name === undefined || name === "" || owner === "") return undefined;
  return {
    raw: name,
    address: BigInt(`0x${address}`),
    type,
    owner: owner === undefined ? "system" : shown(owner),
    isImage: owner === undefined,
    told: size === undefined ? undefined : BigInt(`0x${size}`),
  };
}

/** Parts at the last TAB; without a TAB at the blanks before a `[…]` that ends the line. No name: no symbol. */
function nameAndOwner(text: string): [name?: string, owner?: string] {
  const tab = /^([^]*)\t([^]*)$/.exec(text.endsWith("]") || !/\][ \t]+$/.test(text) ? text : text.trimEnd());
  if (tab !== null) {
    const [, name = "", behind = ""] = tab;
    const owner = /^\[([^]+)\]$/.exec(behind.trim())?.[1];
    return owner === undefined ? [] : [name, owner];
  }
  const trimmed = text.replace(/[ \t]+$/, "");
  const bracket = trimmed.lastIndexOf("[");
  if (trimmed.endsWith("]") && bracket > 0 && trimmed[bracket - 1] === " " && bracket + 2 < trimmed.length) {
    return [text.slice(0, bracket).replace(/[ \t]+$/, ""), trimmed.slice(bracket + 1, -1)];
  }
  return [text];
}

/** Names at which nothing begins inside modules. */
export function isLocal(row: TwinRow): boolean {
  return !row.isImage && /^(\.L|L0|\$[adtx](\.|$)|\$xrv)/.test(row.raw);
}

const isText = (row: TwinRow) => /^[tTwW]$/.test(row.type);
const isAbsolute = (row: TwinRow) => /^[aA]$/.test(row.type);

/** Whether an address can be resolved to a row. */
export function isResolvable(row: TwinRow): boolean {
  return !isLocal(row) && !(isAbsolute(row) && !row.isImage);
}

function isSameOwner(a: TwinRow, b: TwinRow): boolean {
  return a.owner === b.owner && a.isImage === b.isImage;
}

/** What `size` and `resolve` need to know of a row's neighbourhood. */
export interface Neighbours {
  /** The next higher address of the same owner at which something begins. */
  readonly next: bigint | undefined;
  /** Whether one of the owner's symbols there is text. */
  readonly nextIsText: boolean;
  /** The first row at the next higher address of any owner to which an address can be resolved. */
  readonly above: TwinRow | undefined;
}

/** The neighbourhood of a row, by going through all rows. */
export function neighboursOf(rows: readonly TwinRow[], row: TwinRow): Neighbours {
  let next: bigint | undefined;
  let nextIsText = false;
  let above: TwinRow | undefined;
  for (const other of rows) {
    if (other.address <= row.address) continue;
    if (isResolvable(other) && (above === undefined || other.address < above.address)) above = other;
    if (!isSameOwner(other, row) || isLocal(other)) continue;
    if (next === undefined || other.address < next) {
      next = other.address;
      nextIsText = isText(other);
    } else if (other.address === next) {
      nextIsText ||= isText(other);
    }
  }
  return { next, nextIsText, above };
}

/** Distance to the owner's next address; none is told behind the last text symbol of a module. */
export function sizeOf(row: TwinRow, { next, nextIsText }: Neighbours): bigint | undefined {
  if (row.told !== undefined) return row.told;
  if (next === undefined || (!row.isImage && isText(row) && !nextIsText)) return undefined;
  return next - row.address;
}

/** Whether a symbol reaches `offset` bytes beyond its beginning: as far as its size where no other owner's symbol lies in it, else not beyond its page. */
export function reaches(row: TwinRow, neighbours: Neighbours, offset: bigint): boolean {
  if (offset === 0n) return true;
  const size = sizeOf(row, neighbours);
  const restOfPage = PAGE - (row.address % PAGE);
  if (size === undefined) return offset < restOfPage;
  const { above } = neighbours;
  const isFirm = row.told !== undefined || (above !== undefined && isSameOwner(above, row) && (isAbsolute(above) || !isAbsolute(row)));
  return offset < (isFirm || size < restOfPage ? size : restOfPage);
}

/** The symbols that cover an address, by going through all rows. */
export function resolveTwin(rows: readonly TwinRow[], address: bigint): TwinRow[] {
  let start: bigint | undefined;
  for (const row of rows) {
    if (row.address <= address && isResolvable(row) && (start === undefined || row.address > start)) start = row.address;
  }
  if (start === undefined) return [];
  const aliases = rows.filter((row) => row.address === start && isResolvable(row));
  const [first] = aliases as [TwinRow];
  return reaches(first, neighboursOf(rows, first), address - start) ? aliases : [];
}

/** Rows of a name; one that holds U+FFFD also finds what is shown so. */
export function byName(rows: readonly TwinRow[], name: string): TwinRow[] {
  return rows.filter((row) => shown(row.raw) === name);
}

export function byAddress(rows: readonly TwinRow[], address: bigint): TwinRow[] {
  return rows.filter((row) => row.address === address);
}

/** Whether addresses are hidden: text there is, and all of it at 0. */
export function isRestricted(rows: readonly TwinRow[]): boolean {
  const text = rows.filter(isText);
  return text.length > 0 && text.every((row) => row.address === 0n);
}

/** Whether a name is a variant's, and a fragment's. */
export function variantOf(raw: string): { base: string; isVariant: boolean; isFragment: boolean } {
  let base = raw.replace(/^(__pfx_|__cfi_)(?=[^])/, "");
  if (base === raw) base = raw.replace(/^\.(?=[A-KM-Za-z_])/, "");
  let isFragment = false;
  for (;;) {
    const [, rest, suffix = ""] = /^([^]+)(\.(?:cold|cfi_jt|cfi|localalias|(?:cold|isra|constprop|part|llvm|lto_priv|localalias)\.[0-9]+))$/.exec(base) ?? [];
    if (rest === undefined) return { base, isVariant: base !== raw, isFragment };
    isFragment ||= suffix.startsWith(".cold");
    base = rest;
  }
}
