/** What can be done with the rows: which columns, in which order, to the clipboard, into a file. */

import { COLUMNS } from "../../query/filter.js";
import { isUsual, resetColumns, showColumn, shownColumns } from "../../state/columns.js";
import { results, sort } from "../../state/query.js";
import { copySelected, exportRows } from "../../state/rows-out.js";
import { selected } from "../../state/selection.js";
import { counted } from "../../text/numbers.js";
import type { TextFormat } from "../../worker/text-protocol.js";
import { Menu } from "../Menu.js";

export const COLUMN_TITLES = { address: "Address", type: "Type", name: "Name", owner: "Owner", size: "Size" } as const;

const FORMATS: readonly (readonly [format: TextFormat, title: string])[] = [
  ["csv", "CSV, for a spreadsheet"],
  ["tsv", "TSV"],
  ["json", "JSON"],
  ["ndjson", "NDJSON, a symbol a line"],
  ["system-map", "System.map, the kernel image only"],
];

export function Tools() {
  const total = results.value?.total ?? 0;
  const range = selected.value;
  return (
    <div class="tools">
      <Menu label="Columns">
        <ColumnChoices />
        <Orders />
      </Menu>
      <Menu label="Copy">
        <p class="menu-title">{range === undefined ? "Select rows first: click, or Shift with click or arrows" : counted(range.end - range.start, "selected row")}</p>
        {(["rows", "name", "address", "size", "owner"] as const).map((what) => (
          <button key={what} type="button" class="menu-item" disabled={range === undefined} onClick={() => void copySelected(what)}>
            {what === "rows" ? "As lines of kallsyms" : COLUMN_TITLES[what]}
          </button>
        ))}
      </Menu>
      <Menu label="Export">
        <p class="menu-title">{counted(total, "symbol")} in the order shown</p>
        {FORMATS.map(([format, title]) => (
          <button key={format} type="button" class="menu-item" disabled={total === 0} onClick={() => void exportRows(format)}>
            {title}
          </button>
        ))}
      </Menu>
    </div>
  );
}

function ColumnChoices() {
  return (
    <>
      <p class="menu-title">Columns</p>
      {COLUMNS.map((column) => (
        <label key={column} class="menu-item">
          <input type="checkbox" checked={shownColumns.value.includes(column)} disabled={column === "name"} onChange={(event) => showColumn(column, event.currentTarget.checked)} />
          <span>{COLUMN_TITLES[column]}</span>
        </label>
      ))}
      {!isUsual.value && (
        <button type="button" class="menu-item" onClick={resetColumns}>
          As they were at first
        </button>
      )}
    </>
  );
}

/** The same as the headings do, where these aren't shown. */
function Orders() {
  const current = sort.value === undefined ? "" : `${sort.value.by} ${String(sort.value.descending)}`;
  const choose = (value: string) => {
    const [by, descending] = value.split(" ");
    const column = COLUMNS.find((name) => name === by);
    sort.value = column && { by: column, descending: descending === "true" };
  };
  return (
    <>
      <label class="menu-title" for="order">
        Order
      </label>
      <select id="order" class="menu-select" value={current} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">as in the file, best fits first</option>
        {COLUMNS.flatMap((column) =>
          [false, true].map((descending) => (
            <option key={`${column}${String(descending)}`} value={`${column} ${String(descending)}`}>
              {COLUMN_TITLES[column].toLowerCase()}, {descending ? "descending" : "ascending"}
            </option>
          )),
        )}
      </select>
    </>
  );
}
