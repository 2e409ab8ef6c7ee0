/** What is found in a snapshot: the shape, and evidence that stays short whatever a file holds. */

import { shortened } from "../finding-words.js";

/** Pieces of evidence that a finding keeps. */
export const EVIDENCE_KEPT = 20;

/** What a finding is about; stable. */
export type FindingCode =
  | "addresses-hidden"
  | "table-lines-rejected"
  | "table-warning"
  | "table-cut"
  | "table-without-modules"
  | "table-of-another-machine"
  | "file-unusable"
  | "log-of-another-kernel"
  | "system-map-of-another-kernel"
  | "vmcoreinfo-of-another-kernel"
  | "module-list-of-another-time"
  | "kernel-names-differ"
  | "slides-contradict"
  | "slide-not-constant"
  | "module-not-listed"
  | "module-without-symbols"
  | "log-module-not-listed"
  | "module-symbols-outside"
  | "module-symbols-in-image"
  | "image-symbols-outside"
  | "section-outside-module"
  | "hook-without-owner"
  | "hook-in-generated-code"
  | "system-map-symbols-moved"
  | "system-map-symbols-missing"
  | "system-map-symbols-extra"
  | "syscall-outside-text"
  | "syscall-in-module";

/**
 * Something that a person should look at. Names and paths in it are as the files have them, cut to 200 characters: whoever
 * shows them makes control characters and markup harmless.
 */
export interface Finding {
  readonly code: FindingCode;
  /**
   * - `"problem"`: answers from this snapshot are wrong or missing until it is seen to.
   * - `"check"`: unusual; there are harmless reasons, and others.
   * - `"note"`: usual, and good to know.
   */
  readonly severity: "problem" | "check" | "note";
  readonly title: string;
  /** What was seen, why it may be harmless, what to look at. */
  readonly text: string;
  /** The first 20 pieces. */
  readonly evidence: readonly string[];
  /** All pieces, those that `evidence` leaves out too. */
  readonly evidenceCount: number;
  /** The files that it is about. */
  readonly paths: readonly string[];
}

/** What a finding is made from. */
export interface FindingParts extends Omit<Finding, "evidence" | "evidenceCount"> {
  /** All evidence, or the first pieces of it. */
  readonly evidence?: readonly string[];
  /** Where `evidence` isn't all. */
  readonly evidenceCount?: number;
}

/** Makes a finding with as much of the evidence as it keeps. */
export function finding({ evidence = [], evidenceCount = evidence.length, ...parts }: FindingParts): Finding {
  return { ...parts, evidence: evidence.slice(0, EVIDENCE_KEPT).map(shortened), evidenceCount };
}
