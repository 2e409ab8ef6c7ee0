/** The order of a list of the atlas: by its headings, or where there are none by a choice. */

import type { Signal } from "@preact/signals";

interface Order<By extends string> {
  readonly by: By;
  readonly descending: boolean;
}

interface HeadingProps<By extends string> {
  readonly title: string;
  readonly class: string;
  readonly by: By;
  /** Whether the first click puts the most first. */
  readonly most?: boolean;
  readonly sort: Signal<Order<By>>;
}

export function OrderHeading<By extends string>({ title, class: name, by, most = false, sort }: HeadingProps<By>) {
  const current = sort.value.by === by ? sort.value : undefined;
  const order = current === undefined ? "none" : current.descending ? "descending" : "ascending";
  return (
    <span role="columnheader" class={`cell heading ${name}`} aria-sort={order}>
      <button type="button" class="heading-sort" onClick={() => (sort.value = { by, descending: current === undefined ? most : !current.descending })}>
        {title}
        <span class="heading-sign" aria-hidden="true">
          {current === undefined ? "" : current.descending ? " ↓" : " ↑"}
        </span>
      </button>
    </span>
  );
}

interface ChoiceProps<By extends string> {
  readonly orders: readonly (readonly [title: string, by: By, descending: boolean])[];
  readonly sort: Signal<Order<By>>;
}

export function OrderChoice<By extends string>({ orders, sort }: ChoiceProps<By>) {
  const current = orders.findIndex(([, by, descending]) => by === sort.value.by && descending === sort.value.descending);
  const choose = (position: number) => {
    const [, by, descending] = orders[position] ?? [];
    if (by !== undefined && descending !== undefined) sort.value = { by, descending };
  };
  return (
    <label class="atlas-order">
      <span class="unseen">Order</span>
      <select value={String(current)} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {orders.map(([title], position) => (
          <option key={title} value={String(position)}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
