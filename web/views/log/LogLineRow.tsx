/** A line of a log as a row: as it was logged, and what it stands for. */

import type { ComponentChildren } from "preact";
import { activateLine, activeLine, activeMention, openMention } from "../../state/log.js";
import { panelShown } from "../../state/selection.js";
import { plainName } from "../../text/names.js";
import { count, hex } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { DecodedMention, LogPiece, LogRow } from "../../worker/log-protocol.js";
import { Address } from "../Address.js";
import { focusResults } from "../list/focus.js";
import { rowId } from "../list/VirtualList.js";
import { lineText } from "./text.js";

interface Props {
  readonly position: number;
  /** `undefined` until it is here. */
  readonly row: LogRow | undefined;
  readonly bits: number;
  /** Leading digits that all addresses in sight share. */
  readonly shared: number;
}

/** A name longer than this can't be seen whole in a row. */
const LONGEST_SHOWN = 150;

export function mentionId(position: number, mention: number): string {
  return `mention-${position}-${mention}`;
}

export function LogLineRow({ position, row, bits, shared }: Props) {
  const isActive = position === activeLine.value;
  const open = () => {
    activateLine(position);
    panelShown.value = true;
  };
  const isPlain = row !== undefined && row.decoded.length === 0;
  return (
    <div id={rowId(position)} class={`row row-line ${isActive ? "row-active" : ""} ${isPlain ? "row-plain" : ""}`} role="row" aria-rowindex={position + 2} aria-selected={isActive} onClick={open}>
      <span role="gridcell" class="cell cell-line">
        {row === undefined ? "…" : count(row.number)}
      </span>
      <span role="gridcell" class="cell cell-text mono">
        {row?.pieces.map((piece, at) => <Piece key={at} position={position} piece={piece} />)}
        {row?.isCut === true && "…"}
      </span>
      <span role="gridcell" class="cell cell-decoded">
        {row?.decoded.map((decoded) => <Decoded key={decoded.mention} position={position} decoded={decoded} bits={bits} shared={shared} />)}
        {row !== undefined && row.more > 0 && <span class="dim">+{count(row.more)} more</span>}
      </span>
    </div>
  );
}

function Piece({ position, piece: { text, mention, status } }: { position: number; piece: LogPiece }) {
  if (mention === undefined || status === undefined) return <>{lineText(text)}</>;
  const isAt = position === activeLine.value && mention === activeMention.value;
  return (
    <MentionButton id={mentionId(position, mention)} class={`mention mention-${status} ${isAt ? "mention-at" : ""}`} position={position} mention={mention}>
      {lineText(text)}
    </MentionButton>
  );
}

function Decoded({ position, decoded: { mention, status, place, isNamed, words }, bits, shared }: { position: number; decoded: DecodedMention } & Pick<Props, "bits" | "shared">) {
  return (
    <MentionButton class="decoded" position={position} mention={mention}>
      {place !== undefined && (
        <>
          <Address address={place.address} bits={bits} shared={shared} />
          <span class="decoded-name mono">
            {/* Where more is to be said, the name in the line will do. */}
            {(words === "" || !isNamed) && plainName(place.name.slice(0, LONGEST_SHOWN))}
            {!isNamed && place.offset > 0n && <span class="dim">+{hex(place.offset)}</span>}
          </span>
          <span class="decoded-owner">{plainName(ownerName(place.owner))}</span>
        </>
      )}
      {words !== "" && <span class={`mark mark-${status}`}>{plainName(words)}</span>}
    </MentionButton>
  );
}

interface ButtonProps {
  readonly id?: string;
  readonly class: string;
  readonly position: number;
  readonly mention: number;
  readonly children: ComponentChildren;
}

/**
 * The keyboard stays at the list, which leads it to mentions by its arrow keys. No `button`: where the line is too long, that would be
 * left out as a whole.
 */
function MentionButton({ id, class: name, position, mention, children }: ButtonProps) {
  const open = (event: Event) => {
    event.stopPropagation();
    openMention(position, mention);
    focusResults();
  };
  return (
    <span role="button" id={id} class={name} tabIndex={-1} onClick={open}>
      {children}
    </span>
  );
}
