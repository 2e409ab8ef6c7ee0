/** A kernel's log against a symbol table: every symbol and address in it, and which symbols of the table they may be. */

import { KernelSymbolTable } from "../../table/table.js";
import { SlideVotes } from "../slide-votes.js";
import { CARRIAGE_RETURN } from "./characters.js";
import { clean } from "./cleaning.js";
import type { CleanedLine } from "./cleaning.js";
import type { LogFacts, LogSlide } from "./facts.js";
import { IdentityLines } from "./identity-lines.js";
import { LineReader } from "./line-reader.js";
import type { Sighting } from "./line-reader.js";
import type { Candidate, DecodedLine, Mention, MentionKind, MentionStatus } from "./mention.js";
import { PrefixReader } from "./prefix.js";
import { Resolver } from "./resolver.js";
import { Spellings } from "./spelling.js";
import type { Spelling } from "./spelling.js";
import { Counter } from "./summary.js";
import type { LogSummary } from "./summary.js";
import type { Verdict } from "./verdict.js";

/** How a log is decoded. */
export interface DecodeOptions {
  /**
   * Slides that are known beforehand, by owner: what is added to the table's addresses to get the log's. Printed addresses beside
   * names that are unique tell better, and where there is neither, log and table are taken to be of one boot.
   */
  readonly slides?: ReadonlyMap<string, bigint> | undefined;
  /**
   * Whether each character of the text is a byte of the log (latin1): names are then looked up by their very bytes, and
   * text that is no UTF-8 survives. Default: text is text.
   */
  readonly isBinary?: boolean | undefined;
}

/** A decoded log. */
export interface DecodedLog {
  readonly lines: readonly DecodedLine[];
  readonly summary: LogSummary;
  /** What the log tells of the kernel that wrote it. */
  readonly facts: LogFacts;
}

/** Characters of a line that are waited for. */
const LONGEST_LINE = 2 ** 23;

const NO_MENTIONS: readonly Mention[] = [];


/** A line in which something was recognised: what it may be is asked when the whole chunk has told of slides. */
interface Work {
  readonly line: { mentions: readonly Mention[] };
  /** The text that was read, and where the line and its message begin in it. */
  readonly text: string;
  readonly start: number;
  readonly from: number;
  readonly sightings: readonly Sighting[];
  /** Where bare addresses may stand. */
  readonly addresses: readonly number[];
  /** Where the text isn't the line itself. */
  readonly cleaned: CleanedLine | undefined;
}

/**
 * Decodes a log chunk by chunk, in memory that doesn't grow with it.
 *
 * @example
 * ```ts
 * const decoder = new LogDecoder(table);
 * for await (const text of chunks) for (const line of decoder.push(text)) show(line);
 * for (const line of decoder.end()) show(line);
 * console.log(decoder.summary.warnings);
 * ```
 */
export class LogDecoder {
  readonly #votes = new SlideVotes();
  readonly #resolver: Resolver;
  readonly #reader: LineReader;
  /** For lines that are read in another text than the log's. */
  readonly #cleanReader: LineReader;
  readonly #prefix = new PrefixReader();
  readonly #identity = new IdentityLines();
  readonly #counter = new Counter();
  #rest = "";
  /** Whether the piece that was decoded last is not the end of its line. */
  #isInLine = false;

  /** @throws `TypeError` for what is no table; `TableDisposedError` for one that was freed. */
  constructor(table: KernelSymbolTable, { slides, isBinary = false }: DecodeOptions = {}) {
    if (!(table instanceof KernelSymbolTable)) throw new TypeError("a log is decoded against a KernelSymbolTable");
    const spellings = new Spellings(isBinary ? readBinaryName : (name) => name);
    const isHashed = hashedBy(table);
    this.#reader = new LineReader(spellings, table.report.addressBits, isHashed);
    this.#cleanReader = new LineReader(spellings, table.report.addressBits, isHashed);
    this.#resolver = new Resolver(table, this.#votes, slides);
    this.#resolver.settleSlides();
  }

