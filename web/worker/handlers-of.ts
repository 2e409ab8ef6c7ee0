/** What handles requests: for each kind a function from what is asked to what is answered. */

import type { LoadedTable } from "./load.js";
import type { Held } from "./open.js";
import type { Progress } from "./protocol.js";

/** The handlers of some requests. */
export type HandlersOf<E> = {
  readonly [K in keyof E]: E[K] extends { ask: infer A; answer: infer R } ? (ask: A, onProgress: (progress: Progress) => void) => R | Promise<R> : never;
};

/** Gives what the worker holds; throws where that is no table. */
export type RequireHeld = () => Held & { readonly loaded: LoadedTable };
