/** An address in full width, its beginning dimmed where others around it begin so too. */

import { digits } from "../text/addresses.js";

export function Address({ address, bits, shared = 0 }: { address: bigint; bits: number; shared?: number }) {
  const text = digits(address, bits);
  return (
    <span class="mono">
      {shared > 0 && <span class="dim">{text.slice(0, shared)}</span>}
      {text.slice(shared)}
    </span>
  );
}
