/** A button with a panel below it, for choices that needn't be in sight all the time. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";

interface Props {
  readonly label: ComponentChildren;
  /** What is chosen, behind the label. */
  readonly badge?: ComponentChildren;
  /** Name of the button where the label alone doesn't tell. */
  readonly name?: string;
  readonly children: ComponentChildren;
}

const CONTROLS = "button:not(:disabled), input:not(:disabled), select, a[href]";
/** Pixels between the panel and the window's edge. */
const MARGIN = 8;

export function Menu({ label, badge, name, children }: Props) {
  const isOpen = useSignal(false);
  const whole = useRef<HTMLDivElement>(null);
  const close = () => (isOpen.value = false);
  useEffect(() => (isOpen.value ? closeOutside(whole, close) : undefined), [isOpen.value]);
  useLayoutEffect(() => keepInWindow(whole.current), [isOpen.value]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen.value) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      whole.current?.querySelector("button")?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") moveFocus(event, whole.current);
  };
  return (
    <div ref={whole} class="menu" onKeyDown={onKeyDown}>
      <button type="button" class="button menu-button" aria-expanded={isOpen.value} aria-label={name} onClick={() => (isOpen.value = !isOpen.value)}>
        {label}
        {badge !== undefined && <span class="menu-badge">{badge}</span>}
        <span class="menu-sign" aria-hidden="true" />
      </button>
      {isOpen.value && <div class="menu-panel">{children}</div>}
    </div>
  );
}

function closeOutside(whole: RefObject<HTMLElement | null>, close: () => void): () => void {
  const react = (event: Event) => {
    if (!whole.current?.contains(event.target as Node)) close();
  };
  addEventListener("pointerdown", react);
  addEventListener("focusin", react);
  return () => {
    removeEventListener("pointerdown", react);
    removeEventListener("focusin", react);
  };
}

/** A panel that would stand out at the right is moved to the left. */
function keepInWindow(whole: HTMLElement | null): void {
  const panel = whole?.querySelector<HTMLElement>(".menu-panel");
  if (panel === null || panel === undefined) return;
  const beyond = panel.getBoundingClientRect().right - (document.documentElement.clientWidth - MARGIN);
  if (beyond > 0) panel.style.marginLeft = `${-beyond}px`;
}

function moveFocus(event: KeyboardEvent, whole: HTMLElement | null): void {
  // In a list of choices the arrows choose.
  if (event.target instanceof HTMLSelectElement || (event.target instanceof HTMLInputElement && event.target.type === "number")) return;
  const controls = [...(whole?.querySelectorAll<HTMLElement>(CONTROLS) ?? [])];
  const at = controls.indexOf(event.target as HTMLElement) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  controls[(at + controls.length) % controls.length]?.focus();
}
