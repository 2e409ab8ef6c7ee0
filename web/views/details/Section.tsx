/** A part of the panel that can be folded, and stays so from symbol to symbol. */

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { keep, recall } from "../../state/kept.js";

const KEPT = "sections";

type Choices = Readonly<Record<string, boolean>>;

/** By title, what somebody opened or folded. */
const chosen = signal<Choices>(recall(KEPT, isChoices) ?? {});

function isChoices(value: unknown): value is Choices {
  return typeof value === "object" && value !== null && Object.values(value).every((isOpen) => typeof isOpen === "boolean");
}

/** Whether what stands under a title is wanted. */
export function isOpen(title: string, usually = true): boolean {
  return chosen.value[title] ?? usually;
}

export function setOpen(title: string, open: boolean, usually = true): void {
  if (isOpen(title, usually) === open) return;
  chosen.value = { ...chosen.value, [title]: open };
  keep(KEPT, chosen.value);
}

interface Props {
  readonly title: string;
  /** How many there are, behind the title. */
  readonly count?: ComponentChildren;
  /** Whether it is open until somebody folds it. */
  readonly usually?: boolean;
  /** Nothing where the title says all. */
  readonly children?: ComponentChildren;
}

export function Section({ title, count, usually = true, children }: Props) {
  const head = (
    <>
      <h3>{title}</h3>
      {count !== undefined && <span class="section-count"> {count}</span>}
    </>
  );
  if (children === undefined) return <div class="section section-head">{head}</div>;
  return (
    <details class="section" open={isOpen(title, usually)} onToggle={(event) => setOpen(title, event.currentTarget.open, usually)}>
      <summary class="section-head">{head}</summary>
      {children}
    </details>
  );
}