  /** Takes more of the text; gives the lines that are whole by now. Slides that a chunk tells hold for all of its lines. */
  push(text: string): DecodedLine[] {
    const feed = text.lastIndexOf("\n");
    if (feed < 0) return this.#keep(text);
    const whole = this.#rest + text.slice(0, feed + 1);
    this.#rest = text.slice(feed + 1);
    return this.#decode(whole, false);
  }

  /** The last line, where the text ends without a line feed. */
  end(): DecodedLine[] {
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? [] : this.#decode(rest, false);
  }

  /** Waits for the end of a line, but not for ever: what is too long is given in pieces. */
  #keep(text: string): DecodedLine[] {
    this.#rest += text;
    if (this.#rest.length < LONGEST_LINE) return [];
    const piece = this.#rest;
    this.#rest = "";
    return this.#decode(piece, true);
  }

  /** Counts over all lines so far, and what to know before trusting them. */
  get summary(): LogSummary {
    return this.#counter.summary(this.facts);
  }

  /** What the log told so far of the kernel that wrote it. */
  get facts(): LogFacts {
    const { releases, versions, buildIds, modules, unloaded, kernelOffset, vmcoreInfo } = this.#identity;
    return { releases, versions, buildIds, modules, unloaded, kernelOffset, vmcoreInfo, slides: this.#slides(), sizes: this.#resolver.sizes };
  }

  #slides(): LogSlide[] {
    return this.#votes.slides().map((slide) => ({ ...slide, source: "pairs" }));
  }

  #decode(text: string, isCut: boolean): DecodedLine[] {
    const lines: DecodedLine[] = [];
    const works = this.#recognise(text, lines, isCut);
    for (const { sightings } of works) for (const sighting of sightings) this.#resolver.vote(sighting);
    this.#resolver.settleSlides();
    for (const work of works) work.line.mentions = this.#resolve(work);
    return lines;
  }

  /** The lines, and what stands in them. */
  #recognise(text: string, lines: DecodedLine[], isCut: boolean): Work[] {
    const works: Work[] = [];
    const needsCleaning = mayNeedCleaning(text);
    this.#reader.begin(text);
    for (let start = 0; start < text.length; ) {
      const feed = text.indexOf("\n", start);
      const end = feed < 0 ? text.length : feed;
      if (!this.#isInLine) this.#counter.lines++;
      this.#isInLine = isCut;
      const line = { number: this.#counter.lines, text: text.slice(start, end), isCut, caller: undefined as string | undefined, mentions: NO_MENTIONS };
      const cleaned = needsCleaning ? clean(line.text) : undefined;
      const work = cleaned === undefined ? this.#read(this.#reader, line, text, start, end) : this.#readCleaned(line, cleaned);
      if (work !== undefined) works.push(work);
      line.caller = this.#prefix.caller;
      lines.push(line);
      start = end + 1;
    }
    return works;
  }

  #readCleaned(line: Work["line"], cleaned: CleanedLine): Work | undefined {
    this.#cleanReader.begin(cleaned.message);
    return this.#read(this.#cleanReader, line, cleaned.message, 0, cleaned.message.length, cleaned);
  }

  #read(reader: LineReader, line: Work["line"], text: string, start: number, end: number, cleaned?: CleanedLine): Work | undefined {
    let to = end;
    while (to > start && text.charCodeAt(to - 1) === CARRIAGE_RETURN) to--;
    const from = this.#prefix.read(text, start, to);
    if (this.#identity.read(text, from, to, this.#prefix.caller)) return undefined;
    const sightings = reader.read(from, to);
    const { addresses } = reader;
    return sightings.length === 0 && addresses.length === 0 ? undefined : { line, text, start, from, sightings, addresses, cleaned };
  }

  /** What was recognised in a line, with what it may be. */
  #resolve({ text, start, from, sightings, addresses, cleaned }: Work): readonly Mention[] {
    const mentions: Mention[] = [];
    for (const sighting of sightings) mentions.push(this.#mention(sighting, start, cleaned));
    for (const at of addresses) {
      const mention = this.#addressMention(text, start, from, at, cleaned);
      // An address beside its name is that mention's.
      if (mention !== undefined && !sightings.some(({ printed }) => printed === mention.printed)) mentions.push(mention);
    }
    if (sightings.length > 0 && mentions.length > sightings.length) mentions.sort((a, b) => a.start - b.start);
    const shown = mentions.filter(isMeant);
    for (const mention of shown) this.#counter.add(mention);
    return shown;
  }

  #mention(sighting: Sighting, lineStart: number, cleaned: CleanedLine | undefined): Mention {
    const spelling = sighting.spelling as Spelling;
    return new SymbolMention(sighting, spelling, this.#resolver.symbol(sighting, spelling), place(sighting, lineStart, cleaned));
  }

  /** A word of a line as an address of code; `undefined` where none lies there. */
  #addressMention(text: string, lineStart: number, from: number, at: number, cleaned: CleanedLine | undefined): Mention | undefined {
    const { high, low } = this.#reader.valueAt(text, at);
    const candidate = this.#resolver.address(high, low);
    if (candidate === undefined) return undefined;
    const { kind, unreliable, ...span } = this.#reader.addressAt(text, from, at);
    const printed = (BigInt(high) << 32n) + BigInt(low);
    const { start, end } = place(span, lineStart, cleaned);
    return { ...BARE, start, end, kind, printed, unreliable, candidates: [candidate] };
  }
}

