/** What must hold of a symbol besides what the search box says, and the order of the rows. */

/** The filter. Every condition that is set must hold. */
export interface Filter {
  /** Type letters of which any will do; none: every type. */
  readonly types: string;
  /** Owners of which any will do; none: every owner. `"system"` is the kernel image. */
  readonly owners: readonly string[];
  /** Only names at more than one address. */
  readonly ambiguous: boolean;
  /** Only addresses with more than one symbol. */
  readonly shared: boolean;
  /** Smallest and largest size in bytes; a symbol of unknown size has neither. */
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** Whether a name is also found by what remains of it without the compiler's marks. */
  readonly folded: boolean;
  /** Whether upper and lower case differ. */
  readonly caseSensitive: boolean;
}

export const NO_FILTER: Filter = { types: "", owners: [], ambiguous: false, shared: false, least: undefined, most: undefined, folded: false, caseSensitive: true };

/** Whether the filter leaves anything out of what the search box finds. */
export function isNarrowing({ types, owners, ambiguous, shared, least, most }: Filter): boolean {
  return types !== "" || owners.length > 0 || ambiguous || shared || least !== undefined || most !== undefined;
}

/** Columns of the table, by which it can be sorted. */
export const COLUMNS = ["address", "type", "name", "owner", "size"] as const;
export type Column = (typeof COLUMNS)[number];

/** An order of the rows; ties are in file order, in a descending order the other way round. */
export interface Sort {
  readonly by: Column;
  readonly descending: boolean;
}
