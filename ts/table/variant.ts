/** Names that compilers and the kernel's build make of a function's name. */

import { decode, encode } from "../core/columns.js";
import { requireMemory } from "../core/module.js";
import { demangle, variant } from "../core/wasm/kallsyms.js";

/** A name, taken apart. */
export interface NameVariant {
  /** `__pfx_`, `__cfi_`, the dot of ppc64, or nothing. */
  readonly prefix: string;
  /** The name that the source gave, or its mangled form. */
  readonly base: string;
  /** All suffixes together, such as `.isra.0.cold`, or nothing. */
  readonly suffix: string;
  /** Whether only a part of the function is there (`.cold`): a probe on it isn't a probe on the function. */
  readonly isFragment: boolean;
  /** The path that a mangled Rust name stands for, at most 4096 bytes; `undefined` for other names. */
  readonly demangled: string | undefined;
}

/**
 * Takes a name apart: `.isra.N`, `.constprop.N`, `.part.N`, `.cold`, `.llvm.HASH`, `.lto_priv.N`, `.cfi_jt`, `.cfi`,
 * `.localalias`, `__pfx_`, `__cfi_`, the leading dot of ppc64, and Rust's v0 and legacy mangling.
 *
 * @throws {@link ModuleError} in a browser before `await initialize()`.
 *
 * @example
 * ```ts
 * nameVariant("ovl_create.llvm.10133695243223489424").base === "ovl_create"
 * ```
 */
export function nameVariant(name: string | Uint8Array): NameVariant {
  requireMemory();
  const bytes = encode(name);
  const [prefix = 0, base = 0, fragment] = variant(bytes);
  return {
    prefix: decode(bytes.subarray(0, prefix)),
    base: decode(bytes.subarray(prefix, prefix + base)),
    suffix: decode(bytes.subarray(prefix + base)),
    isFragment: fragment === 1,
    demangled: demangle(bytes),
  };
}
