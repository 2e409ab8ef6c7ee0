/** What symbols are, by the letters of their types. */

import { showInTable } from "../../state/query.js";
import { count, counted } from "../../text/numbers.js";
import { typeMeaning } from "../../text/types.js";
import { kindOfType } from "../../worker/overview/kinds.js";
import { AsTable } from "./AsTable.js";
import { Card } from "./Card.js";
import { PartButton } from "./PartButton.js";
import { Picture } from "./Picture.js";
import { percent } from "./words.js";

export function Types({ types, total }: { types: ReadonlyMap<string, number>; total: number }) {
  const sorted = [...types].sort(([, a], [, b]) => b - a);
  const most = sorted[0]?.[1] ?? 0;
  return (
    <Card name="types" title="Types" aside={<span class="dim">symbols by letter</span>}>
      <Picture class="rows" label="Symbols by type" hint="A small letter is local to its file, a capital one is global.">
        {sorted.map(([type, symbols]) => (
          <PartButton key={type} class="line line-type" words={`${type}, ${typeMeaning(type)}: ${counted(symbols, "symbol")}, ${percent(symbols, total)}`} open={() => show(type)}>
            <span class="mono">{type}</span>
            <span class="line-words">{typeMeaning(type)}</span>
            <span class="line-room">
              <span class={`line-fill kind-${kindOfType(type)}`} style={{ width: `${(100 * symbols) / most}%` }} />
            </span>
            <span class="line-amount">{count(symbols)}</span>
          </PartButton>
        ))}
      </Picture>
      <AsTable caption="Symbols by type" columns={["Type", "Meaning", "Symbols", "Share"]} rows={() => sorted.map(([type, symbols]) => ({ cells: [type, typeMeaning(type), count(symbols), percent(symbols, total)], open: () => show(type) }))} />
    </Card>
  );
}

function show(types: string): void {
  showInTable({ filter: { types } });
}
