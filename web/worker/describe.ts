/** Errors in a shape that crosses between threads. */

import { KallsymsError } from "kallsyms";
import type { Failure } from "./protocol.js";

export function describe(error: unknown): Failure {
  if (error instanceof KallsymsError) return { name: error.name, message: error.message, code: error.code, line: error.line };
  if (error instanceof Error) return { name: error.name, message: error.message, code: undefined, line: undefined };
  return { name: "Error", message: String(error), code: undefined, line: undefined };
}
