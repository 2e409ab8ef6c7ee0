/** The WebAssembly module from its file. */

import { readFileSync } from "node:fs";
import { moduleUrl } from "../core/module.js";

/** The module's bytes. */
export function readModule(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(moduleUrl()));
}
