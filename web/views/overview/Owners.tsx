/** Who owns the memory, or the symbols: a treemap of owners, of an owner's prefixes, of a prefix's names. */

import { useEffect, useRef, useState } from "preact/hooks";
import { goBackTo, goInto, measure, measureBy, shown } from "../../state/overview.js";
import type { ShownPlace, Way } from "../../state/overview.js";
import { showInTable } from "../../state/query.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { Division, Measure, Part, Place } from "../../worker/overview-protocol.js";
import { prefixPattern } from "../../worker/overview/prefix.js";
import { AsTable } from "./AsTable.js";
import { Card, Waiting } from "./Card.js";
import { PartButton } from "./PartButton.js";
import { Picture } from "./Picture.js";
import { tilesOf } from "./tiles.js";
import type { Remainder, Tile } from "./tiles.js";
import { KIND_WORDS, amountWords, kindOfOwner, memory, percent, placeWords, prefixWords } from "./words.js";
import type { PartKind } from "./words.js";

const HEIGHT = 300;
/** Key of the tile for all that have none. */
const MORE = "more";

export function Owners({ isRestricted }: { isRestricted: boolean }) {
  const place = shown.value;
  return (
    <Card name="owners" title="Owners" aside={isRestricted ? <span class="dim">by symbols: sizes aren’t known where addresses are hidden</span> : <MeasureSwitch />}>
      {place === undefined ? (
        <Waiting>The owners are being counted.</Waiting>
      ) : (
        <>
          <Steps way={place.way} />
          <Shown division={place} />
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
        <button type="button" class="button" onClick={goBack}>
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
                <button type="button" class="link" onClick={() => goBackTo(depth)}>
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

/** Which tile gets the focus when the next place is drawn; `undefined`: none, since nobody went there from the picture. */
let focusNext: string | undefined;

function goBack(): void {
  const way = shown.value?.way;
  if (way === undefined) return;
  focusNext = keyOf(way.at(-1) as Place);
  goBackTo(way.length - 2);
}

function keyOf({ owner, prefix, skip }: Place): string {
  return skip > 0 ? MORE : tileKey(prefix ?? owner ?? "");
}

function tileKey(key: string): string {
  return `part ${key}`;
}

function Shown({ division }: { division: ShownPlace }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (focusNext === undefined) return;
    const tiles = [...(box.current?.querySelectorAll<HTMLElement>(".tile") ?? [])];
    (tiles.find(({ dataset }) => dataset["place"] === focusNext) ?? tiles[0])?.focus();
    focusNext = undefined;
  }, [division]);
  const { place, by, parts, whole, rest, undivided, way } = division;
  const { tiles, remainder, isToScale } = tilesOf(division, Math.max(1, width), HEIGHT);
  const level = levelOf(place);
  const isInside = way.length > 1;
  return (
    <div ref={box}>
      <p class="unseen" role="status">
        {placeWords(place)}: {wholeWords(division)}
      </p>
      {whole.symbols === 0 ? (
        <Waiting>There are no symbols here.</Waiting>
      ) : (
        <Picture class="treemap" label={`Treemap: ${level} by ${by}`} hint={`${wholeWords(division)}${isToScale ? "" : "; the dashed part isn’t to scale"}. Enter opens a part, Shift+Enter shows it in the table${isInside ? ", Escape goes back" : ""}.`} back={isInside ? goBack : undefined}>
          {width > 0 && tiles.map((tile) => <TileButton key={tile.part === undefined ? MORE : tileKey(tile.part.key)} tile={tile} of={division} remainder={remainder} />)}
        </Picture>
      )}
      <Legend kinds={new Set(tiles.flatMap(({ part }) => (part === undefined ? [] : kindOf(part, place))))} />
      {undivided > 0 && <p class="dim">{counted(undivided, "symbol")} more belong to none of the parts: more than 100,000 different ones aren’t kept apart.</p>}
      <AsTable
        caption={`${placeWords(place)}: ${level}, the largest first`}
        columns={[level === "owners" ? "Owner" : level === "prefixes" ? "Prefix" : "Name", "Symbols", "Bytes", "Share", level === "owners" ? "Is" : "Mostly"]}
        rows={() => parts.map((part) => ({ cells: [partWords(part, place), count(part.symbols), by === "symbols" && whole.bytes === 0 ? "" : count(part.bytes), percent(part[by], whole[by]), KIND_WORDS[kindOf(part, place)]], open: () => openPart(place, part) }))}
        note={
          <>
            {rest.parts > 0 && (
              <p>
                The first {count(parts.length)} of {count(parts.length + rest.parts)} are shown.{" "}
                <button type="button" class="link" onClick={() => goInto({ ...place, skip: place.skip + parts.length })}>
                  Show the next
                </button>
              </p>
            )}
            {whole.bytes > 0 && (
              <p class="dim">
                A byte counts once, for the first symbol that covers it. What reaches over another owner’s symbol, over 16 MiB in the image or over 2 MiB beside it is the way to the next area, and doesn’t
                count.
              </p>
            )}
          </>
        }
      />
    </div>
  );
}

function Legend({ kinds }: { kinds: ReadonlySet<PartKind> }) {
  return (
    <ul class="legend">
      {[...kinds].map((kind) => (
        <li key={kind}>
          <span class={`legend-box kind-${kind}`} /> {KIND_WORDS[kind]}
        </li>
      ))}
    </ul>
  );
}

function TileButton({ tile: { part, ...rectangle }, of, remainder }: { tile: Tile; of: Division; remainder: Remainder }) {
  const { place, by, whole } = of;
  const title = part === undefined ? `${count(remainder.parts)} more` : partWords(part, place);
  const amount = part ?? remainder;
  const kind = part === undefined ? "more" : kindOf(part, place);
  const open = ({ shiftKey }: MouseEvent) => {
    if (part === undefined) goOn({ ...place, skip: place.skip + of.parts.length + of.rest.parts - remainder.parts });
    else if (shiftKey) showPlace(placeOf(place, part));
    else openPart(place, part);
  };
  const style = { left: `${rectangle.left}px`, top: `${rectangle.top}px`, width: `${rectangle.width}px`, height: `${rectangle.height}px` };
  return (
    <PartButton class={`tile kind-${kind}`} words={`${title}: ${labelWords(of, amount, part)}`} open={open} style={style} place={part === undefined ? MORE : tileKey(part.key)}>
      {rectangle.height >= 20 && rectangle.width >= Math.min(46, 12 + 8 * title.length) && <span class="tile-name">{title}</span>}
      {rectangle.height >= 38 && rectangle.width >= 58 && (
        <span class="tile-amount">
          {amountWords(amount, by)}
          {rectangle.width >= 110 && ` · ${percent(amount[by], whole[by])}`}
        </span>
      )}
    </PartButton>
  );
}

function labelWords({ place, by, whole }: Division, amount: Remainder | Part, part: Part | undefined): string {
  const sizes = by === "bytes" || whole.bytes > 0 ? `${memory(amount.bytes)}, ` : "";
  return `${sizes}${counted(amount.symbols, "symbol")}, ${percent(amount[by], whole[by])}${part === undefined ? "" : `, ${place.owner === undefined ? "" : "mostly "}${KIND_WORDS[kindOf(part, place)]}`}`;
}

function wholeWords({ place, by, whole, parts, rest }: Division): string {
  const size = by === "bytes" ? `${memory(whole.bytes)} that symbols cover` : counted(whole.symbols, "symbol");
  return `${size} in ${count(place.skip + parts.length + rest.parts)} ${levelOf(place)}`;
}

function levelOf({ owner, prefix }: Place): "owners" | "prefixes" | "names" {
  return owner === undefined ? "owners" : prefix === undefined ? "prefixes" : "names";
}

function partWords({ key }: Part, place: Place): string {
  const level = levelOf(place);
  return level === "owners" ? ownerName(plainName(key)) : level === "prefixes" ? prefixWords(key) : plainName(key);
}

function kindOf({ key, kind }: Part, { owner }: Place): PartKind {
  return owner === undefined ? kindOfOwner(key) : kind;
}

function placeOf({ owner, prefix }: Place, { key }: Part): Place & { readonly name?: string } {
  if (owner === undefined) return { owner: key, prefix, skip: 0 };
  return prefix === undefined ? { owner, prefix: key, skip: 0 } : { owner, prefix, skip: 0, name: key };
}

function openPart(place: Place, part: Part): void {
  const inner = placeOf(place, part);
  if (inner.name === undefined) goOn(inner);
  else showPlace(inner);
}

function goOn(place: Place): void {
  focusNext = "";
  goInto(place);
}

/** What a place holds, in the table, sorted as the picture is. */
function showPlace({ owner, prefix, name }: Place & { readonly name?: string }): void {
  const filter = { owners: owner === undefined ? [] : [owner] };
  const text = name !== undefined ? `=${name}` : prefix === undefined ? "" : prefixPattern(prefix);
  const by: Measure = measure.value;
  showInTable(by === "bytes" ? { text, filter, sort: { by: "size", descending: true } } : { text, filter });
}
