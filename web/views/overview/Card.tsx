/** A card of the overview: a title, what it shows, and perhaps a switch beside the title. */

import type { ComponentChildren } from "preact";

interface CardProps {
  readonly name: string;
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Stands where a picture will be, as tall as that. */
export function Waiting({ children }: { children: ComponentChildren }) {
  return <p class="dim waiting">{children}</p>;
}

export function Card({ name, title, aside, children }: CardProps) {
  return (
    <section class={`card card-${name}`} aria-labelledby={`card-${name}`}>
      <div class="card-head">
        <h2 id={`card-${name}`}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
