/** Which package this is, and which core is in it. */

import { createHash } from "node:crypto";
import { readModule } from "../node/module-file.js";
import description from "../../package.json" with { type: "json" };

/** The package's version, and the core's: the beginning of the hash of the `.wasm` that will be run. */
export function versionText(): string {
  const core = createHash("sha256").update(readModule()).digest("hex").slice(0, 12);
  return `kallsyms ${description.version} (core kallsyms.wasm sha256 ${core}; Node ${process.versions.node})\n`;
}