/** What a bare address has not. */
const BARE = { name: undefined, offset: undefined, size: undefined, module: undefined, buildId: undefined, source: undefined, status: "exact", excluded: [], omitted: 0 } as const;

/** Words such as `delay+0x10` are only taken for symbols where the table has them; what is printed with its size is one. */
function isMeant(mention: Mention): boolean {
  const { status, size, name, printed } = mention;
  return status !== "absent" || size !== undefined || name === undefined || printed !== undefined || mention.excluded.length > 0;
}

/** A printed symbol; those that don't fit are made when somebody reads them. */
class SymbolMention implements Mention {
  readonly start: number;
  readonly end: number;
  readonly kind: MentionKind;
  readonly name: string | undefined;
  readonly offset: bigint | undefined;
  readonly size: bigint | undefined;
  readonly module: string | undefined;
  readonly buildId: string | undefined;
  readonly source: string | undefined;
  readonly printed: bigint | undefined;
  readonly unreliable: boolean;
  readonly status: MentionStatus;
  readonly candidates: readonly Candidate[];
  readonly omitted: number;
  readonly #verdict: Verdict;

  constructor({ kind, source, printed, unreliable }: Sighting, { name, offset, size, module, buildId }: Spelling, verdict: Verdict, { start, end }: Span) {
    this.start = start;
    this.end = end;
    this.kind = kind;
    this.name = name;
    this.offset = offset;
    this.size = size;
    this.module = module;
    this.buildId = buildId;
    this.source = source;
    this.printed = printed;
    this.unreliable = unreliable;
    this.status = verdict.status;
    this.candidates = verdict.candidates;
    this.omitted = verdict.omitted;
    this.#verdict = verdict;
  }

