/** The forms in which a probe can be written. */

import type { Specs } from "../../worker/atlas-protocol.js";
import { libbpfCode } from "../details/commands.js";

export const FORMS = ["tracefs", "bpftrace", "libbpf"] as const;
export type Form = (typeof FORMS)[number];

/** What is copied; `undefined` where the probe can't be written in the form. */
export function written({ tracefs, bpftrace, libbpf }: Specs, form: Form): string | undefined {
  if (form === "libbpf") return libbpf === null ? undefined : libbpfCode(libbpf);
  return (form === "tracefs" ? tracefs : bpftrace) ?? undefined;
}
