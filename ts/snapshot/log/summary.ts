/** What came of a log, in numbers, and whether table and log belong together. */

import type { LogFacts } from "./facts.js";
import type { Mention, MentionStatus } from "./mention.js";

/** Counts over a log. */
export interface LogSummary {
  readonly lines: number;
  /** Symbols and addresses that were recognised. */
  readonly mentions: number;
  readonly byStatus: Readonly<Record<MentionStatus, number>>;
  /** Those of them on stacks and in program counters: where the CPU was or would return to. */
  readonly frames: number;
  readonly ambiguousFrames: number;
  /** What a reader must know before trusting the rest, one sentence each. */
  readonly warnings: readonly string[];
}

/** Distinct names whose size must differ before the table is said to be another kernel's: one may be a patched function. */
const DIFFERING_SIZES = 2;

/** What is said where sizes differ. */
export const ANOTHER_KERNEL = "this table is not from the kernel that wrote this log";

/** Counts mentions as they come. */
export class Counter {
  readonly #byStatus: Record<MentionStatus, number> = { exact: 0, narrowed: 0, ambiguous: 0, absent: 0, mismatch: 0 };
  #mentions = 0;
  #frames = 0;
  #ambiguousFrames = 0;
  lines = 0;

  add({ status, kind }: Mention): void {
    this.#byStatus[status]++;
    this.#mentions++;
    if (kind !== "frame" && kind !== "pc" && kind !== "lr") return;
    this.#frames++;
    if (status === "ambiguous") this.#ambiguousFrames++;
  }

  summary(facts: LogFacts): LogSummary {
    return {
      lines: this.lines,
      mentions: this.#mentions,
      byStatus: { ...this.#byStatus },
      frames: this.#frames,
      ambiguousFrames: this.#ambiguousFrames,
      warnings: warningsOf(facts),
    };
  }
}

function warningsOf({ sizes, slides, releases }: LogFacts): string[] {
  const warnings: string[] = [];
  const { agreeing, differing } = sizes;
  if (differing.length >= DIFFERING_SIZES) {
    const examples = differing.slice(0, 3).map(({ name, printed, size }) => `${name} has 0x${size.toString(16)} bytes here, 0x${printed.toString(16)} in the log`);
    warnings.push(`${ANOTHER_KERNEL}: of ${agreeing + differing.length} names at one address ${differing.length} have other sizes (${examples.join("; ")})`);
  }
  for (const { owner, agreeing: agree, differing: differ } of slides) {
    if (differ > 0) warnings.push(`the slide of ${owner} isn't constant: ${agree} printed addresses agree with it and ${differ} don't; function-granular randomization, or another build`);
  }
  if (releases.length > 1) warnings.push(`the log is of several kernels: ${releases.slice(0, 8).join(", ")}`);
  return warnings;
}
