/** What is asked and told for comparing two tables. */

/** The requests for comparing two tables. */
export interface CompareExchange {}
