/** What takes longer to answer than the rest: asked while its section is open, once a symbol stood for a moment. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { table } from "../../state/table.js";
import { WorkerClosed } from "../../worker/client.js";
import type { DetailsExchange } from "../../worker/details-protocol.js";
import { isOpen } from "./Section.js";

type Kind = "probes" | "variants";

/** Milliseconds that a symbol must stand: who walks on meanwhile doesn't wait. Variants take a pass over all names. */
const MOMENT: Readonly<Record<Kind, number>> = { probes: 80, variants: 250 };

/** An answer, and whether it is about the symbol that is shown now, or the one before. */
export interface Asked<A> {
  readonly answer: A;
  readonly isCurrent: boolean;
}

export function useAsked<K extends Kind>(kind: K, title: string, index: number): Asked<DetailsExchange[K]["answer"]> | undefined {
  const last = useSignal<{ readonly of: unknown; readonly index: number; readonly answer: DetailsExchange[K]["answer"] } | undefined>(undefined);
  const of = table.value;
  const isWanted = isOpen(title);
  useEffect(() => {
    if (!isWanted || of === undefined) return undefined;
    let isCurrent = true;
    const ask = async () => {
      const answer = await of.worker.ask(kind, { index }).catch(missing);
      if (isCurrent && answer !== undefined) last.value = { of, index, answer };
    };
    const timer = setTimeout(() => void ask(), MOMENT[kind]);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [isWanted, of, index]);
  return last.value?.of === of && last.value !== undefined ? { answer: last.value.answer, isCurrent: last.value.index === index } : undefined;
}

function missing(error: unknown): { readonly missing: string } | undefined {
  if (error instanceof WorkerClosed) return undefined;
  return { missing: `This can’t be told: ${error instanceof Error ? error.message : String(error)}` };
}
