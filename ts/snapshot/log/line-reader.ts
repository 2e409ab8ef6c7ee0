/** One message of a log: where symbols and addresses stand in it, and how. What they may be is asked later. */

import { SymbolContext } from "./context.js";
import type { MentionKind } from "./mention.js";
import { RawAddressFinder } from "./raw-address.js";
import { SymbolText } from "./symbol-text.js";
import type { Spelling, Spellings } from "./spelling.js";
import { BARE_HEX_FRAME, HEXAGON_FRAME, flagsAt, plainFormsOf } from "./wrappers.js";
import type { PlainForm } from "./wrappers.js";

/** A symbol or address that was recognised. */
export interface Sighting {
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
  readonly kind: MentionKind;
  /** `undefined` for a bare address. */
  readonly spelling: Spelling | undefined;
  readonly source: string | undefined;
  readonly printed: bigint | undefined;
  readonly unreliable: boolean;
}

/** The words of a message that may be addresses: their places in the text. */
const NO_PLACES: readonly number[] = [];
const NO_SIGHTINGS: readonly Sighting[] = [];

/** Reads the messages of one text, in their order. */
export class LineReader {
  readonly #spellings: Spellings;
  readonly #symbol = new SymbolText();
  readonly #context = new SymbolContext();
  readonly #raw: RawAddressFinder;
  readonly #isHashed: (address: bigint) => boolean;
  #text = "";
  /** The next `+0x` and the next `[<` in the text, -1 where there is none: they are looked for once, not in every line. */
  #plus = -1;
  #bracket = -1;
  /** Where words of the message that was read last stand that may be addresses. */
  addresses: readonly number[] = NO_PLACES;

  constructor(spellings: Spellings, addressBits: number, isHashed: (address: bigint) => boolean) {
    this.#spellings = spellings;
    this.#raw = new RawAddressFinder(addressBits);
    this.#isHashed = isHashed;
  }

  /** Takes the text that holds the messages to come. */
  begin(text: string): void {
    this.#text = text;
    this.#plus = text.indexOf("+0x");
    this.#bracket = text.indexOf("[<");
  }

