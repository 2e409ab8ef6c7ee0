/** What must hold of the symbols besides the search, each choice with the number of symbols that it would leave. */

import { NO_FILTER, isNarrowing } from "../../query/filter.js";
import { filter, results, setFilter } from "../../state/query.js";
import { count, hex } from "../../text/numbers.js";
import { plainName } from "../../text/names.js";
import { ownerName } from "../../text/owners.js";
import { OTHER_SECTION, SECTIONS, sectionOf } from "../../text/sections.js";
import { typeMeaning } from "../../text/types.js";
import type { Facets } from "../../worker/protocol.js";
import { Menu } from "../Menu.js";
import { OwnerChoices } from "./OwnerChoices.js";
import { Toggle } from "./Toggle.js";

export function Filters() {
  const facets = results.value?.answer.facets;
  const { types, owners, ambiguous, shared, folded, caseSensitive } = filter.value;
  if (facets === undefined) return null;
  return (
    <div class="filters" role="group" aria-label="Filter">
      <Menu label="Type" badge={types === "" ? undefined : types}>
        <TypeChoices facets={facets} />
      </Menu>
      <Menu label="Owner" badge={owners.length === 0 ? undefined : plainName(owners.map(ownerName).join(", "))}>
        <OwnerChoices facets={facets} />
      </Menu>
      <Menu label="Size" badge={sizeBadge()}>
        <SizeChoices facets={facets} />
      </Menu>
      <Toggle isOn={ambiguous} set={(isOn) => setFilter({ ambiguous: isOn })} count={facets.ambiguous} title="Only names at more than one address">
        Ambiguous
      </Toggle>
      <Toggle isOn={shared} set={(isOn) => setFilter({ shared: isOn })} count={facets.shared} title="Only addresses with more than one symbol">
        Shared
      </Toggle>
      <Toggle isOn={folded} set={(isOn) => setFilter({ folded: isOn })} title="Find names also by what remains without .isra.0, .cold, __pfx_ and the like, and by the path that a mangled Rust name stands for">
        Fold variants
      </Toggle>
      <Toggle isOn={!caseSensitive} set={(isOn) => setFilter({ caseSensitive: !isOn })} title="Upper and lower case don’t differ">
        Any case
      </Toggle>
      {isNarrowing(filter.value) && (
        <button type="button" class="link" onClick={() => (filter.value = { ...NO_FILTER, folded, caseSensitive })}>
          Clear filter
        </button>
      )}
    </div>
  );
}

function TypeChoices({ facets }: { facets: Facets }) {
  const { types } = filter.value;
  const choose = (letters: string, isOn: boolean) => {
    const others = [...types].filter((type) => !letters.includes(type));
    setFilter({ types: [...others, ...(isOn ? letters : [])].join("") });
  };
  const sections = [...SECTIONS.map(([name]) => name), OTHER_SECTION].map((name) => [name, facets.types.filter(([type]) => sectionOf(type) === name)] as const);
  return sections
    .filter(([, found]) => found.length > 0)
    .map(([name, found]) => {
      const letters = found.map(([type]) => type).join("");
      return (
        <div key={name} role="group" aria-label={name}>
          <Choice label={<strong>{name}</strong>} count={found.reduce((sum, [, symbols]) => sum + symbols, 0)} isOn={[...letters].every((type) => types.includes(type))} set={(isOn) => choose(letters, isOn)} />
          {found.map(([type, symbols]) => (
            <Choice
              key={type}
              label={
                <>
                  <code>{plainName(type)}</code> {typeMeaning(type)}
                </>
              }
              count={symbols}
              isOn={types.includes(type)}
              set={(isOn) => choose(type, isOn)}
            />
          ))}
        </div>
      );
    });
}

/** A choice of several, with what it would leave. */
export function Choice({ label, count: symbols, isOn, set }: { label: preact.ComponentChildren; count: number; isOn: boolean; set: (isOn: boolean) => void }) {
  return (
    <label class="menu-item">
      <input type="checkbox" checked={isOn} onChange={(event) => set(event.currentTarget.checked)} />
      <span>{label}</span>
      <span class="menu-count">{count(symbols)}</span>
    </label>
  );
}

function sizeBadge(): string | undefined {
  const { least, most } = filter.value;
  if (least === undefined && most === undefined) return undefined;
  if (most === undefined) return `≥ ${hex(BigInt(least ?? 0))}`;
  return least === undefined ? `≤ ${hex(BigInt(most))}` : `${hex(BigInt(least))}–${hex(BigInt(most))}`;
}

/** Smallest sizes that can be chosen, as powers of two. */
const LEAST_SIZES = [4, 8, 10, 12, 14, 16, 20];

function SizeChoices({ facets: { sizes } }: { facets: Facets }) {
  const { least, most } = filter.value;
  const atLeast = (power: number) => sizes.slice(power).reduce((sum, symbols) => sum + symbols, 0);
  const choices = LEAST_SIZES.filter((power) => atLeast(power) > 0 || least === 2 ** power);
  const bound = (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement;
    return value === "" ? undefined : Math.max(0, Math.floor(Number(value)));
  };
  return (
    <>
      {choices.map((power) => (
        <button key={power} type="button" class="menu-item" aria-pressed={least === 2 ** power && most === undefined} onClick={() => setFilter({ least: least === 2 ** power ? undefined : 2 ** power, most: undefined })}>
          <span>
            at least {hex(2n ** BigInt(power))} ({count(2 ** power)})
          </span>
          <span class="menu-count">{count(atLeast(power))}</span>
        </button>
      ))}
      <div class="menu-fields">
        <label>
          from <input type="number" min="0" value={least ?? ""} onChange={(event) => setFilter({ least: bound(event) })} />
        </label>
        <label>
          to <input type="number" min="0" value={most ?? ""} onChange={(event) => setFilter({ most: bound(event) })} /> bytes
        </label>
      </div>
      <p class="menu-note">Where the file doesn’t tell a symbol’s end, its size is unknown and no choice takes it.</p>
    </>
  );
}
