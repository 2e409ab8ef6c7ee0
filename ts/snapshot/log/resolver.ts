/** From what was recognised to what it may be: candidates by name, code by address, and the slides that tie log and table. */

import type { KernelSymbolTable } from "../../table/table.js";
import type { SlideVotes } from "../slide-votes.js";
import { candidatesIn } from "./candidates.js";
import type { Candidates } from "./candidates.js";
import type { Knowledge } from "./evidence.js";
import type { SizeAgreement } from "./facts.js";
import type { Sighting } from "./line-reader.js";
import type { Candidate } from "./mention.js";
import type { Spelling } from "./spelling.js";
import { TextRanges } from "./text-ranges.js";
import { Verdict } from "./verdict.js";

const IMAGE = "system";

/** Distinct functions whose sizes are compared. */
const MOST_SIZES = 10_000;

/** Differing sizes that are told one by one. */
const MOST_DIFFERING = 100;

/** Resolves sightings against one table. */
export class Resolver implements Knowledge {
  readonly #candidates: Candidates;
  readonly #ranges: TextRanges;
  readonly #votes: SlideVotes;
  readonly #told: ReadonlyMap<string, bigint>;
  readonly #compared = new Set<string>();
  readonly #differing: SizeAgreement["differing"][number][] = [];
  #differingCount = 0;
  /** What is known of slides, to see when that changes, and how often it did. */
  #slides = "";
  #round = 0;
  readonly hasAddresses: boolean;

  constructor(table: KernelSymbolTable, votes: SlideVotes, told: ReadonlyMap<string, bigint> = new Map()) {
    this.#candidates = candidatesIn(table);
    this.#ranges = new TextRanges(table);
    this.#votes = votes;
    this.#told = told;
    this.hasAddresses = !table.restricted;
  }

  /** What is added to the table's addresses of an owner to get the log's; where the image moved and nothing is known, nothing can be said. */
  readonly slideOf = (owner: string): bigint | undefined => this.#votes.slideOf(owner) ?? this.#told.get(owner);

  /** Lets a printed address vote for the slide of the one symbol that has the name. */
  vote({ spelling, printed }: Sighting): void {
    if (printed === undefined || spelling === undefined || !this.hasAddresses) return;
    const { symbols, total } = this.#candidates.of(spelling.name, spelling.module ?? IMAGE);
    const [only] = symbols;
    if (only === undefined || total > 1) return;
    const { owner, address, size } = only.symbol;
    if (owner !== (spelling.module ?? IMAGE) || (size !== undefined && spelling.size !== undefined && size !== spelling.size)) return;
    this.#votes.add(owner, printed - address - (spelling.offset ?? 0n));
  }

  /** Takes what the votes say by now. */
  settleSlides(): void {
    const owners = [...this.#told.keys(), ...this.#votes.slides().map(({ owner }) => owner)];
    const slides = owners.map((owner) => `${owner} ${this.slideOf(owner)}`).join("\n");
    if (slides === this.#slides) return;
    this.#slides = slides;
    this.#round++;
    const image = this.slideOf(IMAGE) ?? 0n;
    this.#ranges.slideTo((owner) => this.slideOf(owner) ?? (image === 0n || owner === IMAGE ? image : undefined));
  }

  /** What a printed symbol may be. */
  symbol({ kind, printed }: Sighting, spelling: Spelling): Verdict {
    const round = this.#round;
    const { answer, name, offset, size, module } = spelling;
    if (answer !== undefined && answer.kind === kind && answer.printed === printed && answer.round === round) return answer.verdict;
    const owner = module ?? (offset === undefined ? undefined : IMAGE);
    const verdict = new Verdict({ name, offset, size, module, address: printed, kind }, this.#candidates.of(name, owner), () => this.#candidates.of(name), this);
    if (answer === undefined) this.#compareSizes(spelling);
    spelling.answer = { kind, printed, round, verdict };
    return verdict;
  }

  /** The code that lies at a bare address; `undefined` where none does. */
  address(high: number, low: number): Candidate | undefined {
    if (!this.#ranges.mayHold(high, low)) return undefined;
    const found = this.#ranges.find(high, low);
    if (found === undefined) return undefined;
    return { ...found, sympos: 0, evidence: [{ of: "address", verdict: "agrees", text: "the printed address" }] };
  }

  /** How the sizes of names that are at one address agree. */
  get sizes(): SizeAgreement {
    return { agreeing: this.#compared.size - this.#differingCount, differing: this.#differing };
  }

  #compareSizes({ name, size: printed, module }: Spelling): void {
    const { symbols, total } = this.#candidates.of(name, module ?? IMAGE);
    const [only] = symbols;
    if (printed === undefined || only === undefined || total > 1) return;
    const { owner, size, type } = only.symbol;
    const key = `${name} ${owner}`;
    // The kernel ends data of modules elsewhere than the next symbol, code hardly ever.
    if (size === undefined || !"tTwW".includes(type) || owner !== (module ?? IMAGE) || this.#compared.has(key) || this.#compared.size >= MOST_SIZES) return;
    this.#compared.add(key);
    if (size === printed) return;
    this.#differingCount++;
    if (this.#differing.length < MOST_DIFFERING) this.#differing.push({ name, owner, printed, size });
  }
}
