/** What is known of the kernel that probes are for. */

import type { KprobeOptions } from "../table/kprobe.js";
import type { Probe } from "../table/probe-text.js";
import type { OptionValues } from "./arguments.js";
import { UsageError } from "./exit.js";
import { readText } from "./input.js";
import type { OpenedTable } from "./input.js";
import type { Messages } from "./messages.js";

/** What the options tell of the kernel, beside the probes. */
export async function kernelFacts(options: OptionValues): Promise<KprobeOptions> {
  const { kernel, "available-filter-functions": functions, blacklist } = options;
  return {
    ...(kernel === undefined ? {} : { kernel }),
    ...(functions === undefined ? {} : { availableFilterFunctions: await readText(functions) }),
    ...(blacklist === undefined ? {} : { kprobeBlacklist: await readText(blacklist) }),
  };
}

/** The same, and where the options say nothing, what the archive or directory tells of the kernel that its table is from. */
export function withSnapshot(facts: KprobeOptions, { opened, table }: OpenedTable, messages: Messages): KprobeOptions {
  if (opened === undefined) return facts;
  const { release, probeFiles } = opened.snapshot;
  // A release is one of the kernel that the chosen table is from, and not of any that was asked for.
  const kernel = table === opened.snapshot.table && release !== undefined && /\d+\.\d+/.test(release) ? release : undefined;
  if (facts.kernel === undefined && kernel !== undefined) messages.note({ file: opened.file }, `the kernel is ${kernel}, by its own files; --kernel names another`);
  const { availableFilterFunctions, kprobeBlacklist } = probeFiles;
  return {
    ...(kernel === undefined ? {} : { kernel }),
    ...(availableFilterFunctions === undefined ? {} : { availableFilterFunctions }),
    ...(kprobeBlacklist === undefined ? {} : { kprobeBlacklist }),
    ...facts,
  };
}

/** Refuses a release in which no version can be read. */
export function requireRelease({ kernel }: OptionValues): void {
  if (kernel === undefined || /\d+\.\d+/.test(kernel)) return;
  throw new UsageError(`--kernel is ${JSON.stringify(kernel)}; give a release such as 6.1.176, or the text of /proc/version`);
}

/** The options of a plan for one probe. */
export function planOptions(facts: KprobeOptions, { owner, offset }: Probe): KprobeOptions {
  return { ...facts, offset, ...(owner === undefined ? {} : { owner }) };
}
