/** The numbers of a picture, for who doesn't see it or wants them exactly. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A row: its cells, of which the first may lead somewhere. */
export interface TableRow {
  readonly cells: readonly [string, ...string[]];
  readonly open?: (() => void) | undefined;
}

interface AsTableProps {
  readonly caption: string;
  /** What is listed, where a picture has several tables. */
  readonly title?: string;
  readonly columns: readonly string[];
  /** Only made when they are looked at. */
  readonly rows: () => readonly TableRow[];
  readonly note?: ComponentChildren;
}

export function AsTable({ caption, title = "As a table", columns, rows, note }: AsTableProps) {
  const [isOpen, open] = useState(false);
  return (
    <details class="as-table" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>
        {title}
        <span class="unseen">: {caption}</span>
      </summary>
      {isOpen && (
        <div class="as-table-body" role="region" tabIndex={0} aria-label={caption}>
          <table>
            <caption class="unseen">{caption}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows().map(({ cells: [first, ...others], open: go }, at) => (
                <tr key={at}>
                  <th scope="row">
                    {go === undefined ? (
                      first
                    ) : (
                      <button type="button" class="link" onClick={go}>
                        {first}
                      </button>
                    )}
                  </th>
                  {others.map((cell, place) => (
                    <td key={place}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {note}
        </div>
      )}
    </details>
  );
}
