/** How a snapshot's files call the host's kernel, for files whose paths claim another. */

import type { Identity, VmcoreInfo } from "./facts.js";
import type { LogFacts } from "./log/facts.js";
import type { IsContradicted } from "./tables.js";

/** Releases and build ids of the host's kernel. */
export class KernelNames {
  readonly #releases: Set<string>;
  readonly #buildIds: Set<string>;

  constructor(identities: readonly Identity[], vmcoreInfo: VmcoreInfo | undefined) {
    const named = [...identities, ...(vmcoreInfo === undefined ? [] : [vmcoreInfo])];
    this.#releases = new Set(named.flatMap(({ release }) => release ?? []));
    this.#buildIds = new Set(named.flatMap(({ buildId }) => buildId ?? []));
  }

  /** Whether a file names the release. */
  get hasRelease(): boolean {
    return this.#releases.size > 0;
  }

  /** Takes the releases that logs name; of a log over several boots the last. */
  addLogs(logs: readonly LogFacts[]): void {
    for (const { releases } of logs) for (const release of releases.slice(-1)) this.#releases.add(release);
  }

  /** Whether a release or a build id, as a path claims it, is none of the host's; build ids may be cut short. */
  readonly contradicts: IsContradicted = (claim) => {
    if (claim.includes(".")) return this.#releases.size > 0 && !this.#releases.has(claim);
    return this.#buildIds.size > 0 && ![...this.#buildIds].some((buildId) => buildId.startsWith(claim) || claim.startsWith(buildId));
  };
}

/** Those nearest to a path first: files of /proc stand beside the table, and of a report about several hosts its own do. */
export function nearestFirst(identities: readonly Identity[], path: string): Identity[] {
  return identities
    .map((identity) => ({ identity, shared: sharedFolders(identity.path, path) }))
    .sort((one, other) => other.shared - one.shared)
    .map(({ identity }) => identity);
}

function sharedFolders(one: string, other: string): number {
  const [folders, others] = [one.split("/").slice(0, -1), other.split("/").slice(0, -1)];
  const differing = folders.findIndex((folder, at) => folder !== others[at]);
  return differing < 0 ? folders.length : differing;
}