  get excluded(): readonly Candidate[] {
    return this.#verdict.excluded;
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where something stands in its line. */
function place({ start, end }: Span, lineStart: number, cleaned: CleanedLine | undefined): Span {
  if (cleaned === undefined) return { start: start - lineStart, end: end - lineStart };
  return { start: cleaned.places[start] as number, end: (cleaned.places[end - 1] as number) + 1 };
}

function mayNeedCleaning(text: string): boolean {
  return ["\x1b", "\\x", '"msg"', '"MESSAGE"', '"message"'].some((sign) => text.includes(sign));
}

/**
 * How hashed addresses are told: kernels since 4.15 print most addresses as hashes of 32 bits (lib/vsprintf.c `ptr_to_id`). Where
 * the image itself lies so low, nothing tells.
 */
function hashedBy(table: KernelSymbolTable): (address: bigint) => boolean {
  const [marker] = table.restricted ? [] : [...table.getSymbolByName("_stext"), ...table.getSymbolByName("_text")];
  const isHigh = marker !== undefined && marker.address >> 32n !== 0n;
  return (address) => isHigh && address >> 32n === 0n;
}

const decoder = new TextDecoder();

/** The text of a name whose characters are bytes. */
function readBinaryName(name: string): string {
  return /^[\x00-\x7f]*$/.test(name) ? name : decoder.decode(Uint8Array.from(name, (character) => character.charCodeAt(0)));
}

/**
 * Decodes a whole log.
 *
 * Lines keep their text as it is. Symbols are recognised in the forms of some twenty architectures, old and new, behind the
 * prefixes of dmesg, syslog, journald, netconsole and others; each gets every symbol of the table that fits what the line
 * prints, the evidence for each, and a status; nothing is chosen silently.
 *
 * @param text - The log; bytes are read as UTF-8, with U+FFFD for what isn't.
 * @param table - The symbol table of the kernel that wrote it, of the same boot or another.
 * @returns Lines in their order, counts, and what the log tells of its kernel.
 * @throws `TypeError` for what is no text or no table; `TableDisposedError` for a table that was freed.
 *
 * @example
 * ```ts
 * const { lines, summary } = decodeLog(await file.text(), table);
 * for (const { text, mentions } of lines) for (const { status, candidates } of mentions) show(text, status, candidates);
 * ```
 */
export function decodeLog(text: string | Uint8Array, table: KernelSymbolTable, options: DecodeOptions = {}): DecodedLog {
  if (typeof text !== "string" && !(text instanceof Uint8Array)) throw new TypeError("a log is a string or its bytes");
  const decoded = new LogDecoder(table, options);
  const lines = decoded.push(typeof text === "string" ? text : decoder.decode(text));
  const rest = decoded.end();
  return { lines: rest.length === 0 ? lines : lines.concat(rest), summary: decoded.summary, facts: decoded.facts };
}

/** Bytes of a log that are read at a time where nobody keeps its lines. */
const PIECE_BYTES = 2 ** 16;

/**
 * What a log tells of the kernel that wrote it, without its lines.
 *
 * @param table - Where there is one, slides and sizes are compared with it.
 */
export function readLogFacts(bytes: Uint8Array, table: KernelSymbolTable | undefined, options: Pick<DecodeOptions, "slides"> = {}): LogFacts {
  const reader = table === undefined ? new IdentityReader() : new LogDecoder(table, options);
  const text = new TextDecoder();
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) reader.push(text.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true }));
  reader.end();
  return reader.facts;
}

/** Reads what a log tells of its kernel where there is no table to compare it with. */
class IdentityReader {
  readonly #prefix = new PrefixReader();
  readonly #identity = new IdentityLines();
  #rest = "";

  push(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() as string;
    for (const line of lines) this.#read(line);
  }

  end(): void {
    this.#read(this.#rest);
  }

  get facts(): LogFacts {
    const { releases, versions, buildIds, modules, unloaded, kernelOffset, vmcoreInfo } = this.#identity;
    return { releases, versions, buildIds, modules, unloaded, kernelOffset, vmcoreInfo, slides: [], sizes: { agreeing: 0, differing: [] } };
  }

  #read(line: string): void {
    const { message } = (mayNeedCleaning(line) ? clean(line) : undefined) ?? { message: line };
    const end = message.endsWith("\r") ? message.length - 1 : message.length;
    this.#identity.read(message, this.#prefix.read(message, 0, end), end, this.#prefix.caller);
  }
}
