/** A list of probes, and which of them are safe. */

import type { OpenTable } from "../../state/table.js";

export function ProbeList({ open }: { open: OpenTable }) {
  return <p class="nothing">{open.name}</p>;
}
