/** The ambiguity atlas of a table: each part made when it is first asked for, and kept. */

import type { LoadedTable } from "../load.js";
import { AmbiguousNames } from "./names.js";
import { ProbeLists } from "./probes.js";
import { SharedAddresses } from "./shared.js";

export class Atlas {
  readonly #loaded: LoadedTable;
  readonly probes: ProbeLists;
  #names: AmbiguousNames | undefined;
  #shared: SharedAddresses | undefined;

  constructor(loaded: LoadedTable) {
    this.#loaded = loaded;
    this.probes = new ProbeLists(loaded.table);
  }

  get names(): AmbiguousNames {
    return (this.#names ??= new AmbiguousNames(this.#loaded, this.#loaded.table.restricted ? undefined : this.shared));
  }

  /** @throws RestrictedAddressesError, on the page an explanation, where the addresses are hidden. */
  get shared(): SharedAddresses {
    return (this.#shared ??= new SharedAddresses(this.#loaded));
  }
}
