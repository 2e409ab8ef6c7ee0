/** Where everything lies: the image's areas to scale, and the address space beside it in equal cells. */

import { showInTable } from "../../state/query.js";
import { table } from "../../state/table.js";
import { digits } from "../../text/addresses.js";
import { plainName } from "../../text/names.js";
import { count, counted } from "../../text/numbers.js";
import { ownerName } from "../../text/owners.js";
import type { AddressMap as MapAnswer, ImageArea, MapCell, Overview } from "../../worker/overview-protocol.js";
import { AsTable } from "./AsTable.js";
import { Card, Waiting } from "./Card.js";
import { PartButton } from "./PartButton.js";
import { Picture } from "./Picture.js";
import { KIND_WORDS, memory, percent, powerOfTwoBytes, rangeText } from "./words.js";

export function AddressMap({ told }: { told: Overview | undefined }) {
  const map = told?.map;
  return (
    <Card name="map" title="Address map">
      {map === undefined ? (
        <Waiting>{told === undefined ? "The map is being drawn." : "The addresses are hidden in this table, so there is no map. Take it again as root: sudo cat /proc/kallsyms > kallsyms.txt"}</Waiting>
      ) : (
        <>
          <Picture class="map" label="Address map, from low to high addresses" hint="The image’s areas by its own markers such as _etext, else by the types of their symbols. A cell is filled as far as symbols cover it.">
            <ImageAreas areas={map.image} />
            <Beside map={map} />
          </Picture>
          {map.absolute > 0 && <p class="dim small">{counted(map.absolute, "absolute symbol")} apart: percpu offsets and constants, which are no places in memory.</p>}
          <AreasTable areas={map.image} />
          <OwnersTable map={map} />
        </>
      )}
    </Card>
  );
}

/** A distance that is worth a mark. */
const LEAST_GAP = 0x10000n;

function ImageAreas({ areas }: { areas: readonly ImageArea[] }) {
  const most = Math.max(...areas.map(lengthOf));
  const total = areas.reduce((sum, area) => sum + lengthOf(area), 0);
  const label = (area: ImageArea) => `${KIND_WORDS[area.kind]}, ${rangeWords(area)}: ${memory(lengthOf(area))}, ${percent(lengthOf(area), total)} of the image, ${counted(area.symbols, "symbol")}`;
  if (areas.length === 0) return null;
  return (
    <>
      <h3 class="card-sub">
        Kernel image <span class="dim">{memory(total)}</span>
      </h3>
      {areas.flatMap((area, at) => [
        <Gap key={`gap ${at}`} from={areas[at - 1]?.to} to={area.from} />,
        <PartButton key={at} class="line line-area" words={label(area)} open={() => showArea(area)}>
          <span class="mono">{addressWords(area.from)}</span>
          <span class="line-words">{KIND_WORDS[area.kind]}</span>
          <span class="line-room">
            <span class={`line-fill kind-${area.kind}`} style={{ width: `${(100 * lengthOf(area)) / most}%` }} />
          </span>
          <span class="line-amount">{memory(lengthOf(area))}</span>
        </PartButton>,
      ])}
    </>
  );
}

function AreasTable({ areas }: { areas: readonly ImageArea[] }) {
  return (
    <AsTable
      caption="Areas of the kernel image"
      title="The image as a table"
      columns={["Area", "From", "To, exclusive", "Bytes", "Symbols"]}
      rows={() => areas.map((area) => ({ cells: [KIND_WORDS[area.kind], addressWords(area.from), addressWords(area.to), count(lengthOf(area)), count(area.symbols)], open: () => showArea(area) }))}
    />
  );
}

function Gap({ from, to }: { from: bigint | undefined; to: bigint }) {
  if (from === undefined || to - from < LEAST_GAP) return null;
  return <p class="gap">{memory(Number(to - from))} without symbols</p>;
}

function Beside({ map: { cells, cellBits, ownerCount } }: { map: MapAnswer }) {
  const size = 2 ** cellBits;
  const place = ({ from }: MapCell) => from >> BigInt(cellBits);
  if (cells.length === 0) return null;
  return (
    <>
      <h3 class="card-sub">
        Beside the image{" "}
        <span class="dim">
          {counted(ownerCount, "owner")} in cells of {powerOfTwoBytes(cellBits)}
        </span>
      </h3>
      <div class="cells">
        {cells.flatMap((cell, at) => {
          const before = cells[at - 1];
          const empty = before === undefined ? 0n : place(cell) - place(before) - 1n;
          return [
            empty > 0n && (
              <span key={`gap ${at}`} class="cell-gap">
                <span class="unseen">gap of </span>
                {memory(Number(empty) * size)}
              </span>
            ),
            <PartButton key={at} class="cell-map" words={cellWords(cell, size)} open={() => showInTable({ text: rangeText(cell.from, cell.to), sort: { by: "address", descending: false } })}>
              <span class="cell-fill" style={{ height: `${Math.min(100, (100 * cell.used) / size)}%` }} />
            </PartButton>,
          ];
        })}
      </div>
    </>
  );
}

function OwnersTable({ map: { owners, ownerCount } }: { map: MapAnswer }) {
  return (
    <AsTable
      caption="Owners beside the kernel image, from low to high addresses"
      title="What is beside it as a table"
      columns={["Owner", "From", "To, exclusive", "Places", "Symbols", "Bytes"]}
      rows={() =>
        owners.map(({ name, from, to, places, symbols, bytes }) => ({
          cells: [ownerName(plainName(name)), addressWords(from), addressWords(to), count(places), count(symbols), count(bytes)],
          open: () => showInTable({ text: rangeText(from, to), filter: { owners: [name] }, sort: { by: "address", descending: false } }),
        }))
      }
      note={
        ownerCount > owners.length && (
          <p>
            The first {count(owners.length)} of {count(ownerCount)} are shown.
          </p>
        )
      }
    />
  );
}

function cellWords(cell: MapCell, size: number): string {
  const more = cell.owners > cell.most.length ? ` and ${count(cell.owners - cell.most.length)} more` : "";
  return `${cell.most.map((name) => plainName(name)).join(", ")}${more}, ${rangeWords(cell)}: ${counted(cell.symbols, "symbol")} cover ${memory(cell.used)}, ${percent(cell.used, size)}`;
}

function showArea(area: ImageArea): void {
  showInTable({ text: rangeText(area.from, area.to), filter: { owners: ["system"] }, sort: { by: "address", descending: false } });
}

function lengthOf({ from, to }: ImageArea): number {
  return Number(to - from);
}

function rangeWords({ from, to }: { readonly from: bigint; readonly to: bigint }): string {
  return `${addressWords(from)}–${addressWords(to)}`;
}

function addressWords(address: bigint): string {
  return digits(address, table.value?.facts.report.addressBits ?? 64);
}
