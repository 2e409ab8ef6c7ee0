/** How many names have two, three and more addresses, and one owner or several; each bar narrows the list to its names. */

import { namesFilter, toggleClass, toggleSpread } from "../../state/atlas.js";
import { count } from "../../text/numbers.js";
import { CLASSES } from "../../worker/atlas-protocol.js";
import type { NamesAnswer, Spread } from "../../worker/atlas-protocol.js";

const SPREADS: readonly (readonly [Spread, string])[] = [
  ["within", "within one owner"],
  ["across", "across owners"],
];

/** Pixels of the highest bar. */
const HIGHEST = 56;

export function NamesPicture({ answer: { facets }, unit }: { answer: NamesAnswer; unit: "address" | "line" }) {
  const units = unit === "line" ? "lines" : "addresses";
  const most = Math.max(1, ...facets.classes);
  const all = Math.max(1, facets.within + facets.across);
  const { class: chosen, spread } = namesFilter.value;
  return (
    <div class="atlas-picture">
      <div class="atlas-classes" role="group" aria-label={`Names by number of ${units}`}>
        <p class="atlas-title" aria-hidden="true">
          Names by number of {units}
        </p>
        {CLASSES.map(([least, highest], at) => {
          const names = facets.classes[at] ?? 0;
          return (
            <button key={least} type="button" class="atlas-bar" aria-pressed={chosen === at} onClick={() => toggleClass(at)}>
              <span class="atlas-bar-column">
                <span class="atlas-bar-count">
                  {count(names)}
                  <span class="unseen"> {names === 1 ? "name" : "names"} with </span>
                </span>
                <span class="atlas-bar-fill" style={{ height: `${Math.round((HIGHEST * names) / most)}px` }} />
              </span>
              <span class="atlas-bar-range">
                {rangeText(least, highest)}
                <span class="unseen"> {units}</span>
              </span>
            </button>
          );
        })}
      </div>
      <div class="atlas-spread" role="group" aria-label="Names by number of owners">
        <p class="atlas-title" aria-hidden="true">
          Ambiguous
        </p>
        {SPREADS.map(([name, title]) => (
          <button key={name} type="button" class="atlas-line" aria-pressed={spread === name} onClick={() => toggleSpread(name)}>
            <span>{title} </span>
            <span>
              {count(facets[name])}
              <span class="unseen"> {facets[name] === 1 ? "name" : "names"}</span>
            </span>
            <span class="atlas-line-track">
              <span class="atlas-line-fill" style={{ width: `${(100 * facets[name]) / all}%` }} />
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

function rangeText(least: number, most: number): string {
  if (most === Infinity) return `${least}+`;
  return least === most ? String(least) : `${least}–${most}`;
}
