/** What speaks for and against a symbol that a printed one may be. */

import { formatAddress } from "../../core/address.js";
import type { KernelSymbol } from "../../table/symbol.js";
import type { NamedSymbol } from "./candidates.js";
import type { Candidate, Evidence } from "./mention.js";
import type { MentionKind } from "./wrappers.js";

/** What a log prints of a symbol. */
export interface Printed {
  readonly name: string;
  readonly offset: bigint | undefined;
  readonly size: bigint | undefined;
  readonly module: string | undefined;
  /** The address that stands beside it. */
  readonly address: bigint | undefined;
  readonly kind: MentionKind;
}

/** What is known beside the line. */
export interface Knowledge {
  /** Whether the table has addresses. */
  readonly hasAddresses: boolean;
  /** Where an owner lies in the log: what is added to the table's addresses, or nothing. */
  readonly slideOf: (owner: string) => bigint | undefined;
}

/** Where sizes that are negative as 64-bit numbers begin. */
const NEGATIVE = 1n << 63n;

/** Letters of what is no code. Newer kernels give data the letters of code as well, never the other way round. */
const DATA = "dDbBrRaAgGsS";

/** Owners whose symbols the kernel prints without `[owner]` (kernel/bpf/core.c `__bpf_address_lookup` names no module). */
export const isUnbracketed = (owner: string): boolean => owner === "system" || owner === "bpf" || owner.startsWith("__builtin__");

/**
 * A symbol of the printed name. Its evidence is put into words when somebody reads it: of a million mentions hardly any is looked at.
 */
export class WeighedCandidate implements Candidate {
  readonly address: bigint;
  readonly #named: NamedSymbol;
  readonly #printed: Printed;
  /** What is added to its address to get the log's; `undefined` where nothing tells, or addresses are hidden. */
  readonly #slide: bigint | undefined;
  readonly #hasAddresses: boolean;

  constructor(named: NamedSymbol, printed: Printed, { hasAddresses, slideOf }: Knowledge) {
    const { symbol } = named;
    this.address = printed.offset === undefined ? symbol.address : symbol.address + printed.offset;
    this.#named = named;
    this.#printed = printed;
    this.#hasAddresses = hasAddresses;
    this.#slide = printed.address !== undefined && hasAddresses ? slideOf(symbol.owner) : undefined;
  }

  get symbol(): KernelSymbol {
    return this.#named.symbol;
  }

  get sympos(): number {
    return this.#named.sympos;
  }

  /** Whether the printed address is its. */
  get isProven(): boolean {
    return this.#distance === 0n;
  }

  /** Whether a printed size, offset or address isn't its; its module was seen to before. */
  get isExcluded(): boolean {
    const { symbol } = this;
    const { size } = this.#printed;
    if (size !== undefined && symbol.size !== undefined && size !== symbol.size && size < NEGATIVE) return true;
    return !this.#holdsOffset || (this.#slide !== undefined && this.#distance !== 0n);
  }

  /**
   * Whether its type or another symbol at its address speak against it. Neither decides alone: edited tables and logs
   * have such symbols.
   */
  get isDoubtful(): boolean {
    return this.#isData || !this.#named.printsFirst;
  }

  get evidence(): readonly Evidence[] {
    return [this.#ofAddress(), this.#ofModule(), this.#ofSize(), this.#ofOffset(), this.#ofType(), this.#ofAlias()].filter((fact) => fact !== undefined);
  }

  /** How far the printed address is from its, where one is printed. */
  get #distance(): bigint | undefined {
    const { address } = this.#printed;
    return address === undefined || !this.#hasAddresses ? undefined : address - this.address - (this.#slide ?? 0n);
  }

  /** A return address may stand just behind a function that ends in a call. */
  get #holdsOffset(): boolean {
    const { offset, size: printedSize, kind } = this.#printed;
    const { size } = this.symbol;
    if (offset === undefined || size === undefined || printedSize !== undefined) return true;
    return offset < size || (offset === size && kind !== "pc");
  }

  get #isData(): boolean {
    const { kind } = this.#printed;
    return (kind === "frame" || kind === "pc" || kind === "lr") && DATA.includes(this.symbol.type);
  }

  #ofAddress(): Evidence | undefined {
    const distance = this.#distance;
    const slide = this.#slide;
    if (distance === undefined) return undefined;
    if (distance === 0n) return fact("address", "agrees", slide === undefined || slide === 0n ? "the printed address" : `the printed address, less the slide of ${signed(slide)}`);
    if (slide === undefined) return fact("address", "unknown", `the printed address is ${signed(distance)} away, and no slide is known`);
    return fact("address", "contradicts", `the printed address is ${signed(distance)} away`);
  }

  #ofModule(): Evidence | undefined {
    const { module, offset } = this.#printed;
    const { owner } = this.symbol;
    if (module === owner) return fact("module", "agrees", `of ${owner}, as printed`);
    if (module !== undefined) return fact("module", "contradicts", `of ${owner}, the log prints [${module}]`);
    if (isUnbracketed(owner)) return undefined;
    // Some lines print names alone.
    return fact("module", offset === undefined ? "unknown" : "contradicts", `of ${owner}, the log prints no module`);
  }

  #ofSize(): Evidence | undefined {
    const printed = this.#printed.size;
    const { size } = this.symbol;
    if (printed === undefined) return undefined;
    if (size === undefined) return fact("size", "unknown", "its size isn't in the table");
    // Of data in modules, kernels up to 6.12 print the distance to the end of the text before it.
    if (printed >= NEGATIVE) return fact("size", "unknown", "the log prints a negative size");
    if (size === printed) return fact("size", "agrees", `size ${formatAddress(size)}, as printed`);
    return fact("size", "contradicts", `size ${formatAddress(size)}, the log prints ${formatAddress(printed)}`);
  }

  #ofOffset(): Evidence | undefined {
    const { offset, size: printedSize } = this.#printed;
    const { size } = this.symbol;
    if (offset === undefined || size === undefined || printedSize !== undefined) return undefined;
    const fits = this.#holdsOffset;
    return fact("offset", fits ? "agrees" : "contradicts", `offset ${formatAddress(offset)} is ${fits ? "within" : "beyond"} its ${formatAddress(size)} bytes`);
  }

  #ofType(): Evidence | undefined {
    return this.#isData ? fact("type", "contradicts", `type ${this.symbol.type} is no code's`) : undefined;
  }

  #ofAlias(): Evidence | undefined {
    return this.#named.printsFirst ? undefined : fact("alias", "contradicts", "another symbol stands at its address before it, and the kernel prints the first");
  }
}

function fact(of: Evidence["of"], verdict: Evidence["verdict"], text: string): Evidence {
  return { of, verdict, text };
}

function signed(distance: bigint): string {
  return distance < 0n ? `-${formatAddress(-distance)}` : formatAddress(distance);
}
