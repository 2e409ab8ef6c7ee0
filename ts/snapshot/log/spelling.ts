/** Symbols as logs spell them, each taken apart once: a log repeats a few thousand of them a million times. */

import type { SymbolText } from "./symbol-text.js";
import type { Verdict } from "./verdict.js";
import type { MentionKind } from "./wrappers.js";

/** A printed symbol, taken apart. */
export interface Spelling {
  readonly name: string;
  readonly offset: bigint | undefined;
  readonly size: bigint | undefined;
  readonly module: string | undefined;
  readonly buildId: string | undefined;
  /** What it stood for when it was asked last: nearly always for a mention of the same kind. */
  answer: { readonly kind: MentionKind; readonly printed: bigint | undefined; readonly round: number; readonly verdict: Verdict } | undefined;
}

/** Spellings that are remembered. */
const MOST_SPELLINGS = 2 ** 14;

/** How names of a text become those that are looked up. */
export type NameReading = (name: string) => string;

/** All spellings of a log. */
export class Spellings {
  readonly #known = new Map<string, Spelling>();
  readonly #readName: NameReading;

  constructor(readName: NameReading) {
    this.#readName = readName;
  }

  /** The spelling of a symbol with an offset. */
  of(text: string, symbol: SymbolText): Spelling {
    const key = text.slice(symbol.start, symbol.symbolEnd);
    return this.#known.get(key) ?? this.#remember(key, this.#takeApart(text, symbol));
  }

  /** The spelling of `name` or `name [module]`. */
  ofName(text: string): Spelling {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const [, name = text, module] = /^(\S+) \[([\w-]+)\]$/.exec(text) ?? [];
    return this.#remember(text, this.make(name, undefined, undefined, module));
  }

  /** A spelling of parts. */
  make(name: string, offset: bigint | undefined, size: bigint | undefined, module: string | undefined): Spelling {
    return { name: this.#readName(name), offset, size, module, buildId: undefined, answer: undefined };
  }

  #takeApart(text: string, symbol: SymbolText): Spelling {
    const { start, nameEnd, offsetEnd, sizeStart, sizeEnd, moduleStart, moduleEnd, buildIdStart, buildIdEnd } = symbol;
    return {
      name: this.#readName(text.slice(start, nameEnd)),
      offset: BigInt(`0x${text.slice(nameEnd + 3, offsetEnd)}`),
      size: sizeEnd > 0 ? BigInt(`0x${text.slice(sizeStart, sizeEnd)}`) : undefined,
      module: moduleEnd > 0 ? text.slice(moduleStart, moduleEnd) : undefined,
      buildId: buildIdEnd > 0 ? text.slice(buildIdStart, buildIdEnd) : undefined,
      answer: undefined,
    };
  }

  #remember(key: string, spelling: Spelling): Spelling {
    if (this.#known.size >= MOST_SPELLINGS) this.#known.clear();
    this.#known.set(key, spelling);
    return spelling;
  }
}
