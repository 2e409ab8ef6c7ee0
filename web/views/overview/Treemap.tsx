/** A treemap of a place: its parts as tiles, and as a table. */

import { useEffect, useRef, useState } from "preact/hooks";
import { goBackTo, goInto, shown } from "../../state/overview.js";
import type { ShownPlace } from "../../state/overview.js";
import { count, counted } from "../../text/numbers.js";
import type { Division, Part, Place } from "../../worker/overview-protocol.js";
import { AsTable } from "./AsTable.js";
import { Waiting } from "./Card.js";
import { PartButton } from "./PartButton.js";
import { Picture } from "./Picture.js";
import { kindOf, labelWords, levelOf, partWords, showPlace, targetOf, wholeWords } from "./place.js";
import { tilesOf } from "./tiles.js";
import type { Remainder, Tile } from "./tiles.js";
import { KIND_WORDS, amountWords, percent, placeWords } from "./words.js";
import type { PartKind } from "./words.js";

const HEIGHT = 300;
/** Key of the tile for all that have none. */
const MORE = "more";

/** Which tile gets the focus when the next place is drawn; `undefined`: none, since nobody went there from the picture. */
let focusNext: string | undefined;

/** Back to a step of the way; the part that led on from there gets the focus. */
export function backTo(depth: number): void {
  const left = shown.value?.way[depth + 1];
  if (left !== undefined) focusNext = keyOf(left);
  goBackTo(depth);
}

function keyOf({ owner, prefix, skip }: Place): string {
  return skip > 0 ? MORE : tileKey(prefix ?? owner ?? "");
}

function tileKey(key: string): string {
  return `part ${key}`;
}

export function Treemap({ division }: { division: ShownPlace }) {
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
  const { place, by, whole, undivided, way } = division;
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
        <Picture class="treemap" label={`Treemap: ${level} by ${by}`} hint={`${wholeWords(division)}${isToScale ? "" : "; the dashed part isn’t to scale"}. Enter opens a part, Shift+Enter shows it in the table${isInside ? ", Escape goes back" : ""}.`} back={isInside ? () => backTo(way.length - 2) : undefined}>
          {width > 0 && tiles.map((tile) => <TileButton key={tile.part === undefined ? MORE : tileKey(tile.part.key)} tile={tile} of={division} remainder={remainder} />)}
        </Picture>
      )}
      <Legend kinds={new Set(tiles.flatMap(({ part }) => (part === undefined ? [] : kindOf(part, place))))} />
      {undivided > 0 && <p class="dim">{counted(undivided, "symbol")} more belong to none of the parts: more than 100,000 different ones aren’t kept apart.</p>}
      <PartsTable division={division} />
    </div>
  );
}

function PartsTable({ division: { place, by, parts, whole, rest } }: { division: Division }) {
  const level = levelOf(place);
  return (
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
    else if (shiftKey) showPlace(targetOf(place, part));
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

function openPart(place: Place, part: Part): void {
  const inner = targetOf(place, part);
  if (inner.name === undefined) goOn(inner);
  else showPlace(inner);
}

function goOn(place: Place): void {
  focusNext = "";
  goInto(place);
}
