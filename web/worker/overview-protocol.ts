/** What is asked and told for the overview. */

/** The requests for the overview. */
export interface OverviewExchange {}
