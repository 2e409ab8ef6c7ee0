/** A part of a picture: a button whose name tells what the picture only shows. */

import type { ComponentChildren } from "preact";

interface PartButtonProps {
  readonly class: string;
  /** Name, amount and share. */
  readonly words: string;
  readonly open: (event: MouseEvent) => void;
  readonly style?: Readonly<Record<string, string>>;
  /** By which it is found again. */
  readonly place?: string;
  readonly children: ComponentChildren;
}

export function PartButton({ class: name, words, open, style, place, children }: PartButtonProps) {
  return (
    <button type="button" class={`part ${name}`} tabIndex={-1} data-place={place} style={style ?? {}} onClick={open}>
      <span class="part-face" aria-hidden="true">
        {children}
      </span>
      <span class="unseen part-words">{words}</span>
    </button>
  );
}
