/** A part of the panel that can be folded, and stays so from symbol to symbol. */

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { keep, recall } from "../../state/kept.js";

const KEPT = "folded";

const folded = signal<readonly string[]>(recall(KEPT, isNames) ?? []);

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

interface Props {
  readonly title: string;
  /** How many there are, behind the title. */
  readonly count?: ComponentChildren;
  /** Nothing where the title says all. */
  readonly children?: ComponentChildren;
}

export function Section({ title, count, children }: Props) {
  const head = (
    <>
      <h3>{title}</h3>
      {count !== undefined && <span class="section-count">{count}</span>}
    </>
  );
  if (children === undefined) return <div class="section section-head">{head}</div>;
  return (
    <details class="section" open={!folded.value.includes(title)} onToggle={(event) => setFolded(title, !event.currentTarget.open)}>
      <summary class="section-head">{head}</summary>
      {children}
    </details>
  );
}

function setFolded(title: string, isFolded: boolean): void {
  if (folded.value.includes(title) === isFolded) return;
  folded.value = isFolded ? [...folded.value, title] : folded.value.filter((other) => other !== title);
  keep(KEPT, folded.value);
}

/** Whether a section's content is wanted. */
export function isOpen(title: string): boolean {
  return !folded.value.includes(title);
}
