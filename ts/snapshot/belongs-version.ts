/** Whether two texts name the same kernel: releases, versions, build ids. */

/** What a comparison says. */
export type Verdict = "agrees" | "contradicts" | "unknown";

/** Words of a version that some kernels print and others, or other lines of the same one, leave out. */
const OPTIONAL = /^(SMP|PREEMPT\S*|RT)$/;

/** Hex digits that tell builds apart; a log that was edited by hand may have fewer than all. */
const LEAST_BUILD_ID = 12;

/**
 * Compares versions (`#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)`). A crash's header prints parts of it only
 * (`#1 Debian 6.1.176-1`, or just `#1`): they agree where the words of one stand in the other in their order, and where that
 * is no more than a build's number, nothing is known.
 */
export function compareVersions(one: string, other: string): Verdict {
  const [fewer, more] = [words(one), words(other)].sort((a, b) => a.length - b.length) as [string[], string[]];
  let at = 0;
  for (const word of more) if (word === fewer[at]) at++;
  if (at < fewer.length) return "contradicts";
  return fewer.length > 1 || /^#\d+\D/.test(fewer[0] ?? "") ? "agrees" : "unknown";
}

function words(version: string): string[] {
  return version.split(/\s+/).filter((word) => word !== "" && !OPTIONAL.test(word));
}

/** Compares build ids, of which one may be cut short. */
export function compareBuildIds(one: string, other: string): Verdict {
  if (Math.min(one.length, other.length) < LEAST_BUILD_ID) return "unknown";
  return one.startsWith(other) || other.startsWith(one) ? "agrees" : "contradicts";
}

/** Compares releases (`6.1.0-50-amd64`). */
export function compareReleases(one: string, other: string): Verdict {
  return one === other ? "agrees" : "contradicts";
}
