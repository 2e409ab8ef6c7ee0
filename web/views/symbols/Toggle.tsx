/** A condition that is either on or off. */

import type { ComponentChildren } from "preact";
import { count } from "../../text/numbers.js";

interface Props {
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
  /** Symbols for which it holds. */
  readonly count?: number;
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Toggle({ isOn, set, count: symbols, title, children }: Props) {
  return (
    <button type="button" class="button toggle" aria-pressed={isOn} title={title} onClick={() => set(!isOn)}>
      {children}
      {symbols !== undefined && <span class="toggle-count"> {count(symbols)}</span>}
    </button>
  );
}
