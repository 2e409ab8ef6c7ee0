/** What a snapshot's files say together; each part is worked out when it is first asked for, since logs may be long. */

import { belongTogether } from "./belongs.js";
import type { Belonging } from "./belongs.js";
import type { SnapshotFacts } from "./facts.js";
import { findingsOf, unusableFile } from "./findings.js";
import type { Finding } from "./findings.js";
import { readLogFacts } from "./log/decode.js";
import type { LogFacts } from "./log/facts.js";
import type { HeldLog } from "./logs.js";
import { findKaslr } from "./slide.js";
import type { Kaslr } from "./slide.js";

/** Files that findings are made of; the listing has them all. */
const MOST_UNUSABLE = 10;

/** What is known without a look into the logs. */
export type FactsBesideLogs = Omit<SnapshotFacts, "logs">;

/** A file that should be a symbol table and is none. */
export interface UnusableFile {
  readonly path: string;
  readonly reason: unknown;
}

/** Facts, slides and findings of a snapshot. */
export class Analysis {
  readonly #beside: FactsBesideLogs;
  readonly #logs: readonly HeldLog[];
  readonly #unusable: readonly UnusableFile[];
  readonly #logFacts = new Map<HeldLog, LogFacts>();
  #facts: SnapshotFacts | undefined;
  #kaslr: Kaslr | undefined;
  #belonging: Belonging | undefined;
  #findings: readonly Finding[] | undefined;

  /** @param logs - All of them; that of a kernel which only took a dump tells nothing of the host's. */
  constructor(beside: FactsBesideLogs, logs: readonly HeldLog[], unusable: readonly UnusableFile[]) {
    this.#beside = beside;
    this.#logs = logs;
    this.#unusable = unusable;
  }

  get facts(): SnapshotFacts {
    return (this.#facts ??= { ...this.#beside, logs: this.#logs.filter(({ isOfHost }) => isOfHost).map((log) => this.#of(log)) });
  }

  get kaslr(): Kaslr {
    return (this.#kaslr ??= findKaslr(this.facts));
  }

  get belonging(): Belonging {
    return (this.#belonging ??= belongTogether(this.facts, this.kaslr));
  }

  /** Those on files that should have been tables are grave where no table is left, and good to know otherwise. */
  get findings(): readonly Finding[] {
    return (this.#findings ??= this.#find());
  }

  /** The release that a file names, else the last that a log does. */
  get release(): string | undefined {
    const { identities, vmcoreInfo } = this.#beside;
    const named = identities.find(({ release }) => release !== undefined)?.release ?? vmcoreInfo?.info.release;
    return named ?? this.facts.logs.flatMap(({ facts }) => facts.releases.slice(-1))[0];
  }

  /** Slides of a log against the table by owner, as far as it and files other than logs tell them. */
  slidesOf(log: HeldLog): ReadonlyMap<string, bigint> {
    if (!log.isOfHost) return new Map();
    const { measures } = this.#kaslr ?? findKaslr({ ...this.#beside, logs: [this.#of(log)] });
    return new Map(measures.filter(({ of, isConstant }) => of === log.path && isConstant).map(({ owner, slide }) => [owner, slide]));
  }

  #of(log: HeldLog): SnapshotFacts["logs"][number] {
    const facts = this.#logFacts.get(log) ?? readLogFacts(log.bytes, this.#beside.table?.table);
    this.#logFacts.set(log, facts);
    return { path: log.path, facts };
  }

  #find(): Finding[] {
    const findings = findingsOf(this.facts, this.kaslr, this.belonging);
    const hasTable = this.#beside.table !== undefined;
    const files = this.#unusable.slice(0, MOST_UNUSABLE).map(({ path, reason }) => ({ ...unusableFile(path, reason), severity: hasTable ? "note" : "problem" }) as const);
    return hasTable ? [...findings, ...files] : [...files, ...findings];
  }
}
