/** A dialog over the page: the platform's own, which keeps the keyboard within it and gives it back. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { dialog } from "../state/commands.js";

interface Props {
  readonly class?: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Dialog({ class: more = "", label, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = element.current;
    shown?.showModal();
    // Gives the keyboard back to where it was, before the element goes.
    return () => shown?.close();
  }, []);
  const onClick = (event: MouseEvent) => {
    // Only what is beside the dialog is hit through the dialog's own element.
    if (event.target === element.current) closeDialog();
  };
  return (
    <dialog ref={element} class={`dialog ${more}`} aria-label={label} onClose={closeDialog} onClick={onClick}>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

export function closeDialog(): void {
  dialog.value = undefined;
}
