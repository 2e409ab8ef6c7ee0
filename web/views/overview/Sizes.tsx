/** How large symbols are: a histogram whose bars are powers of two. */

import { showInTable } from "../../state/query.js";
import { count, counted } from "../../text/numbers.js";
import { AsTable } from "./AsTable.js";
import { Card, Waiting } from "./Card.js";
import { PartButton } from "./PartButton.js";
import { Picture } from "./Picture.js";
import { memory, percent, powerOfTwo } from "./words.js";

/** Everything from 1 MiB on is one bar: little of it is one symbol's own. */
const LAST = 20;
/** Every so many bars have a word below. */
const WORDED = 2;

interface Bar {
  readonly bits: number;
  readonly symbols: number;
}

export function Sizes({ sizes, total }: { sizes: readonly number[] | undefined; total: number }) {
  const bars = barsOf(sizes ?? []);
  const known = bars.reduce((sum, { symbols }) => sum + symbols, 0);
  const most = Math.max(...bars.map(({ symbols }) => symbols));
  return (
    <Card name="sizes" title="Sizes" aside={<span class="dim">symbols by bytes</span>}>
      {known === 0 ? (
        <Waiting>{sizes === undefined ? "The sizes are being counted." : "No sizes are known: they follow from addresses, and those are hidden or all alike."}</Waiting>
      ) : (
        <>
          <Picture class="histogram" label="Histogram of sizes" hint={`${counted(known, "symbol")} of known size${total > known ? `, ${count(total - known)} of unknown size or 0` : ""}.`}>
            {bars.map((bar) => (
              <PartButton key={bar.bits} class="histogram-bar" words={`${sizeWords(bar.bits)}: ${counted(bar.symbols, "symbol")}, ${percent(bar.symbols, known)}`} open={() => show(bar.bits)}>
                <span class="histogram-room">
                  <span class="histogram-fill" style={{ height: `${(100 * bar.symbols) / most}%` }} />
                </span>
                <span class="histogram-name">
                  {bar.bits % WORDED === 0 && powerOfTwo(bar.bits)}
                  {bar.bits === LAST && "+"}
                </span>
              </PartButton>
            ))}
          </Picture>
          <AsTable caption="Symbols by size" columns={["Size", "Symbols", "Share"]} rows={() => bars.map((bar) => ({ cells: [sizeWords(bar.bits), count(bar.symbols), percent(bar.symbols, known)], open: () => show(bar.bits) }))} />
        </>
      )}
    </Card>
  );
}

/** From the smallest size that there is to the largest. */
function barsOf(sizes: readonly number[]): Bar[] {
  const last = sizes.slice(LAST).reduce((sum, symbols) => sum + symbols, 0);
  const bars = [...sizes.slice(0, LAST), last].map((symbols, bits) => ({ bits, symbols }));
  const isEmpty = ({ symbols }: Bar) => symbols === 0;
  while (bars.length > 0 && isEmpty(bars.at(-1) as Bar)) bars.pop();
  while (bars.length > 0 && isEmpty(bars[0] as Bar)) bars.shift();
  return bars;
}

function sizeWords(bits: number): string {
  if (bits === LAST) return `${memory(2 ** LAST)} and more`;
  return bits === 0 ? "1 byte" : `${count(2 ** bits)} to ${count(2 ** (bits + 1) - 1)} bytes`;
}

function show(bits: number): void {
  showInTable({ filter: { least: 2 ** bits, most: bits === LAST ? undefined : 2 ** (bits + 1) - 1 }, sort: { by: "size", descending: true } });
}
