/** Who owns the memory, or the symbols: a treemap, and the way to the place that it shows. */

import { measure, measureBy, shown } from "../../state/overview.js";
import type { Way } from "../../state/overview.js";
import type { Place } from "../../worker/overview-protocol.js";
import { Card, Waiting } from "./Card.js";
import { Treemap, backTo } from "./Treemap.js";
import { showPlace } from "./place.js";
import { placeWords } from "./words.js";

export function Owners({ isRestricted }: { isRestricted: boolean }) {
  const place = shown.value;
  return (
    <Card name="owners" title="Owners" aside={isRestricted ? <span class="dim">by symbols: sizes aren’t known where addresses are hidden</span> : <MeasureSwitch />}>
      {place === undefined ? (
        <Waiting>The owners are being counted.</Waiting>
      ) : (
        <>
          <Steps way={place.way} />
          <Treemap division={place} />
        </>
      )}
    </Card>
  );
}

function MeasureSwitch() {
  return (
    <fieldset class="switch">
      <legend class="unseen">Size of the parts</legend>
      {(["bytes", "symbols"] as const).map((by) => (
        <label key={by}>
          <input type="radio" name="measure" checked={measure.value === by} onChange={() => measureBy(by)} /> by {by}
        </label>
      ))}
    </fieldset>
  );
}

/** The way to the place: each step leads back to it. */
function Steps({ way: steps }: { way: Way }) {
  return (
    <div class="way">
      {steps.length > 1 && (
        <button type="button" class="button" onClick={() => backTo(steps.length - 2)}>
          Back
        </button>
      )}
      <nav aria-label="Place in the treemap">
        <ol>
          {steps.map((place, depth) => (
            <li key={depth}>
              {depth === steps.length - 1 ? (
                <span aria-current="location">{placeWords(place)}</span>
              ) : (
                <button type="button" class="link" onClick={() => backTo(depth)}>
                  {placeWords(place)}
                </button>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <span class="way-end" />
      {steps.length > 1 && (
        <button type="button" class="link" onClick={() => showPlace(steps.at(-1) as Place)}>
          Show in the table
        </button>
      )}
    </div>
  );
}