  /** The symbols of the message from `from` to `to`, in their order; its addresses are in {@link addresses}. */
  read(from: number, to: number): readonly Sighting[] {
    this.addresses = NO_PLACES;
    this.#seek(from);
    if (this.#plus >= 0 && this.#plus < to) return this.#readSymbols(from, to);
    if (this.#raw.isLikely(this.#text, from, to) || this.#holdsBracket(from, to)) this.addresses = this.#readAddresses(from, to);
    return this.#readPlain(from, to);
  }

  /** A bare address that {@link addresses} named, in the message that begins at `from`. */
  addressAt(text: string, from: number, at: number): Pick<Sighting, "start" | "end" | "kind" | "unreliable"> {
    const hasMark = text.startsWith("0x", at - 2);
    const open = hasMark ? at - 2 : text.startsWith("[<", at - 2) ? at - 2 : text[at - 1] === "[" ? at - 1 : at;
    this.#context.read(text, from, open);
    const { unreliable } = this.#context;
    const isBracketed = !hasMark && open < at;
    const kind = this.#context.kind ?? (isBracketed ? "frame" : "register");
    // Words of a dump stand alone, as frames without names do in brackets.
    const isWord = kind === "frame" && !isBracketed && !hasMark;
    return { start: hasMark ? open : at, end: at + this.#raw.length, kind: isWord ? "address" : kind === "place" || kind === "function" ? "register" : kind, unreliable };
  }

  /** The value of the word at a place of {@link addresses}. */
  valueAt(text: string, at: number): { readonly high: number; readonly low: number } {
    this.#raw.next(text, at, at + this.#raw.length);
    return this.#raw;
  }

  #seek(from: number): void {
    if (this.#plus >= 0 && this.#plus < from) this.#plus = this.#text.indexOf("+0x", from);
  }

  #readSymbols(from: number, to: number): readonly Sighting[] {
    const sightings: Sighting[] = [];
    let isLabelled = false;
    while (this.#plus >= 0 && this.#plus < to) {
      let next = this.#plus + 3;
      if (this.#symbol.parse(this.#text, this.#plus, from, to)) {
        sightings.push(this.#sighting(from, sightings.at(-1)));
        next = this.#symbol.end;
        isLabelled ||= this.#symbol.start - from > 1;
      }
      this.#seek(next);
    }
    return isLabelled ? this.#withPlainBefore(from, to, sightings) : sightings;
  }

  #sighting(from: number, previous: Sighting | undefined): Sighting {
    const text = this.#text;
    const { start, end, sourceStart, sourceEnd } = this.#symbol;
    const context = this.#context;
    context.read(text, from, start);
    const flags = flagsAt(text, end);
    return {
      start,
      end,
      kind: flags?.kind ?? context.kind ?? (previous === undefined ? "place" : previous.kind),
      spelling: this.#spellings.of(text, this.#symbol),
      source: sourceEnd > 0 ? text.slice(sourceStart, sourceEnd) : undefined,
      printed: this.#printed(context),
      unreliable: context.unreliable || flags?.unreliable === true,
    };
  }

  #printed({ addressStart, addressEnd }: SymbolContext): bigint | undefined {
    if (addressStart < 0) return undefined;
    const address = BigInt(`0x${this.#text.slice(addressStart, addressEnd)}`);
    return this.#isHashed(address) ? undefined : address;
  }

  /** arm's ` f from g+0x10/0x20` and pstore's ` f <- g+0x10/0x20`, where `f` has no offset. */
  #withPlainBefore(from: number, to: number, sightings: readonly Sighting[]): readonly Sighting[] {
    const [first] = sightings;
    if (first === undefined || !/ (?:from|<-) /.test(this.#text.slice(from, first.start))) return sightings;
    const before = this.#readPlain(from, to).filter(({ end }) => end <= first.start);
    return [...before, ...sightings];
  }

  #holdsBracket(from: number, to: number): boolean {
    if (this.#bracket >= 0 && this.#bracket < from) this.#bracket = this.#text.indexOf("[<", from);
    return this.#bracket >= 0 && this.#bracket < to;
  }

  #readAddresses(from: number, to: number): readonly number[] {
    const places: number[] = [];
    for (let at = this.#raw.next(this.#text, from, to); at >= 0; at = this.#raw.next(this.#text, at + this.#raw.length, to)) places.push(at);
    return places;
  }

  #readPlain(from: number, to: number): readonly Sighting[] {
    const message = this.#text.slice(from, to);
    const forms = plainFormsOf(message);
    if (forms.length > 0) {
      for (const form of forms) {
        const found = form.pattern.exec(message);
        if (found !== null) return this.#namesIn(found, from, form);
      }
    }
    return message.includes("+") ? this.#readOddOffsets(message, from) : NO_SIGHTINGS;
  }

  #namesIn(found: RegExpExecArray, from: number, { kind, hasAddress = false }: PlainForm): Sighting[] {
    const places = (found.indices ?? []).slice(1).filter((place) => place !== undefined);
    return places.map(([start, end]) => {
      this.#context.read(this.#text, from, from + start);
      const spelling = this.#spellings.ofName(this.#text.slice(from + start, from + end));
      const printed = hasAddress ? this.#printed(this.#context) : undefined;
      return { start: from + start, end: from + end, kind, spelling, source: undefined, printed, unreliable: this.#context.unreliable };
    });
  }

  /** Offsets that aren't written `+0x`: hexagon's with blanks, arm's of 2.6 without `0x`. */
  #readOddOffsets(message: string, from: number): readonly Sighting[] {
    const hexagon = HEXAGON_FRAME.exec(message);
    if (hexagon !== null) return [this.#odd(hexagon, from)];
    if (!message.includes("(")) return NO_SIGHTINGS;
    return [...message.matchAll(BARE_HEX_FRAME)].map((found) => this.#odd(found, from));
  }

  #odd(found: RegExpExecArray, from: number): Sighting {
    const { name = "", offset = "0", size, module, address } = found.groups ?? {};
    const [start] = found.indices?.groups?.["name"] as [number, number];
    const [, end] = found.indices?.groups?.[module === undefined ? (size === undefined ? "offset" : "size") : "module"] as [number, number];
    this.#context.read(this.#text, from, from + start);
    const printed = address === undefined ? this.#printed(this.#context) : BigInt(`0x${address}`);
    const spelling = this.#spellings.make(name, BigInt(`0x${offset}`), size === undefined ? undefined : BigInt(`0x${size}`), module);
    return { start: from + start, end: from + end + (module === undefined ? 0 : 1), kind: "frame", spelling, source: undefined, printed, unreliable: false };
  }
}
