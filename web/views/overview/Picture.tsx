/** A picture whose parts are buttons: one stop of Tab, arrow keys between them, and the words of the one that is pointed at. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { keepOneStop, moveFocus } from "./roving.js";

interface PictureProps {
  readonly class: string;
  readonly label: string;
  /** What stands below while nothing is pointed at. */
  readonly hint: string;
  /** What Escape and Backspace do. */
  readonly back?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

export function Picture({ class: name, label, hint, back, children }: PictureProps) {
  const picture = useRef<HTMLDivElement>(null);
  const [pointed, point] = useState("");
  useEffect(() => {
    if (picture.current !== null) keepOneStop(picture.current);
  });
  const tell = ({ target }: Event) => point((target instanceof Element && target.closest(".part")?.querySelector(".part-words")?.textContent) || "");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isBack = back !== undefined && (event.key === "Escape" || event.key === "Backspace");
    if (isBack) back();
    if (isBack || moveFocus(event.currentTarget as HTMLElement, event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <>
      <div
        ref={picture}
        class={name}
        role="group"
        aria-label={label}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => {
          keepOneStop(event.currentTarget, event.target);
          tell(event);
        }}
        onFocusOut={() => point("")}
        onPointerOver={tell}
        onPointerLeave={() => point("")}
      >
        {children}
      </div>
      <p class="picture-words" aria-hidden={pointed !== ""}>
        {pointed === "" ? hint : pointed}
      </p>
    </>
  );
}
