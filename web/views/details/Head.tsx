/** The symbol's name, what it stands for, and the warning that it isn't the only one. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { counted } from "../../text/numbers.js";
import type { SymbolDetails } from "../../worker/details-protocol.js";
import { Name } from "../Name.js";
import { Copy } from "./Copy.js";
import { isCode } from "./commands.js";
import { arrived, goBack, way } from "./way.js";

/** A name longer than this is hostile or useless, and would hide everything below. */
const LONGEST_SHOWN = 1000;

export function Head({ details: { row, variant, sameName }, close }: { details: SymbolDetails; close: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (!arrived(row.index)) return;
    // The button that led here may be gone, and the keyboard must not be lost with it.
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest(".panel")?.scrollTo(0, 0);
  }, [row.index]);
  const left = row.name.length - LONGEST_SHOWN;
  return (
    <>
      <div class="panel-head">
        <h2 ref={heading} class="symbol-name" tabIndex={-1}>
          <Name name={row.name.slice(0, LONGEST_SHOWN)} />
        </h2>
        <Copy text={row.name} what="name" />
        {way.value.length > 0 && (
          <button type="button" class="button" onClick={goBack}>
            Back
          </button>
        )}
        <button type="button" class="button" onClick={close}>
          Close
        </button>
      </div>
      {left > 0 && <p class="section-note">… and {counted(left, "further character")}, which a copy has.</p>}
      {variant.demangled !== undefined && (
        <p class="symbol-path">
          <Name name={variant.demangled} />
          <Copy text={variant.demangled} what="demangled name" />
        </p>
      )}
      {(variant.prefix !== "" || variant.suffix !== "") && <p class="symbol-variant">{variantWords(variant)}</p>}
      {row.ambiguous && (
        <p class="symbol-warning">
          <strong>Ambiguous:</strong> {ambiguity(sameName.addresses, sameName.total, isCode(row.type))}
        </p>
      )}
    </>
  );
}

const PREFIXES: Readonly<Record<string, string>> = { __pfx_: "padding before the entry", __cfi_: "the type’s hash before the entry", ".": "the entry" };

function variantWords({ prefix, base, suffix, isFragment }: SymbolDetails["variant"]) {
  const what = [prefix !== "" && (PREFIXES[prefix] ?? prefix), isFragment && "a fragment", suffix !== "" && !isFragment && `a variant (${suffix})`].filter(Boolean).join(", ");
  return (
    <>
      {what.charAt(0).toUpperCase() + what.slice(1)} of <Name name={base.slice(0, LONGEST_SHOWN)} />
      {isFragment && ": only its unlikely part, and a probe here isn’t one on the function"}.
    </>
  );
}

function ambiguity(addresses: number | undefined, symbols: number, hasCode: boolean): string {
  const place = addresses === undefined ? `this name stands for ${counted(symbols, "symbol")}` : `this name is at ${counted(addresses, "address", "addresses")}`;
  return hasCode
    ? `${place}: a probe by the name alone is refused or silently takes one of them, depending on the kernel.`
    : `${place}: the name alone doesn’t say which one is meant.`;
}
