/** The symbol's name, what it stands for, and the warning that it isn't the only one. */

import { counted } from "../../text/numbers.js";
import type { SymbolDetails } from "../../worker/details-protocol.js";
import { AliasMark, AmbiguousMark } from "../Marks.js";
import { Name } from "../Name.js";
import { Copy } from "./Copy.js";
import { isCode } from "./commands.js";

/** A name longer than this is hostile or useless, and would hide everything below. */
const LONGEST_SHOWN = 1000;

export function Head({ details: { row, variant, sameName }, close }: { details: SymbolDetails; close: () => void }) {
  const left = row.name.length - LONGEST_SHOWN;
  return (
    <>
      <div class="panel-head">
        <h2 class="symbol-name">
          <Name name={row.name.slice(0, LONGEST_SHOWN)} />
        </h2>
        <Copy text={row.name} what="name" />
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
      {(row.ambiguous || row.shared) && (
        <p class="symbol-marks">
          {row.ambiguous && <AmbiguousMark />}
          {row.shared && <AliasMark />}
        </p>
      )}
      {row.ambiguous && <p class="symbol-warning">{ambiguity(sameName.addresses, sameName.total, isCode(row.type))}</p>}
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
  const place = addresses === undefined ? `This name stands for ${counted(symbols, "symbol")}` : `This name is at ${counted(addresses, "address", "addresses")}`;
  return hasCode
    ? `${place}: a probe by the name alone is refused or silently takes one of them, depending on the kernel.`
    : `${place}: the name alone doesn’t say which one is meant.`;
}
